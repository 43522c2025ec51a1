import { test, expect } from '../support/test.mjs';
import { openDevice } from '../support/device.mjs';
import { startProxy } from '../support/proxy.mjs';
import { logContact, signIn, synced, timesInLog, openOwnCustomer } from '../support/work.mjs';

test.use({ serverOptions: { demo: true, args: ['--customers', '60'] } });

test('a new version comes while work is unsent: it waits for the person, and nothing is lost', async ({ server, device }) => {
  const proxy = await startProxy(server.url);
  const wang = await openDevice(proxy.url, { name: 'wang', size: 'tablet' });
  const chen = await device('chen');
  try {
    const page = await signIn(wang, server.account('wang'));
    await wang.installed();
    const { here } = await openOwnCustomer(page);

    await server.kill('SIGKILL');
    await logContact(page, '升级之前还没送出的一条');
    await expect(page.locator('.record-head .record-sync')).toHaveAttribute('data-state', 'local');
    // Typed, not kept: a draft outlives the change of version too.
    const form = page.locator('form').filter({ hasText: '记一次沟通' });
    await form.getByRole('button', { name: '电话' }).click();
    await form.getByLabel('说了什么').fill('写了一半');

    await server.start();
    proxy.release();
    await page.evaluate(async () => (await navigator.serviceWorker.getRegistration()).update());
    await page.evaluate(() => { window.isOld = true; });
    await page.getByRole('button', { name: '更新' }).click();
    await expect.poll(() => page.evaluate(() => window.isOld === true).catch(() => true)).toBe(false);
    await expect(page.locator('.timeline')).toContainText('升级之前还没送出的一条');
    await expect(page.locator('form').filter({ hasText: '记一次沟通' }).getByLabel('说了什么')).toHaveValue('写了一半');
    await synced(page);

    const desk = await signIn(chen, server.account('chen'));
    await chen.goto(here);
    await expect(desk.locator('.timeline')).toContainText('升级之前还没送出的一条');
    expect(await timesInLog(server, server.account('zhou'), '升级之前还没送出的一条')).toBe(1);
    expect(wang.problems).toEqual([]);
  } finally {
    await wang.close();
    proxy.stop();
  }
});

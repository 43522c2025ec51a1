import { test, expect } from '../support/test.mjs';
import { logContact, session, signIn, synced, timesInLog, expectOnDevice, openOwnCustomer } from '../support/work.mjs';

test.use({ serverOptions: { demo: true, args: ['--customers', '60'] } });

test('a session that ends while the device is offline costs nothing that was typed', async ({ server, device }) => {
  const wang = await device('wang', { size: 'tablet' });
  const page = await signIn(wang, server.account('wang'));
  await openOwnCustomer(page);
  await wang.offline();
  await logContact(page, '登录过期之前写的');

  const admin = await session(server, server.account('admin'));
  const devices = await (await admin('/api/v1/devices')).json();
  for (const one of devices.filter(one => one.login === 'wang')) {
    expect((await admin(`/api/v1/sessions/${one.session}`, { method: 'DELETE' })).ok).toBe(true);
  }

  await wang.online();
  await expect(page.getByText('登录已过期。').first()).toBeVisible({ timeout: 20_000 });
  await logContact(page, '登录过期之后写的');
  await page.getByRole('button', { name: '重新登录' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('密码').first().fill(server.account('wang').password);
  await dialog.getByRole('button', { name: '登录' }).click();
  await synced(page);
  for (const words of ['登录过期之前写的', '登录过期之后写的']) {
    expect(await timesInLog(server, server.account('zhou'), words), words).toBe(1);
    await expectOnDevice(wang, words, 0);
  }
});

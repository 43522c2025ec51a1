import { test, expect } from '../support/test.mjs';
import { logContact, onServer, signIn, synced, timesInLog, openOwnCustomer } from '../support/work.mjs';

test.use({ serverOptions: { demo: true, args: ['--customers', '60'] } });

test('two tabs show the same; when the leading one closes, the other goes on', async ({ server, device }) => {
  const wang = await device('wang');
  const first = await signIn(wang, server.account('wang'));
  const { name } = await openOwnCustomer(first);
  const second = await wang.newTab(new URL(first.url()).pathname);
  await expect(second.locator('.record-title')).toContainText(name);

  await logContact(second, '第二个窗口写的');
  await expect(first.locator('.timeline')).toContainText('第二个窗口写的');
  await logContact(first, '第一个窗口写的');
  await expect(second.locator('.timeline')).toContainText('第一个窗口写的');

  await first.close();
  await logContact(second, '第一个窗口关了以后写的');
  await synced(second);
  for (const words of ['第二个窗口写的', '第一个窗口写的', '第一个窗口关了以后写的']) {
    expect(await timesInLog(server, server.account('zhou'), words), words).toBe(1);
  }
});

test('what is typed while a note is being kept is not taken for that note', async ({ server, device }) => {
  const wang = await device('wang');
  const page = await signIn(wang, server.account('wang'));
  const { here } = await openOwnCustomer(page);
  const form = page.locator('form').filter({ hasText: '记一次沟通' });
  await form.getByRole('button', { name: '电话' }).click();
  const said = form.getByLabel('说了什么');
  await said.fill('先保存的一句');
  // In one turn of the page: it is being kept, and cannot have been kept before the next words are there.
  await said.evaluate(async area => {
    area.form.requestSubmit();
    await null;
    area.value = '紧接着写的一句';
    area.dispatchEvent(new InputEvent('input', { bubbles: true }));
  });
  await expect(page.locator('.timeline')).toContainText('先保存的一句');
  await onServer(page);
  await expect(said).toHaveValue('紧接着写的一句');
  await form.getByRole('button', { name: '记下' }).click();
  await expect(said).toHaveCount(0);
  await onServer(page);

  const chen = await device('chen', { size: 'tablet' });
  const desk = await signIn(chen, server.account('chen'));
  await chen.goto(here);
  for (const words of ['先保存的一句', '紧接着写的一句']) {
    await expect(desk.locator('.timeline')).toContainText(words);
    expect(await timesInLog(server, server.account('zhou'), words), words).toBe(1);
  }
});

import { test, expect } from '../support/test.mjs';
import { logContact, signIn, synced, timesInLog, openOwnCustomer } from '../support/work.mjs';

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

import { test, expect } from '../support/test.mjs';
import { expectAccessible } from '../support/axe.mjs';
import { expectOnDevice, signIn, synced, timesInLog } from '../support/work.mjs';

test.use({ serverOptions: { demo: true, args: ['--customers', '60'] } });

test('a round is walked in a basement, goes on after a reload, and its finding is there when the network is', async ({ server, device }) => {
  const wang = await device('wang', { size: 'tablet' });
  const page = await signIn(wang, server.account('wang'));
  await wang.installed();
  await synced(page);

  await wang.offline();
  await wang.goto('/walk');
  await page.getByRole('button', { name: '园区巡视' }).first().click();
  const item = page.locator('#walk-item');
  await expect(item).toHaveText('大门岗亭');
  await expectAccessible(page);
  await page.getByRole('button', { name: '正常', exact: true }).click();
  await expect(item).toHaveText('车行道闸');
  await page.getByRole('textbox', { name: '说明' }).fill('闸杆抬不起来，先放了锥桶');
  await page.getByRole('button', { name: '有问题', exact: true }).click();
  await expect(item).toHaveText('消防通道');

  // The tablet slept: it opens where it stopped.
  const here = new URL(page.url()).pathname;
  await wang.goto(here);
  await expect(item).toHaveText('消防通道');
  await expect(page.locator('.round-head')).toContainText('2/8');
  for (let left = 6; left > 0; left -= 1) {
    const name = await item.textContent();
    await page.getByRole('button', { name: '正常', exact: true }).click();
    if (left > 1) await expect(item).not.toHaveText(name);
  }
  await expect(page.getByRole('heading', { name: '都检查完了' })).toBeVisible();
  await page.getByRole('button', { name: '完成', exact: true }).click();
  await expect(page.locator('.round-head .record-sync')).toHaveAttribute('data-state', 'local');

  await wang.online();
  await expect(page.locator('.round-head .record-sync')).toHaveAttribute('data-state', 'server', { timeout: 45_000 });

  const chen = await device('chen');
  const desk = await signIn(chen, server.account('chen'));
  await chen.goto(here.replace('/walk/', '/records/round/'));
  await expect(desk.locator('.record-head')).toContainText('已完成');
  await chen.goto('/records/finding');
  await expect(desk.locator('.vlist')).toContainText('车行道闸：闸杆抬不起来，先放了锥桶');
  // Once on the round; as a title in the finding's document, and as title and value in its row.
  expect(await timesInLog(server, server.account('zhou'), '闸杆抬不起来，先放了锥桶')).toBe(4);
  await expectOnDevice(wang, '闸杆抬不起来，先放了锥桶', 0);
});

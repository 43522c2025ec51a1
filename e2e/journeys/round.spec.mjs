import { test, expect } from '../support/test.mjs';
import { expectAccessible } from '../support/axe.mjs';
import { photograph, seen, UPRIGHT } from '../support/photo.mjs';
import { expectOnDevice, onServer, powerCut, signIn, synced, takeStep, timesInLog } from '../support/work.mjs';

test.use({ serverOptions: { demo: true, args: ['--customers', '60'] } });

test('a round is walked in a basement, goes on after a reload, and its finding is there when the network is', async ({ server, device }) => {
  const wang = await device('wang', { size: 'tablet' });
  const page = await signIn(wang, server.account('wang'));
  await wang.installed();
  await synced(page);

  await wang.offline();
  await wang.goto('/walk');
  await page.getByRole('button', { name: '安居苑一期 1 号楼' }).click();
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
  // Answered twice, an item is one finding: as when the first answer has come back.
  await page.getByRole('textbox', { name: '说明' }).fill('铁门上了锁，钥匙不在岗亭');
  for (const again of [true, false]) {
    await page.getByRole('button', { name: '有问题', exact: true }).click();
    await expect(item).not.toHaveText('消防通道');
    if (again) await page.getByRole('button', { name: '上一项' }).click();
  }
  await expect(page.locator('.round-head')).toContainText('3/8');
  for (let left = 5; left > 0; left -= 1) {
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
  await expect(desk.locator('.vlist-row').filter({ hasText: '铁门上了锁，钥匙不在岗亭' })).toHaveCount(1);
  // Once on the round, and once as the title of the finding.
  expect(await timesInLog(server, server.account('zhou'), '闸杆抬不起来，先放了锥桶')).toBe(2);
  await expectOnDevice(wang, '闸杆抬不起来，先放了锥桶', 0);
});

test('three photographs of a round are taken in airplane mode and seen by somebody else', async ({ server, device }) => {
  const wang = await device('wang', { size: 'tablet', touch: true });
  const page = await signIn(wang, server.account('wang'));
  await wang.installed();
  await synced(page);
  const taken = [
    ['车行道闸', 'cyan', '道闸的杆子在三米处折了'],
    ['路灯与草坪灯', 'magenta', '七号灯罩掉在草里'],
    ['垃圾房', 'black', '门口积水，踩着砖才进得去'],
  ];
  const files = [];
  for (const [, middle] of taken) files.push(await photograph(page, { width: 1600, height: 1200, middle }));

  await wang.offline();
  await wang.goto('/walk');
  await page.getByRole('button', { name: '园区巡视' }).first().click();
  const item = page.locator('#walk-item');
  const choose = page.locator('.round-item input[type=file]').last();
  const walk = async until => {
    await expect(item).toBeVisible();
    while (await item.textContent() !== until) {
      const name = await item.textContent();
      await page.getByRole('button', { name: '正常', exact: true }).click();
      await expect(item).not.toHaveText(name);
    }
  };
  for (const [at, [name, , note]] of taken.entries()) {
    await walk(name);
    await choose.setInputFiles(files[at]);
    await expect(page.locator('.round-item .photo-image')).toHaveCount(1);
    await expect(page.locator('.round-item .photo .pill')).toHaveText('仅在本机');
    await page.getByRole('textbox', { name: '说明' }).fill(note);
    if (at === 1) {
      // The tablet sleeps between the photograph and the answer: both are where they were.
      await wang.goto(new URL(page.url()).pathname);
      await expect(item).toHaveText(name);
      await expect(page.locator('.round-item .photo-image')).toHaveCount(1);
      await expect(page.getByRole('textbox', { name: '说明' })).toHaveValue(note);
    }
    if (at === 0) {
      // The whole estate was walked: this one says where it is.
      await page.getByRole('button', { name: '安居苑一期 2 号楼' }).click();
      await page.getByRole('button', { name: '室外', exact: true }).click();
    } else {
      await page.getByRole('checkbox', { name: '同时记成问题，安排人处理' }).uncheck();
    }
    await page.getByRole('button', { name: '有问题', exact: true }).click();
    await expect(item).not.toHaveText(name);
  }
  await page.getByRole('button', { name: '正常', exact: true }).click();
  await expect(page.getByRole('heading', { name: '都检查完了' })).toBeVisible();
  await page.getByRole('button', { name: '完成', exact: true }).click();
  await page.getByRole('link', { name: '打开记录' }).click();
  await expect(page.locator('.record-head')).toContainText('已完成');
  const here = new URL(page.url()).pathname;

  const photos = async shown => {
    await shown.getByRole('tab', { name: '检查结果' }).click();
    await expect(shown.locator('.record-main .photo-image')).toHaveCount(3);
    for (const [name, middle, note] of taken) {
      const row = shown.locator('.record-main .row').filter({ hasText: name });
      await expect(row).toContainText(note);
      expect(await seen(row.locator('.photo-image')), name).toEqual({ width: 1600, height: 1200, corners: UPRIGHT, middle });
    }
  };
  await wang.goto(here);
  await photos(page);
  await expect(page.locator('.record-main .photo .pill')).toHaveText(['仅在本机', '仅在本机', '仅在本机']);
  await expect(page.locator('.record-head .record-sync')).toHaveAttribute('data-state', 'local');

  const cut = powerCut(wang, server);
  await wang.online();
  await cut;
  await onServer(page);
  await expect(page.locator('.record-main .photo .pill')).toHaveCount(0);

  const chen = await device('chen');
  const desk = await signIn(chen, server.account('chen'));
  await chen.goto(here);
  await expect(desk.locator('.record-head')).toContainText('已完成');
  await photos(desk);
  // One is a finding, too.
  for (const [at, [, , note]] of taken.entries()) {
    expect(await timesInLog(server, server.account('zhou'), note), note).toBe(at === 0 ? 2 : 1);
    await expectOnDevice(wang, note, 0);
  }

  // Its photograph is the finding's, and the repair's that it becomes.
  const [[name, middle, note]] = taken;
  await chen.goto('/records/finding');
  await desk.locator('.vlist').getByRole('link', { name: `${name}：${note}` }).click();
  await expect(desk.locator('[data-field=building]')).toContainText('安居苑一期 2 号楼');
  await expect(desk.locator('[data-field=place]')).toContainText('室外');
  const photo = desk.locator('[data-field=photos] .photo-image');
  expect(await seen(photo)).toEqual({ width: 1600, height: 1200, corners: UPRIGHT, middle });
  await takeStep(desk, '转报修');
  await chen.goto('/records/repair');
  await desk.locator('.vlist').getByRole('link', { name: `${name}：${note}` }).click();
  await expect(desk.locator('[data-field=origin]')).toContainText('巡查发现');
  expect(await seen(photo)).toEqual({ width: 1600, height: 1200, corners: UPRIGHT, middle });
});

import { test, expect } from '../support/test.mjs';
import { expectAccessible } from '../support/axe.mjs';
import { addEntry, editField, expectOnDevice, onServer, settled, sign, signIn, synced, takeStep, timesInLog } from '../support/work.mjs';

test.use({ serverOptions: { demo: true, args: ['--customers', '60'] } });

const DEFECT = '卫生间门口地砖空鼓一块';
const REMARK = '业主要求下周三前补好地砖';

/** How many points of the picture are dark: a white sheet has none. */
const ink = image => image.evaluate(async node => {
  await node.decode();
  const context = new OffscreenCanvas(node.naturalWidth, node.naturalHeight).getContext('2d');
  context.drawImage(node, 0, 0);
  const { data } = context.getImageData(0, 0, node.naturalWidth, node.naturalHeight);
  return data.filter((light, at) => at % 4 === 0 && light < 64).length;
});

test('a flat is handed over and signed for without a network; the protocol shows both signatures', async ({ server, device }) => {
  const wang = await device('wang', { size: 'tablet' });
  const page = await signIn(wang, server.account('wang'));
  await wang.installed();
  await synced(page);

  await wang.offline();
  await wang.goto('/records/handover');
  await page.locator('.vlist-row').filter({ hasText: '已预约' }).getByRole('link').first().click();
  await takeStep(page, '开始验房');
  await expect(page.locator('.record-head')).toContainText('验房中');
  const here = new URL(page.url()).pathname;

  await page.getByRole('link', { name: '逐项检查' }).click();
  const item = page.locator('#walk-item');
  for (const [name, result] of [['入户门', '合格'], ['窗户', '合格'], ['墙面与顶面', '合格'], ['地面', '有缺陷'], ['厨房', '合格'],
    ['卫生间防水', '合格'], ['给排水', '合格'], ['强弱电', '合格'], ['可视对讲', '不适用']]) {
    await expect(item).toHaveText(name);
    if (result === '有缺陷') await page.getByRole('textbox', { name: '说明' }).fill(DEFECT);
    await page.getByRole('button', { name: result, exact: true }).click();
  }
  const done = page.getByRole('heading', { name: '都检查完了' });
  await expect(done).toBeVisible();
  // From what was wrong back to the item.
  await page.locator('.round-item .rows').getByRole('button', { name: '地面' }).click();
  await expect(item).toHaveText('地面');
  await page.getByRole('link', { name: '先离开，已记的都在' }).click();

  // Put right, it is looked at again: that item alone, and what was said of it is read, not written again.
  await takeStep(page, '待整改', { 原因: '地砖空鼓，等施工单位补好' });
  await takeStep(page, '开始验房');
  await page.getByRole('link', { name: '逐项检查' }).click();
  await expect(item).toHaveText('地面');
  await expect(page.locator('.round-item')).toContainText(`上次：有缺陷 ${DEFECT}`);
  await expect(page.getByRole('textbox', { name: '说明' })).toHaveValue('');
  await page.getByRole('button', { name: '合格', exact: true }).click();
  await expect(done).toBeVisible();
  await page.getByRole('link', { name: '打开记录' }).click();

  // What is missing is said; nobody hands over without it.
  await page.getByText(/项现在不能做/).click();
  await expect(page.locator('.steps-why')).toContainText('请先抄表底数');
  await addEntry(page, '表底数', { 表: '水', 读数: '17.3 吨' });
  await addEntry(page, '表底数', { 表: '电', 读数: '204.6 度' });
  await addEntry(page, '钥匙', { 钥匙: '入户门机械钥匙', 数量: '5' });
  await page.getByRole('tab', { name: '档案' }).click();
  await editField(page, '签字人', '尹怡月本人到场');
  await editField(page, '备注', REMARK);
  await page.locator('[data-field=owner_signature]').getByRole('button', { name: '签字' }).click();
  await expect(page.locator('dialog[open]').getByRole('button', { name: '签好了' })).toBeDisabled();
  await expectAccessible(page, { include: 'dialog[open]' });
  await page.keyboard.press('Escape');
  await sign(page, 'owner_signature');
  await sign(page, 'staff_signature');
  await takeStep(page, '交房');
  await expect(page.locator('.record-head')).toContainText('已交房');

  // Off and on again: signed is signed, and nobody moves it.
  await wang.goto(here);
  await expect(page.locator('.record-head')).toContainText('已交房');
  await expect(page.locator('.record-head .record-sync')).toHaveAttribute('data-state', 'local');
  const mine = key => page.locator(`[data-field=${key}] .photo-image`);
  for (const key of ['owner_signature', 'staff_signature']) {
    await expect(mine(key)).toHaveCount(1);
    expect(await ink(mine(key)), key).toBeGreaterThan(1_000);
    await expect(page.locator(`[data-field=${key}]`).getByRole('button', { name: '去掉这张' })).toHaveCount(0);
  }

  await expectAccessible(page);

  await wang.online();
  await onServer(page);
  await synced(page);

  const chen = await device('chen');
  const desk = await signIn(chen, server.account('chen'));
  await chen.goto(here);
  await expect(desk.locator('.record-head')).toContainText('已交房');
  for (const key of ['owner_signature', 'staff_signature']) {
    const theirs = desk.locator(`[data-field=${key}] .photo-image`);
    await expect(theirs).toHaveCount(1);
    expect(await ink(theirs), key).toBe(await ink(mine(key)));
  }

  // On paper: what was found, read and given, and both signatures.
  await desk.getByRole('link', { name: '打印' }).click();
  await settled(desk);
  await desk.emulateMedia({ media: 'print' });
  const sheet = desk.locator('.print-sheet');
  await expect(sheet.getByRole('heading', { name: '房屋交接单' })).toBeVisible();
  for (const printed of [DEFECT, '17.3 吨', '204.6 度', '入户门机械钥匙', '数量 5', '尹怡月本人到场', REMARK]) {
    await expect(sheet).toContainText(printed);
  }
  for (const name of ['业主签字', '交房人签字']) {
    const signature = sheet.locator('.sheet-sign > span', { hasText: name }).locator('.photo-image');
    await expect(signature).toBeVisible();
    expect(await ink(signature), name).toBeGreaterThan(1_000);
    // Whole, not cut to a square.
    const { width, height } = await signature.boundingBox();
    expect(width / height).toBeCloseTo(2.5, 1);
  }

  // What was found is a repair, by rule: one, in the words that were typed on the spot.
  await desk.emulateMedia({ media: 'screen' });
  await chen.goto('/records/repair');
  const repair = desk.locator('.vlist-row').filter({ hasText: / 地面/ });
  await expect(repair).toHaveCount(1);
  await repair.getByRole('link').first().click();
  await expect(desk.locator('.record-main')).toContainText(DEFECT);

  // Once where it was typed, once in the repair.
  expect(await timesInLog(server, server.account('zhou'), DEFECT)).toBe(2);
  await expectOnDevice(wang, DEFECT, 0);
  for (const words of [REMARK, '17.3 吨', '204.6 度', '入户门机械钥匙', '尹怡月本人到场']) {
    expect(await timesInLog(server, server.account('zhou'), words), words).toBe(1);
    await expectOnDevice(wang, words, 0);
  }
});

// What is asked afterwards moves the case itself, and what a round has found is a repair: at once, without a network.
import { test, expect } from '../support/test.mjs';
import { addEntry, call, callerOf, expectOnDevice, onServer, powerCut, signIn, synced, takeStep, timesInLog } from '../support/work.mjs';

test.use({ serverOptions: { demo: true, args: ['--customers', '60'] } });

const WHY = '保洁只扫了一楼，楼上还是脏的';
const FOUND = '二号楼天台门锁坏';
const PLACE = '门关不上，风大时一直响';
const NOTE = '先用铁丝固定，等维修来换锁';

/** Opens the follow-up of that title among one's own; its address, and that of the case it asks about. */
async function asked(page, title, process) {
  await page.locator('.vlist-row').filter({ hasText: title }).getByRole('link').first().click();
  await expect(page.locator('.record-title')).toContainText(title);
  return page.locator(`.record-main a[href^="/records/${process}/"]`).first().getAttribute('href');
}

test('a dissatisfied answer takes the complaint up again, a good one closes the repair, offline', async ({ server, device }) => {
  const chen = await device('chen', { size: 'tablet' });
  const page = await signIn(chen, server.account('chen'));
  await chen.installed();
  await synced(page);
  // Satisfaction calls are the counter's.
  const caller = await callerOf(chen, '维修满意率：窗户关不严', ['赵婷', '孙悦']);
  const asks = await device({ 赵婷: 'zhao', 孙悦: 'sun' }[caller]);
  const counter = await signIn(asks, server.account(asks.name));
  await asks.installed();
  await asks.goto('/follow-ups');
  await synced(counter);
  await chen.goto('/follow-ups');
  await chen.offline();
  await asks.offline();

  const complaint = await asked(page, '投诉后回访：保洁不及时', 'complaint');
  await call(page, '不满意', WHY);
  await chen.goto(complaint);
  await expect(page.locator('.record-head')).toContainText('重新处理');
  await expect(page.locator('.record-head .record-sync')).toHaveAttribute('data-state', 'local');

  const repair = await asked(counter, '维修满意率：窗户关不严', 'repair');
  await call(counter, '满意');
  await asks.goto(repair);
  await expect(counter.locator('.record-head')).toContainText('已回访');
  // Off and on again.
  await chen.goto(complaint);
  await expect(page.locator('.record-head')).toContainText('重新处理');

  const cut = powerCut(chen, server);
  await chen.online();
  await cut;
  await onServer(page);
  await asks.online();
  await onServer(counter);
  await chen.goto(repair);
  await expect(page.locator('.record-head')).toContainText('已回访');
  await asks.goto(complaint);
  await expect(counter.locator('.record-head')).toContainText('重新处理');
  await counter.getByRole('tab', { name: '时间线' }).click();
  await expect(counter.locator('.timeline')).toContainText(WHY);
  // The complaint is the improvement: there is no task beside it.
  await chen.goto('/tasks');
  await expect(page.locator('#main')).not.toContainText(WHY);
  // In the follow-up's field, as the answer to the script, and as the reason why the complaint was taken up again.
  expect(await timesInLog(server, server.account('zhou'), WHY)).toBe(3);
  await expectOnDevice(chen, WHY, 0);
});

test('a call that did not count closes no complaint, and closes it once when it is made to count', async ({ server, device }) => {
  const chen = await device('chen', { size: 'tablet' });
  const page = await signIn(chen, server.account('chen'));
  await chen.installed();
  await chen.goto('/follow-ups');
  const complaint = await asked(page, '投诉后回访：保洁不及时', 'complaint');
  const here = new URL(page.url()).pathname;
  await takeStep(page, '改派', { 回访人: '李强' });
  await onServer(page);
  const zhou = await device('zhou');
  const whole = await signIn(zhou, server.account('zhou'));
  await zhou.goto(here);

  // She takes it back and calls, without a network; meanwhile it goes to somebody else.
  await chen.offline();
  await takeStep(page, '改派', { 回访人: '陈静' });
  await call(page, '满意');
  await chen.goto(complaint);
  await expect(page.locator('.record-head')).toContainText('已回访');
  await takeStep(whole, '改派', { 回访人: '王芳' });
  await onServer(whole);
  await chen.online();
  await expect(page.locator('.sync-mark')).toHaveAttribute('data-state', 'refused', { timeout: 40_000 });
  await expect(page.locator('.record-head')).toContainText('有结果');
  await zhou.goto(complaint);
  await expect(whole.locator('.record-head')).toContainText('有结果');
  await chen.goto('/inbox');
  const cards = page.locator('#main article.card');
  const part = cards.filter({ hasText: '这一步是随另一处的操作一起做的' });
  await expect(part).toHaveCount(1);

  // It is hers after all: what she did counts now, and the complaint goes with it.
  const taken = cards.filter({ hasText: '这期间别人已经改了状态' });
  await taken.getByRole('button', { name: '放下' }).click();
  await page.locator('dialog[open]').getByRole('button', { name: '放下' }).click();
  await expect(taken).toHaveCount(0);
  await zhou.goto(here);
  await takeStep(whole, '改派', { 回访人: '陈静' });
  await onServer(whole);
  // As soon as her device has heard of it.
  await expect(async () => {
    if (await part.count()) await part.getByRole('button', { name: '再试一次' }).click();
    await expect(part).toHaveCount(0, { timeout: 2_000 });
  }).toPass();
  await zhou.goto(complaint);
  await expect(whole.locator('.record-head')).toContainText('已回访');
  await whole.getByRole('tab', { name: '时间线' }).click();
  await expect(whole.locator('.timeline-item').filter({ hasText: '按回访记录' })).toHaveCount(1);
});

test('a finding is a repair at once, offline, with what was noted on it, and one repair on the server', async ({ server, device }) => {
  const wang = await device('wang', { size: 'phone' });
  const page = await signIn(wang, server.account('wang'));
  await wang.installed();
  await wang.goto('/records/finding');
  await synced(page);
  await wang.offline();
  await page.getByRole('button', { name: '新建问题' }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel(/^问题/).fill(FOUND);
  await form.getByLabel('情况', { exact: true }).fill(PLACE);
  await form.getByRole('button', { name: '记下问题' }).click();
  await expect(page.locator('.record-title')).toContainText(FOUND);
  const finding = new URL(page.url()).pathname;
  await takeStep(page, '转报修');
  await expect(page.locator('.record-head')).toContainText('转报修');

  await wang.goto('/records/repair');
  await page.locator('.vlist-row').filter({ hasText: FOUND }).getByRole('link').first().click();
  await expect(page.locator('.record-title')).toContainText(FOUND);
  const repair = new URL(page.url()).pathname;
  await addEntry(page, '跟进记录', { 内容: NOTE });
  await wang.goto(repair);
  await expect(page.locator('.record-head .record-sync')).toHaveAttribute('data-state', 'local');

  const cut = powerCut(wang, server);
  await wang.online();
  await cut;
  await onServer(page);
  await expect(page.locator('.record-head')).toContainText(/BX-\d{6}/);
  const chen = await device('chen');
  const desk = await signIn(chen, server.account('chen'));
  await chen.goto(repair);
  await expect(desk.locator('.record-head')).toContainText('已登记');
  await desk.getByRole('tab', { name: '跟进记录' }).click();
  await expect(desk.locator('.record-main .rows')).toContainText(NOTE);
  await chen.goto(finding);
  await expect(desk.locator('.record-head')).toContainText('转报修');
  expect(await timesInLog(server, server.account('zhou'), NOTE)).toBe(1);
  // In the finding and in the repair.
  expect(await timesInLog(server, server.account('zhou'), PLACE)).toBe(2);
  for (const words of [FOUND, PLACE, NOTE]) await expectOnDevice(wang, words, 0);
});

import { test, expect } from '../support/test.mjs';
import { chooseField, editField, expectOnDevice, onServer, signIn, synced, takeStep, timesInLog } from '../support/work.mjs';

test.use({ serverOptions: { demo: true, args: ['--customers', '60'] } });

const SAID = '周末又停了两次，老人下不了楼';
const AGAIN = '修完当天晚上又停在三层';
const CAUSE = '门机皮带老化，维保没有按月查';

test('a complaint archived here and called unsatisfied there is open again on both; the second time stands out', async ({ server, device }) => {
  const wang = await device('wang', { size: 'tablet' });
  const page = await signIn(wang, server.account('wang'));
  await wang.installed();
  await wang.goto('/records/complaint');
  await page.getByRole('button', { name: '新建投诉' }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel(/^投诉事项/).fill('二号楼电梯天天停');
  await form.getByRole('button', { name: '受理投诉' }).click();
  await expect(page.locator('.record-title')).toContainText('二号楼电梯天天停');
  await onServer(page);
  const here = new URL(page.url()).pathname;

  const chen = await device('chen');
  const desk = await signIn(chen, server.account('chen'));
  await chen.goto(here);
  await takeStep(desk, '亲自处理');
  await editField(desk, '措施', '请维保单位当天换件');
  await editField(desk, '结果', '换了门机皮带，连看三天没有再停');
  await takeStep(desk, '有结果');
  await expect(desk.locator('.record-head')).toContainText('有结果');
  await onServer(desk);
  await expect(page.locator('.record-head')).toContainText('有结果');
  await takeStep(page, '回访', { 满意度: '满意' });
  await onServer(page);
  await expect(desk.locator('.record-head')).toContainText('已回访');

  // Apart: one analyses and archives it, the other hears that it is not over.
  await chen.offline();
  await wang.offline();
  await chooseField(desk, '原因类别', '施工单位');
  await editField(desk, '原因分析', CAUSE);
  await takeStep(desk, '原因已分析');
  await takeStep(desk, '归档');
  await expect(desk.locator('.record-head')).toContainText('已归档');
  await takeStep(page, '客户不满意', { 原因: SAID });
  await expect(page.locator('.record-head')).toContainText('重新处理');

  await chen.online();
  await onServer(desk);
  await expect(desk.locator('.record-head')).toContainText('已归档');
  // His device goes off and on before it has a network.
  await wang.goto(here);
  await expect(page.locator('.record-head')).toContainText('重新处理');
  await expect(page.locator('.record-head .record-sync')).toHaveAttribute('data-state', 'local');
  await wang.online();
  await onServer(page);
  await expect(page.locator('.record-head')).toContainText('重新处理');
  await expect(desk.locator('.record-head')).toContainText('重新处理');
  await desk.getByRole('tab', { name: '时间线' }).click();
  await expect(desk.locator('.timeline')).toContainText(SAID);

  await takeStep(desk, '亲自处理');
  await takeStep(desk, '有结果');
  await onServer(desk);
  await expect(page.locator('.record-head')).toContainText('有结果');
  await takeStep(page, '客户不满意', { 原因: AGAIN });
  await onServer(page);
  for (const [one, shown] of [[wang, page], [chen, desk]]) {
    await one.goto('/records/complaint');
    const row = shown.locator('.vlist-row').filter({ hasText: '二号楼电梯天天停' });
    await expect(row).toContainText('重新处理');
    await expect(row.locator('.pill', { hasText: '两次不满意' })).toBeVisible();
    await synced(shown);
  }

  for (const words of [SAID, AGAIN, CAUSE, '请维保单位当天换件', '换了门机皮带，连看三天没有再停']) {
    expect(await timesInLog(server, server.account('zhou'), words), words).toBe(1);
    await expectOnDevice(wang, words, 0);
    await expectOnDevice(chen, words, 0);
  }
});

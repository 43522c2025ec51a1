// The org chart as an administrator settles it in the browser, and what follows from it on a device without a network.
import { test, expect } from '../support/test.mjs';
import { expectAccessible } from '../support/axe.mjs';
import { onServer, openSentRepair, settled, signIn, synced, takeStep, timesInLog } from '../support/work.mjs';

test.use({ serverOptions: { demo: true, args: ['--customers', '60'] } });

const WHY = '楼上不开门，我进不去，需要物业中心出面', DECISION = '我今晚和社区一起上门，先关总阀';

const row = (page, name) => page.locator('ul.rows > li').filter({ has: page.locator('.row-title').getByText(name, { exact: true }) });

/** On the page of departments: what it is a part of, and who heads it. */
async function place(page, name, parent, head) {
  await row(page, name).getByRole('button', { name: '修改' }).click();
  const form = page.locator('ul.rows form');
  await form.getByLabel('上级部门').selectOption({ label: parent });
  await form.getByLabel('负责人').selectOption({ label: head });
  await form.getByRole('button', { name: '保存' }).click();
}

test('what is escalated without a network goes to the superior whom the org chart names, and to nobody else', async ({ server, device }) => {
  const admin = await device('admin');
  const office = await signIn(admin, server.account('admin'));
  await admin.goto('/admin/departments');
  for (const name of ['物业中心', '园区']) {
    await office.getByLabel('新部门名称').fill(name);
    await office.getByRole('button', { name: '添加' }).click();
    await expect(row(office, name)).toBeVisible();
  }
  await place(office, '园区', '没有上级部门', '周敏');
  await expect(row(office, '园区')).toContainText('负责人 周敏');
  await place(office, '物业中心', '园区', '林涛');
  await expect(row(office, '物业中心')).toContainText('属于园区 · 负责人 林涛');
  await place(office, '客服一部', '物业中心', '没有指定负责人');
  await expect(row(office, '客服一部')).toContainText('属于物业中心');
  await expect(row(office, '客服一部')).not.toContainText('负责人');
  await expectAccessible(office);
  // In no circle: what stands below cannot stand above.
  await place(office, '园区', '客服一部', '周敏');
  const circle = office.locator('ul.rows > li', { has: office.locator('form') });
  await expect(circle.locator('.field-error')).toContainText('上级部门');
  await circle.getByRole('button', { name: '取消' }).click();
  await expect(row(office, '园区')).not.toContainText('属于');

  const wang = await device('wang', { size: 'tabletUpright', touch: true });
  const page = await signIn(wang, server.account('wang'));
  await wang.installed();
  const { title, here } = await openSentRepair(wang);

  // Whose it is: of another department, and nothing of this one is on his device.
  const [lin, huang] = [await device('lin'), await device('huang')];
  const [superior, colleague] = [await signIn(lin, server.account('lin')), await signIn(huang, server.account('huang'))];
  for (const [one, screen] of [[lin, superior], [huang, colleague]]) {
    await one.goto(here);
    await settled(screen);
    await expect(screen.locator('.record-head'), one.name).toHaveCount(0);
  }

  await wang.offline();
  await page.locator('.steps').getByRole('button', { name: '上报', exact: true }).click();
  const dialog = page.locator('dialog[open]');
  await expect(dialog).toContainText('林涛');
  await dialog.getByLabel('原因').fill(WHY);
  await dialog.getByRole('button', { name: '上报', exact: true }).click();
  await expect(dialog).toHaveCount(0);
  await expect(page.locator('.record-head')).toContainText('已上报');
  await wang.goto(here);
  await expect(page.locator('.record-head')).toContainText('已上报');
  await expect(page.locator('.record-head .record-sync')).toHaveAttribute('data-state', 'local');
  await wang.online();
  await onServer(page);

  // The bell tells him, and leads to it.
  const bell = superior.getByRole('button', { name: /^提醒/ });
  const told = superior.locator('#bell li').filter({ hasText: '有人上报，等您批示' }).filter({ hasText: title });
  await expect(told).toHaveCount(1, { timeout: 45_000 });
  await bell.click();
  await told.getByRole('link').click();
  await expect(superior.locator('.record-head')).toContainText('已上报');
  await superior.getByRole('tab', { name: '时间线' }).click();
  await expect(superior.locator('.timeline')).toContainText(WHY);

  // The supervisor of the department sees it as before; the word is not hers. The colleague of the superior sees nothing.
  const chen = await device('chen');
  const desk = await signIn(chen, server.account('chen'));
  await chen.goto(here);
  await expect(desk.locator('.record-head')).toContainText('已上报');
  await expect(desk.locator('.steps').getByRole('button', { name: '标为疑难', exact: true })).toBeVisible();
  await expect(desk.locator('.steps').getByRole('button', { name: '批示', exact: true })).toHaveCount(0);
  await expect(desk.locator('#bell')).not.toContainText('有人上报，等您批示');
  await huang.goto(here);
  await synced(colleague);
  await settled(colleague);
  await expect(colleague.locator('.record-head')).toHaveCount(0);

  await takeStep(superior, '批示', { 批示: DECISION });
  await onServer(superior);
  await expect(page.locator('.record-head')).not.toContainText('已上报');
  await page.getByRole('tab', { name: '时间线' }).click();
  await expect(page.locator('.timeline')).toContainText(DECISION);
  for (const words of [WHY, DECISION]) expect(await timesInLog(server, server.account('zhou'), words), words).toBe(1);
});

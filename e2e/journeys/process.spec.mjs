import { readFile } from 'node:fs/promises';
import { test, expect } from '../support/test.mjs';
import { expectAccessible } from '../support/axe.mjs';
import { editField, expectOnDevice, onServer, powerCut, signIn, synced, timesInLog } from '../support/work.mjs';

test.use({ serverOptions: { demo: true, args: ['--customers', '60'] } });

const DESCRIPTION = await readFile(new URL('../data/key_lending.json', import.meta.url));
const file = (name, text) => ({ name, mimeType: 'application/json', buffer: Buffer.from(text) });

test('a process loaded from a file is worked with as those that came with the product', async ({ server, device }) => {
  // Two devices are signed in before there is such a thing as key lending.
  const wang = await device('wang', { size: 'tablet' });
  const page = await signIn(wang, server.account('wang'));
  await wang.installed();
  const chen = await device('chen');
  const desk = await signIn(chen, server.account('chen'));
  await expect(page.getByRole('link', { name: '钥匙借用' })).toHaveCount(0);

  const admin = await device('admin');
  await admin.goto('/login');
  await admin.page.getByLabel('登录名').fill('admin');
  await admin.page.locator('#password').fill(server.account('admin').password);
  await admin.page.getByRole('button', { name: '登录' }).click();
  await admin.page.waitForURL(at => at.pathname === '/');
  await admin.goto('/admin/processes');
  const load = admin.page.getByLabel('载入流程描述（JSON 文件）');
  const said = admin.page.locator('.field-error');
  await load.setInputFiles(file('半个文件.json', DESCRIPTION.subarray(0, 700)));
  await expect(said).toContainText('不是完整的 JSON');
  await load.setInputFiles(file('没有字段.json', '{ "id": "key_lending" }'));
  await expect(said).toContainText('第 1 行');
  await expect(said).toContainText('version');
  await load.setInputFiles(file('阶段写错.json', String(DESCRIPTION).replace('"to": "lost"', '"to": "gone"')));
  await expect(said).toContainText('步骤“report_lost”用到没有描述的阶段“gone”');
  await expectAccessible(admin.page);
  await load.setInputFiles(file('钥匙借用.json', DESCRIPTION));
  await expect(admin.page.getByText('“钥匙借用”已载入')).toBeVisible();
  await expect(said).toHaveCount(0);

  // It arrives by itself.
  await page.getByRole('link', { name: '钥匙借用' }).click();
  await expect(page.locator('.page-title')).toHaveText('钥匙借用');
  await page.getByRole('button', { name: '新建钥匙借用' }).first().click();
  const form = page.getByRole('dialog');
  await form.getByLabel(/^钥匙 /).fill('三号楼五零二室');
  await expectAccessible(page, { include: 'dialog[open]' });
  await form.getByRole('button', { name: '借出' }).click();
  await expect(form.locator('.field-error')).toContainText('这一项要填');
  await form.getByLabel(/^借用人 /).fill('装修师傅老周');
  await form.getByRole('radio', { name: '工作证' }).check();
  await form.getByRole('button', { name: '借出' }).click();
  await expect(page.locator('.record-title')).toContainText('三号楼五零二室');
  await onServer(page);
  await expect(page.locator('.record-sub')).toContainText('YS-');
  const here = new URL(page.url()).pathname;
  await expectAccessible(page);

  await desk.getByRole('link', { name: '钥匙借用' }).click();
  const row = desk.locator('.vlist-row').filter({ hasText: '三号楼五零二室' });
  for (const listed of ['装修师傅老周', '工作证', '借出中']) await expect(row).toContainText(listed);
  await row.getByRole('link').first().click();
  await expect(desk.locator('.record-title')).toContainText('三号楼五零二室');

  // Offline: a step that a rule holds back, the field it asks for, an entry, then the step; all there after a reload.
  await wang.offline();
  await page.getByText(/项现在不能做/).click();
  await expect(page.locator('.steps-why')).toContainText('请先写明用途');
  await editField(page, '用途', '给五零二换门锁，下午送回');
  await page.getByRole('tab', { name: '交接记录' }).click();
  await page.getByRole('button', { name: '添加' }).click();
  await page.getByLabel('交接情况').fill('当面点清，两把入户钥匙');
  await page.getByRole('button', { name: '保存' }).click();
  await expect(page.locator('.record-main .row')).toContainText('当面点清，两把入户钥匙');
  await page.locator('.steps').getByRole('button', { name: '归还' }).click();
  await page.getByRole('dialog').getByLabel(/^钥匙状况/).fill('齿有磨损，还能开门');
  await page.getByRole('dialog').getByRole('button', { name: '归还' }).click();
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(page.locator('.record-head')).toContainText('已归还');
  await wang.goto(here);
  await expect(page.locator('.record-head')).toContainText('已归还');
  await expect(page.locator('.record-main')).toContainText('给五零二换门锁，下午送回');

  // Meanwhile it is reported lost: the two steps do not fit together.
  await desk.locator('.steps').getByRole('button', { name: '挂失' }).click();
  await desk.getByRole('dialog').getByLabel('原因').fill('业主说少了一把');
  await desk.getByRole('dialog').getByRole('button', { name: '挂失' }).click();
  await expect(desk.getByRole('dialog')).toBeHidden();
  await expect(desk.locator('.record-head')).toContainText('已挂失');
  await onServer(desk);

  const cut = powerCut(wang, server);
  await wang.online();
  await cut;
  await expect(page.locator('.sync-mark')).toHaveAttribute('data-state', 'refused', { timeout: 45_000 });
  await expect(page.locator('.record-head')).toContainText('已挂失');
  await wang.goto('/inbox');
  const returned = page.locator('#main article').filter({ hasText: '齿有磨损，还能开门' });
  await expect(returned).toContainText('这期间别人已经改了状态');
  await expect(returned.getByRole('link', { name: '三号楼五零二室' })).toBeVisible();
  await expectAccessible(page);

  await synced(desk);
  await expect(desk.locator('.record-main')).toContainText('给五零二换门锁，下午送回');
  await expect(desk.locator('.record-head')).toContainText('已挂失');

  // On paper: what was filled in, and nothing of the screen around it.
  await desk.getByRole('link', { name: '打印' }).click();
  await desk.emulateMedia({ media: 'print' });
  const sheet = desk.locator('.print-sheet');
  await expect(sheet.getByRole('heading', { name: '钥匙借用单' })).toBeVisible();
  for (const printed of ['三号楼五零二室', '装修师傅老周', '给五零二换门锁，下午送回', '当面点清，两把入户钥匙', '经办人', 'YS-']) {
    await expect(sheet).toContainText(printed);
  }
  await expect(sheet.locator('.tick[data-on]')).toHaveText('工作证');
  await expect(desk.getByRole('navigation')).toBeHidden();

  for (const words of ['给五零二换门锁，下午送回', '当面点清，两把入户钥匙', '业主说少了一把']) {
    expect(await timesInLog(server, server.account('zhou'), words), words).toBe(1);
    await expectOnDevice(wang, words, 0);
  }
  expect(await timesInLog(server, server.account('zhou'), '齿有磨损，还能开门')).toBe(0);
  await expectOnDevice(wang, '齿有磨损，还能开门', 1);
});

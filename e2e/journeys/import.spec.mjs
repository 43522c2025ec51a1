import { execFileSync } from 'node:child_process';
import { test, expect } from '../support/test.mjs';
import { expectAccessible } from '../support/axe.mjs';

const PASSWORD = 'long-bridge-over-quiet-water';

/** As a spreadsheet in a Chinese office saves it. */
function gb18030(text) {
  return execFileSync('iconv', ['-f', 'UTF-8', '-t', 'GB18030'], { input: text });
}

const FILE = {
  name: '客户名单.csv',
  mimeType: 'text/csv',
  buffer: gb18030([
    '姓名,手机,地址,来源渠道',
    '王芳,13800138001,中山路1号,展会',
    '李强,13800138002,解放路2号,电话',
    '张敏,电话打不通,人民路3号,网站',
    '王芳,13800138001,中山路1号,展会',
  ].join('\r\n') + '\r\n'),
};

/** The administrator, a department in it, and one supervisor on a device of her own. */
async function company(server, device) {
  const admin = await device('admin');
  await admin.goto(server.output.match(/first administrator: \S+?(\/welcome\/\S+)/)[1]);
  await admin.page.getByLabel('姓名').fill('陈静');
  await admin.page.getByLabel('登录名').fill('chen');
  await admin.page.getByLabel('新密码').fill(PASSWORD);
  await admin.page.getByRole('button', { name: '开始使用' }).click();
  await admin.page.waitForURL(at => at.pathname === '/');

  await admin.goto('/admin/departments');
  await admin.page.getByLabel('新部门名称').fill('客服一部');
  await admin.page.getByRole('button', { name: '添加' }).click();
  await expect(admin.page.getByText('客服一部')).toBeVisible();
  await expectAccessible(admin.page);
  await admin.page.getByRole('link', { name: '去邀请同事' }).click();

  await admin.page.getByRole('button', { name: '邀请', exact: true }).first().click();
  const form = admin.page.getByRole('dialog');
  await form.getByLabel('姓名').fill('赵主管');
  await form.getByLabel('登录名').fill('zhao');
  await form.getByLabel('岗位', { exact: true }).selectOption('supervisor');
  await expect(form.getByLabel('部门', { exact: true })).toHaveValue(/.+/);
  await form.getByRole('button', { name: '邀请', exact: true }).click();
  return (await form.getByLabel('链接').inputValue()).match(/\/welcome\/\S+/)[0];
}

async function signIn(device, link) {
  await device.goto(link);
  await device.page.getByLabel('新密码').fill(PASSWORD);
  await device.page.getByRole('button', { name: '开始使用' }).click();
  await device.page.waitForURL(at => at.pathname === '/');
}

test('a file of a Chinese spreadsheet is previewed, imported, seen on a second device, and taken back', async ({ server, device }) => {
  const link = await company(server, device);
  const desk = await device('desk');
  await signIn(desk, link);
  const tablet = await device('tablet', { size: 'tablet' });
  await tablet.goto('/login');
  await tablet.page.getByLabel('登录名').fill('zhao');
  await tablet.page.getByLabel('密码', { exact: true }).fill(PASSWORD);
  await tablet.page.getByRole('button', { name: '登录' }).click();
  await tablet.page.waitForURL(at => at.pathname === '/');
  await tablet.goto('/customers');

  const { page } = desk;
  await desk.goto('/import');
  await page.locator('input[type=file]').setInputFiles({ name: '太大.csv', mimeType: 'text/csv', buffer: Buffer.alloc(20 * 1024 * 1024 + 1, 'a') });
  await expect(page.getByText('最大是 20 MB')).toBeVisible();
  await page.locator('input[type=file]').setInputFiles(FILE);

  // What was found, before anything is written.
  await expect(page.getByText(/gb18030/i).last()).toBeVisible();
  await expect(page.getByLabel('“姓名”这一列对应')).toHaveValue('name');
  await expect(page.getByLabel('“手机”这一列对应')).toHaveValue('phones');
  await expect(page.getByRole('cell', { name: '王芳' }).first()).toBeVisible();
  const wrong = page.locator('td[aria-invalid=true]');
  await expect(wrong).toContainText('电话打不通');
  await expect(wrong.locator('.cell-error')).toBeVisible();
  await expectAccessible(page);
  const go = page.getByRole('button', { name: /^导入 \d+ 位客户/ });
  await expect(go).toBeDisabled();
  await page.getByLabel('跳过有错误的行').check();
  await expect(go).toHaveText('导入 2 位客户');
  await go.click();
  await expect(page.getByText('建立了 2 份客户档案')).toBeVisible();

  for (const name of ['王芳', '李强']) await expect(tablet.page.getByRole('link', { name }).first()).toBeVisible();
  await expect(tablet.page.getByText('张敏')).toHaveCount(0);

  await page.getByRole('button', { name: '撤销' }).click();
  const sure = page.getByRole('dialog', { name: '撤销这次导入？' });
  await expect(sure).toContainText('没有人动过的会收回');
  await sure.getByRole('button', { name: '撤销' }).click();
  await expect(page.getByText('收回了 2 份档案')).toBeVisible();
  await expect(page.getByText('已撤销').first()).toBeVisible();
});

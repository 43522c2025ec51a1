import { test, expect } from '../support/test.mjs';
import { expectAccessible } from '../support/axe.mjs';

const PASSWORD = 'long-bridge-over-quiet-water';

test('the first administrator invites a specialist, who signs in elsewhere and is later disabled', async ({ server, device }) => {
  const link = server.output.match(/first administrator: \S+?(\/welcome\/\S+)/)[1];
  const chen = await device('chen');
  await chen.goto(link);
  await chen.page.getByLabel('姓名').fill('陈静');
  await chen.page.getByLabel('登录名').fill('chen');
  await chen.page.getByLabel('新密码').fill(PASSWORD);
  await expectAccessible(chen.page);
  await chen.page.getByRole('button', { name: '开始使用' }).click();
  await chen.page.waitForURL(at => at.pathname === '/');

  // A new company: the page says what comes first.
  await chen.goto('/people');
  await chen.page.waitForURL('**/admin/people');
  await expect(chen.page.getByText('建立部门')).toBeVisible();
  await expectAccessible(chen.page);
  await chen.page.getByRole('button', { name: '邀请', exact: true }).first().click();
  const form = chen.page.getByRole('dialog');
  await form.getByLabel('姓名').fill('张伟');
  await form.getByLabel('登录名').fill('zhangwei');
  await form.getByLabel('岗位', { exact: true }).selectOption('specialist');
  await expectAccessible(chen.page, { include: 'dialog[open]' });
  await form.getByRole('button', { name: '邀请', exact: true }).click();
  const invitation = await form.getByLabel('链接').inputValue();
  await form.getByRole('button', { name: '完成' }).click();

  const zhang = await device('zhang', { size: 'tablet' });
  await zhang.goto(invitation.match(/\/welcome\/\S+/)[0]);
  await zhang.page.getByLabel('新密码').fill(PASSWORD);
  await zhang.page.getByRole('button', { name: '开始使用' }).click();
  await zhang.page.waitForURL(at => at.pathname === '/');
  const asked = () => zhang.page.evaluate(async () => (await fetch('/api/v1/session')).status);
  expect(await asked()).toBe(200);

  // Several posts for one person, and who sits at which device.
  const row = chen.page.getByRole('row', { name: /张伟/ });
  await row.getByRole('button', { name: '编辑' }).click();
  await form.getByRole('radio', { name: '5', exact: true }).check();
  await form.getByRole('button', { name: '加一个岗位' }).click();
  await form.getByLabel('岗位', { exact: true }).last().selectOption('front_desk');
  await form.getByRole('button', { name: '保存' }).click();
  await expect(row).toContainText('前台');
  await expect(row.getByRole('cell', { name: '5', exact: true })).toBeVisible();
  await chen.goto('/admin/devices');
  await expect(chen.page.getByRole('row', { name: /张伟/ })).toBeVisible();

  await chen.goto('/admin/people');
  await row.getByRole('button', { name: '停用' }).click();
  await form.getByRole('button', { name: '停用' }).click();
  await expect(row.getByText('已停用')).toBeVisible();

  // From here on his device gets nothing from the server and cannot sign in again.
  await expect.poll(asked).toBe(401);
  const signIn = await zhang.page.evaluate(async password => {
    const body = { login: 'zhangwei', password, device_id: localStorage['huifang.device'], device_name: 'tablet' };
    const headers = { 'content-type': 'application/json' };
    return (await fetch('/api/v1/session', { method: 'POST', headers, body: JSON.stringify(body) })).status;
  }, PASSWORD);
  expect(signIn).toBe(401);

  await chen.goto('/admin/audit');
  await expect(chen.page.getByText('邀请了').first()).toBeVisible();
});

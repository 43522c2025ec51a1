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
  await expect(chen.page.getByRole('heading', { name: '您好，陈静' })).toBeVisible();
  await expectAccessible(chen.page);

  await chen.page.getByRole('link', { name: '人员' }).first().click();
  await chen.page.getByRole('button', { name: '邀请' }).first().click();
  await chen.page.getByLabel('姓名').fill('张伟');
  await chen.page.getByLabel('登录名').fill('zhangwei');
  await chen.page.getByLabel('客服专员').check();
  await chen.page.locator('form').getByRole('button', { name: '邀请' }).click();
  const shown = chen.page.locator('input[readonly]');
  await expect(shown).toBeVisible();
  const invitation = await shown.evaluate(element => element.value ?? element.textContent);

  const zhang = await device('zhang', { size: 'tablet' });
  await zhang.goto(invitation.match(/\/welcome\/\S+/)[0]);
  await zhang.page.getByLabel('新密码').fill(PASSWORD);
  await zhang.page.getByRole('button', { name: '开始使用' }).click();
  await expect(zhang.page.getByRole('heading', { name: '您好，张伟' })).toBeVisible();

  chen.page.on('dialog', dialog => dialog.accept());
  await chen.goto('/people');
  await chen.page.getByRole('row', { name: /张伟/ }).or(chen.page.locator('li, article', { hasText: '张伟' })).first()
    .getByRole('button', { name: '停用' }).click();
  await expect(chen.page.getByText('已停用').first()).toBeVisible();
  await zhang.goto('/');
  await expect(zhang.page.getByRole('heading', { name: '登录' })).toBeVisible();
});

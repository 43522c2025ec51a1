import { test, expect } from '../support/test.mjs';
import { expectAccessible } from '../support/axe.mjs';
import { editField, onServer, openCustomer, synced } from '../support/work.mjs';

const PASSWORD = 'long-bridge-over-quiet-water';

test('from an empty system to the first customer', async ({ server, device }) => {
  const link = server.output.match(/first administrator: \S+?(\/welcome\/\S+)/)[1];
  const admin = await device('admin');
  await admin.goto(link);
  await admin.page.getByLabel('姓名').fill('周敏');
  await admin.page.getByLabel('登录名').fill('zhou');
  await admin.page.getByLabel('新密码').fill(PASSWORD);
  await admin.page.getByRole('button', { name: '开始使用' }).click();
  await expect(admin.page.locator('#main h1')).toBeVisible();

  // A department, then a supervisor in it, by a link that works once.
  const call = (path, options) => admin.page.evaluate(async ([path, options]) => {
    const response = await fetch(path, { headers: { 'content-type': 'application/json' }, ...options });
    return response.json();
  }, [path, options]);
  await admin.goto('/admin/departments');
  await admin.page.locator('form input').first().fill('客服部');
  await admin.page.locator('form').first().getByRole('button').first().click();
  await expect(admin.page.locator('.admin-body')).toContainText('客服部');
  const [department] = await call('/api/v1/departments');
  const invited = await call('/api/v1/people', {
    method: 'POST',
    body: JSON.stringify({ login: 'chen', name: '陈静', holdings: [{ post: 'supervisor', department: department.id }] }),
  });

  const chen = await device('chen', { size: 'tablet' });
  await chen.goto(`/welcome/${JSON.stringify(invited).match(/\/welcome\/([^"?#]+)/)?.[1] ?? invited.token}`);
  await chen.page.getByLabel('新密码').fill(PASSWORD);
  await chen.page.getByRole('button', { name: '开始使用' }).click();
  await synced(chen.page);
  await expectAccessible(chen.page);

  await chen.goto('/customers');
  await chen.page.getByRole('button', { name: '新建客户' }).first().click();
  const dialog = chen.page.getByRole('dialog');
  await dialog.getByLabel('姓名').fill('欧阳若兮');
  await dialog.getByRole('button', { name: '新建' }).last().click();
  await expect(chen.page.locator('.record-title')).toContainText('欧阳若兮');
  await editField(chen.page, '地址', '长安街一号');
  await onServer(chen.page);
  await expect(chen.page.locator('.record-sub')).toContainText('KH-');

  // The search knows how the name sounds.
  await openCustomer(chen.page, '欧阳若兮');
  await chen.goto('/customers');
  await chen.page.getByPlaceholder(/搜索姓名/).fill('oyrx');
  await expect(chen.page.getByRole('link', { name: '欧阳若兮' }).first()).toBeVisible();
});

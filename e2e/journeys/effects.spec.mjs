import { test, expect } from '../support/test.mjs';
import { call, expectOnDevice, session, signIn, synced, timesInLog } from '../support/work.mjs';

test.use({ serverOptions: { demo: true, args: ['--customers', '60'] } });

test('what a dissatisfied customer asks for is a task at once, offline, and one task on the server', async ({ server, device }) => {
  const admin = await session(server, server.account('admin'));
  for (const [setting, value] of [['rest_day_calls', true], ['default_rest_hours', '']]) {
    const body = JSON.stringify(value);
    const answer = await admin(`/api/v1/settings/${setting}`, { method: 'PUT', body, headers: { 'content-type': 'application/json' } });
    expect(answer.status, setting).toBe(204);
  }
  // She leads and calls herself: what follows is in her charge.
  const chen = await device('chen', { size: 'tablet' });
  const page = await signIn(chen, server.account('chen'));
  await chen.installed();
  await chen.goto('/customers');
  await page.locator('.row-link').first().click();
  await page.getByRole('tab', { name: '回访与任务' }).click();
  await page.getByRole('button', { name: '安排回访' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('回访事项').fill('问问新换的水管');
  await dialog.getByLabel('服务项目').fill('换水管');
  await dialog.getByLabel('回访人').selectOption({ label: '陈静' });
  await dialog.getByRole('button', { name: '安排回访' }).click();
  await page.getByRole('link', { name: '问问新换的水管' }).click();
  await expect(page.locator('.record-title')).toContainText('问问新换的水管');
  await synced(page);

  await chen.offline();
  await call(page, '不满意', '水管第二天又漏了');

  await chen.goto('/tasks');
  const task = page.getByRole('link', { name: /^改进：.* 不满意：水管第二天又漏了/ });
  await task.click();
  await expect(page.locator('.record-title')).toContainText('水管第二天又漏了');
  await expect(page.locator('.record-head .record-sync')).toHaveAttribute('data-state', 'local');
  await expect(page.locator('.record-head')).toContainText('问问新换的水管');
  const here = new URL(page.url()).pathname;
  const notes = page.locator('.record-main section').filter({ hasText: '进展' }).first();
  await notes.getByRole('button', { name: '添加' }).click();
  await notes.getByLabel('内容').fill('已经请工程部明早去看');
  await notes.locator('form button.primary').click();
  await expect(notes.locator('.rows')).toContainText('已经请工程部明早去看');
  await expect(notes.getByLabel('内容')).toHaveCount(0);

  // Off and on again: it is still there, and still only here.
  await chen.goto(here);
  await expect(page.locator('.record-main')).toContainText('已经请工程部明早去看');
  await chen.online();
  await synced(page);
  await expect(page.locator('.record-head .record-sync')).toHaveAttribute('data-state', 'server');
  await expect(page.locator('.record-head')).toContainText(/RW-\d{6}/);

  const zhou = await device('zhou');
  const whole = await signIn(zhou, server.account('zhou'));
  await zhou.goto(here);
  await expect(whole.locator('.record-main')).toContainText('已经请工程部明早去看');
  expect(await timesInLog(server, server.account('zhou'), '已经请工程部明早去看')).toBe(1);
  // One task, made on the device and on the server alike.
  expect(await timesInLog(server, server.account('zhou'), '不满意：水管第二天又漏了')).toBe(1);
  await expectOnDevice(chen, '已经请工程部明早去看', 0);
});

// A leader's morning: what the days before came to, without a network; and a reminder of what was newly given, told once.
import { test, expect } from '../support/test.mjs';
import { expectAccessible } from '../support/axe.mjs';
import { settled, signIn, synced } from '../support/work.mjs';

test.use({ serverOptions: { demo: true, args: ['--customers', '60'] } });

test('a supervisor looks at the days before in the lift, and opens what is behind a number', async ({ server, device }) => {
  const chen = await device('chen', { size: 'tablet' });
  const page = await signIn(chen, server.account('chen'));
  await chen.installed();
  await synced(page);

  await chen.offline();
  await chen.goto('/morning');
  await settled(page);
  await expect(page.locator('#main h1')).toContainText('晨检');
  const work = page.locator('.card', { hasText: '工作记录' });
  const rounds = work.locator('.rule', { hasText: '巡查' }).first();
  const walked = rounds.getByRole('button', { name: /^走完/ });
  const count = Number((await walked.innerText()).match(/\d+/)[0]);
  expect(count, 'the demonstration company walks rounds each day').toBeGreaterThan(0);
  await walked.click();
  await expect(rounds.locator('.rule-records ul.rows > li')).toHaveCount(count);
  const log = page.locator('.card', { hasText: '工作日志' });
  await expect(log.locator('.person').first()).toBeVisible();
  await expectAccessible(page);

  // A day of long ago holds less; it stands in the address.
  await page.getByLabel('看哪一天').fill('2020-01-06');
  await expect(page).toHaveURL(/day=2020-01-06/);
  await expect(rounds.getByRole('button', { name: /^走完/ })).toHaveCount(0);

  const wang = await device('wang');
  const other = await signIn(wang, server.account('wang'));
  await wang.goto('/morning');
  await expect(other.locator('#main')).toContainText('晨检给主管和经理看');
});

test('supervision counts what was handled in time, and each number opens', async ({ server, device }) => {
  const zhou = await device('zhou');
  const page = await signIn(zhou, server.account('zhou'));
  await zhou.goto('/reports/timeliness?from=2020-01-01&to=2029-12-31');
  await settled(page);
  const row = page.locator('#main tbody tr').first();
  const all = Number(await row.locator('td').first().innerText());
  expect(all).toBeGreaterThan(0);
  const number = row.locator('td button').first();
  const count = Number(await number.innerText());
  await number.click();
  await expect(page.locator('#main .rule-records ul.rows > li')).toHaveCount(count);
});

test('work newly given is told once on the device of whoever is to do it', async ({ server, device }) => {
  const chen = await device('chen');
  const desk = await signIn(chen, server.account('chen'));
  const wang = await device('wang', { size: 'phone' });
  const page = await signIn(wang, server.account('wang'));
  await synced(page);
  const bell = page.getByRole('button', { name: /^提醒/ });
  // The company has work in her charge already.
  await expect(bell.locator('.badge')).toBeVisible();
  await bell.click();
  const list = page.locator('#bell');
  await list.getByRole('button', { name: '都看过了' }).click();
  await expect(bell.locator('.badge')).toHaveCount(0);
  await page.keyboard.press('Escape');

  await chen.goto('/tasks');
  await desk.getByRole('button', { name: '派任务' }).first().click();
  const dialog = desk.getByRole('dialog', { name: '派任务' });
  await dialog.getByLabel('事项').fill('给三号楼贴停水通知');
  await dialog.getByLabel('负责人').selectOption({ label: '王芳' });
  await dialog.getByRole('button', { name: '派任务', exact: true }).click();
  await expect(dialog).toBeHidden();

  await expect(bell.locator('.badge')).toHaveText('1', { timeout: 45_000 });
  await wang.offline();
  await bell.click();
  await expect(list).toContainText('给三号楼贴停水通知');
  await expect(list).toContainText('新交给您的');
  await expectAccessible(page);
  await list.getByRole('link', { name: /给三号楼贴停水通知/ }).click();
  await expect(page.locator('.record-title')).toContainText('给三号楼贴停水通知');
  await expect(bell.locator('.badge')).toHaveCount(0);
  await wang.goto('/');
  await settled(page);
  await expect(bell.locator('.badge')).toHaveCount(0);
});

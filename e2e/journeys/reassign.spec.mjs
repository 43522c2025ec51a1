import { test, expect } from '../support/test.mjs';
import { editField, logContact, openCustomer, powerCut, session, signIn, synced, timesInLog, timesOnDevice } from '../support/work.mjs';

test.use({ serverOptions: { demo: true, args: ['--customers', '60'] } });

test('a customer is reassigned while its owner is offline: his notes arrive, flagged; what he may no longer change comes back with its words', async ({ server, device }) => {
  const wang = await device('wang', { size: 'tablet' });
  const chen = await device('chen');
  const page = await signIn(wang, server.account('wang'));
  await page.goto('/customers?view=mine');
  const name = (await page.locator('.row-link').first().innerText()).trim();
  await openCustomer(page, name);
  const here = new URL(page.url()).pathname;

  await wang.offline();
  await logContact(page, '王芳在路上记的：客户想换户型');
  await editField(page, '需求', '王芳离线改的需求');

  const desk = await signIn(chen, server.account('chen'));
  await chen.goto(here);
  await desk.locator('.steps').getByRole('button', { name: '分配' }).click();
  const dialog = desk.getByRole('dialog');
  await dialog.getByLabel('负责专员').selectOption({ label: '李强' });
  await dialog.getByRole('button', { name: '分配' }).click();
  await synced(desk);
  await expect(desk.locator('.record-head')).toContainText('李强');

  const cut = powerCut(wang, server);
  await wang.online();
  await cut;
  await expect(page.locator('.sync-mark')).toHaveAttribute('data-state', 'refused');

  const li = await device('li');
  const own = await signIn(li, server.account('li'));
  await li.goto(here);
  const note = own.locator('.timeline-item').filter({ hasText: '王芳在路上记的：客户想换户型' });
  await expect(note).toBeVisible();
  await expect(note).toContainText('原负责人补记');

  await wang.goto('/inbox');
  const returned = page.locator('#main').getByText('王芳离线改的需求');
  await expect(returned.first()).toBeVisible();
  await expect(page.locator('#main')).toContainText('您不能改这一项');

  expect(await timesInLog(server, server.account('zhou'), '王芳在路上记的：客户想换户型')).toBe(1);
  expect(await timesInLog(server, server.account('zhou'), '王芳离线改的需求')).toBe(0);
  expect(await timesOnDevice(wang, '王芳离线改的需求')).toBe(1);
  const refused = await (await session(server, server.account('chen')))('/api/v1/refused');
  expect(await refused.text()).toContain('denied');
});

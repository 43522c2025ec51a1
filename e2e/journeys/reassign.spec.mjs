import { test, expect } from '../support/test.mjs';
import { editField, logContact, onServer, openCustomer, powerCut, session, signIn, synced, timesInLog, expectOnDevice, openOwnCustomer } from '../support/work.mjs';

test.use({ serverOptions: { demo: true, args: ['--customers', '60'] } });

test('a customer is reassigned while its owner is offline: what he wrote arrives, his notes flagged', async ({ server, device }) => {
  const wang = await device('wang', { size: 'tablet' });
  const chen = await device('chen');
  const page = await signIn(wang, server.account('wang'));
  const { here } = await openOwnCustomer(page);

  await wang.offline();
  await logContact(page, '王芳在路上记的：客户想换户型');
  await editField(page, '需求', '王芳离线改的需求');

  const desk = await signIn(chen, server.account('chen'));
  await chen.goto(here);
  await desk.locator('.steps').getByRole('button', { name: '分配' }).click();
  const dialog = desk.getByRole('dialog');
  await dialog.getByLabel('负责专员').selectOption({ label: '李强' });
  await dialog.getByRole('button', { name: '分配' }).click();
  await expect(dialog).toBeHidden();
  await expect(desk.locator('.record-head')).toContainText('李强');
  await onServer(desk);

  const cut = powerCut(wang, server);
  await wang.online();
  await cut;
  await synced(page);

  const li = await device('li');
  const own = await signIn(li, server.account('li'));
  await li.goto(here);
  const note = own.locator('.timeline-item').filter({ hasText: '王芳在路上记的：客户想换户型' });
  await expect(note).toBeVisible();
  await expect(note).toContainText('原负责人补记');

  await own.getByRole('tab', { name: '档案' }).click();
  await expect(own.locator('#customer-body')).toContainText('王芳离线改的需求');

  for (const words of ['王芳在路上记的：客户想换户型', '王芳离线改的需求']) {
    expect(await timesInLog(server, server.account('zhou'), words), words).toBe(1);
    await expectOnDevice(wang, words, 0);
  }
});

test('a step that no longer fits is returned with its reason, and its words are still there', async ({ server, device }) => {
  const chen = await device('chen', { size: 'tablet' });
  const zhou = await device('zhou');
  const desk = await signIn(chen, server.account('chen'));
  await desk.goto('/customers');
  const name = (await desk.locator('.row-link').first().innerText()).trim();
  await openCustomer(desk, name);
  const here = new URL(desk.url()).pathname;
  const whole = await signIn(zhou, server.account('zhou'));
  await zhou.goto(here);
  await expect(whole.locator('.record-title')).toContainText(name);

  // Offline, the supervisor retires the file; meanwhile the manager hands it to somebody else.
  await chen.offline();
  await desk.locator('.steps').getByRole('button', { name: '停用' }).click();
  const retire = desk.getByRole('dialog');
  await retire.getByLabel('原因').fill('客户说已经搬走，号码停机');
  await retire.getByRole('button', { name: '停用' }).click();
  await expect(retire).toBeHidden();
  await expect(desk.locator('.record-head .record-sync')).toHaveAttribute('data-state', 'waiting');
  await whole.locator('.steps').getByRole('button', { name: '分配' }).click();
  const assign = whole.getByRole('dialog');
  await assign.getByLabel('负责专员').selectOption({ label: '李强' });
  await assign.getByRole('button', { name: '分配' }).click();
  await expect(assign).toBeHidden();
  await expect(whole.locator('.record-head')).toContainText('李强');
  await onServer(whole);

  await chen.online();
  await expect(desk.locator('.sync-mark')).toHaveAttribute('data-state', 'refused', { timeout: 40_000 });
  await expect(desk.locator('.record-head')).toContainText('李强');
  await chen.goto('/inbox');
  await expect(desk.locator('#main')).toContainText('客户说已经搬走，号码停机');
  await expect(desk.locator('#main')).toContainText('这期间别人已经改了状态');

  expect(await timesInLog(server, server.account('zhou'), '客户说已经搬走，号码停机')).toBe(0);
  await expectOnDevice(chen, '客户说已经搬走，号码停机', 1);
  const refused = await (await session(server, server.account('zhou')))('/api/v1/refused');
  expect(await refused.text()).toContain('stage_moved');
});

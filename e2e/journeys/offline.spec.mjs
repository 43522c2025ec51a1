import { test, expect } from '../support/test.mjs';
import { editField, expectOnDevice, logContact, openOwnCustomer, powerCut, settled, signIn, synced, timesInLog } from '../support/work.mjs';

test.use({ serverOptions: { demo: true, args: ['--customers', '60'] } });

test('what is written offline survives a reload, comes in when the network does, and is there once', async ({ server, device }) => {
  const wang = await device('wang', { size: 'tablet' });
  const page = await signIn(wang, server.account('wang'));
  await wang.installed();
  const { here } = await openOwnCustomer(page);

  await wang.offline();
  await logContact(page, '楼道里没有网络，先记下：周五上门');
  await expect(page.locator('.record-head .record-sync')).toHaveAttribute('data-state', 'local');

  await wang.goto(here);
  await expect(page.locator('.timeline')).toContainText('楼道里没有网络，先记下：周五上门');
  await expect(page.locator('.sync-mark')).toContainText('离线');
  await logContact(page, '重新打开以后又写了一条');

  await wang.online();
  await synced(page);
  await expect(page.locator('.record-head .record-sync')).toHaveAttribute('data-state', 'server');

  const chen = await device('chen');
  const desk = await signIn(chen, server.account('chen'));
  await chen.goto(here);
  await expect(desk.locator('.timeline')).toContainText('重新打开以后又写了一条');
  for (const words of ['楼道里没有网络，先记下：周五上门', '重新打开以后又写了一条']) {
    expect(await timesInLog(server, server.account('zhou'), words), words).toBe(1);
    await expectOnDevice(wang, words, 0);
  }
});

test('a device without a network reaches nothing, however it is opened, and goes on by itself when it has one', async ({ server, device }) => {
  const wang = await device('wang', { size: 'tablet' });
  const page = await signIn(wang, server.account('wang'));
  await wang.installed();
  const { name, here } = await openOwnCustomer(page);
  await synced(page);

  await wang.offline();
  const { passed } = wang.gate;
  await page.reload();
  for (const path of [here, '/customers', '/sync']) {
    await wang.goto(path);
    await settled(page);
    await expect(page.locator('.sync-mark')).toContainText('离线');
    expect(await page.evaluate(() => navigator.onLine)).toBe(false);
    expect(await page.evaluate(() => fetch('/api/v1/session').then(answer => answer.status, () => 'none'))).toBe('none');
  }
  await logContact(await wang.newTab(here), `${name} 电话里说，网络恢复再确认`);
  expect(wang.gate.passed, 'bytes through the gate').toBe(passed);

  await wang.online();
  await synced(page);
  expect(wang.gate.passed).toBeGreaterThan(passed);
  expect(await timesInLog(server, server.account('zhou'), '网络恢复再确认')).toBe(1);
});

/** Two with the same customer file open; from here on without a network. */
async function apart(server, device) {
  const wang = await device('wang', { size: 'tablet' });
  const chen = await device('chen');
  const page = await signIn(wang, server.account('wang'));
  const { name, here } = await openOwnCustomer(page);
  const desk = await signIn(chen, server.account('chen'));
  await chen.goto(here);
  await expect(desk.locator('.record-title')).toContainText(name);
  await wang.offline();
  await chen.offline();
  return { wang, page, chen, desk };
}

test('two devices edit different fields: both are kept, although the power fails in the middle', async ({ server, device }) => {
  const { wang, page, chen, desk } = await apart(server, device);
  await editField(page, '需求', '希望周末上午联系');
  await editField(desk, '地址', '和平路一百零一号');
  const cut = powerCut(wang, server);
  await wang.online();
  await cut;
  await chen.online();
  await synced(page);
  await synced(desk);

  for (const screen of [page, desk]) {
    await expect(screen.locator('#customer-body')).toContainText('希望周末上午联系');
    await expect(screen.locator('#customer-body')).toContainText('和平路一百零一号');
  }
  expect(await timesInLog(server, server.account('zhou'), '希望周末上午联系')).toBe(1);
  await expectOnDevice(wang, '希望周末上午联系', 0);
});

test('the same field: both values wait for a person, who chooses offline; the other stays in the history', async ({ server, device }) => {
  const { wang, page, chen, desk } = await apart(server, device);
  await editField(page, '需求', '客户说：换一把新锁');
  await editField(desk, '需求', '客户说：修一修旧锁');
  await wang.online();
  await synced(page);
  const cut = powerCut(chen, server);
  await chen.online();
  await cut;
  await synced(desk);
  await synced(page);

  await expect(desk.locator('.record-head .pill[data-tone=two]')).toBeVisible();

  await wang.goto('/inbox');
  const both = page.locator('.compare').filter({ hasText: '换一把新锁' });
  // Hers has passed a server without power on its way.
  await expect(both).toContainText('修一修旧锁', { timeout: 45_000 });
  await expect(both).toContainText('陈静');
  await wang.offline();
  await both.locator('.compare-card').filter({ hasText: '修一修旧锁' }).getByRole('button', { name: '用这个' }).click();
  await expect(both.locator('.compare-done')).toBeVisible();
  await wang.online();
  await synced(page);

  await expect(desk.locator('.record-head .pill[data-tone=two]')).toHaveCount(0);
  await desk.getByRole('tab', { name: '时间线' }).click();
  await desk.locator('.record-main').getByRole('button', { name: '改动', exact: true }).click();
  await expect(desk.locator('.timeline')).toContainText('换一把新锁');
  expect(await timesInLog(server, server.account('zhou'), '换一把新锁')).toBe(1);
});

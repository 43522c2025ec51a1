import { cp, rm } from 'node:fs/promises';
import { test, expect } from '../support/test.mjs';
import { editField, expectOnDevice, logContact, onServer, openOwnCustomer, signIn, synced, timesInLog } from '../support/work.mjs';

test.use({ serverOptions: { demo: true, args: ['--customers', '60'] } });

test('the server is put back from a copy: what it had taken since comes back from the devices, once', async ({ server, device }) => {
  const wang = await device('wang', { size: 'tablet' });
  const chen = await device('chen');
  const page = await signIn(wang, server.account('wang'));
  const desk = await signIn(chen, server.account('chen'));
  await wang.installed();
  const { name, here } = await openOwnCustomer(page);
  await chen.goto(here);
  await expect(desk.locator('.record-title')).toContainText(name);

  const copy = `${server.data}-copy`;
  await server.kill();
  await cp(server.data, copy, { recursive: true });
  await server.start();

  // Both write after the copy, each behind what the other has written.
  await logContact(page, '备份之后王记的一条');
  await onServer(page);
  await expect(desk.locator('.timeline')).toContainText('备份之后王记的一条', { timeout: 20_000 });
  await logContact(desk, '备份之后陈补的一条');
  await onServer(desk);
  await expect(page.locator('.timeline')).toContainText('备份之后陈补的一条', { timeout: 20_000 });
  await editField(page, '需求', '备份之后改的需求');
  await onServer(page);

  await server.kill();
  await page.getByRole('tab', { name: '时间线' }).click();
  await logContact(page, '服务器恢复期间写的一条');
  await expect(page.locator('.record-head .record-sync')).toHaveAttribute('data-state', 'local');
  await rm(server.data, { recursive: true });
  await cp(copy, server.data, { recursive: true });
  await rm(copy, { recursive: true });
  await server.start();

  await synced(page);
  await synced(desk);
  const all = ['备份之后王记的一条', '备份之后陈补的一条', '备份之后改的需求', '服务器恢复期间写的一条'];
  for (const words of all) {
    await expect.poll(() => timesInLog(server, server.account('zhou'), words), { message: words, timeout: 30_000 }).toBe(1);
  }
  for (const screen of [page, desk]) {
    await screen.getByRole('tab', { name: '时间线' }).click();
    for (const words of all.filter(words => words.endsWith('一条'))) {
      await expect(screen.locator('.timeline')).toContainText(words, { timeout: 20_000 });
    }
    await screen.getByRole('tab', { name: '档案' }).click();
    await expect(screen.locator('#customer-body')).toContainText('备份之后改的需求');
  }
  for (const one of [wang, chen]) await expectOnDevice(one, '一条', 0);
});

import { test, expect } from '../support/test.mjs';
import { addEntry, expectOnDevice, onServer, openSentRepair, powerCut, signIn, synced, takeStep, timesInLog } from '../support/work.mjs';

test.use({ serverOptions: { demo: true, args: ['--customers', '60'] } });

const NOTES = ['关了分户阀，楼下不再滴水', '角阀和软管都要换，已经去取件'];
const WHY = '业主说楼下天花也湿了，要当天有说法';

/** Whoever is to mend it, with the repair open; from here on he has no network. */
async function handler(server, device) {
  const wang = await device('wang', { size: 'tablet' });
  const page = await signIn(wang, server.account('wang'));
  await wang.installed();
  const { here } = await openSentRepair(wang);
  await wang.offline();
  return { wang, page, here };
}

test('a repair is escalated while its handler is offline: his notes arrive, and escalated it stays', async ({ server, device }) => {
  const { wang, page, here } = await handler(server, device);

  await takeStep(page, '开始维修');
  await expect(page.locator('.record-head')).toContainText('维修中');
  await addEntry(page, '跟进记录', { 内容: NOTES[0] });

  const chen = await device('chen');
  const desk = await signIn(chen, server.account('chen'));
  await chen.goto(here);
  await takeStep(desk, '上报', { 原因: WHY });
  await expect(desk.locator('.record-head')).toContainText('已上报');
  await onServer(desk);

  // He knows nothing of it; his device goes off and on.
  await wang.goto(here);
  await expect(page.locator('.record-head')).toContainText('维修中');
  await addEntry(page, '跟进记录', { 内容: NOTES[1] });
  await expect(page.locator('.record-head .record-sync')).toHaveAttribute('data-state', 'local');

  const cut = powerCut(wang, server);
  await wang.online();
  await cut;
  await onServer(page);
  await synced(desk);
  for (const shown of [page, desk]) {
    await expect(shown.locator('.record-head')).toContainText('已上报');
    await shown.getByRole('tab', { name: '跟进记录' }).click();
    for (const note of NOTES) await expect(shown.locator('.record-main .rows')).toContainText(note);
    await shown.getByRole('tab', { name: '时间线' }).click();
    await expect(shown.locator('.timeline')).toContainText(WHY);
  }

  for (const words of [...NOTES, WHY]) {
    expect(await timesInLog(server, server.account('zhou'), words), words).toBe(1);
    await expectOnDevice(wang, words, 0);
    await expectOnDevice(chen, words, 0);
  }
});

test('a repair is handed on while its handler writes: his words reach the next one, and say whose they are', async ({ server, device }) => {
  const { wang, page, here } = await handler(server, device);
  await addEntry(page, '跟进记录', { 内容: NOTES[0] });

  const chen = await device('chen');
  const desk = await signIn(chen, server.account('chen'));
  await chen.goto(here);
  await takeStep(desk, '派给人员', { 维修人员: '李强' });
  await expect(desk.locator('.record-head')).toContainText('李强');
  await onServer(desk);

  await wang.goto(here);
  await addEntry(page, '跟进记录', { 内容: NOTES[1] });
  await wang.online();
  await synced(page);

  const li = await device('li');
  const own = await signIn(li, server.account('li'));
  await li.goto(here);
  await expect(own.locator('.record-head')).toContainText('李强');
  await own.getByRole('tab', { name: '时间线' }).click();
  for (const note of NOTES) {
    const item = own.locator('.timeline-item').filter({ hasText: note });
    await expect(item).toContainText('王芳');
    await expect(item).toContainText('原负责人补记');
  }
  for (const words of NOTES) {
    expect(await timesInLog(server, server.account('zhou'), words), words).toBe(1);
    await expectOnDevice(wang, words, 0);
  }
});

import { test, expect } from '../support/test.mjs';
import { logContact, powerCut, signIn, synced, timesInLog, expectOnDevice, openOwnCustomer } from '../support/work.mjs';

test.use({ serverOptions: { demo: true, args: ['--customers', '60'] } });

test('three times the power fails while notes are on their way: each note is there once', async ({ server, device }) => {
  const wang = await device('wang', { size: 'phone' });
  const chen = await device('chen');
  const page = await signIn(wang, server.account('wang'));
  const { here } = await openOwnCustomer(page);
  const notes = [];
  for (const round of ['一', '二', '三']) {
    await wang.offline();
    for (const part of ['甲', '乙', '丙', '丁']) {
      const words = `第${round}次断电前的${part}条`;
      await logContact(page, words);
      notes.push(words);
    }
    const cut = powerCut(wang, server);
    await wang.online();
    await cut;
    await synced(page);
  }
  const desk = await signIn(chen, server.account('chen'));
  await chen.goto(here);
  for (const words of notes) {
    await expect(desk.locator('.timeline')).toContainText(words);
    expect(await timesInLog(server, server.account('zhou'), words), words).toBe(1);
  }
  await expectOnDevice(wang, '断电前的', 0);
});

// What the system tells while nobody looks at the page: an agreed hour that is near, once, however many tabs are open.
import { test, expect } from '../support/test.mjs';
import { editField, onServer, openSentRepair, signIn, synced } from '../support/work.mjs';

test.use({ serverOptions: { demo: true, args: ['--customers', '60'] } });

/** A Monday morning: the system speaks in working hours only, and this journey is the same at any. */
const WORKING = new Date('2026-03-02T10:00:00+08:00');

/** In each page: every notification that it made, and whether the system shows it. One of the same tag takes another's place. */
function listen() {
  const made = window.notified = [];
  window.Notification = class extends Notification {
    constructor(title, options) {
      super(title, options);
      const one = { title, tag: options.tag };
      made.push(one);
      this.addEventListener('show', () => { one.state = 'shown'; });
      this.addEventListener('close', () => { one.state = 'closed'; });
    }
  };
}

/** So many minutes from now, as date and time of the company's clock. */
function hence(minutes) {
  const at = new Date(Date.now() + (8 * 60 + minutes) * 60_000).toISOString();
  return [at.slice(0, 10), at.slice(11, 16)];
}

async function agree(page, minutes) {
  await page.getByRole('button', { name: '修改 上门时间', exact: true }).click();
  const field = page.locator('[data-field=appointment_at_ms]');
  const [date, time] = hence(minutes);
  await field.getByLabel('上门时间：日期').fill(date);
  await field.getByLabel('上门时间：时间').fill(time);
  await field.getByRole('button', { name: '保存' }).click();
  await expect(field).toContainText(time);
  await onServer(page);
  return time;
}

test('an hour that is near is told once by the system, in both tabs together once, and not to who looks', async ({ server, device }) => {
  const wang = await device('wang', { size: 'tablet' });
  await wang.context.grantPermissions(['notifications'], { origin: wang.gate.url });
  await wang.context.clock.setFixedTime(WORKING);
  await wang.context.addInitScript(listen);
  const page = await signIn(wang, server.account('wang'));
  const { title, here } = await openSentRepair(wang);
  const bell = page.getByRole('button', { name: /^提醒/ });
  await bell.click();
  await page.getByRole('switch', { name: /用系统通知提醒/ }).check();
  await page.keyboard.press('Escape');
  const other = await wang.newTab('/');
  await synced(other);

  const chen = await device('chen');
  const desk = await signIn(chen, server.account('chen'));
  await chen.goto(here);
  await desk.getByRole('tab', { name: '档案' }).click();

  const tabs = [page, other];
  // Out of sight, both: a browser that is driven has the focus in each page otherwise.
  const look = async (...seen) => {
    for (const [at, tab] of tabs.entries()) {
      await tab.evaluate(seen => {
        document.hasFocus = () => seen;
        dispatchEvent(new Event(seen ? 'focus' : 'blur'));
      }, seen[at]);
    }
  };
  const told = async () => (await Promise.all(tabs.map(tab => tab.evaluate(() => window.notified)))).flat();
  const listed = tab => tab.locator('#bell li').filter({ hasText: title }).filter({ hasText: '约好的时间快到了' });

  // Whoever looks has the bell; the tab behind is silent, too.
  await look(false, true);
  const seen = await agree(desk, 12);
  for (const tab of tabs) await expect(listed(tab)).toContainText(seen, { timeout: 45_000 });
  expect(await told()).toEqual([]);

  // Put off while nobody looks: an hour of its own, shown by the system once.
  await look(false, false);
  const agreed = await agree(desk, 10);
  for (const tab of tabs) await expect(listed(tab)).toContainText(agreed, { timeout: 45_000 });
  const shown = async () => (await told()).filter(one => one.state === 'shown').map(one => one.title);
  await expect.poll(shown).toEqual([`${title} · 约好的时间快到了`]);
  const once = (await told()).map(one => one.tag);
  expect(new Set(once).size, `one tag in both tabs: ${once}`).toBe(1);

  // What else happens to the record is no new hour, and a page that is opened again has it on the bell.
  await editField(desk, '报修人', '业主在家等');
  await onServer(desk);
  await page.getByRole('tab', { name: '档案' }).click();
  await expect(page.locator('[data-field=reporter]')).toContainText('业主在家等');
  await other.reload();
  await synced(other);
  await expect(listed(other)).toHaveCount(1, { timeout: 45_000 });
  expect((await told()).map(one => one.tag)).toEqual(once.slice(0, 1));
});

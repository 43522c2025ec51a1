// What a person at a browser waits for: node browser.mjs FOLDER RECORDS PASSWORD. The folder holds a company that
// `load fill` made; its manager zhou sees all of it. A JSON line per measurement. Times are taken inside the page.
import { rm } from 'node:fs/promises';
import os from 'node:os';
import { installed, open, profile, serve, server, signIn, stop, typing } from './profile.mjs';
import { spread, used } from './peers/contents.mjs';

const [data, records, password] = process.argv.slice(2);
const quick = Boolean(process.env.HUIFANG_BENCH_QUICK);
const RUNS = quick ? 2 : 5;
const EDITS = quick ? 20 : 100;
// What an input method commits, one after the other; each narrows the list.
const WORDS = [['王'], ['张', '伟'], ['z', 'w'], ['浦东', '人民路'], ['西湖'], ['刘', '芳'], ['l', 'j'], ['138']];

const say = (workload, found) => console.log(JSON.stringify({ workload, peer: 'huifang', n: Number(records), ...found, load: +os.loadavg()[0].toFixed(2) }));

/** From navigation, signed in, nothing stored, to a list that shows rows, and to one that knows all records. */
async function firstSync() {
  const [rows, all, cpu] = [[], [], []];
  let [bytes, pages, folder, device] = [0, 0, null, null];
  for (let run = 0; run < (quick ? 1 : 3); run++) {
    if (device) {
      await device.context.close();
      await rm(folder, { recursive: true, force: true });
    }
    await stop();
    await serve(data);
    folder = await profile();
    device = await open(folder);
    await device.context.addInitScript(`window.expected = ${records}`);
    await signIn(device.context, 'zhou', password);
    const answers = [];
    device.context.on('requestfinished', request => { if (request.url().includes('/api/v1/pull')) answers.push(request); });
    const before = used(server.process.pid);
    await device.page.goto(`${server.base}/customers`);
    await device.page.waitForFunction(() => 'all' in first, null, { timeout: 120_000 });
    const found = await device.page.evaluate(() => first);
    cpu.push(used(server.process.pid).cpu_s - before.cpu_s);
    rows.push(found.rows / 1000);
    all.push(found.all / 1000);
    const sizes = await Promise.all(answers.map(request => request.sizes()));
    bytes = sizes.reduce((sum, one) => sum + one.responseBodySize + one.responseHeadersSize, 0);
    pages = sizes.length;
  }
  say('browser first sync', { first_rows_s: spread(rows), s: spread(all), bytes, round_trips: pages, server_cpu_s: spread(cpu) });
  return { folder, ...device };
}

/** The address in the open file: written again and again; from the key that saves to the new value in its place. */
async function edits(page) {
  await page.locator('a.row-link').first().click();
  await page.getByRole('tab', { name: '档案' }).click();
  const field = page.locator('[data-field="address"]');
  const edit = field.getByRole('button', { name: '修改 地址' });
  await edit.waitFor();
  const times = [];
  let lost = 0;
  await page.evaluate(() => { longTasks.length = 0; });
  for (let turn = 0; turn < EDITS; turn++) {
    const text = `人民路${turn + 1}号`;
    // As a person does: the next edit begins when the last one has reached the server and its file has settled.
    await page.getByText('已到服务器').first().waitFor();
    await edit.click();
    await field.getByRole('textbox').fill(text);
    // Armed before the key goes out: the two would else race each other into the page.
    await page.evaluate(text => { window.time = Promise.race([timed('keydown', () =>
      document.querySelector('[data-field="address"] dd:not(:has(input))')?.textContent.includes(text)),
    new Promise(none => setTimeout(none, 3_000, null))]); }, text);
    await page.keyboard.press('Enter');
    const taken = await page.evaluate(() => window.time);
    if (taken === null) lost += 1;
    else times.push(taken);
  }
  const long = await page.evaluate(() => longTasks);
  say('browser edit', { ms: spread(times), lost, long_tasks: long.length, longest_ms: Math.max(0, ...long) });
}

/** Typed into the search of the list. */
async function search(page) {
  await page.goto(`${server.base}/customers`);
  await page.waitForFunction(() => 'all' in first);
  await page.locator('#customer-search').click();
  const seen = () => document.querySelector('.list-pane [role="status"]')?.textContent
    + [...document.querySelectorAll('a.row-link')].slice(0, 12).map(row => row.textContent).join();
  say('browser search', await typing(page, WORDS, quick ? 1 : 5, seen));
}

/** No server, a new browser on the same profile: from navigation to the numbers of the day. */
async function offline(folder) {
  const [ready, whole] = [[], []];
  for (let run = 0; run < RUNS; run++) {
    const began = performance.now();
    const { context, page } = await open(folder);
    await page.goto(`${server.base}/`);
    await page.waitForFunction(() => 'desk' in first, null, { timeout: 60_000 });
    whole.push((performance.now() - began) / 1000);
    ready.push(await page.evaluate(() => first.desk) / 1000);
    await context.close();
  }
  say('browser offline open', { s: spread(ready), with_browser_s: spread(whole) });
}

let folder = null;
try {
  const device = await firstSync();
  folder = device.folder;
  await installed(device.page);
  await edits(device.page);
  await search(device.page);
  await device.page.goto(`${server.base}/`);
  await device.page.waitForFunction(() => 'desk' in first);
  await device.context.close();
  await stop();
  await offline(folder);
} finally {
  await stop();
  if (folder) await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

// A photograph of twelve million points, from its choice to what is shown of it: node photo.mjs. A company of its own; the
// eight ways to hold a camera, in turn. A JSON line per measurement. Times are taken inside the page.
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import os, { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { photograph } from '../e2e/support/photo.mjs';
import { startServer } from '../e2e/support/server.mjs';
import { spread } from './peers/contents.mjs';

const quick = Boolean(process.env.HUIFANG_BENCH_QUICK);
const CUSTOMERS = quick ? 60 : 2_000;
const MIDDLES = quick ? ['white'] : ['white', 'black', 'magenta'];
const [WIDTH, HEIGHT] = [4000, 3000];

// In the page, before the program: every task that blocks it for more than 50 ms, and how late a clock of 10 ms comes.
function watch() {
  window.longTasks = [];
  new PerformanceObserver(list => longTasks.push(...list.getEntries().map(one => one.duration)))
    .observe({ type: 'longtask', buffered: true });
  // From the choice of a file to the frame after the picture is decoded and in its place. It is in its place after it is kept.
  window.photoShown = () => new Promise(done => {
    let began = null;
    const before = document.querySelectorAll('.photo-image').length;
    let late = 0;
    let last = null;
    const clock = setInterval(() => {
      const now = performance.now();
      if (last !== null) late = Math.max(late, now - last - 10);
      last = now;
    }, 10);
    addEventListener('change', event => { began = event.timeStamp; last = null; late = 0; longTasks.length = 0; }, { capture: true, once: true });
    const look = new MutationObserver(async () => {
      const all = document.querySelectorAll('.photo-image');
      if (began === null || all.length <= before) return;
      look.disconnect();
      await Promise.all([...all].map(one => one.decode()));
      requestAnimationFrame(() => requestAnimationFrame(() => {
        clearInterval(clock);
        done({ ms: performance.now() - began, late });
      }));
    });
    look.observe(document, { childList: true, subtree: true });
  });
}

async function signIn(context, server) {
  const { name: login, password } = server.account('chen');
  const answer = await context.request.post(`${server.url}/api/v1/session`, { data: { login, password }, headers: { origin: server.url } });
  if (!answer.ok()) throw new Error(`sign-in: ${answer.status()} ${await answer.text()}`);
}

/** An open repair of this device's own. */
async function repair(page, server) {
  await page.goto(`${server.url}/records/repair`);
  await page.getByRole('button', { name: '新建报修' }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel(/^报修事项/).fill('拍照计时');
  await form.getByRole('button', { name: '登记报修' }).click();
  await page.locator('.record-head .record-sync[data-state=server]').waitFor();
}

const server = await startServer({ demo: true, args: ['--customers', String(CUSTOMERS)] });
const folder = await mkdtemp(join(tmpdir(), 'huifang-bench-'));
const context = await chromium.launchPersistentContext(join(folder, 'profile'), {
  executablePath: process.env.HUIFANG_CHROMIUM ?? '/usr/bin/chromium', headless: true, locale: 'zh-CN', timezoneId: 'Asia/Shanghai',
  viewport: { width: 1024, height: 768 },
  args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--no-proxy-server', '--disable-dev-shm-usage'],
});
try {
  await context.addInitScript(watch);
  const page = context.pages()[0] ?? await context.newPage();
  await signIn(context, server);
  const [times, tasks, lates, sizes] = [[], [], [], []];
  const darkroom = await context.newPage();
  for (const middle of MIDDLES) {
    await repair(page, server);
    for (let orientation = 1; orientation <= 8; orientation++) {
      const { buffer } = await photograph(darkroom, { orientation, width: WIDTH, height: HEIGHT, middle });
      const path = join(folder, `${middle}-${orientation}.jpg`);
      await writeFile(path, buffer);
      await page.bringToFront();
      const shown = page.evaluate(() => photoShown());
      await page.locator('[data-field=photos] input[type=file]').last().setInputFiles(path);
      const { ms, late } = await shown;
      times.push(ms);
      lates.push(late);
      tasks.push(...await page.evaluate(() => longTasks));
      sizes.push(buffer.length);
      // As a person does: the next one when this one has arrived.
      await page.locator('.record-head .record-sync[data-state=server]').waitFor();
    }
  }
  console.log(JSON.stringify({
    workload: 'browser photo', peer: 'huifang', n: CUSTOMERS, ms: spread(times), bytes: spread(sizes),
    long_tasks: tasks.length, longest_ms: Math.max(0, ...tasks), late_ms: spread(lates), load: +os.loadavg()[0].toFixed(2),
  }));
} finally {
  await context.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
}

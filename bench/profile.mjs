// The server and a browser on a profile of its own, and the clock inside the page: what the browser's measurements share.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';
import { spread } from './peers/contents.mjs';

export const server = { process: null, base: null, password: {} };

/** Serves this folder, again at the address that it had before. `more`: a command in place of `serve`, with its options. */
export async function serve(data, more = ['serve']) {
  const listen = server.base ? new URL(server.base).host : '127.0.0.1:0';
  server.process = spawn(process.env.HUIFANG_BIN, [...more, '--log', 'error', '--listen', listen, '--data', data], { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: server.process.stdout })) {
    const account = /^account (\S+) password (\S+)/.exec(line);
    if (account) server.password[account[1]] = account[2];
    const address = /^listening on (\S+)$/.exec(line);
    if (!address) continue;
    [, server.base] = address;
    return;
  }
  throw new Error('the server said no address');
}

export async function stop() {
  const running = server.process;
  if (!running || running.exitCode !== null || running.signalCode) return;
  const gone = once(running, 'exit');
  running.kill();
  await gone;
}

export const profile = () => mkdtemp(join(tmpdir(), 'huifang-bench-'));

export async function open(folder) {
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: process.env.HUIFANG_CHROMIUM ?? '/usr/bin/chromium', headless: true, locale: 'zh-CN', timezoneId: 'Asia/Shanghai',
    viewport: { width: 1280, height: 800 },
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking', '--no-proxy-server', '--disable-dev-shm-usage'],
  });
  await context.addInitScript(watch);
  return { context, page: context.pages()[0] ?? await context.newPage() };
}

// In the page, before the program: when something first holds, and every task that blocks for more than 50 ms.
function watch() {
  window.longTasks = [];
  new PerformanceObserver(list => longTasks.push(...list.getEntries().map(one => one.duration)))
    .observe({ type: 'longtask', buffered: true });
  window.first = {};
  const holds = {
    desk: () => [...document.querySelectorAll('.stat-value')].length > 0 && !document.querySelector('.stat-value .skeleton'),
    rows: () => document.querySelector('[role="table"][aria-rowcount] a.row-link'),
    all: () => Number(document.querySelector('[role="table"][aria-rowcount]')?.getAttribute('aria-rowcount')) > window.expected,
  };
  new MutationObserver(() => {
    for (const [name, is] of Object.entries(holds)) if (!(name in first) && is()) first[name] = performance.now();
  }).observe(document, { childList: true, subtree: true, attributes: true, characterData: true });
  // From a key or an input event to the moment at which `reached` holds in the DOM.
  window.timed = (type, reached) => new Promise(done => {
    let began = null;
    const look = new MutationObserver(() => {
      if (began === null || !reached()) return;
      look.disconnect();
      done(performance.now() - began);
    });
    look.observe(document, { childList: true, subtree: true, attributes: true, characterData: true });
    addEventListener(type, event => { began = event.timeStamp; }, { capture: true, once: true });
  });
}

export async function signIn(context, login, password) {
  const form = { login, password };
  const answer = await context.request.post(`${server.base}/api/v1/session`, { data: form, headers: { origin: server.base } });
  if (!answer.ok()) throw new Error(`sign-in: ${answer.status()} ${await answer.text()}`);
}

/**
 * Each part of each word typed, then taken back letter by letter; from its input event to the first change of what `seen`
 * reads in the page. A part that finds the same changes nothing: those are counted apart.
 */
export async function typing(page, words, rounds, seen) {
  const times = [];
  let unchanged = 0;
  await page.evaluate(`longTasks.length = 0; window.seen = ${seen};`);
  const key = async press => {
    // Armed before the key goes out: the two would else race each other into the page.
    await page.evaluate(() => {
      const before = seen();
      window.time = Promise.race([timed('input', () => seen() !== before), new Promise(none => setTimeout(none, 3_000, null))]);
    });
    await press();
    const taken = await page.evaluate(() => window.time);
    if (taken === null) unchanged += 1;
    else times.push(taken);
  };
  for (let round = 0; round < rounds; round++) {
    for (const word of words) {
      for (const part of word) await key(() => page.keyboard.insertText(part));
      for (const _ of word.join('')) await key(() => page.keyboard.press('Backspace'));
    }
  }
  const long = await page.evaluate(() => longTasks);
  return { ms: spread(times), unchanged, long_tasks: long.length, longest_ms: Math.max(0, ...long) };
}

export const installed = page => page.evaluate(async () => {
  await navigator.serviceWorker.ready;
  if (!navigator.serviceWorker.controller) {
    await new Promise(done => navigator.serviceWorker.addEventListener('controllerchange', done, { once: true }));
  }
});

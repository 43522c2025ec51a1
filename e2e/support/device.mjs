// A device: one browser with a profile and a line of its own, as one tablet or desk has. Two devices share nothing but the server.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { openGate } from './gate.mjs';

const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync', '--no-proxy-server', '--disable-dev-shm-usage',
];

// What a browser writes to the console as an error although nothing is wrong with the program: it was cut off on
// purpose, or the server gave one of its normal refusals. A 404 or a 500 is never normal.
const EXPECTED = [
  /Failed to load resource: net::ERR_(INTERNET_DISCONNECTED|CONNECTION_(REFUSED|RESET|CLOSED|ABORTED)|NETWORK_CHANGED|EMPTY_RESPONSE|FAILED|SOCKET_NOT_CONNECTED|ABORTED)/,
  /Failed to load resource: the server responded with a status of (401|403|409|422)/,
  /WebSocket connection to '[^']*' failed/,
];

export const SIZES = {
  desk: { width: 1280, height: 800 },
  tablet: { width: 1024, height: 768 },
  tabletUpright: { width: 768, height: 1024 },
  phone: { width: 390, height: 844 },
};

/** `await openDevice(server.url, { name, size: 'tablet', touch, locale, colorScheme })` */
export async function openDevice(baseURL, options = {}) {
  const profile = await mkdtemp(join(tmpdir(), 'huifang-device-'));
  const device = new Device(await openGate(baseURL), profile, options);
  await device.open();
  return device;
}

class Device {
  problems = [];
  #allowed = [...EXPECTED];

  constructor(gate, profile, { name = 'device', size = 'desk', touch = false, locale = 'zh-CN', ...context } = {}) {
    Object.assign(this, { gate, profile, name, size, touch, locale, contextOptions: context });
  }

  /** Opens the browser on the device's profile: what was stored there before is there again. */
  async open() {
    this.context = await chromium.launchPersistentContext(this.profile, {
      executablePath: process.env.HUIFANG_CHROMIUM ?? '/usr/bin/chromium',
      headless: true,
      args: FLAGS,
      baseURL: this.gate.url,
      viewport: SIZES[this.size],
      hasTouch: this.touch,
      locale: this.locale,
      timezoneId: 'Asia/Shanghai',
      acceptDownloads: true,
      ...this.contextOptions,
    });
    await this.context.addInitScript(() => {
      addEventListener('securitypolicyviolation', e =>
        console.error(`CSP ${e.effectiveDirective} blocked ${e.blockedURI || e.sample} at ${e.sourceFile}:${e.lineNumber}`));
    });
    this.context.on('console', message => {
      if (message.type() === 'error') this.#note('console', `${message.text()} ${message.location()?.url ?? ''}`);
    });
    this.context.on('weberror', error => this.#note('page error', error.error()?.stack ?? String(error.error())));
    // What is not there by then does not come: better to hear which it was than that the time is up.
    this.context.setDefaultTimeout(30_000);
    this.page = this.context.pages()[0] ?? await this.context.newPage();
    this.page.on('crash', () => this.#note('crash', 'the tab crashed'));
  }

  #note(kind, text) {
    if (!this.#allowed.some(pattern => pattern.test(text))) this.problems.push(`${this.name}: ${kind}: ${text.trim()}`);
  }

  /** This message is part of the journey (a worker killed on purpose, say) and is not a problem. */
  allow(pattern) {
    this.#allowed.push(pattern);
    this.problems = this.problems.filter(text => !pattern.test(text));
  }

  /** Opens an address of the app and waits until the program, not the boot shell, is on the screen. */
  async goto(path = '/') {
    await this.page.goto(path);
    await this.page.locator('#boot').waitFor({ state: 'detached' });
    return this.page;
  }

  async newTab(path = '/') {
    const page = await this.context.newPage();
    await page.goto(path);
    await page.locator('#boot').waitFor({ state: 'detached' });
    return page;
  }

  /** No byte reaches the server or comes from it, and the browser knows it: navigator.onLine turns false. Stopping the server does not. */
  async offline() {
    this.gate.cut();
    await this.context.setOffline(true);
  }

  async online() {
    this.gate.open();
    await this.context.setOffline(false);
  }

  /** Waits until the service worker is active and in control: from here on the app opens without a server. */
  async installed() {
    await this.page.evaluate(async () => {
      await navigator.serviceWorker.ready;
      if (!navigator.serviceWorker.controller) {
        await new Promise(done => navigator.serviceWorker.addEventListener('controllerchange', done, { once: true }));
      }
    });
  }

  /** Switches the device off and on: same profile, new browser. */
  async reboot() {
    await this.context.close();
    await this.open();
  }

  async screenshot(path) { await this.page.screenshot({ path, fullPage: true }).catch(() => {}); }

  async close() {
    await this.context.close().catch(() => {});
    await this.gate.stop();
    await rm(this.profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

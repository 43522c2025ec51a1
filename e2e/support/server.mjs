// The real binary, as a child that can be killed and started again on the same port and the same data.
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const root = resolve(import.meta.dirname, '../..');
const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 15_000;

export const binary = process.env.HUIFANG_BIN
  ?? join(process.env.CARGO_TARGET_DIR ?? join(root, 'target'), 'release/huifang');

// Everything still running when this process ends, however it ends, is ended with it.
const running = new Set();
process.on('exit', () => { for (const child of running) child.kill('SIGKILL'); });

/** Runs the binary once: `await huifang(['user', 'add', …], { data, input })` → { stdout, stderr }. Rejects when it fails. */
export async function huifang(args, { data, env = {}, input } = {}) {
  const all = data ? [...args, '--data', data] : args;
  const run = promisify(execFile)(binary, all, { env: { ...process.env, ...env }, maxBuffer: 1 << 24 });
  if (input !== undefined) run.child.stdin.end(input);
  return run;
}

/**
 * Starts a server on a free port. Without `data` it gets an empty folder, removed by `stop()`.
 *   demo: true     `huifang demo`: a demonstration company; its sign-ins are in `accounts`
 *   args, env      further arguments and environment (HUIFANG_TEST_DATABASE_URL, …)
 */
export async function startServer({ data, demo = false, args = [], env = {} } = {}) {
  if (!existsSync(binary)) throw new Error('the binary is not built: make build');
  const ownsData = data === undefined;
  const folder = data ?? await mkdtemp(join(tmpdir(), 'huifang-data-'));
  const server = new Server(folder, ownsData, [demo ? 'demo' : 'serve', ...args], env);
  try {
    await server.start();
  } catch (error) {
    await server.stop();
    throw error;
  }
  return server;
}

class Server {
  url = null;
  port = 0;
  /** [{ name, password, post }], from the lines `account NAME password PASS post POST`. */
  accounts = [];
  /** Everything it ever wrote, over all restarts. */
  output = '';
  #child = null;

  constructor(data, ownsData, args, env) {
    Object.assign(this, { data, ownsData, args, env });
  }

  get isRunning() { return this.#child !== null; }
  get pid() { return this.#child?.pid; }

  async start() {
    if (this.#child) throw new Error('the server runs already');
    const args = [...this.args, '--listen', `127.0.0.1:${this.port}`, '--data', this.data];
    const child = spawn(binary, args, { env: { ...process.env, ...this.env }, stdio: ['ignore', 'pipe', 'pipe'] });
    this.#child = child;
    running.add(child);
    child.once('exit', () => {
      running.delete(child);
      if (this.#child === child) this.#child = null;
    });

    const note = text => { this.output += text; };
    child.stderr.setEncoding('utf8').on('data', note);
    this.accounts = [];
    let limit;
    try {
      await new Promise((ready, fail) => {
        limit = setTimeout(() => fail(new Error(`no address within ${START_LIMIT_MS} ms`)), START_LIMIT_MS);
        child.once('error', fail);
        child.once('exit', (code, signal) => fail(new Error(`it ended at once (${signal ?? code})`)));
        createInterface({ input: child.stdout }).on('line', line => {
          note(`${line}\n`);
          const account = /^account (\S+) password (\S+) post (.+)$/.exec(line.trim());
          if (account) this.accounts.push({ name: account[1], password: account[2], post: account[3] });
          const address = /listening on (http:\/\/\S+?:(\d+))\/?$/.exec(line.trim());
          if (!address) return;
          [this.url, this.port] = [address[1], Number(address[2])];
          ready();
        });
      });
      await this.#answers(Date.now() + START_LIMIT_MS);
    } catch (error) {
      throw new Error(`the server did not start: ${error.message}\n${this.tail()}`);
    } finally {
      clearTimeout(limit);
    }
  }

  // Accounts may be printed after the address: an answered request says that start-up is over.
  async #answers(deadline) {
    for (;;) {
      const response = await fetch(`${this.url}/healthz`).catch(() => null);
      if (response) return void await response.arrayBuffer();
      if (Date.now() > deadline || !this.#child) throw new Error('the address does not answer');
      await new Promise(again => setTimeout(again, 50));
    }
  }

  /** Ends the process and waits until it is gone: SIGTERM as an operator does, SIGKILL as a power cut does. */
  async kill(signal = 'SIGTERM') {
    const child = this.#child;
    if (!child) return;
    const gone = once(child, 'exit');
    child.kill(signal);
    const limit = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
    await gone;
    clearTimeout(limit);
  }

  /** Same port, same data. */
  async restart(signal = 'SIGTERM') {
    await this.kill(signal);
    await this.start();
  }

  /** The end: the process, and the data folder if it was ours. */
  async stop() {
    await this.kill();
    if (this.ownsData) await rm(this.data, { recursive: true, force: true });
  }

  account(name) {
    const found = this.accounts.find(a => a.name === name || a.post === name);
    if (!found) throw new Error(`no account ${name}; there are: ${this.accounts.map(a => `${a.name} (${a.post})`).join(', ')}`);
    return found;
  }

  tail(lines = 40) { return this.output.split('\n').slice(-lines).join('\n'); }
}

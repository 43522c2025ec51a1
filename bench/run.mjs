// All measurements, one after the other, beside the peers in the same run: `make bench`, or HUIFANG_BENCH_QUICK=1 make bench
// for a small version that only shows that everything runs. The lines go to target/bench/, the table to the screen.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, openSync, closeSync, rmSync, writeFileSync } from 'node:fs';
import os, { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { table } from './table.mjs';

const root = resolve(import.meta.dirname, '..');
const quick = Boolean(process.env.HUIFANG_BENCH_QUICK);
const target = process.env.CARGO_TARGET_DIR ?? join(root, 'target');
const binary = process.env.HUIFANG_BIN ?? join(target, 'release/huifang');
const env = { ...process.env, HUIFANG_BIN: binary };
const only = new Set(process.argv.slice(2));
const wanted = part => only.size === 0 || only.has(part);

const SIZES = quick ? [200] : [1_000, 5_000];
const [FIRST, IDLE, LIVE] = quick ? [2, 20, 30] : [5, 100, 200];
const WRITERS = quick ? [[8, 5, 1]] : [[8, 100, 1], [32, 30, 1], [8, 20, 20], [32, 5, 20]];
const PASSWORD = 'correct-horse-7';

const cpus = os.cpus();
const machine = () => `${cpus.length} × ${cpus[0]?.model ?? 'unknown'}, ${(os.totalmem() / 2 ** 30).toFixed(0)} GiB, `
  + `${os.type()} ${os.release()}, Node ${process.version}, load ${os.loadavg()[0].toFixed(2)}, ${new Date().toISOString()}`;

const lines = [];
let failed = false;
/** Runs a program that writes a JSON line per measurement, and keeps the lines. */
function run(name, command, args, more = {}) {
  process.stderr.write(`${name} …\n`);
  const done = spawnSync(command, args, { env, cwd: root, encoding: 'utf8', maxBuffer: 1 << 26, stdio: ['ignore', 'pipe', 'inherit'], ...more });
  const found = done.stdout.split('\n').filter(line => line.startsWith('{')).map(line => JSON.parse(line));
  lines.push(...found);
  for (const line of found) process.stderr.write(`  ${JSON.stringify(line)}\n`);
  if (done.status === 0) return;
  failed = true;
  process.stderr.write(`  ${name} failed (${done.error?.message ?? done.status})\n`);
}

const cargo = args => {
  const built = spawnSync('cargo', args, { cwd: root, env, stdio: 'inherit' });
  if (built.status !== 0) process.exit(built.status ?? 1);
};
if (!existsSync(binary)) throw new Error('the binary is not built: make build');
let load = process.env.HUIFANG_BENCH_LOAD;
if (!load) {
  cargo(['build', '--release', '--locked', '-q', '-p', 'backend', '--example', 'load']);
  load = join(target, 'release/examples/load');
}
if (!existsSync(join(import.meta.dirname, 'node_modules'))) {
  spawnSync('npm', ['ci', '--no-progress', '--loglevel=error'], { cwd: import.meta.dirname, stdio: 'inherit' });
}

console.log(machine());
const folder = mkdtempSync(join(tmpdir(), 'huifang-bench-'));
try {
  if (wanted('door')) {
    spawnSync('cargo', ['run', '--release', '--locked', '-q', '-p', 'shared', '--example', 'door_bench'], { cwd: root, env, stdio: 'inherit' });
  }
  for (const n of SIZES) {
    const data = join(folder, `company-${n}`);
    if (wanted('sync') || (wanted('browser') && n === SIZES.at(-1))) run(`${n} records, written`, load, ['fill', String(n), PASSWORD, '--data', data]);
    // The browser's company is as it was filled.
    const whole = join(folder, 'whole');
    if (wanted('browser') && n === SIZES.at(-1)) cpSync(data, whole, { recursive: true });
    if (wanted('sync')) {
      const counts = ['--first', String(FIRST), '--idle', String(IDLE), '--live', String(LIVE)];
      run(`${n} records, native client`, load, ['sync', String(n), '--data', data, ...counts]);
    }
    if (wanted('peers')) {
      const contents = join(folder, 'contents.jsonl');
      const out = openSync(contents, 'w');
      spawnSync(load, ['contents', String(n)], { stdio: ['ignore', out, 'inherit'] });
      closeSync(out);
      for (const peer of ['hocuspocus', 'pouchdb']) {
        const counts = [quick ? '2' : '3', n === SIZES[0] ? String(quick ? 30 : 100) : '0'];
        run(`${n} records, ${peer}`, 'node', [join(import.meta.dirname, 'peers/run.mjs'), peer, contents, ...counts]);
      }
    }
    if (wanted('browser') && n === SIZES.at(-1)) {
      run(`${n} records, browser`, 'node', [join(import.meta.dirname, 'browser.mjs'), whole, String(n), PASSWORD]);
    }
  }
  if (wanted('photo')) run('photographs, browser', 'node', [join(import.meta.dirname, 'photo.mjs')]);
  if (wanted('device')) {
    const n = quick ? 600 : 20_000;
    run(`${n} records of all kinds, browser`, 'node', [join(import.meta.dirname, 'lists.mjs'), String(n)]);
  }
  if (wanted('admit')) {
    for (const [clients, pushes, batch] of WRITERS) {
      const args = ['admit', clients, pushes, batch].map(String);
      run(`SQLite, ${clients} writers, ${batch} in a push`, load, args);
      const there = ['sh', '-c', 'HUIFANG_BENCH_DATABASE_URL=$DATABASE_URL exec "$0" "$@"', load, ...args];
      run(`PostgreSQL, ${clients} writers, ${batch} in a push`, 'scripts/with-postgres.sh', there, { env: { ...env, HUIFANG_POSTGRES_DURABLE: '1' } });
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
mkdirSync(join(target, 'bench'), { recursive: true });
writeFileSync(join(target, 'bench/lines.jsonl'), lines.map(line => JSON.stringify(line)).join('\n') + '\n');
console.log(table(lines));
console.log(machine());
process.exit(failed ? 1 : 0);

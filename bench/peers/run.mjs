// One peer through W1, W4 and W5: node run.mjs PEER CONTENTS [FIRST_RUNS] [LIVE_EDITS]. A JSON line per measurement.
// A client is a new process each time, so that none has warm code and ours would be cold beside it; so is the server.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import net from 'node:net';
import os, { tmpdir } from 'node:os';
import { join } from 'node:path';
import { spread } from './contents.mjs';

const [peer, contents, firstRuns = '3', liveEdits = '100'] = process.argv.slice(2);
const folder = await mkdtemp(join(tmpdir(), 'huifang-peer-'));
const here = import.meta.dirname;
let server = null;

async function freePort() {
  const listener = net.createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address();
  listener.close();
  await once(listener, 'close');
  return port;
}

async function end(child) {
  if (!child || child.exitCode !== null) return;
  const gone = once(child, 'exit');
  child.kill();
  await gone;
}

const quietly = { execArgv: ['--max-old-space-size=8192'], stdio: ['ignore', 'ignore', 'inherit', 'ipc'], cwd: folder };
let port;
async function cold() {
  await end(server);
  port = await freePort();
  server = fork(join(here, 'server.mjs'), [peer, port, join(folder, 'data')], quietly);
  await once(server, 'message');
}

async function client(task, ...more) {
  const child = fork(join(here, 'client.mjs'), [peer, port, contents, server.pid, task, ...more], quietly);
  const [answer] = await Promise.race([
    once(child, 'message'),
    once(child, 'exit').then(([code]) => { throw new Error(`${peer}: the client ended (${code})`); }),
  ]);
  await end(child);
  return answer;
}

function say(workload, n, found) {
  console.log(JSON.stringify({ workload, peer, n, ...found, load: +os.loadavg()[0].toFixed(2) }));
}

try {
  await cold();
  const { n } = await client('fill');
  const runs = [];
  for (let run = 0; run < Number(firstRuns); run++) {
    await cold();
    runs.push(await client('first'));
  }
  const of = key => spread(runs.map(run => run[key]));
  say('W1', n, { s: of('s'), bytes: runs.at(-1).bytes, server_cpu_s: of('server_cpu_s'), server_rss_mb: of('server_rss_mb') });
  say('W4', n, { ms: of('idle_ms'), bytes: runs.at(-1).idle_bytes });
  if (Number(liveEdits) > 0) {
    await cold();
    const { times } = await client('live', liveEdits);
    say('W5', n, { ms: spread(times) });
  }
} finally {
  await end(server);
  await rm(folder, { recursive: true, force: true });
}

// The records as `load contents` writes them, the bytes that crossed our sockets, and what a process has used.
import { readFileSync } from 'node:fs';
import net from 'node:net';

export const LAST = 10;

/** [{ key, versions: [{ rev, … }, …] }] */
export const records = file => readFileSync(file, 'utf8').trim().split('\n').map(line => JSON.parse(line));
export const whole = record => Object.assign({}, ...record.versions);

// Every socket this process opens: payload both ways.
const open = new Set();
const closed = { bytes: 0 };
const connect = net.Socket.prototype.connect;
net.Socket.prototype.connect = function (...to) {
  if (!open.has(this)) {
    open.add(this);
    this.once('close', () => {
      open.delete(this);
      closed.bytes += this.bytesRead + this.bytesWritten;
    });
  }
  return connect.apply(this, to);
};

export function bytes() {
  let all = closed.bytes;
  for (const socket of open) all += socket.bytesRead + socket.bytesWritten;
  return all;
}

/** When the last byte moved, once none has for `ms`. Only to find an end that a library does not announce. */
export async function quiet(ms) {
  let [last, at] = [bytes(), performance.now()];
  for (;;) {
    await new Promise(again => setTimeout(again, 5));
    const [now, time] = [bytes(), performance.now()];
    if (now !== last) [last, at] = [now, time];
    else if (time - at > ms) return at;
  }
}

export function used(pid) {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const [user, system] = stat.slice(stat.lastIndexOf(')') + 2).split(' ').slice(11, 13).map(Number);
  const rss = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0;
  return { cpu_s: (user + system) / 100, rss_mb: rss / 1024 };
}

export function spread(values) {
  const sorted = [...values].sort((a, b) => a - b);
  const at = share => +(sorted[Math.max(Math.ceil(sorted.length * share), 1) - 1] ?? NaN).toFixed(3);
  return { runs: sorted.length, min: at(0), p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}

// One task of a peer's client: fill, first (and then an idle reconnect), or live.
import { deepStrictEqual } from 'node:assert';
import { bytes, quiet, records, used, whole } from './contents.mjs';

const [peer, port, file, server, task, edits] = process.argv.slice(2);
const { Client } = await import(`./${peer}.mjs`);
const all = records(file);
const keys = all.map(({ key }) => key);

const tasks = {
  async fill() {
    const client = new Client(port);
    await client.connect();
    await client.fill(all);
    // Written to disk two seconds after the last change, by the peer's own clock.
    await quiet(4_000);
    return { n: all.length };
  },

  async first() {
    const client = new Client(port);
    const idle = used(server);
    let began = performance.now();
    await client.connect();
    await client.pull(keys);
    const s = (performance.now() - began) / 1000;
    await quiet(500);
    const [first, busy] = [bytes(), used(server)];
    for (const record of all.slice(0, 20)) deepStrictEqual(await client.read(record.key), whole(record));
    await client.disconnect();
    await quiet(500);
    const before = bytes();
    began = performance.now();
    await client.resync();
    const idle_ms = performance.now() - began;
    await quiet(500);
    return { s, bytes: first, server_cpu_s: busy.cpu_s - idle.cpu_s, server_rss_mb: busy.rss_mb, idle_ms, idle_bytes: bytes() - before };
  },

  async live() {
    const [author, reader] = [new Client(port), new Client(port)];
    const key = keys[0];
    for (const one of [author, reader]) {
      await one.connect();
      await one.pull([key]);
      await one.follow?.();
    }
    await quiet(1_000);
    const times = [];
    for (let edit = 1; edit <= Number(edits); edit++) {
      const seen = reader.seen(key, 'edit', edit);
      const began = performance.now();
      await author.write(key, 'edit', edit);
      await seen;
      times.push(performance.now() - began);
    }
    return { times };
  },
};

process.send(await tasks[task](), () => process.disconnect());

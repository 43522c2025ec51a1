// Yjs with hocuspocus: one socket, a document per record, kept in LevelDB.
import { Database } from '@hocuspocus/extension-database';
import { HocuspocusProvider, HocuspocusProviderWebsocket } from '@hocuspocus/provider';
import { Server } from '@hocuspocus/server';
import leveldown from 'leveldown';
import levelup from 'levelup';
import WebSocket from 'ws';
import * as Y from 'yjs';
import { LAST } from './contents.mjs';

export async function serve(port, folder) {
  const db = levelup(leveldown(folder));
  const fetch = async ({ documentName }) => db.get(documentName).then(bytes => new Uint8Array(bytes), () => null);
  const store = ({ documentName, state }) => db.put(documentName, Buffer.from(state));
  const extensions = [new Database({ fetch, store })];
  await new Server({ port, address: '127.0.0.1', quiet: true, stopOnSignals: false, extensions }).listen();
}

const until = (holds, map) => new Promise(done => {
  if (holds()) return done();
  const look = () => {
    if (!holds()) return;
    map.unobserve(look);
    done();
  };
  map.observe(look);
});

export class Client {
  #docs = new Map();

  constructor(port) {
    this.socket = new HocuspocusProviderWebsocket({
      url: `ws://127.0.0.1:${port}`, WebSocketPolyfill: WebSocket, autoConnect: false, initialDelay: 0, delay: 100, minDelay: 100,
    });
  }

  // The library's own promise waits for a first message, which comes only when a document is asked for.
  async connect() {
    const opened = new Promise(done => this.socket.on('open', done));
    this.socket.connect().catch(() => {});
    await opened;
  }

  async disconnect() {
    const gone = new Promise(done => this.socket.on('close', done));
    this.socket.disconnect();
    await gone;
  }

  #open(key) {
    if (!this.#docs.has(key)) {
      const document = new Y.Doc();
      const provider = new HocuspocusProvider({ websocketProvider: this.socket, name: key, document, awareness: null, token: '' });
      provider.attach();
      this.#docs.set(key, { document, provider, map: document.getMap('d') });
    }
    return this.#docs.get(key);
  }

  async fill(records) {
    for (let from = 0; from < records.length; from += 100) {
      const part = records.slice(from, from + 100);
      await Promise.all(part.map(async ({ key, versions }) => {
        const { document, provider, map } = this.#open(key);
        await new Promise(done => (provider.isSynced ? done() : provider.on('synced', done)));
        for (const version of versions) {
          document.transact(() => Object.entries(version).forEach(([field, value]) => map.set(field, value)));
        }
        if (provider.hasUnsyncedChanges) {
          await new Promise(done => provider.on('unsyncedChanges', ({ number }) => number === 0 && done()));
        }
        provider.destroy();
        this.#docs.delete(key);
      }));
    }
  }

  async pull(keys) {
    await Promise.all(keys.map(key => {
      const { map } = this.#open(key);
      return until(() => map.get('rev') >= LAST, map);
    }));
  }

  async read(key) { return this.#docs.get(key).map.toJSON(); }
  async write(key, field, value) { this.#docs.get(key).map.set(field, value); }

  async seen(key, field, value) {
    const { map } = this.#docs.get(key);
    await until(() => map.get(field) >= value, map);
  }

  /** Asks for every document again, as after a lost connection; done when each has been answered. */
  async resync() {
    const answered = [...this.#docs.values()].map(({ provider }) => new Promise(done => provider.on('synced', done)));
    await this.connect();
    await Promise.all(answered);
  }
}

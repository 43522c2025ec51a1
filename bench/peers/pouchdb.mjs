// PouchDB with express-pouchdb on LevelDB: states, no history; of two concurrent edits one is hidden.
import { mkdirSync } from 'node:fs';
import express from 'express';
import expressPouchDB from 'express-pouchdb';
import PouchDB from 'pouchdb';
import memory from 'pouchdb-adapter-memory';

PouchDB.plugin(memory);
// The library's own default of 100 was slower here.
const BATCH = { batch_size: 1000 };

export async function serve(port, folder) {
  mkdirSync(folder, { recursive: true });
  const app = express();
  const db = PouchDB.defaults({ prefix: `${folder}/` });
  app.use('/', expressPouchDB(db, { mode: 'minimumForPouchDB', inMemoryConfig: true, logPath: `${folder}/log.txt` }));
  await new Promise(done => app.listen(port, '127.0.0.1', done));
}

let made = 0;

export class Client {
  constructor(port) {
    this.db = new PouchDB(`m${made++}`, { adapter: 'memory' });
    this.remote = new PouchDB(`http://127.0.0.1:${port}/crm`);
  }

  async connect() {}
  async disconnect() { this.live?.cancel(); }

  async fill(records) {
    const revs = new Map();
    for (let version = 0; version < records[0].versions.length; version++) {
      const docs = records.map(({ key, versions }) =>
        ({ ...Object.assign({}, ...versions.slice(0, version + 1)), _id: key, ...(revs.has(key) && { _rev: revs.get(key) }) }));
      for (const { id, rev } of await this.db.bulkDocs(docs)) revs.set(id, rev);
    }
    await this.db.replicate.to(this.remote, BATCH);
  }

  async pull() { await this.db.replicate.from(this.remote, BATCH); }

  async read(key) {
    const { _id, _rev, ...doc } = await this.db.get(key);
    return doc;
  }

  /** Keeps both sides the same from here on. Done when they are. */
  follow() {
    this.live = this.db.sync(this.remote, { live: true, retry: true, ...BATCH });
    return new Promise(done => this.live.once('paused', done));
  }

  async write(key, field, value) { await this.db.put({ ...(await this.db.get(key)), [field]: value }); }

  seen(key, field, value) {
    return new Promise(done => {
      const feed = this.db.changes({ live: true, since: 'now', include_docs: true, doc_ids: [key] }).on('change', ({ doc }) => {
        if (!(doc[field] >= value)) return;
        feed.cancel();
        done();
      });
    });
  }

  async resync() { await this.db.sync(this.remote, BATCH); }
}

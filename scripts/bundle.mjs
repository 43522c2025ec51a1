// Trunk's post_build hook: finishes the staged bundle before it becomes dist/.
//   1. one build id over all bytes, known to the page (meta), the worker (self.HUIFANG_BUILD) and the server (build.json)
//   2. a worker loader that does not fail silently
//   3. sw.js by workbox, failing on any warning: by default workbox leaves big files out and only mentions it
//   4. .br and .gz twins, so that the server compresses nothing while serving
import { createHash } from 'node:crypto';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const staging = process.env.TRUNK_STAGING_DIR;
const release = process.env.TRUNK_PROFILE === 'release';
if (!staging) throw new Error('bundle.mjs is run by Trunk (TRUNK_STAGING_DIR is not set)');

const COMPRESSIBLE = /\.(html|js|wasm|css|svg|json|webmanifest)$/;
const HASHED = /-[0-9a-f]{8,16}(_bg)?\./;
const MAX_PRECACHED = 8 * 1024 * 1024;

const buildId = await writeBuildId();
if (release) {
  await writeServiceWorker();
  await compressAll();
}
console.log(`bundle: build ${buildId}${release ? '' : ' (development: no service worker, nothing compressed)'}`);

async function files() {
  const entries = await readdir(staging, { recursive: true, withFileTypes: true });
  return entries.filter(e => e.isFile()).map(e => join(e.parentPath ?? e.path, e.name)).sort();
}

async function writeBuildId() {
  const hash = createHash('sha256');
  for (const file of await files()) hash.update(relative(staging, file)).update('\0').update(await readFile(file));
  const id = hash.digest('hex').slice(0, 12);

  const index = join(staging, 'index.html');
  // Minifying may reorder attributes and drop quotes, so the word itself is what is looked for.
  await replaceOnce(index, /development-build/, id);

  // Names of worker files are fixed, so a page and a worker of different builds can meet: each can say which it is.
  // The rejection is thrown again outside the promise, because only then the page's Worker gets its `error` event.
  await writeFile(join(staging, 'worker_loader.js'),
    // What the page says before the program is there is kept for it: a message without a listener is lost.
    `self.HUIFANG_BUILD="${id}";const early=[];self.onmessage=e=>early.push(e);importScripts("/worker.js");` +
    'wasm_bindgen({module_or_path:"/worker_bg.wasm"}).then(()=>early.forEach(e=>self.onmessage(e)))' +
    '.catch(e=>setTimeout(()=>{throw e}));\n');

  await writeFile(join(staging, 'build.json'), JSON.stringify({ build: id, release }) + '\n');
  return id;
}

async function replaceOnce(file, pattern, replacement) {
  const text = await readFile(file, 'utf8');
  if (!pattern.test(text)) throw new Error(`${relative(staging, file)}: nothing matches ${pattern}`);
  await writeFile(file, text.replace(pattern, replacement));
}

async function writeServiceWorker() {
  // Only a release build needs it, and loading it takes a second.
  const { generateSW } = await import('workbox-build');
  const { count, size, warnings } = await generateSW({
    mode: 'production',
    sourcemap: false,
    globDirectory: staging,
    globPatterns: ['**/*'],
    // build.json is what the page asks the server for; a cached answer would always say "up to date".
    globIgnores: ['**/*.br', '**/*.gz', 'sw.js', 'build.json'],
    swDest: join(staging, 'sw.js'),
    inlineWorkboxRuntime: true,
    maximumFileSizeToCacheInBytes: MAX_PRECACHED,
    // Hashed files come from the HTTP cache that the first visit just filled; the others are asked for by revision.
    dontCacheBustURLsMatching: HASHED,
    cleanupOutdatedCaches: true,
    navigateFallback: '/index.html',
    navigateFallbackDenylist: [/^\/api(\/|$)/, /^\/ws(\/|$)/, /^\/(healthz|readyz|metrics|build\.json)$/],
    modifyURLPrefix: { '': '/' },
    // Never under a person's hands: the page posts {type: 'SKIP_WAITING'} when they agree to the new version.
    skipWaiting: false,
    clientsClaim: true,
  });
  if (warnings.length > 0) throw new Error(`workbox: ${warnings.join('\n')}`);
  console.log(`bundle: sw.js precaches ${count} files, ${Math.round(size / 1024)} KB`);
}

async function compressAll() {
  const brotli = promisify(brotliCompress);
  const zip = promisify(gzip);
  for (const file of await files()) {
    if (!COMPRESSIBLE.test(file) || (await stat(file)).size < 512) continue;
    const bytes = await readFile(file);
    const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    const [br, gz] = await Promise.all([brotli(bytes, { params }), zip(bytes, { level: 9 })]);
    // A twin that saves nothing would only be one more file to serve.
    if (br.length < bytes.length) await writeFile(`${file}.br`, br);
    if (gz.length < bytes.length) await writeFile(`${file}.gz`, gz);
  }
}

// Draws the PNG icons from icon.svg; run by hand when the drawing changes (needs `scripts/setup.sh test`).
// The maskable one has the drawing at 80 % on a full square: launchers cut circles and drops out of it.
import { createRequire } from 'node:module';
import { readFile, writeFile } from 'node:fs/promises';

const { chromium } = createRequire(new URL('../e2e/package.json', import.meta.url))('@playwright/test');
const folder = new URL('../frontend/static/icons/', import.meta.url);
const svg = await readFile(new URL('icon.svg', folder), 'utf8');
const square = svg.replace(/<rect[^>]*rx="112"[^>]*>/, m => m.replace('rx="112" ', ''))
  .replace('<g ', '<g transform="translate(51.2 51.2) scale(.8)" ');

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
for (const [name, size, source] of [['icon-192', 192, svg], ['icon-512', 512, svg], ['maskable-512', 512, square]]) {
  const page = await browser.newPage({ viewport: { width: size, height: size } });
  await page.setContent(`<style>body{margin:0}svg{display:block;width:${size}px;height:${size}px}</style>${source}`);
  await writeFile(new URL(`${name}.png`, folder), await page.screenshot({ omitBackground: true }));
}
await browser.close();

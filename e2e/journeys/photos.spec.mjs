import { readFile } from 'node:fs/promises';
import { test, expect } from '../support/test.mjs';
import { expectAccessible } from '../support/axe.mjs';
import { apart, means, photograph, seen, UPRIGHT } from '../support/photo.mjs';
import { onServer, openSentRepair, session, signIn, synced } from '../support/work.mjs';

test.use({ serverOptions: { demo: true, args: ['--customers', '60'] } });

// Lying on its side, with EXIF that says so.
const PHOTO = await readFile(new URL('../../backend/tests/data/photos/Portrait_6.jpg', import.meta.url));
const lending = JSON.parse(await readFile(new URL('../data/key_lending.json', import.meta.url)));
lending.fields.push({ key: 'photos', label: { zh: '照片', en: 'Photos' }, class: 'set', kind: 'attachment' });

const size = image => image.evaluate(async node => {
  await node.decode();
  return { width: node.naturalWidth, height: node.naturalHeight };
});

test('a photograph taken without a network is there, upright, and arrives by itself', async ({ server, device }) => {
  const admin = await session(server, server.account('admin'));
  const loaded = await admin('/api/v1/processes/key_lending', {
    method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(lending),
  });
  expect(loaded.ok, await loaded.text()).toBe(true);
  const wang = await device('wang', { size: 'tablet' });
  const page = await signIn(wang, server.account('wang'));
  await wang.installed();
  await page.getByRole('link', { name: '钥匙借用' }).click();
  await page.getByRole('button', { name: '新建钥匙借用' }).first().click();
  const form = page.getByRole('dialog');
  await expect(form.getByText('先保存，打开以后再加照片。')).toBeVisible();
  await form.getByLabel(/^钥匙 /).fill('三号楼五零二室');
  await form.getByLabel(/^借用人 /).fill('装修师傅老周');
  await form.getByRole('radio', { name: '工作证' }).check();
  await form.getByRole('button', { name: '借出' }).click();
  await expect(page.locator('.record-title')).toContainText('三号楼五零二室');
  await onServer(page);
  const here = new URL(page.url()).pathname;

  await wang.offline();
  const field = page.locator('[data-field=photos]');
  const choose = field.locator('input[type=file]').last();
  await choose.setInputFiles({ name: '说明.html', mimeType: 'image/jpeg', buffer: Buffer.from('<html>') });
  await expect(field.locator('.field-error')).toContainText('打不开');
  await choose.setInputFiles({ name: 'IMG_0001.jpg', mimeType: 'image/jpeg', buffer: PHOTO });
  const photo = field.locator('.photo-image');
  await expect(photo).toHaveCount(1);
  expect(await size(photo)).toEqual({ width: 1200, height: 1800 });
  // A quarter to the right of how the sensor saw it: its upper corners are the left ones of what is stored, from below.
  const [{ corners }, { corners: [upperLeft, upperRight, lowerLeft, lowerRight] }] = [await means(photo), await means(photo, PHOTO)];
  for (const [at, stored] of [lowerLeft, upperLeft, lowerRight, upperRight].entries()) expect(apart(corners[at], stored)).toBeLessThan(8);
  expect(apart(upperLeft, lowerRight) + apart(upperRight, lowerLeft)).toBeGreaterThan(40);
  await expect(field.locator('.pill')).toHaveText('仅在本机');
  await expectAccessible(page);

  await wang.goto(here);
  await expect(photo).toHaveCount(1);
  expect(await size(photo)).toEqual({ width: 1200, height: 1800 });
  await expect(page.locator('.record-head .record-sync')).toHaveAttribute('data-state', 'local');

  await wang.online();
  await onServer(page);
  await synced(page);
  await expect(field.locator('.pill')).toHaveCount(0);
  await field.locator('.photo-open').click();
  await expect(page.locator('dialog[open] .photo-large')).toBeVisible();
  await page.getByRole('button', { name: '关闭' }).click();

  const chen = await device('chen');
  const desk = await signIn(chen, server.account('chen'));
  await chen.goto(here);
  const theirs = desk.locator('[data-field=photos] .photo-image');
  await expect(theirs).toHaveCount(1);
  expect(await size(theirs)).toEqual({ width: 1200, height: 1800 });
  // Kept there, too: it is shown again without a network.
  await chen.installed();
  await chen.offline();
  await chen.goto(here);
  await expect(theirs).toHaveCount(1);
  expect(await size(theirs)).toEqual({ width: 1200, height: 1800 });
});

test('twelve million points, held in each of the eight ways, are shown upright', async ({ server, device }) => {
  const wang = await device('wang', { size: 'tablet' });
  const page = await signIn(wang, server.account('wang'));
  await wang.installed();
  const { here } = await openSentRepair(wang);
  const field = page.locator('[data-field=photos]');
  const photo = field.locator('.photo-image');
  await expect(field).toBeVisible();

  await wang.offline();
  const middles = ['white', 'black', 'magenta', 'cyan', 'red', 'green', 'blue', 'yellow'];
  const expected = [];
  for (const [at, middle] of middles.entries()) {
    const [orientation, standing] = [at + 1, at % 3 === 2];
    const [width, height] = standing ? [3000, 4000] : [4000, 3000];
    const file = await photograph(page, { orientation, width, height, middle });
    await field.locator('input[type=file]').last().setInputFiles(file);
    await expect(photo).toHaveCount(at + 1);
    const [wide, high] = standing ? [1536, 2048] : [2048, 1536];
    expected.push({ width: wide, height: high, corners: UPRIGHT, middle });
  }
  // A set has no order; the middle says which one it is.
  const shown = async () => {
    const all = [];
    for (const one of await photo.all()) all.push(await seen(one));
    return all.sort((a, b) => middles.indexOf(a.middle) - middles.indexOf(b.middle));
  };
  expect(await shown()).toEqual(expected);
  await wang.goto(here);
  await expect(photo).toHaveCount(8);
  expect(await shown()).toEqual(expected);

  await wang.online();
  await onServer(page);
  const chen = await device('chen');
  const desk = await signIn(chen, server.account('chen'));
  await chen.goto(here);
  const theirs = desk.locator('[data-field=photos] .photo-image');
  await expect(theirs).toHaveCount(8);
  const large = await Promise.all((await theirs.all()).map(one => seen(one)));
  expect(large.sort((a, b) => middles.indexOf(a.middle) - middles.indexOf(b.middle))).toEqual(expected);
});

// The numbers of one day, as they stand on the pages of a supervisor and as the server has them: { page: { line: { name: text } } }.
import { expect } from '@playwright/test';
import { settled } from './work.mjs';

/** Lengths of time go on: they are no numbers of the day. */
const SPANS = ['时长中位数', '等得最久'];

const mapped = (object, of) => Object.fromEntries(Object.entries(object).map(([key, value]) => [key, of(value)]));

/** Chips by line, or cells by row: { line: { name: text } }. */
async function chips(lines) {
  const read = await lines.evaluateAll(all => all.map(line => {
    const label = line.querySelector('.meter-label').cloneNode(true);
    label.querySelector('.avatar')?.remove();
    const named = [...line.querySelectorAll('.chip')].map(chip => {
      const count = chip.querySelector('.chip-count').textContent;
      return [chip.textContent.slice(0, -count.length).trim(), count];
    });
    return [label.textContent.trim(), Object.fromEntries(named)];
  }));
  return Object.fromEntries(read);
}

async function cells(page) {
  const read = await page.locator('#main table').evaluateAll(tables => tables.flatMap(table => {
    const names = [...table.querySelectorAll('thead th')].slice(1).map(th => th.textContent.trim());
    const lines = [...table.querySelectorAll('tr:has(> th[scope=row])')];
    return lines.map(line => [
      line.querySelector('th').textContent.trim(),
      Object.fromEntries([...line.querySelectorAll('td')].map((td, at) => [names[at], td.textContent.trim()])),
    ]);
  }));
  return mapped(Object.fromEntries(read), line => Object.fromEntries(Object.entries(line).filter(([name]) => !SPANS.includes(name))));
}

const card = (page, title) => page.locator('.card', { has: page.getByRole('heading', { name: title, exact: true }) });
/** Where a page lists its numbers. */
export const places = (page, day) => ({
  worked: [`/morning?day=${day}`, () => card(page, '工作记录').locator('li.rule')],
  logged: [`/morning?day=${day}`, () => card(page, '工作日志').locator('li.rule')],
  ruled: ['/reports', () => card(page, '规章达标表').locator('li.rule')],
});

/** All the numbers that a supervisor has of this day, as they stand on the page. */
export async function figures(device, day, reports) {
  const { page } = device;
  const found = {};
  for (const [name, [path, lines]] of Object.entries(places(page, day))) {
    await device.goto(path);
    await settled(page);
    found[name] = await chips(lines());
  }
  for (const name of reports) {
    await device.goto(`/reports/${name}?from=${day}&to=${day}`);
    await settled(page);
    found[name] = await cells(page);
  }
  return found;
}

/** The same from the server, in the same words; a page leaves out what counts nothing. */
export async function asked(get, day, reports) {
  const say = cell => 'count' in cell ? String(cell.count) : cell.percent === null ? '–' : `${cell.percent}%`;
  const found = {};
  const sheet = await (await get('/api/v1/rules')).json();
  const parts = ['做到', '晚了', '没做到', '还没到时间'];
  found.ruled = Object.fromEntries(sheet.map(line => [
    `${line.of.zh} · ${line.label.zh}`,
    Object.fromEntries(line.parts.flatMap((part, at) => part.length ? [[parts[at], String(part.length)]] : [])),
  ]));
  for (const name of reports) {
    const report = await (await get(`/api/v1/reports/${name}?from=${day}&to=${day}`)).json();
    const line = one => Object.fromEntries(one.cells.flatMap((cell, at) =>
      SPANS.includes(report.columns[at].zh) ? [] : [[report.columns[at].zh, say(cell)]]));
    found[name] = Object.fromEntries([...report.lines, ...(report.total ? [report.total] : [])].map(one => [one.name.zh, line(one)]));
  }
  return found;
}

/** By how much each count has grown; what has not is left out. */
export function grown(before, after) {
  const found = {};
  for (const line of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [was, is] = [before[line] ?? {}, after[line] ?? {}];
    for (const name of new Set([...Object.keys(was), ...Object.keys(is)])) {
      const by = Number(is[name] ?? 0) - Number(was[name] ?? 0);
      // A share is no count.
      if (by) (found[line] ??= {})[name] = by;
    }
  }
  return found;
}

/** Of the records that are shown behind a number, those that are our own: no more, no fewer. */
export async function expectBehind(line, own, titles, what) {
  const shown = line.locator('.rule-records .row-title');
  await expect(shown.filter({ hasText: titles[0] }).first(), what).toBeVisible();
  const found = (await shown.allInnerTexts()).map(text => text.trim()).filter(text => own.some(words => text.includes(words)));
  expect(found.length, `${what}: ${found}`).toBe(titles.length);
  for (const title of titles) expect(found.some(text => text.includes(title)), `${what}: ${title} in ${found}`).toBe(true);
}

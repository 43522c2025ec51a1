// Handling times and on-time shares straight from a file, knowing nothing of Huifang: what the import must agree with.
//   node handling.mjs FILE OPENED CLOSED [DUE]   →   {"rows":…,"closed":…,"median_ms":…,"with_due":…,"on_time":…}
import { readFileSync } from 'node:fs';

const [file, openedColumn, closedColumn, dueColumn] = process.argv.slice(2);

function records(text, separator) {
  const all = [];
  let row = [];
  let cell = '';
  let quoted = false;
  for (let i = 0; i < text.length; i += 1) {
    const c = text[i];
    if (quoted) {
      if (c !== '"') cell += c;
      else if (text[i + 1] === '"') cell += text[(i += 1)];
      else quoted = false;
    } else if (c === '"' && cell === '') quoted = true;
    else if (c === separator) {
      row.push(cell);
      cell = '';
    } else if (c === '\n') {
      all.push([...row, cell.replace(/\r$/, '')]);
      row = [];
      cell = '';
    } else cell += c;
  }
  if (cell !== '' || row.length > 0) all.push([...row, cell]);
  return all;
}

function moment(text) {
  const iso = /^(\d{4})-(\d\d)-(\d\d)(?:[ T](\d\d):(\d\d):(\d\d)(?:\+00:00)?)?$/.exec(text);
  const us = /^(\d{1,2})\/(\d{1,2})\/(\d{2}|\d{4})(?: (\d{1,2}):(\d\d))?$/.exec(text);
  if (iso) return Date.UTC(+iso[1], iso[2] - 1, +iso[3], +(iso[4] ?? 0), +(iso[5] ?? 0), +(iso[6] ?? 0));
  if (us) return Date.UTC(us[3].length === 2 ? 2000 + +us[3] : +us[3], us[1] - 1, +us[2], +(us[4] ?? 0), +(us[5] ?? 0));
  throw new Error(`no date: ${text}`);
}

const DAY = 24 * 60 * 60 * 1000;
const text = readFileSync(file, 'utf8');
const [header, ...rows] = records(text, ',').filter(row => row.some(cell => cell.trim() !== ''));
const column = name => rows.map(row => (name ? (row[header.indexOf(name)] ?? '').trim() : ''));
const [opened, closed, due] = [openedColumn, closedColumn, dueColumn].map(name => column(name).map(cell => (cell ? moment(cell) : null)));
// A column of days means their ends.
const days = due.every(at => at === null || at % DAY === 0);
const spans = [];
let withDue = 0;
let onTime = 0;
rows.forEach((_, at) => {
  if (closed[at] === null) return;
  spans.push(closed[at] - opened[at]);
  if (due[at] === null) return;
  withDue += 1;
  if (closed[at] <= due[at] + (days ? DAY - 1 : 0)) onTime += 1;
});
spans.sort((a, b) => a - b);
const half = spans.length >> 1;
const median = spans.length % 2 ? spans[half] : (spans[half - 1] + spans[half]) / 2;
console.log(JSON.stringify({ rows: rows.length, closed: spans.length, median_ms: median ?? null, with_due: withDue, on_time: onTime }));

// Makes backend/demo/{customers,feedback}.csv: node scripts/demo-data.mjs FOLDER
// FOLDER holds names-zh, addresses-zh and feedback-zh; see backend/demo/SOURCE.md. The same input gives the same bytes.
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const CUSTOMERS = 2000;
const EXCERPTS = 600;
const [source] = process.argv.slice(2);
if (!source) {
  console.error('usage: node scripts/demo-data.mjs FOLDER');
  process.exit(2);
}
const out = resolve(import.meta.dirname, '../backend/demo');
const read = path => readFileSync(join(source, path), 'utf8').replace(/^\uFEFF/, '');

// A fixed stream of numbers (mulberry32).
let state = 20261123;
function random() {
  state = (state + 0x6d2b79f5) | 0;
  let t = Math.imul(state ^ (state >>> 15), 1 | state);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
}
const below = n => Math.floor(random() * n);
/** One of [[value, weight], …]. */
function weighed(options) {
  let at = random() * options.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [value, weight] of options) if ((at -= weight) < 0) return value;
  return options[0][0];
}

/** CSV with quotes → rows of cells. */
function rows(text) {
  const found = [];
  let row = [], cell = '', quoted = false;
  for (let at = 0; at < text.length; at++) {
    const c = text[at];
    if (quoted && c === '"' && text[at + 1] === '"') { cell += '"'; at++; }
    else if (c === '"') quoted = !quoted;
    else if (!quoted && c === ',') { row.push(cell); cell = ''; }
    else if (!quoted && c === '\n') { row.push(cell.replace(/\r$/, '')); found.push(row); row = []; cell = ''; }
    else cell += c;
  }
  if (cell || row.length) found.push([...row, cell]);
  return found;
}
const csv = table => table.map(row => row.map(cell =>
  /[",\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell).join(',')).join('\n') + '\n';

const names = read('names-zh/full_names_2000.txt').split('\n').filter(Boolean);
const women = new Set(read('names-zh/given_names_female.txt').split('\n').filter(Boolean));
const men = new Set(read('names-zh/given_names_male.txt').split('\n').filter(Boolean));
const addresses = rows(read('addresses-zh/addresses.csv')).slice(1).map(([address]) => address.trim())
  .filter(address => address.length >= 8 && address.length <= 60 && /[路街道巷弄号楼座村镇]/.test(address));

// No operator gives out numbers that begin with 1230 to 1239: valid in form, evidently invented.
const phone = (n, kind) => `123${kind}${String(n * 37 % 10000).padStart(4, '0')}${String(n).padStart(3, '0').slice(-3)}`;
const REST = ['12:00-14:00', '12:30-14:30', '12:00-13:30,21:00-09:00', '08:00-18:00', '22:00-10:00'];
const REGIONS = ['东城片区', '西城片区', '南城片区', '北城片区'];

const table = [['姓名', '称呼', '手机', '备用电话', '地址', '客户类型', '分类', '是否会员', '休息时间', '首选方式', '区域']];
for (let n = 0; n < CUSTOMERS; n++) {
  const name = names[n % names.length];
  const given = name.slice(-2);
  const woman = women.has(given) ? true : men.has(given) ? false : random() < 0.5;
  const member = random() < 0.15;
  const kind = member && random() < 0.5 ? '会员客户'
    : weighed([['业主', 55], ['使用人', 14], ['直接客户', 12], ['意向客户', 9], ['经销商', 4], ['代理商', 3], ['分销商', 3]]);
  table.push([
    name,
    woman ? (random() < 0.7 ? '女士' : '小姐') : '先生',
    phone(n, n % 7),
    random() < 0.12 ? phone(n, 8) : '',
    addresses[(n * 2 + below(2)) % addresses.length],
    kind,
    member ? weighed([['重点客户', 6], ['普通客户', 3], ['潜力客户', 1]])
      : weighed([['重点客户', 1], ['普通客户', 6], ['潜力客户', 2], ['沉睡客户', 1]]),
    member ? '是' : '否',
    random() < 0.22 ? REST[below(REST.length)] : '',
    weighed([['电话', 70], ['短信', 15], ['电邮', 5], ['上门拜访', 6], ['前台', 4]]),
    REGIONS[n % REGIONS.length],
  ]);
}
writeFileSync(join(out, 'customers.csv'), csv(table));

// Whole sentences of the reviews, two at most, so that they read as what a customer says on the telephone.
const excerpts = [];
for (const [, body, star] of rows(read('feedback-zh/asap_dev_sample.csv')).slice(1)) {
  if (!body || !star) continue;
  const text = body.replaceAll('\\n', '\n').replace(/\s+/g, ' ').trim();
  const sentences = text.match(/[^。！？!?~～]+[。！？!?~～]*/g) ?? [];
  for (let at = 0; at < sentences.length; at += 2) {
    const excerpt = sentences.slice(at, at + 2).join('').trim();
    if (excerpt.length >= 14 && excerpt.length <= 160 && /\p{Script=Han}/u.test(excerpt) && !/\d{7}|@/.test(excerpt)) {
      excerpts.push([String(Math.round(Number(star))), excerpt]);
    }
  }
}
writeFileSync(join(out, 'feedback.csv'), csv([['star', 'text'], ...excerpts.slice(0, EXCERPTS)]));
console.log(`${CUSTOMERS} customers, ${Math.min(excerpts.length, EXCERPTS)} excerpts`);

// A whole company on one device: node lists.mjs RECORDS. The demonstration company and, imported by its manager as
// spreadsheets, customers, units, complaints, matters and repairs up to so many records; all of them in her sight. No
// server, a new browser on the same profile: from navigation to the desk, and to the first rows of each list.
import { rm } from 'node:fs/promises';
import os from 'node:os';
import { installed, open, profile, serve, server, signIn, stop, typing } from './profile.mjs';
import { spread } from './peers/contents.mjs';

const records = Number(process.argv[2]);
const quick = Boolean(process.env.HUIFANG_BENCH_QUICK);
const RUNS = quick ? 2 : 5;
const CUSTOMERS = quick ? 60 : 2000;
const LISTS = {
  desk: '/', customers: '/customers?view=all', 'follow-ups': '/follow-ups?whose=team&view=all', tasks: '/tasks?view=all', complaints: '/records/complaint',
  matters: '/records/matter', repairs: '/records/repair', findings: '/records/finding?all=1', units: '/records/unit',
};

const say = (workload, found) => console.log(JSON.stringify({ workload, peer: 'huifang', n: records, ...found, load: +os.loadavg()[0].toFixed(2) }));

// Drawn from a seed (mulberry32): the same words in every run.
let seed = 20261124;
function below(end) {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) % end;
}
const one = of => of[below(of.length)];
const SURNAMES = [...'王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程'];
const GIVEN = [...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉兰飞建国文辉力健世广志义兴良海山仁波宁贵福生'];
const ROADS = ['人民路', '解放大道', '中山北路', '建设二路', '文化东路', '长江路', '滨河大道', '新华西路'];
const WHAT = ['厨房下水管漏水', '客厅插座没电', '电梯停运', '楼道灯不亮', '门禁刷不开', '阳台渗水', '车位被占', '绿化带积水', '噪音扰民', '空调外机滴水', '快递柜故障', '垃圾清运不及时'];
const name = () => one(SURNAMES) + one(GIVEN) + one(GIVEN);
const phone = () => `1${3 + below(7)}${String(below(1_000_000_000)).padStart(9, '0')}`;
const day = () => `2026-11-${String(1 + below(20)).padStart(2, '0')} ${String(8 + below(10)).padStart(2, '0')}:15`;

const FILES = [
  ['customer', 0.4, '姓名,电话,地址,类型', n => [`${name()}${n}`, phone(), `${one(ROADS)}${1 + below(900)}号${1 + below(30)}栋${100 + below(2000)}室`, '业主']],
  ['complaint', 0.15, '投诉事项,投诉人,电话,登记时间', n => [`${one(WHAT)} ${n}`, name(), phone(), day()]],
  ['matter', 0.1, '报事内容,报事人,电话,登记时间', n => [`${one(WHAT)} ${n}`, name(), phone(), day()]],
  ['repair', 0.2, '报修事项,报修人,电话,登记时间', n => [`${one(WHAT)} ${n}`, name(), phone(), day()]],
  ['unit', 0.15, '房号,楼层,面积', n => [`${1 + (n % 30)}-${1000 + n}`, String(1 + below(30)), String(60 + below(90))]],
];

/** Makes the company and fills it up. What has arrived by the first sync says how many there are. */
async function company(data) {
  await serve(data, ['demo', '--customers', String(CUSTOMERS)]);
  const { request } = await import('playwright-core');
  const http = await request.newContext({ baseURL: server.base, extraHTTPHeaders: { origin: server.base } });
  const me = await http.post('/api/v1/session', { data: { login: 'zhou', password: server.password.zhou } });
  if (!me.ok()) throw new Error(`sign-in: ${me.status()}`);
  const [department] = (await (await http.get('/api/v1/departments')).json()).map(one => one.id);
  const missing = records - (quick ? 300 : 2708);
  for (const [process, share, head, row] of FILES) {
    const rows = Math.round(missing * share);
    const file = [head, ...Array.from({ length: rows }, (_, n) => row(n).join(','))].join('\r\n');
    const query = new URLSearchParams({ process, name: `${process}.csv`, skip_errors: 'true', skip_duplicates: 'false', department });
    const answer = await http.post(`/api/v1/imports?${query}`, { data: Buffer.from(file), headers: { 'content-type': 'text/csv' }, timeout: 120_000 });
    if (!answer.ok()) throw new Error(`${process}: ${answer.status()} ${(await answer.text()).slice(0, 2000)}`);
    let batch = await answer.json();
    while (['writing', 'failing'].includes(batch.state)) {
      // It goes on by itself.
      await new Promise(again => setTimeout(again, 250));
      batch = await (await http.get(`/api/v1/imports/${batch.id}`)).json();
    }
    if (batch.made !== rows) throw new Error(`${process}: ${JSON.stringify(batch)}`);
  }
  await http.dispose();
}

// What an input method commits, one after the other, and keys of letters and digits.
const WORDS = [['王'], ['王', '芳'], ['漏', '水'], ['人民', '路'], [...'wf'], [...'louxiang'], [...'138'], [...'bx-0001']];

/** Typed into the line that finds everything. */
async function search(page) {
  await page.keyboard.press('Control+k');
  await page.locator('.palette-input').waitFor();
  say('device search', await typing(page, WORDS, quick ? 1 : 5, () => document.querySelector('.palette-list')?.textContent));
}

let [data, folder] = [null, null];
try {
  data = process.env.HUIFANG_BENCH_COMPANY ?? await profile();
  await company(data);
  folder = await profile();
  const device = await open(folder);
  await signIn(device.context, 'zhou', server.password.zhou);
  const began = performance.now();
  await device.page.goto(`${server.base}/customers?view=all`);
  await device.page.locator('.sync-mark[data-state="synced"]').waitFor({ timeout: 300_000 });
  say('device first sync', { s: spread([(performance.now() - began) / 1000]) });
  await installed(device.page);
  await search(device.page);
  await device.context.close();
  await stop();
  for (const [list, path] of Object.entries(LISTS)) {
    const times = [];
    for (let run = 0; run < RUNS; run++) {
      const { context, page } = await open(folder);
      await page.goto(`${server.base}${path}`);
      const reached = list === 'desk' ? 'desk' : 'rows';
      await page.waitForFunction(reached => reached in first, reached, { timeout: 60_000 });
      times.push(await page.evaluate(reached => first[reached], reached) / 1000);
      await context.close();
    }
    say(`device offline ${list}`, { s: spread(times) });
  }
} finally {
  await stop();
  for (const made of [folder, process.env.HUIFANG_BENCH_COMPANY ? null : data]) if (made) await rm(made, { recursive: true, force: true, maxRetries: 5 });
}

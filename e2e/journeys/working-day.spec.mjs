// One working day of a property project: a supervisor at a browser, two specialists with tablets, the front desk, and a
// network that comes and goes. Afterwards the day's numbers are compared with those of the morning: each has grown by
// exactly the records of this day, opens to them, and is the same without a network and on the server. The day may end
// while it goes on: so the numbers are those of the day and of the one after it.
import { test, expect } from '../support/test.mjs';
import { asked, atLeast, behind, expectBehind, expectTitles, figures, grown, NOW, places } from '../support/figures.mjs';
import {
  addEntry, call, callerOf, chooseField, editField, expectOnDevice, onServer, powerCut, session, settled, signIn, synced, takeStep,
  timesInLog,
} from '../support/work.mjs';

test.use({ serverOptions: { demo: true, args: ['--customers', '60'] } });
test.describe.configure({ timeout: 600_000 });

const REPAIR = '厨房洗菜池下面漏水', COMPLAINT = '外墙脚手架挡了三楼的窗';
const FOUND = '闸杆抬不起来，先放了锥桶', FINDING = `车行道闸：${FOUND}`;
const ROUND = '园区巡视', CHECK = '晨检';
const REPAIR_CALL = `维修满意率：${REPAIR}`, COMPLAINT_CALL = `投诉后回访：${COMPLAINT}`, CALLS = [REPAIR_CALL, COMPLAINT_CALL];
const OURS = [REPAIR, COMPLAINT, FOUND, ROUND, CHECK];
/** What is typed once. */
const TYPED = {
  leak: '水已经流到楼下吊顶', scaffold: '脚手架已经搭了两个月，屋里白天也要开灯', urged: '业主又来电话，家里有老人，请先关总阀',
  notes: ['关了分户阀，楼下不再滴水', '换了角阀，试水二十分钟不漏'], work: '角阀开裂，换新，连软管一起换',
  measures: '约施工单位到场，改架子的位置', result: '三楼窗前的架子当天移开', cause: '搭架子前没有人到户说明',
  archive: '投诉归档 2026-017', seen: '昨天的报修都派了工', arranged: '上午巡视，下午跟漏水这一家',
};

/** What the day was, as numbers that have grown: behind each stand these records. */
const WORKED = {
  报修: { 登记: [REPAIR, FINDING], 派工或上报: [REPAIR], 修好: [REPAIR], 关闭: [REPAIR], 现在没办完: [FINDING] },
  投诉: { 受理: [COMPLAINT], 有结果: [COMPLAINT], 归档: [COMPLAINT] },
  巡查: { 走完: [ROUND] },
  问题: { 发现: [FINDING], 现在没办完: [FINDING] },
  回访: { 新安排: CALLS, 完成: CALLS, 现在没办完: CALLS },
  晨检: { 新建: [CHECK], 办结: [CHECK] },
};
/** `caller`: who drew the call about the repair. */
const logged = caller => {
  const lines = {
    陈静: { 登记: [COMPLAINT, CHECK], 完成: [COMPLAINT_CALL] }, 李强: { 完成: [REPAIR] }, 赵婷: { 登记: [REPAIR] },
    王芳: { 登记: [ROUND, FINDING, FINDING], 完成: [ROUND, COMPLAINT] },
  };
  return { ...lines, [caller]: { ...lines[caller], 完成: [REPAIR_CALL] } };
};
const RULED = {
  '报修 · 派工': { 做到: [REPAIR], 还没到时间: [FINDING] },
  '报修 · 修复': { 做到: [REPAIR], 还没到时间: [FINDING] },
  '报修 · 一周内满意率回访': { 做到: [REPAIR] }, '投诉 · 安排处理': { 做到: [COMPLAINT] }, '投诉 · 有结果': { 做到: [COMPLAINT] },
  '投诉 · 三天内回访': { 做到: [COMPLAINT] }, '投诉 · 投诉闭环：有回访、有原因': { 做到: [COMPLAINT] },
  '回访 · 三天内回访': { 做到: CALLS }, '回访 · 回访记录完整': { 做到: CALLS },
  '问题 · 安排处理': { 做到: [FINDING] },
  '巡查 · 每日巡视次数（2–3）': { 还没到时间: [ROUND] }, '晨检 · 每个工作日晨检': { 还没到时间: [CHECK] },
};
/** What a day kept or broke is known when it is over; until then its records only wait for that. */
const DAILY = ['巡查 · 每日巡视次数（2–3）', '晨检 · 每个工作日晨检'];
const WALKED = { 次数: 1, 已完成: 1, 发现问题: 1, 还没解决: 1 };
/** By report and line; the records are those of the line. */
const REPORTED = {
  handling: { 投诉: [{ 受理: 1, 办结: 1 }, [COMPLAINT]], 报修: [{ 受理: 2, 办结: 1 }, [REPAIR, FINDING]] },
  timeliness: {
    '王芳 · 客服一部': [{ 受理: 1, 按时: 1 }, [COMPLAINT]], '李强 · 客服一部': [{ 受理: 1, 按时: 1 }, [REPAIR]],
    '没有人负责 · 客服一部': [{ 受理: 1, 还没到期: 1 }, [FINDING]], 合计: [{ 受理: 3, 按时: 2, 还没到期: 1 }],
  },
  repairs: { 李强: [{ 已修复: 1, 已回访: 1 }, [REPAIR]], 合计: [{ 已修复: 1, 已回访: 1 }] },
  rounds: { 园区巡视: [WALKED, [ROUND]], 合计: [WALKED] },
  follow_ups: { 陈静: [{ 应回访: 1, 已回访: 1 }, [COMPLAINT_CALL]], 合计: [{ 应回访: 2, 已回访: 2 }] },
  causes: { 施工单位: [{ 件数: 1 }, [COMPLAINT]], 合计: [{ 件数: 1 }] },
};

const named = (object, of) => Object.fromEntries(Object.entries(object).map(([key, value]) => [key, of(value)]));
const dayOf = at => new Date(at + 8 * 3_600_000).toISOString().slice(0, 10);
const head = page => page.locator('.record-head');
const row = (page, words) => page.locator('.vlist-row').filter({ hasText: words });
const pathOf = page => new URL(page.url()).pathname;

/** In the list of a process: a case for this customer; its address. */
async function takeIn(device, process, customer, [make, birth], fields) {
  const { page } = device;
  await device.goto(`/records/${process}`);
  await page.getByRole('button', { name: make }).click();
  const form = page.getByRole('dialog');
  for (const [label, words] of Object.entries(fields)) await form.getByRole('textbox', { name: label }).first().fill(words);
  await form.getByRole('combobox', { name: '客户', exact: true }).fill(customer);
  await form.getByRole('option', { name: customer }).first().click();
  await form.getByRole('button', { name: birth }).click();
  await expect(page.locator('.record-title')).toContainText(Object.values(fields)[0]);
  await onServer(page);
  return pathOf(page);
}

test('a working day with the network coming and going, and what the pages say of it afterwards', async ({ server, device }) => {
  const chen = await device('chen', { viewport: { width: 1440, height: 900 } }), zhao = await device('zhao'), sun = await device('sun');
  const [wang, li] = [await device('wang', { size: 'tabletUpright', touch: true }), await device('li', { size: 'tabletUpright', touch: true })];
  for (const one of [chen, wang, li, zhao, sun]) {
    await signIn(one, server.account(one.name));
    await one.installed();
  }
  const [desk, first, second, counter] = [chen.page, wang.page, li.page, zhao.page];
  const began = Date.now(), days = [dayOf(began), dayOf(began + 86_400_000)];
  const before = await figures(chen, days, Object.keys(REPORTED));

  // In the morning: the check, what comes in, and who sees to it.
  await chen.goto('/morning');
  await desk.getByRole('button', { name: '记下晨检' }).click();
  const check = desk.getByRole('dialog');
  await check.getByLabel('前一天的情况').fill(TYPED.seen);
  await check.getByLabel('今日安排').fill(TYPED.arranged);
  await check.getByRole('button', { name: '记下晨检' }).click();
  await expect(desk.getByRole('link', { name: '今天已晨检 · 陈静' })).toBeVisible();
  await zhao.goto('/customers?view=all');
  const customer = (await counter.locator('.row-link').first().innerText()).trim();
  const repair = await takeIn(zhao, 'repair', customer, ['新建报修', '登记报修'], { 报修事项: REPAIR, 情况: TYPED.leak });
  const complaint = await takeIn(chen, 'complaint', customer, ['新建投诉', '受理投诉'], { 投诉事项: COMPLAINT, 内容: TYPED.scaffold });
  await takeStep(desk, '安排处理', { 处理人: '王芳' });
  await onServer(desk);
  await chen.goto(repair);
  await takeStep(desk, '派给人员', { 维修人员: '李强' });
  await onServer(desk);
  await wang.goto(complaint);
  await expect(head(first)).toContainText('处理中');
  await li.goto(repair);
  await expect(head(second)).toContainText('已派工');
  for (const one of [wang, li]) {
    await synced(one.page);
    await one.offline();
  }

  // In the basement: the repair. At the desk, in the same record: what the customer says meanwhile.
  await takeStep(second, '开始维修');
  await addEntry(second, '跟进记录', { 内容: TYPED.notes[0] });
  await addEntry(desk, '跟进记录', { 内容: TYPED.urged });
  await onServer(desk);
  await li.goto(repair);
  await expect(head(second)).toContainText('维修中');
  await addEntry(second, '跟进记录', { 内容: TYPED.notes[1] });
  await editField(second, '维修情况', TYPED.work);
  await takeStep(second, '已修复');
  await expect(head(second).locator('.pills')).toContainText('已修复');

  // Outside without a network: the complaint has its result; a round, on which the tablet sleeps; a finding is a repair.
  await editField(first, '措施', TYPED.measures);
  await editField(first, '结果', TYPED.result);
  await takeStep(first, '有结果');
  // The step is called as the stage is.
  await expect(head(first).locator('.pills')).toContainText('有结果');
  await wang.goto('/walk');
  await first.getByRole('button', { name: ROUND }).first().click();
  const item = first.locator('#walk-item');
  await expect(item).toHaveText('大门岗亭');
  const round = pathOf(first).replace('/walk/', '/records/round/');
  for (const [nth, name] of ['大门岗亭', '车行道闸', '消防通道', '消火栓与灭火器', '路灯与草坪灯', '绿化与浇灌', '垃圾房', '儿童游乐设施'].entries()) {
    await expect(item).toHaveText(name);
    if (nth === 2) await wang.goto(pathOf(first));
    await expect(item, 'where it stopped').toHaveText(name);
    if (nth === 1) await first.getByRole('textbox', { name: '说明' }).fill(FOUND);
    await first.getByRole('button', { name: nth === 1 ? '有问题' : '正常', exact: true }).click();
  }
  await first.getByRole('button', { name: '完成', exact: true }).click();
  await first.getByRole('link', { name: '打开记录' }).click();
  await expect(head(first)).toContainText('已完成');
  // Rounds and checks of other days stand behind the same numbers.
  const walked = (await first.locator('.record-title').innerText()).trim(), today = [walked, ...days.map(day => `${CHECK} ${day}`)];
  await wang.goto('/records/finding');
  await row(first, FOUND).getByRole('link').first().click();
  await takeStep(first, '转报修');
  await expect(head(first)).toContainText('转报修');
  await wang.goto('/records/repair');
  await expect(row(first, FOUND)).toContainText('已登记');
  await wang.goto(complaint);
  // At the desk, in the complaint that is out there.
  await chen.goto(complaint);
  await editField(desk, '归档号', TYPED.archive);
  await onServer(desk);

  // The network is back for one, then for the other, whose server loses its power meanwhile.
  await chen.goto(repair);
  await li.online();
  await onServer(second);
  await expect(head(desk)).toContainText('已修复');
  const cut = powerCut(wang, server);
  await wang.online();
  await cut;
  await onServer(first);
  for (const one of [first, second, desk, counter]) await synced(one);
  await first.getByRole('tab', { name: '档案' }).click();
  for (const words of [TYPED.measures, TYPED.result, TYPED.archive]) await expect(first.locator('.record-main')).toContainText(words);
  for (const shown of [desk, second]) {
    await shown.getByRole('tab', { name: '跟进记录' }).click();
    for (const words of [...TYPED.notes, TYPED.urged]) await expect(shown.locator('.record-main .rows')).toContainText(words);
  }

  // Asked afterwards, each by whom the rule names: the front desk, and the supervisor who took the complaint in.
  const caller = await callerOf(chen, REPAIR_CALL, ['赵婷', '孙悦']), asks = { 赵婷: zhao, 孙悦: sun }[caller];
  await asks.goto('/follow-ups');
  await row(asks.page, REPAIR_CALL).getByRole('link').first().click();
  await call(asks.page, '满意');
  await chen.goto('/follow-ups');
  await row(desk, COMPLAINT_CALL).getByRole('link').first().click();
  await call(desk, '满意');
  await chen.goto(complaint);
  await expect(head(desk)).toContainText('已回访');
  await chooseField(desk, '原因类别', '施工单位');
  await editField(desk, '原因分析', TYPED.cause);
  await takeStep(desk, '原因已分析');
  await takeStep(desk, '归档');
  await expect(head(desk)).toContainText('已归档');
  await chen.goto(repair);
  await expect(head(desk)).toContainText('已回访');
  await takeStep(desk, '关闭');
  await expect(head(desk)).toContainText('已关闭');
  await chen.goto(round);
  await takeStep(desk, '复核');
  await expect(head(desk)).toContainText('已复核');
  await synced(desk);

  // The truth, in the lift, and the same from the server; a minute that passes between them may change both.
  await chen.offline();
  const get = await session(server, server.account('chen'));
  let after;
  await expect(async () => {
    after = await figures(chen, days, Object.keys(REPORTED));
    const { worked, logged, ...shared } = after;
    expect(await asked(get, days, Object.keys(REPORTED))).toEqual(shared);
  }).toPass({ timeout: 90_000 });

  // What has grown, by what. Midnight makes what comes round, and judges the rules of the day anew: of these, then, only
  // the records of our own are counted.
  const isOver = dayOf(Date.now()) !== days[0];
  const expectGrown = (name, counts) => {
    const found = grown(before[name], after[name]);
    expect.soft(isOver ? atLeast(found, counts) : found, name).toEqual(counts);
  };
  for (const [name, lines] of Object.entries({ worked: WORKED, logged: logged(caller), ruled: RULED })) {
    if (name !== 'ruled' || !isOver) expectGrown(name, named(lines, line => named(line, titles => titles.length)));
    const [paths, all] = places(desk, days)[name];
    // Just after it was opened, a device may show what it derived the last time.
    await expect(async () => {
      const found = {};
      for (const path of paths) {
        await chen.goto(path);
        await settled(desk);
        for (const [line, parts] of Object.entries(lines)) {
          const shown = all().filter({ has: desk.locator('.meter-label', { hasText: new RegExp(`${line}$`) }) });
          if (await shown.count() === 0) continue;
          for (const figure of Object.keys(parts)) {
            const titles = DAILY.includes(line) ? await behind(shown, null, today) : await behind(shown, figure, OURS);
            (found[line] ??= {})[figure] = NOW.includes(figure) ? titles : [...found[line][figure] ?? [], ...titles];
          }
        }
      }
      for (const [line, parts] of Object.entries(lines)) {
        for (const [figure, titles] of Object.entries(parts)) expectTitles(found[line]?.[figure] ?? [], titles, `${line} ${figure}`);
      }
    }).toPass({ timeout: 90_000 });
  }
  const called = { [caller]: [{ 应回访: 1, 已回访: 1 }, [REPAIR_CALL]] };
  for (const [name, lines] of Object.entries({ ...REPORTED, follow_ups: { ...REPORTED.follow_ups, ...called } })) {
    expectGrown(name, named(lines, ([counts]) => counts));
    await expect(async () => {
      await chen.goto(`/reports/${name}?from=${days[0]}&to=${days[1]}`);
      await settled(desk);
      for (const [line, [, titles]] of Object.entries(lines).filter(([, [, titles]]) => titles)) {
        await desk.getByRole('button', { name: line, exact: true }).click();
        await expectBehind(desk.locator('#main'), OURS, titles, `${name} ${line}`);
        await desk.getByRole('button', { name: line, exact: true }).click();
      }
    }).toPass({ timeout: 90_000 });
  }

  // The only two that were opened and closed today took no longer than this day has.
  const { lines } = await (await get(`/api/v1/reports/handling?from=${days[0]}&to=${days[1]}`)).json();
  for (const kind of Object.keys(REPORTED.handling)) {
    const [, closed, { span }] = lines.find(line => line.name.zh === kind).cells;
    expect(closed.count, kind).toBe(1);
    expect(span > 0 && span < Date.now() - began, `${kind} took ${span} ms`).toBe(true);
  }

  // Nothing is lost, nothing is there twice, nothing is still to be sent.
  for (const words of Object.values(TYPED).flat()) expect(await timesInLog(server, server.account('zhou'), words), words).toBe(1);
  // On the round, and as a title in finding and repair.
  expect(await timesInLog(server, server.account('zhou'), FOUND), FOUND).toBe(3);
  for (const one of [wang, li]) for (const words of [FOUND, TYPED.work]) await expectOnDevice(one, words, 0);
});

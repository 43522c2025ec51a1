import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { test, expect } from '../support/test.mjs';
import { expectAccessible } from '../support/axe.mjs';
import { settled, signIn as enter, synced } from '../support/work.mjs';

const PASSWORD = 'long-bridge-over-quiet-water';

/** As a spreadsheet in a Chinese office saves it. */
function gb18030(text) {
  return execFileSync('iconv', ['-f', 'UTF-8', '-t', 'GB18030'], { input: text });
}

const FILE = {
  name: '客户名单.csv',
  mimeType: 'text/csv',
  buffer: gb18030([
    '姓名,手机,地址,来源渠道',
    '王芳,13800138001,中山路1号,展会',
    '李强,13800138002,解放路2号,电话',
    '张敏,电话打不通,人民路3号,网站',
    '王芳,13800138001,中山路1号,展会',
  ].join('\r\n') + '\r\n'),
};

/** The administrator, a department in it, and one supervisor on a device of her own. */
async function company(server, device) {
  const admin = await device('admin');
  await admin.goto(server.output.match(/first administrator: \S+?(\/welcome\/\S+)/)[1]);
  await admin.page.getByLabel('姓名').fill('陈静');
  await admin.page.getByLabel('登录名').fill('chen');
  await admin.page.getByLabel('新密码').fill(PASSWORD);
  await admin.page.getByRole('button', { name: '开始使用' }).click();
  await admin.page.waitForURL(at => at.pathname === '/');

  await admin.goto('/admin/departments');
  await admin.page.getByLabel('新部门名称').fill('客服一部');
  await admin.page.getByRole('button', { name: '添加' }).click();
  await expect(admin.page.getByText('客服一部')).toBeVisible();
  await expectAccessible(admin.page);
  await admin.page.getByRole('link', { name: '去邀请同事' }).click();

  await admin.page.getByRole('button', { name: '邀请', exact: true }).first().click();
  const form = admin.page.getByRole('dialog');
  await form.getByLabel('姓名').fill('赵主管');
  await form.getByLabel('登录名').fill('zhao');
  await form.getByLabel('岗位', { exact: true }).selectOption('supervisor');
  await expect(form.getByLabel('部门', { exact: true })).toHaveValue(/.+/);
  await form.getByRole('button', { name: '邀请', exact: true }).click();
  return (await form.getByLabel('链接').inputValue()).match(/\/welcome\/\S+/)[0];
}

async function signIn(device, link) {
  await device.goto(link);
  await device.page.getByLabel('新密码').fill(PASSWORD);
  await device.page.getByRole('button', { name: '开始使用' }).click();
  await device.page.waitForURL(at => at.pathname === '/');
}

test('a file of a Chinese spreadsheet is previewed, imported, seen on a second device, and taken back', async ({ server, device }) => {
  const link = await company(server, device);
  const desk = await device('desk');
  await signIn(desk, link);
  const tablet = await device('tablet', { size: 'tablet' });
  await tablet.goto('/login');
  await tablet.page.getByLabel('登录名').fill('zhao');
  await tablet.page.getByLabel('密码', { exact: true }).fill(PASSWORD);
  await tablet.page.getByRole('button', { name: '登录' }).click();
  await tablet.page.waitForURL(at => at.pathname === '/');
  await tablet.goto('/customers');

  const { page } = desk;
  await desk.goto('/import');
  await page.locator('input[type=file]').setInputFiles({ name: '太大.csv', mimeType: 'text/csv', buffer: Buffer.alloc(20 * 1024 * 1024 + 1, 'a') });
  await expect(page.getByText('最大是 20 MB')).toBeVisible();
  await page.locator('input[type=file]').setInputFiles(FILE);

  // What was found, before anything is written.
  await expect(page.getByText(/gb18030/i).last()).toBeVisible();
  await expect(page.getByLabel('“姓名”这一列对应')).toHaveValue('name');
  await expect(page.getByLabel('“手机”这一列对应')).toHaveValue('phones');
  await expect(page.getByRole('cell', { name: '王芳' }).first()).toBeVisible();
  const wrong = page.locator('td[aria-invalid=true]');
  await expect(wrong).toContainText('电话打不通');
  await expect(wrong.locator('.cell-error')).toBeVisible();
  await expectAccessible(page);
  const go = page.getByRole('button', { name: /^导入 \d+ 位客户/ });
  await expect(go).toBeDisabled();
  await page.getByLabel('跳过有错误的行').check();
  await expect(go).toHaveText('导入 2 位客户');
  await go.click();
  await expect(page.getByText('建立了 2 份客户档案')).toBeVisible();

  for (const name of ['王芳', '李强']) await expect(tablet.page.getByRole('link', { name }).first()).toBeVisible();
  await expect(tablet.page.getByText('张敏')).toHaveCount(0);

  await page.getByRole('button', { name: '撤销' }).click();
  const sure = page.getByRole('dialog', { name: '撤销这次导入？' });
  await expect(sure).toContainText('没有人动过的会收回');
  await sure.getByRole('button', { name: '撤销' }).click();
  await expect(page.getByText('收回了 2 份档案')).toBeVisible();
  await expect(page.getByText('已撤销').first()).toBeVisible();
});

test.describe('in a company that works already', () => {
  test.use({ serverOptions: { demo: true, args: ['--customers', '60'] } });

  const csv = (name, ...lines) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(`${lines.join('\r\n')}\r\n`) });
  const tab = (page, name) => page.getByRole('tab', { name });

  /** On the page of imports: this file, as records of that kind. */
  async function choose(page, kind, file) {
    await page.getByLabel('导入什么').selectOption(kind);
    await page.locator('input[type=file]').setInputFiles(file);
  }

  test('a person says what the dates mean; a case names its customer and its house, or keeps the words', async ({ server, device }) => {
    const chen = await device('chen');
    const page = await enter(chen, server.account('chen'));
    /** The first of a list in whose row these words are: its title, and the number that no other record has. */
    const first = async (path, words = '') => {
      await chen.goto(path);
      const link = page.locator('.vlist-row').filter({ hasText: words }).first().locator('.row-link');
      const title = (await link.innerText()).trim();
      await link.click();
      await expect(page.locator('.record-title')).toContainText(title);
      return { title, number: (await page.locator('.record-head').innerText()).match(/[A-Z]{2}-\d{6}/)[0] };
    };
    const [customer, building] = [await first('/customers?view=all'), await first('/records/building')];
    const unit = await first('/records/unit', building.title);

    await chen.goto('/import');
    const file = csv('旧系统投诉.csv', '事项,客户档案,房屋,登记时间,内容',
      `旧系统里的电梯投诉,${customer.number},${unit.number},03/04/2025,夜里响得很`, '旧系统里的门禁投诉,查无此人,,05/04/2025,门禁刷不开');
    await choose(page, 'complaint', file);
    await expect(page.getByLabel('“客户档案”这一列对应')).toHaveValue('customer');
    await expect(page.getByLabel('“房屋”这一列对应')).toHaveValue('unit');
    await expect(page.getByText('分不清月和日，按“月/日/年”读，请核对')).toBeVisible();
    await page.getByLabel('日期的写法').selectOption({ label: '日/月/年' });
    await expect(page.getByText('日期按“日/月/年”读')).toBeVisible();
    await expect(page.getByText('分不清月和日')).toHaveCount(0);
    await tab(page, /^有提醒/).click();
    await expect(tab(page, /^有提醒/)).toContainText('1');
    await expect(page.getByRole('tabpanel')).toContainText('查无此人');
    await expectAccessible(page);

    // The next file of the same program is read the same way.
    await page.getByLabel('把下面的对应存成模板').fill('旧系统');
    await page.getByRole('button', { name: '存为模板' }).click();
    await expect(page.getByText('已存为“旧系统”')).toBeVisible();
    await page.getByRole('button', { name: '换一个文件' }).click();
    await choose(page, 'complaint', file);
    await page.getByLabel('用存好的模板').selectOption({ label: '旧系统' });
    await expect(page.getByText('日期按“日/月/年”读')).toBeVisible();
    await page.getByRole('button', { name: '导入 2 条记录' }).click();
    await expect(page.getByText('建立了 2 条记录')).toBeVisible();

    // A repair names its building, too.
    await page.getByRole('button', { name: '再导入一个文件' }).click();
    await choose(page, 'repair', csv('旧系统报修.csv', '报修事项,客户档案,房屋,楼栋',
      `旧系统里的水管报修,${customer.number},${unit.number},${building.number}`));
    await page.getByRole('button', { name: '导入 1 条记录' }).click();
    await expect(page.getByText('建立了 1 条记录')).toBeVisible();

    const open = async (process, title) => {
      await chen.goto(`/records/${process}`);
      await page.getByRole('link', { name: title }).first().click();
      await expect(page.locator('.record-title')).toContainText(title);
      await tab(page, '档案').click();
      return key => page.locator(`.record-main [data-field=${key}]`);
    };
    const named = await open('complaint', '旧系统里的电梯投诉');
    await expect(named('customer')).toContainText(customer.title);
    await expect(named('unit')).toContainText(unit.title);
    await expect(named('received_at_ms')).toContainText('2025年4月3日');
    const unnamed = await open('complaint', '旧系统里的门禁投诉');
    await expect(unnamed('received_at_ms')).toContainText('2025年4月5日');
    await expect(unnamed('content')).toContainText('客户档案：查无此人');
    await expect(unnamed('customer')).not.toContainText('查无此人');
    const repair = await open('repair', '旧系统里的水管报修');
    for (const [key, { title }] of [['customer', customer], ['unit', unit], ['building', building]]) await expect(repair(key)).toContainText(title);
  });

  test('answers of the past come in as follow-ups that are done, and nothing is asked for again', async ({ server, device }) => {
    const chen = await device('chen');
    const page = await enter(chen, server.account('chen'));
    const reviews = await readFile(new URL('../../backend/tests/data/feedback/asap.csv', import.meta.url), 'utf8');
    const file = csv('评价.csv', ...reviews.trim().split('\n'), '13,不知道怎么说,六颗星');
    const tasks = async () => {
      await chen.goto('/tasks?view=all');
      await settled(page);
      return page.getByRole('link', { name: /^改进：/ }).count();
    };
    const before = await tasks();
    await chen.goto('/import');
    await choose(page, 'follow_up', file);
    await expect(page.getByLabel('“reviewbody”这一列对应')).toHaveValue('opinion');
    await expect(page.getByLabel('“star”这一列对应')).toHaveValue('rating');
    await tab(page, /^有错误/).click();
    await expect(page.locator('td[aria-invalid=true]')).toContainText('六颗星');
    await page.getByLabel('跳过有错误的行').check();
    await page.getByRole('button', { name: '导入 12 条记录' }).click();
    await expect(page.getByText('建立了 12 条记录')).toBeVisible();

    await page.getByRole('button', { name: '看这一批' }).first().click();
    await page.locator('dialog[open]').getByRole('link').first().click();
    await synced(page);
    await expect(page.locator('.record-head')).toContainText('已核');
    await expect(page.locator('.timeline')).toContainText('导入已办结的记录');
    expect(await tasks(), 'tasks for the dissatisfied').toBe(before);
    // The same file again: nobody has answered twice.
    await chen.goto('/import');
    await choose(page, 'follow_up', file);
    await expect(tab(page, /^重复/)).toContainText('12');
    await page.getByLabel('跳过有错误的行').check();
    await expect(page.getByText('没有可以导入的行。')).toBeVisible();
  });

  test('sentences without a heading are what customers said, and are found again by their words', async ({ server, device }) => {
    const chen = await device('chen');
    const page = await enter(chen, server.account('chen'));
    const reviews = ['师傅来得快，走前还把地拖了', '等了三天没人上门, 打电话也没人接', '换的水龙头第二天又漏，要重修'];
    await chen.goto('/import');
    await choose(page, 'follow_up', { name: '评价.txt', mimeType: 'text/plain', buffer: Buffer.from(reviews.join('\n')) });
    await expect(page.getByLabel('第一行是')).toHaveValue('false');
    await expect(page.getByLabel('各列之间用什么隔开')).toHaveValue('none');
    await expect(page.locator('.import-columns > li')).toHaveCount(1);
    await expect(page.getByText('请选好再导入')).toHaveCount(0);
    await page.getByRole('button', { name: '导入 3 条记录' }).click();
    await expect(page.getByText('建立了 3 条记录')).toBeVisible();
    await synced(page);
    await chen.goto('/follow-ups?whose=team&view=all');
    await page.getByPlaceholder(/搜索客户、事项/).fill('第二天又漏');
    await expect(page.locator('.vlist-row')).toHaveCount(1);
    await page.locator('.vlist-row .row-link').click();
    await expect(page.locator('.record-main')).toContainText(reviews[2]);
  });

  test('units come with owner, tenant and state, and the second entrance is another flat', async ({ server, device }) => {
    const chen = await device('chen');
    const page = await enter(chen, server.account('chen'));
    const owner = (await chen.goto('/customers?view=all'), await page.locator('.row-link').first().innerText()).trim();
    await chen.goto('/records/building');
    const building = (await page.locator('.vlist-row .row-link').first().innerText()).trim();
    await chen.goto('/import');
    await choose(page, 'unit', csv('房屋.csv', '楼栋,单元,房号,业主,产权人,身份,状态',
      `${building},一单元,9901,${owner},钱七,租客,自住`, `${building},二单元,9901,,,,空置`, `${building},一单元,9901,,,,空置`));
    await expect(page.getByLabel('“状态”这一列对应')).toHaveValue('stage');
    await expect(tab(page, /^重复/)).toContainText('1');
    await page.getByRole('button', { name: '导入 2 条记录' }).click();
    await expect(page.getByText('建立了 2 条记录')).toBeVisible();
    await synced(page);
    await chen.goto('/records/unit');
    await page.getByPlaceholder(/搜索名称/).fill('9901');
    await expect(page.locator('.vlist-row')).toHaveCount(2);
    await page.locator('.vlist-row').filter({ hasText: '已入住' }).locator('.row-link').click();
    await expect(page.locator('.record-head')).toContainText('已入住');
    await tab(page, '档案').click();
    await expect(page.locator('.record-main [data-field=customer]')).toContainText(owner);
    await tab(page, '产权与使用').click();
    await expect(page.locator('.record-main .rows')).toContainText('钱七');
  });
});

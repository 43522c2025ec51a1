// What comes ready-made: templates to begin with, and the calls that are to be made this week.
import { test, expect } from '../support/test.mjs';
import { callerOf, editField, onServer, settled, signIn, synced, takeStep } from '../support/work.mjs';

const PASSWORD = 'long-bridge-over-quiet-water';
const REPAIR = '阳台地漏反味', CALL = `维修满意率：${REPAIR}`;

test('a company without templates takes the suggested ones and walks a round with one of them', async ({ server, device }) => {
  const link = server.output.match(/first administrator: \S+?(\/welcome\/\S+)/)[1];
  const admin = await device('admin');
  await admin.goto(link);
  await admin.page.getByLabel('姓名').fill('周敏');
  await admin.page.getByLabel('登录名').fill('zhou');
  await admin.page.getByLabel('新密码').fill(PASSWORD);
  await admin.page.getByRole('button', { name: '开始使用' }).click();
  await expect(admin.page.locator('#main h1')).toBeVisible();
  const invited = await admin.page.evaluate(async () => {
    const post = async (path, body) => (await fetch(path, {
      method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body),
    })).json();
    await post('/api/v1/departments', { name: '客服部' });
    const [department] = await (await fetch('/api/v1/departments')).json();
    return post('/api/v1/people', { login: 'chen', name: '陈静', holdings: [{ post: 'supervisor', department: department.id }] });
  });

  const chen = await device('chen', { size: 'tablet' });
  const { page } = chen;
  await chen.goto(`/welcome/${JSON.stringify(invited).match(/\/welcome\/([^"?#]+)/)?.[1] ?? invited.token}`);
  await page.getByLabel('新密码').fill(PASSWORD);
  await page.getByRole('button', { name: '开始使用' }).click();
  await synced(page);

  await chen.goto('/records/template');
  const banner = page.getByRole('note').filter({ hasText: '还没有模板的种类' });
  await banner.getByRole('button', { name: '用现成的模板' }).click();
  await expect(page.locator('.vlist-row')).toHaveCount(9);
  // Nothing lacks any more: what is there is not offered again.
  await expect(banner).toHaveCount(0);
  await synced(page);

  await chen.goto('/walk');
  // A handover has a record of its own and is not begun here.
  await expect(page.locator('.walk-template')).toHaveCount(8);
  await page.locator('.walk-template').filter({ has: page.getByText('园区巡视', { exact: true }) }).first().click();
  await expect(page.locator('#walk-item')).toHaveText('大门岗亭');
  await expect(page.locator('.round-head')).toContainText('0/8');
  await expect(page.locator('.round-head .record-sync')).toHaveAttribute('data-state', 'server', { timeout: 45_000 });
});

test.describe('in the demonstration company', () => {
  test.use({ serverOptions: { demo: true, args: ['--customers', '60'] } });

  test('the satisfaction calls of this week are as many as the view says, with that of a repair done now', async ({ server, device }) => {
    // A repair names a customer, or there is nobody to ask about it.
    const chen = await device('chen');
    const desk = await signIn(chen, server.account('chen'));
    await chen.goto('/customers?view=all');
    const customer = (await desk.locator('.row-link').first().innerText()).trim();
    await chen.goto('/records/repair');
    await desk.getByRole('button', { name: '新建报修' }).first().click();
    const form = desk.getByRole('dialog');
    await form.getByRole('textbox', { name: '报修事项' }).first().fill(REPAIR);
    await form.getByRole('textbox', { name: '情况' }).first().fill('阳台地漏一下雨就返味');
    await form.getByRole('combobox', { name: '客户', exact: true }).fill(customer);
    await form.getByRole('option', { name: customer }).first().click();
    await form.getByRole('button', { name: '登记报修' }).click();
    await expect(desk.locator('.record-title')).toContainText(REPAIR);
    await takeStep(desk, '派给人员', { 维修人员: '王芳' });
    await onServer(desk);
    const here = new URL(desk.url()).pathname;

    const wang = await device('wang', { size: 'tablet' });
    const page = await signIn(wang, server.account('wang'));
    await wang.goto(here);
    await takeStep(page, '开始维修');
    await editField(page, '维修情况', '换了角阀和软管，试水不漏');
    await takeStep(page, '已修复');
    await onServer(page);

    // The call is there as soon as the repair is done.
    await callerOf(chen, CALL, ['赵婷', '孙悦']);
    await chen.goto('/follow-ups?whose=team');
    await settled(desk);
    const chip = desk.getByRole('button', { name: /^本周满意率回访/ });
    await chip.click();
    await expect(chip).toHaveAttribute('aria-pressed', 'true');
    await settled(desk);
    const count = Number(await chip.locator('.chip-count').innerText());
    expect(count).toBeGreaterThan(0);
    const rows = desk.locator('.vlist-row');
    await expect(rows).toHaveCount(count);
    await expect(rows.filter({ hasText: CALL })).toHaveCount(1);
  });
});

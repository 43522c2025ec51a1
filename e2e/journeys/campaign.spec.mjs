import { test, expect } from '../support/test.mjs';
import { expectAccessible } from '../support/axe.mjs';
import { reached, signIn, synced } from '../support/work.mjs';

test.use({ serverOptions: { demo: true, args: ['--customers', '60'] } });

/** One call: answered, satisfied, saved. */
async function call(page, rating) {
  await reached(page);
  await page.keyboard.press(rating);
  await expect(page.locator('#call-rating input:checked')).toHaveCount(1);
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('的回访完成了')).toBeVisible();
}

test('a campaign from the files to the archive, its calls made offline', async ({ server, device }) => {
  const chen = await device('chen');
  const desk = await signIn(chen, server.account('chen'));
  await synced(desk);

  // A filter that leaves somebody, but not everybody.
  await chen.goto('/campaigns');
  await desk.getByRole('button', { name: '新建活动' }).first().click();
  await desk.getByRole('dialog').getByLabel('活动名称').fill('冬至回访');
  await desk.getByRole('button', { name: '建好，去选客户' }).click();
  await expect(desk.getByRole('heading', { name: '冬至回访' })).toBeVisible();
  await desk.getByRole('combobox', { name: '会员' }).selectOption('yes');
  await desk.getByRole('textbox', { name: /服务项目/ }).fill('空调清洗');
  for (const other of ['李强', '张丽']) await desk.getByRole('checkbox', { name: other }).uncheck();
  const make = desk.getByRole('button', { name: /^分配 [1-9]\d* 项回访/ });
  await expect(make).toBeVisible();
  const count = Number((await make.innerText()).match(/\d+/)[0]);
  await expectAccessible(desk);
  await make.click();
  await expect(desk.getByText('会员回访率').first()).toBeVisible();
  await expect(desk.locator('.meter-value')).toHaveText('0%');
  await synced(desk);
  const campaign = new URL(desk.url()).pathname;

  // Nothing may be analysed before every member is followed up.
  await desk.getByText(/项现在不能做/).click();
  await expect(desk.locator('.steps-why')).toContainText('还有客户没有回访');

  const wang = await device('wang', { size: 'tablet' });
  const page = await signIn(wang, server.account('wang'));
  await synced(page);
  await wang.goto(`/follow-ups?campaign=${campaign.split('/').pop()}`);
  const rows = page.locator('.vlist-row .row-link');
  await expect(rows).toHaveCount(count);
  const items = await rows.evaluateAll(links => links.map(link => new URL(link.href).pathname.split('/').pop()));

  await wang.offline();
  for (const [at, item] of items.entries()) {
    // Inside the page: there is no server to load another from.
    await page.evaluate(path => {
      const link = document.createElement('a');
      link.href = path;
      document.body.append(link);
      link.click();
      link.remove();
    }, `/call/${item}`);
    if (at === 0) {
      await expect(page.locator('.call-missing')).toContainText('通话');
      await expectAccessible(page);
    }
    await call(page, '1');
  }
  await expect(page.locator('.sync-mark')).not.toHaveAttribute('data-state', 'synced');
  await wang.online();
  await synced(page);

  await expect(desk.locator('.meter-value')).toHaveText('100%');
  await desk.locator('.steps').getByRole('button', { name: '开始分析' }).click();
  await expect(desk.getByLabel('统计')).toHaveValue(new RegExp(`应回访 ${count} 位，已回访 ${count} 位，完成率 100%`));
  await desk.getByLabel('分析', { exact: true }).fill('会员都满意，服务稳定。');
  await desk.getByRole('button', { name: '保存报告' }).click();
  await expect(desk.getByText('已保存在本机').first()).toBeVisible();
  await expectAccessible(desk);
  await desk.locator('.steps').getByRole('button', { name: '提交报告' }).click();
  await desk.locator('.steps').getByRole('button', { name: '归档' }).click();
  await expect(desk.getByText('已归档').first()).toBeVisible();
  await synced(desk);
  await expect(desk.locator('.kv')).toContainText('会员都满意，服务稳定。');
});

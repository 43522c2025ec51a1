import { test, expect } from '../support/test.mjs';
import { expectAccessible } from '../support/axe.mjs';
import { settled, signIn, synced } from '../support/work.mjs';

test.use({ serverOptions: { demo: true, args: ['--customers', '60'] } });

test('one line finds records of every kind, by what a person remembers of them, without a network', async ({ server, device }) => {
  const chen = await device('chen');
  const page = await signIn(chen, server.account('chen'));
  await synced(page);
  await chen.goto('/customers?view=all');
  const customer = page.locator('a.row-link').first();
  const name = (await customer.innerText()).trim();
  await chen.installed();
  await chen.offline();
  await page.keyboard.press('Control+k');
  const box = page.getByRole('combobox', { name: '搜索' });
  const list = page.locator('.palette-list');
  const group = words => list.locator('.palette-group', { hasText: words });

  // Two characters in the middle of a title, its sound, and its number.
  for (const typed of ['停运', 'tingyun', 'dtjcty']) {
    await box.fill(typed);
    await expect(group(/^投诉 \d+/), typed).toBeVisible();
    await expect(list.getByRole('option', { name: '电梯经常停运' }).first(), typed).toBeVisible();
  }
  await box.fill('ts-000001');
  await expect(list.getByRole('option', { name: /TS-000001/ })).toBeVisible();

  // A person: the file, and what is about it.
  await box.fill(name);
  await expect(group(/^客户 \d+/)).toBeVisible();
  await expect(list.getByRole('option', { name }).first()).toBeVisible();
  await expect(box).toHaveAttribute('aria-activedescendant', 'palette-0');
  await page.keyboard.press('ArrowDown');
  await expect(list.locator('#palette-1')).toHaveAttribute('aria-selected', 'true');
  await expectAccessible(page);

  // What has too many for one line leads to their list, narrowed to the same words.
  await box.fill('1');
  await list.getByRole('option', { name: /看全部 \d+ 条/ }).first().click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await expect(page).toHaveURL(/[?&]q=1$/);
  await expect(page.locator('a.row-link').first()).toBeVisible();
});

test('a filter that was kept under a name is there after a reload, can be renamed, and goes away', async ({ server, device }) => {
  const chen = await device('chen');
  const page = await signIn(chen, server.account('chen'));
  await synced(page);
  await chen.goto('/records/complaint');
  await settled(page);
  const all = Number((await page.getByRole('status').filter({ hasText: '共' }).innerText()).match(/\d+/)[0]);
  await page.locator('#record-search').fill('停运');
  const found = page.getByRole('status').filter({ hasText: /共 \d+/ });
  await expect(found).not.toHaveText(`共 ${all} 份`);
  const narrowed = await found.innerText();

  const opener = page.getByRole('button', { name: '常用筛选' });
  const kept = page.getByRole('dialog', { name: '常用筛选' });
  await opener.click();
  await kept.getByRole('textbox', { name: '名称' }).fill('电梯问题');
  await kept.getByRole('button', { name: '保存当前筛选' }).click();
  await expect(kept.getByRole('button', { name: '电梯问题', exact: true })).toBeVisible();
  await expectAccessible(page);

  await chen.goto('/records/complaint');
  await expect(found).toHaveText(`共 ${all} 份`);
  await opener.click();
  await kept.getByRole('button', { name: '电梯问题', exact: true }).click();
  await expect(page.locator('#record-search')).toHaveValue('停运');
  await expect(found).toHaveText(narrowed);
  // Used for a while, it is among the recent ones, too.
  await opener.click();
  await expect(kept.getByRole('button', { name: '停运', exact: true })).toBeVisible();

  await kept.getByRole('button', { name: '给“电梯问题”改名' }).click();
  await kept.getByRole('textbox', { name: '名称' }).fill('电梯停运');
  await kept.getByRole('button', { name: '改名', exact: true }).click();
  await expect(kept.getByRole('button', { name: '电梯停运', exact: true })).toBeVisible();
  await expect(kept.getByRole('button', { name: '电梯问题', exact: true })).toHaveCount(0);
  await kept.getByRole('button', { name: '删除“电梯停运”' }).click();
  await expect(kept.getByRole('button', { name: '电梯停运', exact: true })).toHaveCount(0);

  // It belongs to this list and to this person.
  await chen.goto('/tasks');
  await opener.click();
  await expect(kept.getByRole('button', { name: '停运', exact: true })).toHaveCount(0);
});

// What people do in several journeys: sign in, open a customer, log a contact, wait until all is sent; and how a journey
// proves that nothing was lost: every sentence that was typed is looked for, byte by byte, in what the server keeps.
import { expect } from '@playwright/test';

/** `account`: one of `server.accounts`. */
export async function signIn(device, account) {
  await device.goto('/login');
  await device.page.getByLabel('登录名').fill(account.name);
  await device.page.locator('#password').fill(account.password);
  await device.page.getByRole('button', { name: '登录' }).click();
  await synced(device.page);
  return device.page;
}

/** Everything is sent and nothing new is being fetched. */
export async function synced(page) {
  await expect(page.locator('.sync-mark')).toHaveAttribute('data-state', 'synced', { timeout: 45_000 });
}

/** In an open record: what was done here is on the server. The mark of a record turns in the turn in which it is shown. */
export async function onServer(page) {
  await expect(page.locator('.record-head .record-sync')).toHaveAttribute('data-state', 'server', { timeout: 45_000 });
}

/** A session of its own, for asking the server what it has. */
export async function session(server, account) {
  const response = await fetch(`${server.url}/api/v1/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', origin: server.url },
    body: JSON.stringify({ login: account.name, password: account.password, device_id: crypto.randomUUID(), device_name: 'journey' }),
  });
  if (!response.ok) throw new Error(`no session for ${account.name}: ${response.status}`);
  const cookie = response.headers.getSetCookie()[0].split(';')[0];
  return (path, options = {}) =>
    fetch(`${server.url}${path}`, { ...options, headers: { cookie, origin: server.url, ...options.headers } });
}

/** Where the documents lie in a pull: each chunk of Automerge's begins with these bytes, a checksum, its kind and its length. */
function* chunks(bytes) {
  const magic = Buffer.from([0x85, 0x6f, 0x4a, 0x83]);
  for (let at = bytes.indexOf(magic); at >= 0; at = bytes.indexOf(magic, at + 1)) {
    let [from, length, shift] = [at + 9, 0, 0];
    for (let more = true; more; shift += 7) {
      more = bytes[from] >= 0x80;
      length += (bytes[from++] & 0x7f) * 2 ** shift;
    }
    yield bytes.subarray(from, from + length);
    at = from + length - 1;
  }
}

/** How often the whole log, as a manager sees it, holds these words: each change is in it once, losers included. */
export async function timesInLog(server, account, words) {
  const get = await session(server, account);
  const response = await get('/api/v1/pull?cursor=0');
  let count = 0;
  for (const chunk of chunks(Buffer.from(await response.arrayBuffer()))) {
    for (let at = chunk.indexOf(words); at >= 0; at = chunk.indexOf(words, at + 1)) count++;
  }
  return count;
}

/** What stands on the page is what this device holds: the storage is open, and every list has had its answer. */
export async function settled(page) {
  await expect(page.locator('#main h1').first()).toBeVisible();
  await expect(page.locator('#main')).not.toHaveAttribute('aria-busy', 'true');
  // Before the worker has told how things are, the mark says so.
  await expect(page.locator('.sync-mark')).not.toContainText('正在连接');
  await expect(page.locator('#main').locator('[aria-busy=true], .skeleton, .tab-count:empty, .chip-count:empty')).toHaveCount(0);
}

/** The words stand so often among what this device has not sent, or what it was refused. */
export async function expectOnDevice(device, words, times) {
  const { page } = device;
  const main = page.locator('#main');
  const number = async locator => Number((await locator.innerText()).match(/\d+/)?.[0] ?? 0);
  let count = 0;
  for (const path of ['/sync', '/inbox']) {
    await device.goto(path);
    await settled(page);
    if (path === '/sync') {
      const waits = await number(main.locator('dt', { hasText: '等待发送' }).locator('+ dd'));
      await expect(main.locator('ul.rows > li')).toHaveCount(waits);
    } else {
      const mark = page.locator('.sync-mark');
      const refused = await mark.getAttribute('data-state') === 'refused' ? await number(mark) : 0;
      await expect(main.getByText(/^为什么：/)).toHaveCount(refused);
    }
    count += (await main.innerText()).split(words).length - 1;
  }
  expect(count, `${words} on ${device.name}`).toBe(times);
}

/** The first customer of the list whose row matches; its page is open afterwards. */
export async function openCustomer(page, name) {
  await page.goto(`/customers`);
  const search = page.getByRole('searchbox').or(page.getByPlaceholder(/搜索姓名/)).first();
  await search.fill(name);
  await page.getByRole('link', { name }).first().click();
  await expect(page.locator('.record-title')).toContainText(name);
}

/** The first customer that is the person's own, open; the address of its page. */
export async function openOwnCustomer(page) {
  await page.goto('/customers?view=mine');
  const own = page.locator('.row-link').first();
  const name = (await own.innerText()).trim();
  await own.click();
  await expect(page.locator('.record-title')).toContainText(name);
  return { name, here: new URL(page.url()).pathname };
}

/** The first repair that has been sent to somebody, open; its title, and the address of its page. */
export async function openSentRepair(device) {
  const { page } = device;
  await device.goto('/records/repair');
  await page.locator('.vlist-row').filter({ hasText: '已派工' }).getByRole('link').first().click();
  await expect(page.locator('.record-head')).toContainText('已派工');
  return { title: (await page.locator('.record-title').innerText()).trim(), here: new URL(page.url()).pathname };
}

/** Which of these people is to make the call of that title, as its supervisor reads it: calls go out by lot. */
export async function callerOf(device, title, names) {
  await device.goto('/follow-ups?whose=team&view=all');
  await device.page.getByRole('searchbox').first().fill(title);
  const row = device.page.locator('.vlist-row').filter({ hasText: title });
  await expect(row).toContainText(new RegExp(names.join('|')));
  const cells = await row.innerText();
  return names.find(name => cells.includes(name));
}

/** In an open customer file: 沟通备案 by phone. */
export async function logContact(page, words) {
  const form = page.locator('form').filter({ hasText: '记一次沟通' });
  await form.getByRole('button', { name: '电话' }).click();
  await form.getByLabel('说了什么').fill(words);
  await form.getByRole('button', { name: '记下' }).click();
  await expect(page.locator('.timeline')).toContainText(words);
  // It is shown before it is kept; when it is kept, the form is empty.
  await expect(form.getByLabel('说了什么')).toHaveCount(0);
}

/** In an open record: a field of 档案, edited where it stands. */
export async function editField(page, label, words) {
  await page.getByRole('tab', { name: '档案' }).click();
  const edit = page.getByRole('button', { name: `修改 ${label}`, exact: true });
  await edit.click();
  const input = page.getByLabel(label, { exact: true });
  await input.fill(words);
  await page.locator('[data-field]').filter({ has: input }).getByRole('button', { name: '保存' }).click();
  // Closed again: it is kept, and shown.
  await expect(page.locator('[data-field]').filter({ has: edit })).toContainText(words);
}

/** In an open record: a field of 档案 that is chosen from a list. */
export async function chooseField(page, label, choice) {
  await page.getByRole('button', { name: `修改 ${label}`, exact: true }).click();
  const input = page.getByRole('combobox', { name: label, exact: true });
  await input.selectOption({ label: choice });
  await page.locator('[data-field]').filter({ has: input }).getByRole('button', { name: '保存' }).click();
}

/** In an open record: a step, with what it asks for by label; a label that is chosen from takes the label of the choice. */
export async function takeStep(page, step, answers = {}) {
  await page.locator('.steps').getByRole('button', { name: step, exact: true }).click();
  if (Object.keys(answers).length === 0) {
    // It is shown before it is kept; a page that is left in between takes it along.
    await expect(page.locator('.steps [aria-busy=true]')).toHaveCount(0);
    return;
  }
  const dialog = page.locator('dialog[open]');
  await fillForm(dialog, answers);
  await dialog.getByRole('button', { name: step, exact: true }).click();
  await expect(dialog).toHaveCount(0);
}

/** In an open record: one more entry in one of its lists. */
export async function addEntry(page, list, answers) {
  await page.getByRole('tab', { name: list, exact: true }).click();
  const card = page.locator('.record-main section.card');
  await card.getByRole('button', { name: '添加' }).click();
  const form = card.locator('form');
  await fillForm(form, answers);
  await form.getByRole('button', { name: '保存' }).click();
  await expect(form).toHaveCount(0);
}

/** Fields by label; a file is chosen, a choice is made by its own label. */
async function fillForm(form, answers) {
  for (const [label, answer] of Object.entries(answers)) {
    if (typeof answer !== 'string') {
      await form.locator('input[type=file]').last().setInputFiles(answer);
      await expect(form.locator('.photo-image')).toHaveCount(1);
      continue;
    }
    const side = form.getByRole('group', { name: label });
    const input = form.getByRole('textbox', { name: label }).or(form.getByRole('spinbutton', { name: label }))
      .or(form.getByRole('combobox', { name: label })).or(side).first();
    await expect(input).toBeVisible();
    if (await side.count()) await side.getByRole('radio', { name: answer, exact: true }).check();
    else if (await input.evaluate(node => node.tagName) === 'SELECT') await input.selectOption({ label: answer });
    else await input.fill(answer);
  }
}

/** On the call screen: reached. In rest hours the screen wants to know why; that is part of the work. */
export async function reached(page) {
  await expect(page.locator('.callscreen')).toBeVisible();
  const resting = page.getByRole('button', { name: '现在休息，仍要拨打' });
  if (await resting.isVisible()) {
    await resting.click();
    await page.getByLabel('现在打的原因').fill('客户要求现在回电');
    await page.getByRole('button', { name: '记下原因，现在打' }).click();
  }
  await page.locator('#call-outcome').getByRole('radio', { name: '已接通' }).check();
}

/** In an open follow-up: reached, and what was said. */
export async function call(page, rating, why) {
  await page.getByRole('link', { name: '打电话' }).click();
  await reached(page);
  await page.locator('#call-rating').getByRole('radio', { name: new RegExp(`^${rating}`) }).check();
  if (why) await page.locator('#call-dissatisfaction').locator('textarea, input').first().fill(why);
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('的回访完成了')).toBeVisible();
}

/** In an open record, in its field of that key: a signature drawn with the pointer, kept. */
export async function sign(page, key) {
  const field = page.locator(`[data-field=${key}]`);
  await field.getByRole('button', { name: '签字' }).click();
  const pad = page.locator('dialog[open] .signature-pad');
  await pad.scrollIntoViewIfNeeded();
  const { x, y, width, height } = await pad.boundingBox();
  await page.mouse.move(x + width * 0.15, y + height * 0.7);
  await page.mouse.down();
  for (let turn = 1; turn <= 12; turn++) {
    await page.mouse.move(x + width * (0.15 + 0.06 * turn), y + height * (turn % 2 ? 0.3 : 0.7));
  }
  await page.mouse.up();
  await page.locator('dialog[open]').getByRole('button', { name: '签好了' }).click();
  await expect(page.locator('dialog[open]')).toHaveCount(0);
  await expect(field.locator('.photo-image')).toHaveCount(1);
}

/** Cuts the server's power as soon as this device has sent a push, then switches it on again. */
export async function powerCut(device, server) {
  await device.context.waitForEvent('request', request => request.url().endsWith('/api/v1/push'));
  await server.kill('SIGKILL');
  await server.start();
}

import { test, expect } from '../support/test.mjs';
import { expectAccessible } from '../support/axe.mjs';
import { editField, expectOnDevice, openOwnCustomer, session, signIn, synced, timesInLog } from '../support/work.mjs';

test.use({ serverOptions: { demo: true, args: ['--customers', '60'] } });

/** `14:30`, so many minutes from now, on the company's clock: the journey is the same at any hour of any day. */
function clock(minutes) {
  const at = new Date(Date.now() + minutes * 60_000);
  return at.toLocaleTimeString('en-GB', { timeZone: 'Asia/Shanghai', hour: '2-digit', minute: '2-digit' });
}

/** In an open customer file: a follow-up with him, and the screen on which he is called; its address. */
async function planCall(page, title) {
  await page.getByRole('tab', { name: '回访与任务' }).click();
  await page.getByRole('button', { name: '安排回访' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('回访事项').fill(title);
  await dialog.getByRole('button', { name: '安排回访' }).click();
  await page.getByRole('link', { name: title }).click();
  await expect(page.locator('.record-title')).toContainText(title);
  await page.getByRole('link', { name: '打电话' }).click();
  await expect(page.locator('.callscreen')).toBeVisible();
}

test('a customer in his rest is called only for a reason, which is kept; one who is not is called at once', async ({ server, device }) => {
  // On a weekend too, only the customer's own hours are to count.
  const admin = await session(server, server.account('admin'));
  const settled = await admin('/api/v1/settings/rest_day_calls', {
    method: 'PUT', body: 'true', headers: { 'content-type': 'application/json' },
  });
  expect(settled.status).toBe(204);
  // Those of the company rest later as well: they count beside the customer's own.
  const night = await admin('/api/v1/settings/default_rest_hours', {
    method: 'PUT', body: JSON.stringify(`${clock(120)}-${clock(150)}`), headers: { 'content-type': 'application/json' },
  });
  expect(night.status).toBe(204);

  const wang = await device('wang', { size: 'tablet' });
  const page = await signIn(wang, server.account('wang'));
  await openOwnCustomer(page);

  // What is no time is said where it was typed; the words stay.
  await page.getByRole('tab', { name: '档案' }).click();
  await page.getByRole('button', { name: '修改 休息时间' }).click();
  const hours = page.getByLabel('休息时间', { exact: true });
  await hours.fill('下午别打');
  await hours.press('Enter');
  await expect(page.locator('[data-field="rest_hours"] .field-error')).toBeVisible();
  await expect(hours).toHaveValue('下午别打');
  await hours.press('Escape');

  const rest = `${clock(-60)}-${clock(60)}`;
  await editField(page, '休息时间', rest);
  await planCall(page, '问问新装的门锁');
  const id = new URL(page.url()).pathname.split('/').pop();
  await expect(page.locator('.call-who')).toContainText(`客户休息时间（${rest}），请勿打扰`);
  await expect(page.locator('.call-missing')).toContainText('休息时间拨打的原因');
  await expect(page.getByRole('link', { name: /^拨打 / })).toHaveCount(0);
  await expectAccessible(page);

  // Without the reason it cannot be saved either.
  await page.locator('#call-outcome').getByRole('radio', { name: '无人接听' }).check();
  await page.getByLabel('说明').fill('响了很久没有人接');
  await page.keyboard.press('Control+Enter');
  await expect(page.locator('#call-override')).toBeFocused();
  await page.getByRole('button', { name: '现在休息，仍要拨打' }).click();
  const warning = page.getByRole('dialog', { name: '现在不宜打扰' });
  await expect(warning).toContainText(`${rest.split('-')[1]} 后可以打`);
  await warning.getByRole('button', { name: '记下原因，现在打' }).click();
  await expect(warning.locator('.field-error')).toContainText('请写明原因');
  await warning.getByLabel('现在打的原因').fill('客户早上来电，要求马上回复');
  await warning.getByRole('button', { name: '记下原因，现在打' }).click();
  await expect(page.getByRole('link', { name: /^拨打 / }).first()).toBeVisible();
  await page.keyboard.press('Control+Enter');
  await expect(page.getByText('这次没联系上')).toBeVisible();
  await synced(page);

  // The other customer rests later: nothing stands in the way.
  await page.goto('/customers?view=mine');
  await page.locator('.row-link').nth(1).click();
  await editField(page, '休息时间', `${clock(120)}-${clock(180)}`);
  await planCall(page, '问问上次的维修');
  await expect(page.locator('.call-who')).toContainText('现在可以打');
  await expect(page.getByRole('link', { name: /^拨打 / }).first()).toBeVisible();
  await expect(page.getByRole('button', { name: '现在休息，仍要拨打' })).toHaveCount(0);
  await expect(page.locator('.call-missing')).not.toContainText('休息时间拨打的原因');
  await synced(page);

  const chen = await device('chen');
  const desk = await signIn(chen, server.account('chen'));
  await chen.goto(`/follow-ups/${id}`);
  const attempt = desk.locator('.record-main .row').filter({ hasText: '响了很久没有人接' });
  await expect(attempt).toContainText('休息时间拨打原因');
  await expect(attempt).toContainText('客户早上来电，要求马上回复');
  for (const words of ['响了很久没有人接', '客户早上来电，要求马上回复']) {
    expect(await timesInLog(server, server.account('zhou'), words), words).toBe(1);
    await expectOnDevice(wang, words, 0);
  }
});

import { test, expect } from '../support/test.mjs';
import { expectAccessible } from '../support/axe.mjs';

test('the served page starts, without an error', async ({ server, device }) => {
  const ann = await device('ann');
  const response = await ann.page.goto('/');
  expect(response.status()).toBe(200);
  expect(response.headers()['content-security-policy']).toContain("script-src 'self'");

  await expect(ann.page).toHaveTitle(/回访/);
  await expect(ann.page.locator('html')).toHaveAttribute('lang', 'zh-CN');
  await expect(ann.page.locator('#boot'), 'the program took the place of the boot shell').toHaveCount(0);
  await expectAccessible(ann.page);
});

test('a deep link opens the program, an unknown address of the interface does not', async ({ server, device }) => {
  const ann = await device('ann');
  await ann.goto('/customers');
  await expect(ann.page).toHaveTitle(/回访/);

  const unknown = await fetch(`${server.url}/api/v1/no-such-thing`);
  expect(unknown.headers.get('content-type')).not.toContain('text/html');
});

test('page, worker and server name the same build', async ({ server, device }) => {
  const ann = await device('ann');
  await ann.goto('/');
  const page = await ann.page.locator('meta[name="huifang-build"]').getAttribute('content');
  const { build } = await (await fetch(`${server.url}/build.json`)).json();
  const loader = await (await fetch(`${server.url}/worker_loader.js`)).text();
  expect(page).toBe(build);
  expect(loader).toContain(`HUIFANG_BUILD="${build}"`);
});

import { huifang } from '../support/server.mjs';
import { test, expect } from '../support/test.mjs';
import { settled, signIn } from '../support/work.mjs';

test.use({ serverOptions: { demo: true, args: ['--customers', '60'] } });

const PAGES = ['/', '/customers', '/follow-ups', '/campaigns', '/tasks', '/inbox'];

/** Every number on every page, with where it leads. */
async function numbers(device) {
  const found = {};
  for (const path of PAGES) {
    await device.goto(path);
    await settled(device.page);
    found[path] = await device.page.locator('#main a, #main .chip, #main .stat-value, #main .meter-value, #main .badge').evaluateAll(
      elements => elements.filter(element => /\d/.test(element.textContent))
        .map(element => `${element.textContent.trim().replace(/\s+/g, ' ')} ${element.getAttribute('href') ?? ''}`));
  }
  return found;
}

test('rows made again from the log change no number on any page', async ({ server, device }) => {
  const before = await device('before');
  await signIn(before, server.account('chen'));
  const shown = await numbers(before);
  expect(Object.values(shown).flat().length, 'there are numbers to compare').toBeGreaterThan(20);

  await server.kill();
  const said = await huifang(['rebuild'], { data: server.data });
  expect(said.stdout).not.toMatch(/differ/i);
  await server.start();

  const after = await device('after');
  await signIn(after, server.account('chen'));
  expect(await numbers(after)).toEqual(shown);
});

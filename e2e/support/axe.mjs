// axe on one page as it is now. It finds about half of what is wrong; keyboard and focus are journeys of their own.
import AxeBuilder from '@axe-core/playwright';
import { expect } from '@playwright/test';

const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

/** `await expectAccessible(page, { where: 'customer list', include: '#main', exclude: ['.map'], disable: ['region'] })` */
export async function expectAccessible(page, { where = page.url(), include, exclude = [], disable = [] } = {}) {
  // Half-transparent text of a running transition has no contrast yet.
  await page.evaluate(() => Promise.all(document.getAnimations()
    .filter(a => a.effect?.getComputedTiming().iterations !== Infinity)
    .map(a => a.finished.catch(() => {}))));

  const axe = new AxeBuilder({ page }).withTags(TAGS).disableRules(disable);
  if (include) axe.include(include);
  for (const selector of exclude) axe.exclude(selector);
  const { violations } = await axe.analyze();

  const found = violations.map(v => [
    `${v.id} (${v.impact}): ${v.help}`,
    ...v.nodes.slice(0, 5).map(n => `    ${n.target.join(' ')}\n      ${n.failureSummary?.replaceAll('\n', '\n      ')}`),
  ].join('\n'));
  expect(found, `accessibility of ${where}:\n${found.join('\n')}`).toEqual([]);
}

// Every page, for three kinds of people, light and dark, desktop and phone: axe finds nothing, nothing scrolls sideways,
// no script is needed, no error is logged.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, test } from 'node:test';
import { openHouse, patterns, PEOPLE, signIn, WIDTHS } from './house.js';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const RULES = { runOnly: { type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] } };

/** Whoever sees the most pages looks at them in every way; the others see the same parts. */
const VIEWS = {
  'quality manager': [['desktop', 'light'], ['desktop', 'dark'], ['phone', 'light'], ['phone', 'dark']],
  others: [['desktop', 'dark'], ['phone', 'light']],
};

let house;
before(async () => { house = await openHouse(); });
after(async () => { await house?.close(); });

async function faults(page) {
  // Through the debugger, not as a script of the page: the page's own policy forbids scripts, and stays in force.
  const found = await page.evaluate(`(() => { ${axe}; return window.axe.run(document, ${JSON.stringify(RULES)}); })()`);
  return found.violations.flatMap((rule) => rule.nodes.map((node) => `${rule.id}: ${node.target.join(' ')} — ${rule.help}`));
}

async function look(page, path) {
  const said = [];
  const listen = (message) => { if (message.type() === 'error') said.push(`console: ${message.text()}`); };
  page.on('console', listen);
  await page.goto(path);
  page.off('console', listen);
  const wrong = said.concat(await faults(page));
  const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  if (sideways > 0) wrong.push(`the page is ${sideways} px wider than the window`);
  const heads = await page.locator('h1').count();
  if (heads !== 1) wrong.push(`${heads} headings of the first rank`);
  return wrong;
}

for (const [who, email] of Object.entries(PEOPLE)) {
  test(`every page for the ${who}`, { timeout: 600_000 }, async () => {
    const { context, page } = await signIn(house, email, { viewport: WIDTHS.desktop });
    const found = await patterns(page);
    assert.ok(found.size >= 10, `only ${found.size} kinds of page were found: ${[...found.keys()].join(' ')}`);
    const broken = [...found].filter(([, { status }]) => status >= 400).map(([pattern, { path, status }]) => `${pattern} (${path}): ${status}`);
    assert.deepEqual(broken, [], 'a link leads nowhere');
    const wrong = {};
    for (const [width, colorScheme] of VIEWS[who] ?? VIEWS.others) {
      await page.setViewportSize(WIDTHS[width]);
      await page.emulateMedia({ colorScheme });
      for (const [pattern, { path }] of found) {
        const faults = await look(page, path);
        if (faults.length > 0) wrong[`${pattern} (${path}) ${width} ${colorScheme}`] = faults;
      }
    }
    await context.close();
    console.log(`${who}: ${found.size} kinds of page`);
    assert.deepEqual(wrong, {});
  });
}

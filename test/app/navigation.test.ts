import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { until } from '../until.js';
import { me } from './fixture-data.js';
import { assertFits, hasFocus, useHarness } from './harness.js';

describe('going from page to page', () => {
  const app = useHarness();

  const more = (page: Page) => page.getByRole('button', { name: /^More/ });
  /** Names of what is marked as the page one is on, in the bar and in an open menu. */
  const marked = (page: Page) => page.locator('nav [aria-current=page]').filter({ visible: true }).allInnerTexts();

  it('marks the page one is on in the bar, also a page within it', async () => {
    const page = await app.open('/app/campaigns/c1');
    await page.getByRole('heading', { level: 1, name: 'Autumn arcade leases' }).waitFor();
    assert.deepEqual(await marked(page), ['Campaigns']);
    await page.goto(`${app.base}/app/feed`);
    await page.getByRole('heading', { level: 1, name: 'Live Feed' }).waitFor();
    assert.deepEqual(await marked(page), ['Live Feed']);
  });

  it('reaches settings by keyboard, marks them, and gives the focus to the page', async () => {
    const page = await app.open('/app/feed');
    await more(page).press('Enter');
    await until(() => hasFocus(page.getByRole('menuitem').first()), { what: 'the focus in the menu' });
    const rules = page.getByRole('menuitem', { name: 'Team rules' });
    for (let step = 0; step < 10 && !(await hasFocus(rules)); step += 1) await page.keyboard.press('ArrowDown');
    assert.ok(await hasFocus(rules));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Team rules' }).waitFor();
    await page.getByRole('button', { name: 'More, now: Team rules' }).press('Enter');
    assert.deepEqual(await marked(page), ['Team rules']);
    await page.keyboard.press('Escape');
    assert.ok(await hasFocus(more(page)), 'Escape leads back');
  });

  for (const width of [320, 360, 450, 560, 640, 760, 861, 1000, 1280]) {
    it(`has room for all of it at ${width} px, and reaches every page`, async () => {
      const page = await app.open('/app/did-not-go', { width });
      await page.getByRole('heading', { level: 1, name: 'Mails that did not go' }).waitFor();
      await assertFits(page, `the bar at ${width} px`);
      const wrapped = await page.evaluate<string[]>(`[...document.querySelectorAll('nav a, header > div')].filter((one) => one.checkVisibility() && one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent)`);
      assert.deepEqual(wrapped, []);
      if ((await marked(page)).length === 0) await more(page).click();
      assert.deepEqual(await marked(page), ['Did not go']);
    });
  }

  it('shows administrators without a mailbox only what there is for them', async () => {
    app.server.me = { ...me, rep: { ...me.rep, role: 'administrator' }, mailbox: null };
    const page = await app.open('/app/feed');
    await more(page).click();
    await page.getByRole('menuitem', { name: 'Team rules' }).click();
    await page.getByRole('heading', { level: 1, name: 'Team rules' }).waitFor();
  });

  it('loads a page’s own script when it is first shown, and the others while nobody waits', async () => {
    const page = await app.open('/app/feed');
    await page.getByRole('heading', { level: 1, name: 'Live Feed' }).waitFor();
    const first = app.server.seen.filter(({ path }) => path.endsWith('.js')).length;
    assert.equal(first, 2);
    await until(() => app.server.seen.filter(({ path }) => path.endsWith('.js')).length > 6, { what: 'the other pages’ scripts' });
  });
});

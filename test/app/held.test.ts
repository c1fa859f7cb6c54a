import assert from 'node:assert/strict';
import { until } from '../until.js';
import { heldMails } from './fixture-answers.js';
import { replyFromAnotherAddress } from './fixture-data.js';
import { hasFocus, useHarness, textOf } from './harness.js';

describe('mails that did not go, and the team’s rules, in a browser', () => {
  const app = useHarness();

  it('lists who was spared which mail, when it would have gone, what held it and what found that', async () => {
    const page = await app.open('/app/feed');
    await page.getByRole('link', { name: 'Did not go' }).click();
    await page.getByRole('heading', { level: 1, name: 'Mails that did not go' }).waitFor();
    const row = page.locator('[data-held=h4]');
    const text = await textOf(row);
    await page.getByText('Those that have gone since are marked and not counted.').waitFor();
    assert.match(text, /Flynn <flynn@flynnsarcade\.com>will not go/);
    assert.match(text, /“Re: Arcade lease” · Autumn arcade leases, day 3 · would have gone \w+ \d\d:\d\d/);
    assert.match(text, /Held back by kevinf@flynnsarcade\.com, who answered “Arcade lease” · found by the last look before sending, 4 s before it would have gone/);
    assert.match(await textOf(page.locator('[data-held=h3]')), /goes later.*who answered automatically.*Exchange told us at once/);
    assert.match(await textOf(page.locator('[data-held=h2]')), /waits for you.*found by the regular check.*Answer in the Live Feed/);
    assert.match(await textOf(page.locator('[data-figure]')), /This week: 4.*31 in all/);
    await row.getByRole('button', { name: 'Why, for Flynn' }).press('Enter');
    await row.getByText('Matched by In-Reply-To').waitFor();
  });

  it('loads older ones on request, without losing those that come meanwhile', async () => {
    const page = await app.open('/app/did-not-go');
    await page.locator('[data-held=h4]').waitFor();
    await until(() => app.server.readers > 0);
    assert.equal(await page.locator('[data-held]').count(), 3);
    await page.getByRole('button', { name: 'Older' }).click();
    await page.locator('[data-held=h1]').waitFor();
    assert.match(await textOf(page.locator('[data-held=h1]')), /sam@encom\.example, who could not be reached · found when/);
    assert.equal(await page.getByRole('button', { name: 'Older' }).count(), 0);
    const [newest] = heldMails().held;
    assert.ok(newest);
    app.server.held = { ...app.server.held, held: [{ ...newest, id: 'h5', at: new Date().toISOString() }, ...app.server.held.held], thisWeek: 5 };
    app.server.push(replyFromAnotherAddress(500, 0));
    await page.locator('[data-held=h5]').waitFor();
    const shown = await Promise.all((await page.locator('[data-held]').all()).map((row) => row.getAttribute('data-held')));
    assert.deepEqual(shown, ['h5', 'h4', 'h3', 'h2', 'h1']);
    assert.match(await textOf(page.locator('[data-figure]')), /This week: 5/);
  });

  it('keeps what is shown when older ones cannot be loaded, and says so', async () => {
    const page = await app.open('/app/did-not-go');
    await page.locator('[data-held=h4]').waitFor();
    app.server.faults.set('GET /api/held', { status: 503, code: 'NOT_READY', message: 'The connector is not ready yet.' });
    await page.getByRole('button', { name: 'Older' }).click();
    await page.getByText('The connector is not ready yet.').waitFor();
    assert.equal(await page.locator('[data-held]').count(), 3);
    app.server.faults.clear();
    await page.getByRole('button', { name: 'Older' }).click();
    await page.locator('[data-held=h1]').waitFor();
  });

  it('saves a rule as it is switched, by keyboard, and takes it back where that fails', async () => {
    const page = await app.open('/app/feed');
    await page.getByRole('button', { name: 'More' }).press('Enter');
    await page.getByRole('menuitem', { name: 'Team rules' }).press('Enter');
    const rule = page.getByRole('switch', { name: /everybody at the same company/ });
    await rule.press('Space');
    await page.getByText('Saved').waitFor();
    assert.ok(await rule.isChecked());
    assert.deepEqual(
      app.server.seen.filter(({ method }) => method === 'PUT').map(({ body }) => body),
      [{ endOnOtherThread: true, endOnSameCompany: true, absenceDays: 7, acceptedIsSuccess: true }],
    );
    app.server.faults.set('PUT /api/team/rules', { status: 503, code: 'NOT_READY', message: 'The connector is not ready yet.' });
    await rule.press('Space');
    await page.getByText('The connector is not ready yet.').waitFor();
    assert.ok(await rule.isChecked());
  });

  it('takes a number of days only where it makes sense', async () => {
    const page = await app.open('/app/rules');
    const days = page.getByLabel('Days to wait for somebody who is away');
    await days.fill('61');
    await page.getByText('A whole number from 1 to 60.').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Save' }).count(), 0);
    await days.fill('14');
    await days.press('Enter');
    await page.getByText('Saved').waitFor();
    assert.equal(app.server.rules?.absenceDays, 14);
    assert.ok(await hasFocus(days));
  });

  it('shows the rules to a rep who may not change them, without anything to press', async () => {
    assert.ok(app.server.rules);
    app.server.rules = { ...app.server.rules, mayChange: false };
    const page = await app.open('/app/rules');
    await page.getByText('Only team leads and administrators change these.').waitFor();
    assert.equal(await page.getByRole('switch').count(), 0);
    assert.match(await textOf(page.getByRole('main')), /everybody at the same companyNo.*7 days/);
  });
});

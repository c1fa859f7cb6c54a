import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { me } from './fixture-data.js';
import { policyView } from './fixture-privacy.js';
import { assertAccessible, assertFits, Harness, hasFocus, textOf } from './harness.js';

describe('the privacy page', () => {
  const app = new Harness();
  before(() => app.start());
  beforeEach(() => {
    app.reset();
    app.server.me = { ...me, rep: { ...me.rep, role: 'administrator' } };
  });
  afterEach(() => app.closePages());
  after(() => app.stop());

  const sent = (method: string): unknown[] => app.server.seen.filter((one) => one.method === method).map(({ body }) => body);

  it('has nothing chosen in advance, and takes one of three by keyboard; the notice goes', async () => {
    const page = await app.open('/app/feed');
    await page.getByRole('link', { name: 'Choose now' }).press('Enter');
    await page.getByRole('heading', { name: 'Privacy', exact: true }).waitFor();
    assert.equal(await page.getByRole('radio', { checked: true }).count(), 0);
    await page.getByRole('button', { name: 'Use this' }).press('Enter');
    await page.getByText('Choose one of the three.').waitFor();
    assert.deepEqual(sent('PUT'), []);
    await page.getByRole('radio', { name: /^Strict/ }).press('Space');
    await page.getByRole('button', { name: 'Use this' }).press('Enter');
    await page.getByRole('button', { name: 'Change it' }).press('Enter');
    await page.getByText('Saved. It holds for mail sent from now on.').waitFor();
    assert.deepEqual(sent('PUT'), [policyView('strict').defaults.strict]);
    await page.getByRole('link', { name: 'Live Feed' }).click();
    await page.getByRole('heading', { name: 'Live Feed' }).waitFor();
    assert.equal(await page.getByText('Nobody has chosen yet').count(), 0);
  });

  it('shows the notice to nobody else', async () => {
    app.server.me = me;
    const page = await app.open('/app/feed');
    await page.getByRole('heading', { name: 'Live Feed' }).waitFor();
    assert.equal(await page.getByText('Choose now').count(), 0);
    assert.deepEqual(app.server.seen.filter(({ path }) => path === '/api/privacy/policy'), []);
  });

  it('lets each country be changed, added and removed', async () => {
    app.server.privacy.view = policyView('by-country');
    const page = await app.open('/app/privacy');
    await page.getByLabel('Tracking in Germany').selectOption('replies');
    await page.getByRole('button', { name: 'Remove Malta' }).press('Enter');
    assert.ok(await hasFocus(page.getByLabel('Add a country')));
    await page.getByLabel('Add a country').selectOption({ label: 'Brazil' });
    await page.getByLabel('Tracking in Brazil').selectOption('links');
    await page.getByLabel('Country unknown, as with .com').selectOption('anonymous');
    await page.getByRole('button', { name: 'Use this' }).click();
    await page.getByText('Saved.').waitFor();
    const { policy } = app.server.privacy.view;
    assert.deepEqual([policy.countries.DE, policy.countries.MT, policy.countries.BR, policy.unknownCountry], ['replies', undefined, 'links', 'anonymous']);
  });

  it('lists the countries that were written to lately first, and finds any by typing', async () => {
    app.server.privacy.view = { ...policyView('by-country'), inUse: ['SE', 'DE', 'US'] };
    const page = await app.open('/app/privacy');
    const names = (): Promise<string[]> => page.locator('[data-country]').evaluateAll((rows: { firstElementChild: { textContent: string } }[]) => rows.map((row) => row.firstElementChild.textContent));
    await page.getByRole('list', { name: 'Countries you wrote to lately' }).waitFor();
    const all = await names();
    assert.deepEqual(all.slice(0, 3), ['Germany', 'Sweden', 'Åland Islands']);
    assert.deepEqual(all.slice(2), all.slice(2).toSorted((a, b) => a.localeCompare(b, 'en')));
    const find = page.getByLabel('Find a country');
    await find.fill('reunion');
    await page.getByText('1 country in the list').waitFor();
    assert.deepEqual(await names(), ['Réunion']);
    await find.fill('brazi');
    await page.getByText('0 countries in the list, 1 more that can be added').waitFor();
    await find.press('Enter');
    await page.getByRole('button', { name: 'Add Brazil' }).press('Enter');
    assert.deepEqual(await names(), ['Brazil']);
    await find.fill('');
    await page.getByLabel('Tracking in Brazil').selectOption('links');
    assert.equal((await names()).length, all.length + 1);
    assert.deepEqual(sent('PUT'), [], 'looking for a country saves nothing');
    await assertAccessible(page, 'countries');
    await assertFits(page, 'countries');
  });

  it('shows what another policy changes besides, and asks before it changes the whole organisation’s', async () => {
    const strict = policyView('strict');
    app.server.privacy.view = { ...strict, policy: { ...strict.policy, colleagues: 'anonymous', asks: false } };
    const page = await app.open('/app/privacy');
    assert.equal(await page.locator('[data-changes]').count(), 0);
    await page.getByRole('radio', { name: /^By country/ }).press('Space');
    const { colleagues, asks } = strict.defaults['by-country'];
    assert.ok(colleagues !== 'anonymous' && asks);
    await page.locator('[data-changes]').getByText('Colleagues: ').waitFor();
    await page.locator('[data-changes]').getByText('Campaign mails ask for consent: Yes instead of No.').waitFor();
    await page.getByRole('button', { name: 'Use this' }).click();
    await page.getByText('Change to “By country” for the whole organisation?').waitFor();
    await page.getByRole('button', { name: 'Leave it' }).click();
    assert.deepEqual(sent('PUT'), []);
    await page.getByLabel('Tracking in Italy').scrollIntoViewIfNeeded();
    const hidden_px = await page.evaluate<number>(`(({ scrollHeight, clientHeight }) => scrollHeight - clientHeight)(document.querySelector('[data-country=IT]').parentElement)`);
    assert.ok(hidden_px <= 0, 'no window of its own');
  });

  it('says when saving failed, and keeps what was chosen', async () => {
    app.server.faults.set('PUT /api/privacy/policy', { status: 503, code: 'NOT_READY', message: 'The connector is not ready yet.' });
    const page = await app.open('/app/privacy');
    await page.getByRole('radio', { name: /^All on/ }).press('Space');
    await page.getByRole('button', { name: 'Use this' }).click();
    await page.getByRole('button', { name: 'Change it' }).click();
    await page.getByRole('alertdialog').getByText('The connector is not ready yet.').waitFor();
    await page.getByRole('button', { name: 'Leave it' }).click();
    assert.ok(await page.getByRole('radio', { name: /^All on/ }).isChecked());
  });

  it('tells of a person, and writes down what they said, with how', async () => {
    const page = await app.open('/app/privacy');
    await page.getByLabel('Address').fill('anna');
    await page.getByLabel('Address').press('Enter');
    await page.getByText('Write an address such as').waitFor();
    await page.getByLabel('Address').fill('Anna@Encom.com');
    await page.getByLabel('Address').press('Enter');
    await page.getByRole('heading', { name: 'anna@encom.com' }).waitFor();
    assert.match(await textOf(page.getByRole('main')), /ConsentAgreed, and took it back.*Mail to themReplies only.*CountryFrance \(by their domain\)/);
    const save = page.getByRole('button', { name: 'Write down' });
    await save.press('Enter');
    await page.getByText('Say how.').waitFor();
    await page.getByRole('radio', { name: 'agreed to be tracked' }).press('Space');
    await page.getByLabel('How they said so').fill('By telephone');
    await page.getByLabel('Proof').fill('Note 7');
    await save.press('Enter');
    await page.getByText('Agreed: By telephone').waitFor();
    assert.deepEqual(sent('POST'), [{ agrees: true, how: 'By telephone', proof: 'Note 7' }]);
    await page.getByLabel('Country', { exact: true }).selectOption({ label: 'Germany' });
    await page.getByText('Germany (written down)').waitFor();
  });

  it('gives a person’s data out as a file, and erases them once that is confirmed', async () => {
    const page = await app.open('/app/privacy');
    await page.getByLabel('Address').fill('anna@encom.com');
    await page.getByLabel('Address').press('Enter');
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save everything as a file' }).press('Enter')]);
    assert.equal(download.suggestedFilename(), 'anna@encom.com.json');
    assert.match(await readFile(await download.path(), 'utf8'), /Arcade lease/);
    await page.getByRole('button', { name: 'Erase' }).press('Enter');
    await page.getByRole('button', { name: 'Cancel' }).press('Enter');
    assert.deepEqual(sent('POST'), []);
    await page.getByRole('button', { name: 'Erase' }).press('Enter');
    await page.getByRole('alertdialog').getByRole('button', { name: 'Erase' }).press('Enter');
    await page.getByText('Everything about anna@encom.com was erased.').waitFor();
    assert.equal(await page.getByRole('heading', { name: 'anna@encom.com' }).count(), 0);
  });

  it('is read by a rep without anything to press', async () => {
    app.server.me = me;
    app.server.privacy.view = policyView('by-country', false);
    app.server.privacy.person = { ...app.server.privacy.person, history: [], mayChange: false };
    const page = await app.open('/app/privacy');
    await page.getByText('Only administrators change this.').waitFor();
    await page.getByLabel('Address').fill('anna@encom.com');
    await page.getByLabel('Address').press('Enter');
    await page.getByRole('heading', { name: 'anna@encom.com' }).waitFor();
    assert.equal(await page.getByRole('radio').count(), 0);
    assert.equal(await page.getByRole('button', { name: 'Erase' }).count(), 0);
  });
});

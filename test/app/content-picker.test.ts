import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { until } from '../until.js';
import { me } from './fixture-data.js';
import { ARCHIVED, CONVERTING, FAILED, OFFER, SLIDES } from './fixture-documents.js';
import { hasFocus, textOf, useHarness } from './harness.js';

describe('documents in a campaign’s mail, in a browser', () => {
  const app = useHarness();

  const text = (page: Page) => page.getByRole('textbox', { name: 'Text' });
  const dialog = (page: Page) => page.getByRole('dialog', { name: 'Content' });
  const open = (page: Page) => page.getByRole('button', { name: 'Content', exact: true }).click();
  const line = (page: Page, id: string) => page.locator(`[data-mail-document="${id}"]`);

  async function add(page: Page, name: RegExp): Promise<void> {
    await open(page);
    await dialog(page).getByRole('radio', { name }).check();
    await dialog(page).getByRole('button', { name: 'Add to email' }).click();
    await dialog(page).waitFor({ state: 'detached' });
  }

  it('puts the document at the cursor, on lines of its own, and writing goes on after it', async () => {
    const page = await app.open('/app/campaigns/new');
    await text(page).fill('Hello Flynn,Regards');
    for (let step = 0; step < 'Regards'.length; step += 1) await text(page).press('ArrowLeft');
    await add(page, /Arcade lease offer/);
    assert.equal(await text(page).inputValue(), `Hello Flynn,\n\n{{document:${OFFER}}}\n\nRegards`);
    await until(() => hasFocus(text(page)), { what: 'the focus in the text' });
    await page.keyboard.type('!');
    assert.equal(await text(page).inputValue(), `Hello Flynn,\n\n{{document:${OFFER}}}!\n\nRegards`);
    await line(page, OFFER).getByText('PDF · 12 pages').waitFor();
    assert.match(await textOf(line(page, OFFER)), /Arcade lease offer/);
  });

  it('puts it after the tag the cursor is in, where a card can stand', async () => {
    const page = await app.open('/app/campaigns/new');
    await text(page).fill('<p>See <a href="https://contoso.com">us</a></p>');
    await text(page).press('Home');
    for (let step = 0; step < 12; step += 1) await text(page).press('ArrowRight');
    await add(page, /Arcade lease offer/);
    assert.equal(await text(page).inputValue(), `<p>See <a href="https://contoso.com">{{document:${OFFER}}}us</a></p>`);
  });

  it('finds by text, and adds nothing that was not chosen', async () => {
    const page = await app.open('/app/campaigns/new');
    await open(page);
    await dialog(page).getByRole('searchbox').fill('who we');
    await until(async () => (await dialog(page).locator('[data-pick]').count()) === 1);
    assert.ok(await dialog(page).getByRole('button', { name: 'Add to email' }).isDisabled());
    await dialog(page).getByRole('radio').check();
    await dialog(page).getByRole('button', { name: 'Add to email' }).click();
    await line(page, SLIDES).waitFor();
    assert.equal(await text(page).inputValue(), `{{document:${SLIDES}}}`);
  });

  it('uploads on the spot, chooses what arrived, and tells when its pages are there', async () => {
    const page = await app.open('/app/campaigns/new');
    await open(page);
    await dialog(page).locator('input[type=file]').setInputFiles([{ name: 'Fresh offer.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(1_024) }]);
    await until(async () => (await dialog(page).getByRole('radio', { name: /Fresh offer/ }).count()) === 1 && (await dialog(page).getByRole('radio', { name: /Fresh offer/ }).isChecked()));
    await dialog(page).getByRole('button', { name: 'Add to email' }).click();
    const fresh = page.locator('[data-mail-document]');
    await fresh.getByText('Its pages are being made').waitFor();
    app.server.documents.finish('Fresh offer', 3);
    await fresh.getByText('PDF · 3 pages').waitFor();
  });

  it('says of each document in the text what it is, or why it cannot be sent, and removes it', async () => {
    const page = await app.open('/app/campaigns/new');
    const unknown = '00000000-0000-4000-8000-000000000000';
    await text(page).fill(['Hello', ...[OFFER, CONVERTING, FAILED, ARCHIVED, unknown].map((id) => `{{ document:${id} }}`), 'Regards'].join('\n\n'));
    await line(page, FAILED).getByText('It cannot be sent. The file is protected').waitFor();
    await line(page, CONVERTING).getByText('40 %').waitFor();
    await line(page, ARCHIVED).getByText('archived').waitFor();
    await line(page, unknown).getByText('There is no such document').waitFor();
    for (const id of [CONVERTING, FAILED, ARCHIVED, unknown]) {
      await line(page, id).getByRole('button', { name: /^Remove/ }).click();
      await line(page, id).waitFor({ state: 'detached' });
    }
    assert.equal(await text(page).inputValue(), `Hello\n\n{{ document:${OFFER} }}\n\nRegards`);
  });

  it('sends the text with the document in it', async () => {
    const page = await app.open('/app/campaigns/new');
    await page.getByRole('textbox', { name: 'Name' }).fill('With an offer');
    await page.getByRole('textbox', { name: 'Subject' }).fill('Our offer');
    await add(page, /Arcade lease offer/);
    await page.getByRole('button', { name: 'Create campaign' }).click();
    await page.getByRole('heading', { level: 1, name: 'With an offer' }).waitFor();
    const [campaign] = app.server.campaigns.slice(-1);
    assert.equal(campaign?.steps[0]?.body, `{{document:${OFFER}}}`);
  });

  it('gives the focus back when nothing is chosen', async () => {
    const page = await app.open('/app/campaigns/new');
    await open(page);
    await dialog(page).getByRole('searchbox').waitFor();
    await page.keyboard.press('Escape');
    await dialog(page).waitFor({ state: 'detached' });
    await until(() => hasFocus(page.getByRole('button', { name: 'Content', exact: true })));
  });

  it('says that the team is not on the plan', async () => {
    app.server.me = { ...me, team: { ...me.team, plan: 'basic' } };
    const page = await app.open('/app/campaigns/new');
    await page.getByRole('button', { name: 'Content', exact: true }).hover();
    await page.getByRole('tooltip').getByText('Team plan').waitFor();
    await open(page);
    await dialog(page).getByText('Tracked documents belong to the Team plan').waitFor();
    assert.equal(await dialog(page).getByRole('button', { name: 'Add to email' }).count(), 0);
  });
});

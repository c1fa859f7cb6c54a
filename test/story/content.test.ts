/** The content library in a real browser against the real connector: a file picked there ends up in a campaign's mail. */
import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { aPdf } from '../documents/read/a-pdf.js';
import { launchBrowser } from '../browser.js';
import { until } from '../until.js';
import { REP, useStage } from './stage.js';

const PAGES_MADE_WITHIN_MS = 60_000;

describe('the content library, with the connector behind it', function () {
  this.timeout(120_000);
  const stage = useStage();
  let chromium: Browser | undefined;
  before(async () => {
    chromium = await launchBrowser();
  });
  after(() => chromium?.close());

  it('takes a file, shows its first page, and has it put into a mail; what is none is refused with a sentence', async () => {
    const { world } = stage();
    assert.ok(chromium);
    const page = await chromium.newPage();
    await page.goto(`${world.url}/app/`);
    await page.getByRole('button', { name: REP }).click();
    await page.waitForURL(`${world.url}/app/**`);
    await page.getByRole('link', { name: 'Content' }).click();
    await page.getByRole('heading', { level: 1, name: 'Content' }).waitFor();
    await page.locator('input[type=file]').setInputFiles([
      { name: 'Arcade brochure.pdf', mimeType: 'application/pdf', buffer: Buffer.from(await aPdf(4)) },
      { name: 'Notes.pdf', mimeType: 'application/pdf', buffer: Buffer.from('Only text') },
    ]);
    await page.locator('[data-upload=failed]').filter({ hasText: 'Notes.pdf' }).getByText(/\w+ .*\./).first().waitFor();
    const card = page.locator('[data-document]').filter({ hasText: 'Arcade brochure' });
    await card.getByText('4 pages').waitFor({ timeout: PAGES_MADE_WITHIN_MS });
    const id = (await card.getAttribute('data-document')) ?? assert.fail('no id');
    await until(() => page.evaluate<boolean>(`document.querySelector('[data-document="${id}"] img')?.naturalWidth > 0`), { what: 'the picture of its first page' });

    await page.goto(`${world.url}/app/campaigns/new`);
    await page.getByRole('textbox', { name: 'Name' }).fill('With a brochure');
    await page.getByRole('textbox', { name: 'Subject' }).fill('Our brochure');
    await page.getByRole('textbox', { name: 'Text' }).fill('Hello');
    await page.getByRole('button', { name: 'Content', exact: true }).click();
    await page.getByRole('radio', { name: /Arcade brochure/ }).check();
    await page.getByRole('button', { name: 'Add to email' }).click();
    await page.locator(`[data-mail-document="${id}"]`).getByText('PDF · 4 pages').waitFor();
    assert.equal(await page.getByRole('textbox', { name: 'Text' }).inputValue(), `Hello\n\n{{document:${id}}}`);
    await page.getByRole('button', { name: 'Create campaign' }).click();
    await page.getByRole('heading', { level: 1, name: 'With a brochure' }).waitFor();
  });
});

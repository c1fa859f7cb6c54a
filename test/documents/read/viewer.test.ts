import assert from 'node:assert/strict';
import type { Browser, Page } from 'playwright-core';
import * as schema from '../../../connector/schema.js';
import { launchBrowser } from '../../browser.js';
import { useTestDatabase } from '../../database.js';
import { World } from '../world.js';
import { aPdf } from './a-pdf.js';

describe('the viewer', () => {
  const test = useTestDatabase(schema);
  const world = new World(() => test.database);
  let browser: Browser;

  before('serve', async () => {
    [browser] = await Promise.all([launchBrowser(), world.start()]);
  });
  after('stop', async () => {
    await browser.close();
    await world.stop();
  });

  it('shows the first page, and its text', async () => {
    const id = await world.document({ pdf: await aPdf(), pages: 12 });
    const page = await open(await world.share(id));
    await page.locator('.page[data-page="1"] canvas').waitFor();
    await page.locator('.page[data-page="1"] .textLayer').getByText('Page 1').waitFor();
    assert.equal(await page.title(), 'Arcade offer');
  });

  async function open(share: { readonly token: string }): Promise<Page> {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await page.goto(world.at(share));
    return page;
  }
});

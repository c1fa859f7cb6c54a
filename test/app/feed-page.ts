/** The Live Feed, opened and connected, and its lines. */
import type { Locator, Page } from 'playwright-core';
import type { Harness, OpenOptions } from './harness.js';

export async function openFeedOf(app: Harness, options: OpenOptions = {}): Promise<Page> {
  const page = await app.open('/app/feed', options);
  await page.locator('[data-connection=live]').waitFor();
  return page;
}

export function lineOf(page: Page, id: number): Locator {
  return page.locator(`[data-line="${id}"]`);
}

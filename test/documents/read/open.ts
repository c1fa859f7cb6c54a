/** Readers in a real browser, for one test file: each with a window of its own, and nothing may go wrong in it unseen. */
import assert from 'node:assert/strict';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { launchBrowser } from '../../browser.js';

export interface Window extends BrowserContextOptions {
  readonly width?: number;
  readonly height?: number;
}

export class Readers {
  /** Broken scripts, and what the page's policy blocked. */
  readonly complaints: string[] = [];
  private browser: Browser | undefined;
  private readonly contexts: BrowserContext[] = [];

  async start(): Promise<void> {
    this.browser = await launchBrowser();
  }

  async open(address: string, { width = 1280, height = 800, ...more }: Window = {}): Promise<Page> {
    assert.ok(this.browser, 'start first');
    const context = await this.browser.newContext({ viewport: { width, height }, reducedMotion: 'reduce', locale: 'en-GB', ...more });
    this.contexts.push(context);
    const page = await context.newPage();
    page.setDefaultTimeout(15_000);
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().includes('Failed to load resource')) this.complaints.push(message.text());
    });
    await page.goto(address);
    return page;
  }

  /** To be called in `afterEach`. */
  async closePages(): Promise<void> {
    await Promise.all(this.contexts.splice(0).map((context) => context.close()));
    assert.deepEqual(this.complaints.splice(0), []);
  }

  async stop(): Promise<void> {
    await this.browser?.close();
  }
}

/** Resolves when a page of the document is drawn, with its text over it. */
export async function drawn(page: Page, number: number): Promise<void> {
  await page.locator(`.page[data-page="${number}"] canvas`).waitFor();
  await page.locator(`.page[data-page="${number}"] .textLayer .end`).waitFor({ state: 'attached' });
}

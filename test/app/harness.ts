/** A browser on the built web app with the fixture API behind it, for one test file. */
import assert from 'node:assert/strict';
import axe from 'axe-core';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { z } from 'zod';
import { launchBrowser } from '../browser.js';
import { campaigns, me, morning } from './fixture-data.js';
import { heldMails, teamRules, undoable } from './fixture-answers.js';
import { FixtureDocuments } from './fixture-documents-api.js';
import { OwnFixture } from './fixture-devices.js';
import { mailDetails, mails, requests } from './fixture-mails.js';
import { watchedMailbox } from './fixture-watch.js';
import { FixturePrivacy } from './fixture-privacy.js';
import { FixtureServer } from './fixture-server.js';

const axeResult = z.object({
  violations: z.array(z.object({ id: z.string(), help: z.string(), nodes: z.array(z.object({ html: z.string(), failureSummary: z.string().optional() })) })),
});

export interface OpenOptions {
  readonly width?: number;
  readonly height?: number;
  readonly scheme?: 'light' | 'dark';
}

export class Harness {
  base = '';
  /** What no page may do: broken scripts, blocked content. */
  readonly complaints: string[] = [];
  private fixture: FixtureServer | undefined;
  private browser: Browser | undefined;
  private readonly contexts: BrowserContext[] = [];

  /** To be called in `before`. */
  async start(): Promise<void> {
    this.fixture = new FixtureServer(me);
    [this.base, this.browser] = await Promise.all([this.fixture.start(), launchBrowser()]);
  }

  /** To be called in `beforeEach`: a rep's morning, nothing failing. */
  reset(): void {
    this.server.me = me;
    this.server.lines = morning();
    this.server.campaigns = campaigns();
    this.server.refused = [];
    this.server.warnings = [];
    this.server.held = heldMails();
    this.server.rules = teamRules();
    this.server.undoable = undoable();
    this.server.queue = { held: null };
    this.server.coverage = [watchedMailbox()];
    this.server.rehearsal = null;
    this.server.privacy = new FixturePrivacy();
    this.server.own = new OwnFixture();
    this.server.documents = new FixtureDocuments();
    this.server.mails = mails();
    this.server.mail = mailDetails();
    this.server.requests = requests();
    this.server.recognised = null;
    this.server.faults.clear();
    this.server.seen.length = 0;
    this.complaints.length = 0;
  }

  /** To be called in `afterEach`. */
  async closePages(): Promise<void> {
    await Promise.all(this.contexts.splice(0).map((context) => context.close()));
    assert.deepEqual([...this.complaints, ...this.server.mistakes.splice(0)], []);
  }

  /** To be called in `after`. */
  async stop(): Promise<void> {
    await this.browser?.close();
    await this.fixture?.stop();
  }

  get server(): FixtureServer {
    assert.ok(this.fixture, 'start first');
    return this.fixture;
  }

  async open(path: string, { width = 1280, height = 800, scheme = 'light' }: OpenOptions = {}): Promise<Page> {
    assert.ok(this.browser, 'start first');
    const context = await this.browser.newContext({ viewport: { width, height }, colorScheme: scheme, reducedMotion: 'reduce', timezoneId: 'Europe/Berlin' });
    this.contexts.push(context);
    const page = await context.newPage();
    page.setDefaultTimeout(10_000);
    page.on('pageerror', (error) => this.complaints.push(String(error)));
    page.on('console', (message) => {
      if (message.type() === 'error' && !message.text().includes('Failed to load resource')) this.complaints.push(message.text());
    });
    await page.goto(this.base + path);
    return page;
  }
}

/** A browser for the surrounding `describe`, with a rep's morning before each test. */
export function useHarness(): Harness {
  const app = new Harness();
  before(() => app.start());
  beforeEach(() => app.reset());
  afterEach(() => app.closePages());
  after(() => app.stop());
  return app;
}

/** Fails with what axe finds on the page as it is. */
export async function assertAccessible(page: Page, what: string): Promise<void> {
  await settled(page);
  await page.evaluate(axe.source);
  // Fluent's focus handling leaves unseen sentinels that hand the focus on at once; axe takes them for controls.
  const { violations } = axeResult.parse(await page.evaluate(`axe.run({ exclude: ['[data-tabster-dummy]'] })`));
  const found = violations.map(({ id, help, nodes }) => `${id}: ${help}\n${nodes.map(({ html, failureSummary }) => `  ${html.slice(0, 300)}\n  ${failureSummary ?? ''}`).join('\n')}`);
  assert.equal(found.join('\n'), '', what);
}

/** Fails where the page is wider than its window. */
export async function assertFits(page: Page, what: string): Promise<void> {
  await settled(page);
  const over_px = await page.evaluate<number>('document.documentElement.scrollWidth - document.documentElement.clientWidth');
  // Less than nothing: a dialog keeps the page from scrolling, and the place of the scrollbar free.
  assert.ok(over_px <= 0, `${what} is ${over_px} px too wide`);
}

/** Resolves when what was changing its place or colour has come to rest. */
export async function settled(page: Page): Promise<void> {
  await page.evaluate(`(async () => {
    const finite = document.getAnimations().filter((one) => Number.isFinite(one.effect.getComputedTiming().endTime));
    await Promise.allSettled(finite.map((one) => one.finished));
    const place = () => scrollY + ' ' + document.documentElement.scrollHeight;
    for (let last = '', calm = 0; calm < 5; ) {
      await new Promise(requestAnimationFrame);
      calm = place() === last ? calm + 1 : 0;
      last = place();
    }
  })()`);
}

/** Makes the page's processor slower, as a small or busy computer is. */
export async function slowDown(page: Page, times = 6): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('Emulation.setCPUThrottlingRate', { rate: times });
}

/** The element's text, also where the browser has not laid it out yet. */
export async function textOf(element: Locator): Promise<string> {
  return ((await element.textContent()) ?? '').replaceAll(/\s+/g, ' ');
}

/** True where the element has the focus. */
export async function hasFocus(element: Locator): Promise<boolean> {
  return (await element.and(element.page().locator(':focus')).count()) > 0;
}

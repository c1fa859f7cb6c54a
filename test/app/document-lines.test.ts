import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import type { ActivityData } from '../../connector/feed/activity.js';
import { until } from '../until.js';
import { lineOf, openFeedOf } from './feed-page.js';
import { flynn, kevin, line } from './fixture-data.js';
import { OFFER } from './fixture-documents.js';
import { assertAccessible, assertFits, textOf, useHarness, type OpenOptions } from './harness.js';

type Told = NonNullable<ActivityData['document']>;

describe('documents in the Live Feed', () => {
  const app = useHarness();
  const openFeed = (options?: OpenOptions): Promise<Page> => openFeedOf(app, options);
  const told = (more: Partial<Told> = {}): Told => ({ documentId: OFFER, shareId: 's1', name: 'Offer.pdf', pageCount: 12, seen: { pages: 7, time_ms: 242_000 }, now: null, finished: false, downloads: 0, gaveAddress: false, forwarded: null, ...more });
  const data = (more: Partial<Told> = {}, rest: Partial<ActivityData> = {}): ActivityData => ({ subject: 'Arcade lease', person: flynn, reason: 'Counted as a person because a browser asked for the document.', document: told(more), ...rest });

  const cases: readonly { readonly name: string; readonly data: ActivityData; readonly says: RegExp }[] = [
    { name: 'read right now', data: data({ now: 7 }), says: /^Flynn <flynn@flynnsarcade\.com> is reading “Offer\.pdf” now.*page 7 of 12 · 4 min 02 s · in “Arcade lease”/ },
    { name: 'read', data: data({ seen: { pages: 9, time_ms: 240_000 }, finished: true, downloads: 1 }), says: /Flynn <.*> opened “Offer\.pdf”.*9 of 12 pages · 4 min · to the end · downloaded · in “Arcade lease”/ },
    { name: 'opened, and no pages told', data: data({ seen: null }), says: /opened “Offer\.pdf”1 minin “Arcade lease” · This was me$/ },
    { name: 'downloaded twice', data: data({ downloads: 2 }), says: /downloaded 2 times/ },
    { name: 'passed on', data: data({ forwarded: 'Passed on: it was opened by kevinf@flynnsarcade.com.', gaveAddress: true }, { person: kevin }), says: /kevinf@flynnsarcade\.com opened “Offer\.pdf”.*probably passed on/ },
    { name: 'by one of two', data: { ...data(), person: undefined, oneOf: [flynn, kevin] }, says: /^One of Flynn <.*>, kevinf@flynnsarcade\.com opened “Offer\.pdf”/ },
    { name: 'by nobody that is known', data: { document: told() }, says: /^Somebody opened “Offer\.pdf”/ },
    { name: 'probably', data: data({}, { certain: false }), says: /Flynn <.*> probably opened/ },
  ];
  for (const { name, data: of, says } of cases) {
    it(`says what was read: ${name}`, async () => {
      app.server.lines = [line(400, 'document', 60_000, of)];
      const page = await openFeed();
      assert.match(await textOf(lineOf(page, 400)), says);
    });
  }

  it('says why it counts, that it was passed on, what nobody checked and what is not told', async () => {
    app.server.lines = [line(400, 'document', 60_000, data({ seen: null, forwarded: 'Passed on: it was opened by kevinf@flynnsarcade.com.', gaveAddress: true }, { person: kevin, certain: false }))];
    const page = await openFeed();
    await lineOf(page, 400).locator('[data-control=details]').click();
    const facts = await textOf(lineOf(page, 400).locator('[data-evidence]'));
    for (const fact of ['Probably opened by a person', 'because a browser asked for the document', 'Passed on: it was opened by', 'Nobody checked that it is theirs', 'No pages are told of this reader']) assert.ok(facts.includes(fact), `${fact}: ${facts}`);
  });

  it('leads to the document, and to the mail', async () => {
    app.server.lines = [line(400, 'document', 60_000, data())];
    const page = await openFeed();
    assert.equal(await lineOf(page, 400).getByRole('link', { name: '“Arcade lease”' }).getAttribute('href'), '/app/mails/msg1');
    await lineOf(page, 400).getByRole('link', { name: '“Offer.pdf”' }).click();
    await page.getByRole('heading', { level: 1, name: 'Arcade lease offer' }).waitFor();
    assert.equal(new URL(page.url()).pathname, `/app/content/${OFFER}`);
  });

  it('follows a reader from page to page without counting each as news', async () => {
    const page = await openFeed();
    app.server.push(line(500, 'document', 3_000, data({ now: 7 })));
    await lineOf(page, 500).getByText('page 7 of 12').waitFor();
    await page.evaluate('scrollTo(0, 400)');
    app.server.push({ ...line(500, 'document', 1_000, data({ now: 8 })), cursor: '1.501' });
    await lineOf(page, 500).getByText('page 8 of 12').waitFor();
    assert.equal(await page.getByRole('button', { name: /new line/ }).count(), 0);
    app.server.push({ ...line(500, 'document', 0, data({ finished: true })), cursor: '1.502' });
    await until(async () => /opened “Offer\.pdf”.*to the end/.test(await textOf(lineOf(page, 500))), { what: 'the end' });
  });

  it('keeps what was read with its line where the mail was viewed just before', async () => {
    app.server.lines = [line(401, 'view', 50_000, { subject: 'Arcade lease', person: flynn }), line(400, 'document', 60_000, data())];
    const page = await openFeed();
    assert.match(await textOf(lineOf(page, 400)), /7 of 12 pages/);
  });

  it('has a chip of its own, and "This was me"', async () => {
    app.server.lines = [line(401, 'view', 50_000, { subject: 'Other', person: kevin }, 'm2'), line(400, 'document', 60_000, data())];
    const page = await openFeed();
    await page.getByRole('button', { name: 'Documents' }).click();
    await lineOf(page, 401).waitFor({ state: 'detached' });
    await lineOf(page, 400).getByRole('button', { name: 'This was me' }).click();
    await lineOf(page, 400).getByText('You said that this was you. It no longer counts.').waitFor();
    assert.deepEqual(app.server.seen.find(({ path }) => path === '/api/activities/400/mine')?.body, { mine: true });
  });

  it('is accessible, and fits from 320 px', async () => {
    app.server.lines = cases.map(({ data: of }, index) => line(410 - index, 'document', index * 60_000, { ...of, document: of.document && { ...of.document, name: `${'A very long name of a document '.repeat(index % 3)}Offer.pdf` } }));
    const page = await openFeed();
    await lineOf(page, 410).locator('[data-control=details]').click();
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme });
      await assertAccessible(page, `lines of documents, ${scheme}`);
    }
    for (const width of [450, 320]) {
      await page.setViewportSize({ width, height: 780 });
      await assertFits(page, `lines of documents at ${width} px`);
    }
  });
});

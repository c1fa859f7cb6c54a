import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { until } from '../until.js';
import { flynn, line, me } from './fixture-data.js';
import { documentOf, OFFER, SLIDES, versionOf, visitOf } from './fixture-documents.js';
import { assertAccessible, assertFits, settled, textOf, useHarness, type OpenOptions } from './harness.js';

describe('a document and what was read of it', () => {
  const app = useHarness();
  const open = async (options?: OpenOptions, id = OFFER): Promise<Page> => {
    const page = await app.open(`/app/content/${id}`, options);
    await page.getByRole('heading', { name: 'Where it was sent' }).waitFor();
    return page;
  };
  const chart = (page: Page) => page.locator('[data-chart]').first();
  const visit = (page: Page, id: string) => page.locator(`[data-visit="${id}"]`);
  const openVisit = (page: Page, id: string) => visit(page, id).getByRole('button', { name: 'Pages and times' }).click();
  const asked = (path: string) => app.server.seen.filter((one) => one.path === path).length;
  const reading = (number: number) =>
    line(number, 'document', 0, { subject: 'Arcade lease', person: flynn, document: { documentId: OFFER, shareId: 's1', name: 'Arcade lease offer', pageCount: 12, seen: { pages: 5, time_ms: 1_000 }, now: 8, finished: false, downloads: 0, gaveAddress: false, forwarded: null } });

  it('shows each page with the time spent on it, by how many, and the one being read now', async () => {
    const page = await open();
    await chart(page).waitFor();
    assert.match(await textOf(page.locator('[data-figures]')), /3 readers · 1 to the end · 1 download4 min 01 s in all/);
    assert.match(await textOf(chart(page).locator('[data-page="7"]')), /Page 7 2 min 14 s by 2 now/);
    assert.match(await textOf(chart(page).locator('[data-page="12"]')), /Page 12 4 s$/);
    const heightOf = async (number: number) => (await chart(page).locator(`[data-page="${number}"] span[aria-hidden] > span`).first().boundingBox())?.height ?? 0;
    const [longest, third] = [await heightOf(7), await heightOf(3)];
    assert.ok(Math.abs(third / longest - 44 / 134) < 0.02, `${third} of ${longest}`);
  });

  it('lays the bars down where there is little room', async () => {
    const page = await open({ width: 320 });
    const bar = chart(page).locator('[data-page="7"] span[aria-hidden] > span').first();
    await bar.waitFor();
    const { width = 0, height = 0 } = (await bar.boundingBox()) ?? {};
    assert.ok(width > 150 && height < 10, `${width} by ${height}`);
    await assertFits(page, 'a document at 320 px');
  });

  it('has a row for each reader: who, when, on what, what is known of it and what cannot be', async () => {
    const page = await open();
    await visit(page, 'v1').waitFor();
    assert.match(await textOf(visit(page, 'v1')), /Flynn <.*> on page 7 now.* · Computer · 5 of 12 pages · 3 min 13 s/);
    assert.match(await textOf(visit(page, 'v2')), /^kevinf@.* · Phone · 12 of 12 pages · 48 s · to the end · downloaded.*Two devices.*The reader gave this address/);
    assert.match(await textOf(visit(page, 'v3')), /^One of Alan Bradley <.*>, kevinf@.* · Tablet · pages cannot be known: they have not agreed/);
    assert.equal(await visit(page, 'v4').count(), 0);
    await page.getByRole('switch', { name: 'Show machines and own visits' }).click();
    await visit(page, 'v4').waitFor();
    assert.match(await textOf(visit(page, 'v4')), /^Somebody.*This browser is one of your devices/);
    assert.match(await textOf(visit(page, 'v5')), /A scanner opened every link/);
  });

  it('opens a reader’s own chart with their way through the pages', async () => {
    const page = await open();
    await openVisit(page, 'v1');
    await visit(page, 'v1').getByText('In this order: 1–4, 7, 3, 7').waitFor();
    assert.match(await textOf(visit(page, 'v1').locator('[data-page="5"]')), /not read/);
    const middleOf = async (selector: string) => {
      const box = await visit(page, 'v1').locator(selector).first().boundingBox();
      return (box?.x ?? 0) + (box?.width ?? 0) / 2;
    };
    // From the middle of page 1 to that of page 7.
    assert.ok(Math.abs((await middleOf('[data-path] polyline')) - (await middleOf('[data-page="4"]'))) < 3);
  });

  it('takes "This was me" of a visit, and the way back', async () => {
    const page = await open();
    await openVisit(page, 'v1');
    await visit(page, 'v1').getByRole('button', { name: 'This was me' }).click();
    await visit(page, 'v1').waitFor({ state: 'detached' });
    await page.getByText('2 readers').first().waitFor();
    await page.getByRole('switch', { name: 'Show machines and own visits' }).click();
    await visit(page, 'v1').getByText('You said that this was you.').waitFor();
    await openVisit(page, 'v1');
    await visit(page, 'v1').getByRole('button', { name: 'This was not me' }).click();
    await page.getByText('3 readers').first().waitFor();
    assert.equal(await visit(page, 'v5').getByRole('button', { name: /This was/ }).count(), 0);
  });

  it('says that it cannot be known rather than that nobody opened it', async () => {
    app.server.documents.visits = [];
    app.server.documents.cannotBeKnown = 'Nobody can know: you switched tracking of this mail off.';
    const page = await open();
    await page.getByText('It cannot be known').waitFor();
    await page.getByText('you switched tracking of this mail off').waitFor();
    assert.equal(await page.getByText('Nobody has opened it').count(), 0);
    app.server.documents.cannotBeKnown = null;
    await page.reload();
    await page.getByText('Nobody has opened it so far.').waitFor();
  });

  it('follows a reader live', async () => {
    const page = await open();
    await visit(page, 'v1').getByText('on page 7 now').waitFor();
    app.server.documents.visits = app.server.documents.visits.map((one) => (one.id === 'v1' ? { ...one, now: 8, pages: [...one.pages, { page: 8, time_ms: 5_000 }] } : one));
    app.server.push(reading(600));
    await visit(page, 'v1').getByText('on page 8 now').waitFor();
    assert.match(await textOf(chart(page).locator('[data-page="8"]')), /9 s by 2 now/);
  });

  it('shows figures of each version by itself', async () => {
    app.server.documents.visits.push(visitOf('old', { version: 1, pages: [{ page: 10, time_ms: 61_000 }], time_ms: 61_000 }));
    const page = await open();
    await visit(page, 'v1').waitFor();
    await page.getByRole('combobox', { name: 'Version' }).click();
    await page.getByRole('option', { name: /^Version 1,/ }).click();
    await visit(page, 'old').waitFor();
    assert.match(await textOf(chart(page).locator('[data-page="10"]')), /1 min 01 s/);
    assert.equal(await chart(page).locator('[data-page="11"]').count(), 0);
  });

  it('begins a document of 500 pages where it was read, and asks only for the pictures in view', async () => {
    app.server.documents.documents.push(documentOf('big', 'All machines', {}, [versionOf({ pages: 500 })]));
    app.server.documents.shares = app.server.documents.shares.map((share) => ({ ...share, documentId: 'big' }));
    app.server.documents.visits = [visitOf('v1', { version: 1, path: [312, 313], pages: [{ page: 312, time_ms: 4_000 }, { page: 313, time_ms: 9_000 }] })];
    for (const width of [1280, 320]) {
      app.server.seen.length = 0;
      const page = await open({ width }, 'big');
      const place = chart(page).locator('[data-page="312"]');
      await place.waitFor();
      await settled(page);
      const [box, at] = [await chart(page).boundingBox(), await place.boundingBox()];
      assert.ok(box && at && at.x >= box.x && at.y >= box.y && at.x + at.width <= box.x + box.width && at.y + at.height <= box.y + box.height, `page 312 in view at ${width} px`);
      await until(() => app.server.seen.some(({ path }) => path.endsWith('/thumbnails/312')), { what: 'its picture' });
      const pictures = app.server.seen.filter(({ path }) => path.includes('/thumbnails/')).length;
      assert.ok(pictures < 120, `${pictures} pictures at ${width} px`);
    }
  });

  it('makes a link with its options, and changes and withdraws it', async () => {
    const page = await open();
    await page.getByRole('button', { name: 'Get a link' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('switch', { name: 'May be downloaded' }).click();
    await dialog.getByRole('switch', { name: /Ask readers/ }).click();
    await dialog.getByLabel('Ends on').fill('2030-02-03');
    await dialog.getByLabel('Passcode').fill('flynn lives');
    await dialog.getByRole('button', { name: 'Make the link' }).click();
    await dialog.getByRole('button', { name: 'Copy' }).waitFor();
    assert.deepEqual(app.server.seen.find(({ method, path }) => method === 'POST' && path === '/api/shares')?.body, {
      documentId: OFFER,
      options: { allowDownload: true, askAddress: true, expiresAt: '2030-02-03T22:59:59.000Z', passcode: 'flynn lives' },
    });
    await dialog.getByRole('button', { name: 'Close' }).click();
    const row = page.locator('[data-share=new5]');
    await row.getByText('Passcode').waitFor();
    await row.getByRole('button', { name: /^Options of/ }).click();
    await dialog.getByRole('switch', { name: 'No passcode any more' }).click();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await row.getByText('Passcode').waitFor({ state: 'detached' });
    await row.getByRole('button', { name: /^Options of/ }).click();
    await dialog.getByRole('button', { name: 'Withdraw now' }).click();
    await row.getByText('Withdrawn').waitFor();
    await row.getByRole('button', { name: /^Options of/ }).click();
    await dialog.getByRole('button', { name: 'Let it be read again' }).click();
    await row.getByText('Withdrawn').waitFor({ state: 'detached' });
  });

  it('says why a link could not be made, and keeps what was written', async () => {
    app.server.faults.set('POST /api/shares', { status: 422, code: 'DOCUMENT_NOT_READY', message: 'Its pages are not made yet.' });
    const page = await open();
    await page.getByRole('button', { name: 'Get a link' }).click();
    await page.getByRole('dialog').getByLabel('Passcode').fill('secret');
    await page.getByRole('button', { name: 'Make the link' }).click();
    await page.getByRole('dialog').getByText('Its pages are not made yet.').waitFor();
    assert.equal(await page.getByRole('dialog').getByLabel('Passcode').inputValue(), 'secret');
  });

  it('renames, tags, shares, archives; deletes only what was never sent', async () => {
    const page = await open();
    const choose = async (name: string) => {
      await page.getByRole('button', { name: 'More actions' }).click();
      await page.getByRole('menuitem', { name }).click();
    };
    await choose('Rename and tag');
    await page.getByRole('textbox', { name: 'Name' }).fill('Lease offer');
    await page.getByRole('textbox', { name: 'Tags' }).fill('offers, winter,');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { level: 1, name: 'Lease offer' }).waitFor();
    await page.getByText('winter').waitFor();
    await choose('Keep to myself');
    await page.getByText('Shared with the team').waitFor({ state: 'detached' });
    await choose('Archive');
    await page.getByRole('button', { name: 'Get a link' }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'More actions' }).click();
    assert.equal(await page.getByRole('menuitem', { name: 'Delete' }).count(), 0);
    const other = await open({}, SLIDES);
    await other.getByRole('button', { name: 'More actions' }).click();
    await other.getByRole('menuitem', { name: 'Delete' }).click();
    await other.getByRole('button', { name: 'Delete' }).click();
    await until(() => new URL(other.url()).pathname === '/app/content');
  });

  it('offers nothing that makes or changes without the Team plan; what was read stays', async () => {
    app.server.me = { ...me, team: { ...me.team, plan: 'basic' } };
    const page = await open();
    await visit(page, 'v1').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Get a link' }).count(), 0);
    await page.getByRole('button', { name: 'More actions' }).click();
    assert.deepEqual(await page.getByRole('menuitem').allTextContents(), ['Download the original']);
  });

  it('has the documents of a mail on the mail’s page, and nothing where it has none', async () => {
    const without = await app.open('/app/mails/msg1');
    await without.getByRole('heading', { name: 'Recipients' }).waitFor();
    await until(() => asked('/api/messages/msg1/documents') > 0);
    await settled(without);
    assert.equal(await without.getByRole('heading', { name: 'Documents' }).count(), 0);
    app.server.documents.ofMail = ['s1'];
    const page = await app.open('/app/mails/msg1');
    await page.getByRole('heading', { name: 'Documents' }).waitFor();
    assert.match(await textOf(page.locator(`[data-document="${OFFER}"]`)), /Arcade lease offer.*3 readers.*Page 7 2 min 14 s by 2 now.*Flynn/);
    app.server.documents.visits = app.server.documents.visits.map((one) => ({ ...one, now: one.id === 'v1' ? 9 : null }));
    app.server.push(reading(601));
    await page.getByText('on page 9 now').waitFor();
    await page.getByRole('link', { name: 'Arcade lease offer' }).click();
    await page.getByRole('heading', { level: 1, name: 'Arcade lease offer' }).waitFor();
  });

  it('tells a document in a mail’s timeline and among what was asked for', async () => {
    assert.ok(app.server.mail);
    app.server.mail.timeline.push(reading(602));
    const [request] = app.server.requests;
    assert.ok(request);
    app.server.requests = [{ ...request, id: 'hd', kind: 'document', destination: null, link: null, words: 'Opened by a person', says: 'Counted as a person because a browser asked for the document.' }];
    const page = await app.open('/app/mails/msg1');
    await page.locator('[data-happened=document]').waitFor();
    assert.match(await textOf(page.locator('[data-happened=document]')), /Flynn <.*> is reading “Arcade lease offer” now\s*page 8 of 12 · 1 s/);
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    await page.locator('[data-request=hd]').getByText('a browser asked for the document').waitFor();
  });

  it('says so where there is no such document', async () => {
    const page = await app.open('/app/content/none');
    await page.getByText('There is no such document').first().waitFor();
    await assertAccessible(page, 'no such document');
  });
});

import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { until } from '../until.js';
import { alan, flynn, line, manyLines, replyFromAnotherAddress } from './fixture-data.js';
import { lineOf, openFeedOf } from './feed-page.js';
import { assertAccessible, assertFits, hasFocus, useHarness, type OpenOptions, settled, textOf } from './harness.js';

const HOUR_MS = 3_600_000;
const demo = 'https://www.contoso.com/demo?utm_source=mail';

describe('views and clicks in the Live Feed', () => {
  const app = useHarness();

  const openFeed = (options?: OpenOptions): Promise<Page> => openFeedOf(app, options);
  const mine = (page: Page, id: number) => lineOf(page, id).getByRole('button', { name: 'This was me' });
  const withdrawn = (id: number, cursor: number) => {
    const known = app.server.lines.find((one) => one.id === String(id));
    assert.ok(known);
    return { ...known, cursor: `1.${cursor}`, data: { ...known.data, withdrawn: { at: new Date().toISOString(), reason: 'Not counted any more.' } } };
  };

  it('says where a link that was clicked leads, and the whole address for who asks', async () => {
    app.server.lines = [line(300, 'click', 60_000, { subject: 'Arcade lease', person: flynn, destination: demo, reason: 'Counted as a person because a browser followed the link.' }, 'msg1', 2)];
    const page = await openFeed();
    assert.match(await textOf(lineOf(page, 300)), /^Flynn <flynn@flynnsarcade\.com> clicked “contoso\.com\/demo” ×2.*in “Arcade lease”/);
    await lineOf(page, 300).locator('[data-control=details]').press('Enter');
    await lineOf(page, 300).getByText(demo).waitFor();
    assert.match(await textOf(lineOf(page, 300)), /Clicked by a personCounted as a person/);
  });

  it('shortens what a link leads to without hiding what it is', async () => {
    const destinations = ['https://contoso.com/', `https://contoso.com/${'long/'.repeat(40)}`, 'https://contoso.com/%E0%A4%A', 'https://münchen.example/straße', 'no address at all'];
    app.server.lines = destinations.map((destination, index) => line(320 - index, 'click', index * HOUR_MS, { subject: 'Offer', person: flynn, destination }, `m${index}`));
    const page = await openFeed({ width: 320 });
    await lineOf(page, 320).waitFor();
    const shown = await Promise.all(destinations.map(async (_, index) => /clicked “(.*?)”/.exec(await textOf(lineOf(page, 320 - index)))?.[1]));
    assert.deepEqual(shown, ['contoso.com', `contoso.com/${'long/'.repeat(40)}`.slice(0, 59) + '…', 'contoso.com/%E0%A4%A', 'xn--mnchen-3ya.example/straße', 'no address at all']);
    await assertFits(page, 'long destinations');
  });

  it('says what is only probable, and why', async () => {
    app.server.lines = [line(301, 'view', 60_000, { subject: 'Arcade lease', person: flynn, certain: false, reason: 'Probably a person: the images were loaded from Google’s network.' })];
    const page = await openFeed();
    assert.match(await textOf(lineOf(page, 301)), /^Flynn <flynn@flynnsarcade\.com> probably viewed/);
    await lineOf(page, 301).locator('[data-control=details]').click();
    await lineOf(page, 301).getByText('Probably seen by a person').waitFor();
  });

  it('says who answered or clicked without loading images, and that this is no view', async () => {
    app.server.lines = [
      { ...replyFromAnotherAddress(303, 60_000), data: { ...replyFromAnotherAddress(303, 60_000).data, withoutImages: true } },
      line(302, 'click', 120_000, { subject: 'Offer', person: alan, destination: demo, withoutImages: true }, 'other'),
    ];
    const page = await openFeed();
    assert.match(await textOf(lineOf(page, 303)), /answered without loading images/);
    assert.match(await textOf(lineOf(page, 302)), /clicked without loading images/);
    await lineOf(page, 303).locator('[data-control=details]').click();
    await lineOf(page, 303).getByText('does not count as a view').waitFor();
  });

  it('takes a line away that counts no more, without moving what is read or losing the focus', async () => {
    app.server.lines = manyLines(120);
    const page = await openFeed();
    const control = lineOf(page, 9_970).locator('[data-control=details]');
    await control.scrollIntoViewIfNeeded();
    await control.focus();
    await settled(page);
    const topOf = async () => (await control.boundingBox())?.y ?? Number.NaN;
    const before_px = await topOf();
    app.server.push(withdrawn(9_990, 20_000));
    await until(async () => (await lineOf(page, 9_990).count()) === 0, { what: 'the line to go' });
    await settled(page);
    assert.ok(Math.abs((await topOf()) - before_px) < 2, `moved by ${(await topOf()) - before_px} px`);
    assert.ok(await hasFocus(control));
    app.server.push(withdrawn(9_970, 20_001));
    await until(async () => (await lineOf(page, 9_970).count()) === 0, { what: 'the line with the focus to go' });
    await until(() => hasFocus(lineOf(page, 9_969).locator('[data-control=details]')), { what: 'the focus on the line in its place' });
  });

  it('counts as new above only what still counts, and tells of nothing that was withdrawn before it was seen', async () => {
    app.server.lines = manyLines(120);
    const page = await openFeed();
    await lineOf(page, 9_960).scrollIntoViewIfNeeded();
    await settled(page);
    app.server.push(line(20_000, 'view', 0, { subject: 'Offer', person: alan }, 'a'));
    app.server.push(line(20_001, 'view', 0, { subject: 'Offer', person: flynn }, 'b'));
    await page.getByRole('button', { name: '2 new lines' }).waitFor();
    app.server.push(withdrawn(20_000, 20_002));
    await page.getByRole('button', { name: '1 new line', exact: true }).waitFor();
    app.server.push({ ...line(5, 'view', 0, { subject: 'Never seen here', person: alan, withdrawn: { at: new Date().toISOString(), reason: 'Own view.' } }, 'c'), cursor: '1.20003' });
    app.server.push(withdrawn(20_001, 20_004));
    await page.getByRole('button', { name: /new line/ }).waitFor({ state: 'detached' });
    assert.equal(await page.getByText('Never seen here').count(), 0);
  });

  it('does not bring a withdrawn line back by an older page that was on its way', async () => {
    app.server.lines = manyLines(80);
    const page = await openFeed();
    let answer: (() => void) | undefined;
    await page.route('**/api/feed?*before=*', async (route) => {
      const response = await route.fetch();
      await new Promise<void>((resolve) => (answer = resolve));
      await route.fulfill({ response });
    });
    await page.getByRole('button', { name: 'Older' }).click();
    await until(() => answer !== undefined);
    app.server.push(withdrawn(9_940, 20_000));
    app.server.push(line(20_001, 'view', 0, { subject: 'Later', person: alan }, 'z'));
    await lineOf(page, 20_001).waitFor();
    answer?.();
    await lineOf(page, 9_939).waitFor({ state: 'attached' });
    assert.equal(await lineOf(page, 9_940).count(), 0);
  });

  it('marks a view as the rep’s by one press, stays in place with the way back, and says what follows', async () => {
    app.server.recognised = 'Views from this device will be recognised.';
    const page = await openFeed();
    await mine(page, 98).press('Enter');
    await lineOf(page, 98).getByText('You said that this was you. It no longer counts. Views from this device will be recognised.').waitFor();
    const said = app.server.seen.find(({ path }) => path === '/api/activities/98/mine');
    assert.deepEqual(said?.body, { mine: true });
    app.server.push(withdrawn(98, 500));
    app.server.push(line(501, 'view', 0, { subject: 'Later', person: alan }, 'z'));
    await lineOf(page, 501).waitFor();
    assert.equal(await lineOf(page, 98).count(), 1);
    await assertAccessible(page, 'a line that was the rep’s');
    await until(() => hasFocus(lineOf(page, 98).getByRole('button', { name: 'This was not me' })), { what: 'the focus on the way back' });
    await page.keyboard.press('Enter');
    await until(async () => /viewed ×3/.test(await textOf(lineOf(page, 98))));
    assert.deepEqual(app.server.seen.filter(({ path }) => path === '/api/activities/98/mine').at(-1)?.body, { mine: false });
  });

  it('says why "This was me" did not work, and leaves the line as it is', async () => {
    app.server.faults.set('POST /api/activities/98/mine', { status: 503, code: 'NOT_READY', message: 'The connector is not ready yet.' });
    const page = await openFeed();
    await mine(page, 98).click();
    await lineOf(page, 98).getByText('The connector is not ready yet.').waitFor();
    assert.match(await textOf(lineOf(page, 98)), /viewed ×3/);
  });

  it('offers "This was me" on views and clicks only, also where a line goes on with what is above', async () => {
    app.server.lines = [line(311, 'view', 60_000, { subject: 'Offer', person: flynn }), line(310, 'click', 120_000, { subject: 'Offer', person: flynn, destination: demo }), replyFromAnotherAddress(309, 180_000)];
    const page = await openFeed();
    await mine(page, 311).waitFor();
    assert.equal(await mine(page, 310).count(), 1);
    assert.equal(await mine(page, 309).count(), 0);
  });

  it('says of a mail that was sent from what it came, how it is tracked, why, and how many of its links', async () => {
    const page = await openFeed();
    const facts = lineOf(page, 90).locator('[data-evidence]');
    await lineOf(page, 90).locator('[data-control=details]').click();
    await facts.getByText('2 are tracked').waitFor();
    assert.match(await textOf(facts), /FromAutumn arcade leases, day 1TrackingFull\. Views, clicks and replies, by person\.BecauseWhom it went to may be tracked: they agreed, or your organisation allows it\.Links2 are tracked/);
    assert.ok(app.server.mail);
    Object.assign(app.server.mail, { campaign: null, mode: 'replies', links: [], seen: { state: 'cannot-be-known', reason: 'less-than-asked', says: 'Sent without image and tracked links, because Flynn had not agreed.' } });
    await lineOf(page, 90).locator('[data-control=details]').click();
    await lineOf(page, 90).locator('[data-control=details]').click();
    await facts.getByText('none of them is tracked').waitFor();
    assert.match(await textOf(facts), /FromWritten by handTrackingReplies only\..*BecauseSent without image and tracked links, because Flynn had not agreed\.Linksnone of them is tracked/);
  });

  it('says of a mail that is not known any more what the line knows', async () => {
    const page = await openFeed();
    await lineOf(page, 94).locator('[data-control=details]').click();
    await lineOf(page, 94).getByText('One of these people').waitFor();
    await lineOf(page, 94).getByText('Looking it up').waitFor({ state: 'detached' });
    assert.doesNotMatch(await textOf(lineOf(page, 94).locator('[data-evidence]')), /Tracking/);
  });

  it('leads from a line to its mail', async () => {
    const page = await openFeed();
    await lineOf(page, 98).getByRole('link', { name: '“Arcade lease”' }).click();
    await page.getByRole('heading', { level: 1, name: 'Arcade lease' }).waitFor();
    assert.equal(new URL(page.url()).pathname, '/app/mails/msg1');
    await page.goBack();
    await lineOf(page, 98).locator('[data-control=details]').click();
    assert.equal(await lineOf(page, 98).getByRole('link', { name: 'All about this mail' }).getAttribute('href'), '/app/mails/msg1');
  });
});

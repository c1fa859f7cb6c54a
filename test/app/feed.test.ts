import assert from 'node:assert/strict';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { until } from '../until.js';
import { alan, evidence, flynn, kevin, line, manyLines, morning, openQuestion, replyFromAnotherAddress } from './fixture-data.js';
import { lineOf, openFeedOf } from './feed-page.js';
import { assertAccessible, assertFits, hasFocus, useHarness, type OpenOptions, settled, slowDown, textOf } from './harness.js';

describe('the Live Feed in a browser', () => {
  const app = useHarness();

  const openFeed = (options?: OpenOptions): Promise<Page> => openFeedOf(app, options);

  it('says who replied from which address, for whom, what ended, and proves it by keyboard', async () => {
    const page = await openFeed();
    const reply = lineOf(page, 99);
    const text = await textOf(reply);
    assert.match(text, /kevinf@flynnsarcade\.com replied/);
    assert.match(text, /to “Arcade lease” · for Flynn <flynn@flynnsarcade\.com>/);
    assert.match(text, /Campaign ended for Flynn · Why\?/);
    await reply.getByRole('button', { name: 'Why?' }).focus();
    await page.keyboard.press('Enter');
    await reply.getByText(evidence.says).waitFor();
    assert.equal(await reply.getByRole('button', { name: 'Why?' }).getAttribute('aria-expanded'), 'true');
    await page.keyboard.press('Enter');
    await reply.getByText(evidence.says).waitFor({ state: 'detached' });
  });

  it('says when people cannot be told apart, how often, and why a view counts', async () => {
    const page = await openFeed();
    assert.match(await textOf(lineOf(page, 96)), /One of Alan Bradley.*Lora Baines.*viewed/s);
    assert.match(await textOf(lineOf(page, 98)), /viewed ×3/);
    await lineOf(page, 98).getByRole('button', { name: 'Details' }).click();
    await lineOf(page, 98).getByText('Seen by a person').waitFor();
    const exact = await lineOf(page, 98).locator('time').getAttribute('title');
    assert.match(exact ?? '', /\d{4} at \d{2}:\d{2}:\d{2}/);
  });

  it('names whom a mail did not reach, not the server that says so', async () => {
    const page = await openFeed();
    assert.match(await textOf(lineOf(page, 93)), /^Could not be delivered to Sam/);
  });

  it('shows a line as it happens, without loading anew, losing the place or the focus', async () => {
    app.server.lines = manyLines(120);
    const page = await openFeed();
    await page.evaluate('window.stayed = true');
    const control = lineOf(page, 9_970).getByRole('button', { name: 'Details' });
    await control.scrollIntoViewIfNeeded();
    await control.focus();
    await settled(page);
    const topOf = async () => (await control.boundingBox())?.y ?? Number.NaN;
    const before_px = await topOf();
    app.server.push(replyFromAnotherAddress(20_000, 0), true);
    app.server.push(line(20_001, 'view', 0, { subject: 'Другое — 件名', person: alan }, 'other'), true);
    await lineOf(page, 20_001).waitFor({ state: 'attached' });
    await until(async () => Math.abs((await topOf()) - before_px) < 2, { what: 'the place to be kept' });
    assert.match(await textOf(lineOf(page, 20_001)), /“Другое — 件名”/);
    assert.equal(await hasFocus(control), true);
    assert.equal(await page.evaluate('window.stayed'), true);
    await page.getByRole('button', { name: '2 new lines' }).click();
    await until(() => page.evaluate('scrollY === 0'));
    const first = page.locator('[data-line]').first();
    assert.equal(await first.getAttribute('data-line'), '20001');
  });

  it('counts every line that came in above, also where a slow computer draws only once for many', async () => {
    app.server.lines = manyLines(120);
    const page = await openFeed();
    await slowDown(page);
    await lineOf(page, 9_960).scrollIntoViewIfNeeded();
    await settled(page);
    for (let number = 0; number < 60; number += 1) {
      app.server.push(line(20_000 + number, 'view', 0, { subject: `Burst ${number}`, person: alan }, `b${number}`));
      await nextTurn();
    }
    await page.getByRole('button', { name: '60 new lines' }).waitFor();
  });

  it('counts as new above only lines of the kind that is shown', async () => {
    app.server.lines = manyLines(120);
    const page = await openFeed();
    await page.getByRole('button', { name: 'Views' }).click();
    await lineOf(page, 9_960).scrollIntoViewIfNeeded();
    await settled(page);
    app.server.push(replyFromAnotherAddress(20_000, 0));
    app.server.push(line(20_001, 'view', 0, { subject: 'Offer', person: alan }, 'x'));
    await lineOf(page, 20_001).waitFor({ state: 'attached' });
    await page.getByRole('button', { name: '1 new line' }).waitFor();
  });

  it('takes for news neither what the rep answered nor what only changed where it stands', async () => {
    const asked = openQuestion(9_961, 39 * 4 * 60_000 + 20 * 60_000);
    app.server.lines = [...manyLines(120).filter(({ id }) => id !== '9961'), asked].sort((a, b) => b.at.localeCompare(a.at));
    const page = await openFeed();
    await lineOf(page, 9_961).scrollIntoViewIfNeeded();
    await settled(page);
    const { question } = asked.data;
    assert.ok(question);
    app.server.push({ ...asked, cursor: '1.20000', data: { ...asked.data, question: { ...question, state: 'answered', chosen: [] } } });
    await lineOf(page, 9_961).getByText('You let all campaigns go on').waitFor();
    app.server.push(line(20_001, 'view', 0, { subject: 'Offer', person: alan }, 'x'));
    await page.getByRole('button', { name: '1 new line' }).waitFor();
    assert.doesNotMatch(await textOf(lineOf(page, 9_961)), /^New/);
    assert.match(await textOf(lineOf(page, 20_001)), /^New/);
    assert.equal(await textOf(page.locator('[data-announcer]')), '');
  });

  it('moves a line that happens again to the top, and keeps the focus on it', async () => {
    const page = await openFeed();
    await lineOf(page, 91).getByRole('button', { name: 'Details' }).focus();
    app.server.push({ ...line(91, 'view', 0, { subject: 'Arcade lease', person: flynn }, 'msg1', 7), cursor: '1.200' });
    await until(async () => (await page.locator('[data-line]').first().getAttribute('data-line')) === '91');
    assert.match(await textOf(lineOf(page, 91)), /×7/);
    assert.equal(await page.locator('[data-line="91"]').count(), 1);
    assert.equal(await page.evaluate(`document.activeElement.closest('[data-line]').dataset.line`), '91');
  });

  it('reads replies out politely, and nothing else', async () => {
    const page = await openFeed();
    app.server.push(line(150, 'view', 0, { subject: 'Offer', person: alan }, 'x'));
    await lineOf(page, 150).waitFor();
    assert.equal(await textOf(page.locator('[data-announcer]')), '');
    app.server.push(replyFromAnotherAddress(151, 0));
    await until(async () => (await textOf(page.locator('[data-announcer]'))).includes('kevinf@flynnsarcade.com replied to “Arcade lease”'));
    assert.equal(await page.locator('[data-announcer]').getAttribute('aria-live'), 'polite');
  });

  it('goes on from its last line after the connection was lost, and says so meanwhile', async () => {
    const page = await openFeed();
    app.server.faults.set('GET /api/feed/stream', { status: 503 });
    app.server.cutStreams();
    await page.locator('[data-connection=reconnecting]').waitFor();
    app.server.push(line(160, 'view', 0, { subject: 'While away', person: alan }, 'y'));
    app.server.faults.clear();
    await page.locator('[data-connection=live]').waitFor();
    await lineOf(page, 160).waitFor();
    assert.equal(await page.locator('[data-line="160"]').count(), 1);
  });

  it('asks for a new sign-in when the session has ended, and loses nothing shown', async () => {
    const page = await openFeed();
    app.server.faults.set('GET /api/feed/stream', { status: 401 });
    app.server.cutStreams();
    const again = page.getByRole('link', { name: 'Sign in again' });
    await again.waitFor();
    assert.equal(await again.getAttribute('href'), '/auth/sign-in?return=%2Fapp%2Ffeed');
    assert.equal(await lineOf(page, 99).count(), 1);
  });

  it('marks what is new since the last look', async () => {
    const page = await openFeed();
    assert.equal(await page.getByText('New', { exact: true }).count(), 0);
    await page.goto(`${app.base}/app/campaigns`);
    app.server.push(line(170, 'view', 0, { subject: 'Later', person: alan }, 'z'));
    await page.goto(`${app.base}/app/feed`);
    await lineOf(page, 170).waitFor();
    assert.equal(await lineOf(page, 170).getByText('New', { exact: true }).count(), 1);
    assert.equal(await page.getByText('New', { exact: true }).count(), 1);
  });

  it('filters by kind', async () => {
    const page = await openFeed();
    await page.getByRole('button', { name: 'Replies' }).click();
    const kinds = await Promise.all((await page.locator('[data-line]').all()).map((one) => one.getAttribute('data-kind')));
    assert.deepEqual([...new Set(kinds)].sort(), ['auto_reply', 'reply']);
    assert.equal(await page.getByRole('button', { name: 'Replies' }).getAttribute('aria-pressed'), 'true');
  });

  it('takes the answer to a question: one of two, and says what was chosen', async () => {
    const page = await openFeed();
    const question = lineOf(page, 97);
    await question.getByRole('button', { name: 'End for Lora Baines' }).click();
    await question.getByText('You ended the campaign for Lora Baines').waitFor();
    const sent = app.server.seen.find(({ path }) => path === '/api/questions/q1/answer');
    assert.deepEqual(sent?.body, { enrollmentIds: ['7b7f4a54-6a3e-4c39-9d1f-0a8f3f5e0002'] });
  });

  it('takes the answer to a question: nobody, and any of many', async () => {
    const option = (number: number) => ({ enrollmentId: `7b7f4a54-6a3e-4c39-9d1f-0a8f3f5e000${number}`, name: `Person ${number}`, address: `p${number}@example.com`, campaign: 'Autumn' });
    const many = openQuestion(180, 0);
    app.server.lines = [{ ...many, data: { ...many.data, question: { id: 'q2', state: 'open', about: 'whom', says: 'Whose campaign should end?', choices: [], options: [option(1), option(2), option(3)] } } }, openQuestion(97, 60_000)];
    const page = await openFeed();
    await lineOf(page, 97).getByRole('button', { name: 'Nobody: all go on' }).click();
    await lineOf(page, 97).getByText('You let all campaigns go on').waitFor();
    await lineOf(page, 180).getByRole('checkbox', { name: /Person 1/ }).check();
    await lineOf(page, 180).getByRole('checkbox', { name: /Person 3/ }).check();
    await assertAccessible(page, 'a question with many options');
    await lineOf(page, 180).getByRole('button', { name: 'End for these 2' }).click();
    await lineOf(page, 180).getByText('You ended the campaign for Person 1, Person 3').waitFor();
    const bodies = app.server.seen.filter(({ path }) => path.startsWith('/api/questions/')).map(({ body }) => body);
    assert.deepEqual(bodies, [{ enrollmentIds: [] }, { enrollmentIds: [option(1).enrollmentId, option(3).enrollmentId] }]);
  });

  it('keeps a question open when the answer fails, and says why', async () => {
    app.server.faults.set('POST /api/questions/q1/answer', { status: 409, code: 'CONFLICT', message: 'The state changed in between. Reload and try again.' });
    const page = await openFeed();
    await lineOf(page, 97).getByRole('button', { name: 'End for both' }).click();
    await lineOf(page, 97).getByText('The state changed in between.').waitFor();
    app.server.faults.clear();
    await lineOf(page, 97).getByRole('button', { name: 'End for both' }).click();
    await lineOf(page, 97).getByText('You ended the campaign for Alan Bradley, Lora Baines').waitFor();
  });

  it('loads older lines on request, and takes in 1,000 at once without stuttering for long', async () => {
    app.server.lines = manyLines(130);
    const page = await openFeed();
    assert.equal(await page.locator('[data-line]').count(), 50);
    await page.getByRole('button', { name: 'Older' }).click();
    await until(async () => (await page.locator('[data-line]').count()) === 100);
    await page.getByRole('button', { name: 'Older' }).click();
    await until(async () => (await page.locator('[data-line]').count()) === 130);
    assert.equal(await page.getByRole('button', { name: 'Older' }).count(), 0);
    const before_ms = await frameWhileScrolling(page);
    for (let number = 0; number < 1_000; number += 1) app.server.push(line(30_000 + number, 'view', 0, { subject: `Burst ${number}`, person: alan }, `b${number}`));
    await until(async () => (await page.locator('[data-line]').count()) === 1_130, { what: 'all lines' });
    // The list must not be laid out as a whole: only what is near is, and so a frame takes hardly longer than with few lines, on whatever computer.
    const skipped = await page.evaluate<number>(`[...document.querySelectorAll('[data-line] > div')].filter((one) => !one.checkVisibility({ contentVisibilityAuto: true })).length`);
    assert.ok(skipped > 1_000, `only ${skipped} lines were left out`);
    const after_ms = await frameWhileScrolling(page);
    assert.ok(after_ms < 5 * before_ms, `a frame took ${after_ms.toFixed(0)} ms, ${before_ms.toFixed(0)} ms with few lines`);
  });

  it('shows hostile text as text, and keeps its shape', async () => {
    const html = '<img src=x onerror="window.hacked=1"><script>window.hacked=1</script>';
    app.server.lines = [
      line(205, 'reply', 1_000, { subject: html, person: { address: 'a"b<c>@example.com', name: html }, reason: html, evidence: { ...evidence, says: html, messageId: `<${html}>` } }, 'h5'),
      line(204, 'view', 2_000, { subject: `\u202Eevitcefed ${'W'.repeat(4_000)}`, person: { address: `${'x'.repeat(4_000)}@example.com`, name: '' } }, 'h4'),
      line(203, 'reply', 3_000, { subject: 'שלום, עולם (1) חוזה', person: { address: 'david@example.co.il', name: 'דוד \u202Eכהן' }, writtenTo: [flynn] }, 'h3'),
      line(202, 'sent', 4_000, { subject: '', oneOf: Array.from({ length: 200 }, (_, index) => ({ address: `many${index}@example.com`, name: 'name '.repeat(30) })) }, 'h2'),
      line(201, 'view', 5_000, { subject: 'a\u0300\u0301\u0302'.repeat(400) }, 'h1'),
    ];
    const page = await openFeed({ width: 320 });
    for (const id of [205, 204, 203, 202]) await lineOf(page, id).getByRole('button', { name: 'Details' }).click();
    assert.equal(await page.evaluate('window.hacked'), undefined);
    assert.equal(await page.locator('[data-line] img, [data-line] script').count(), 0);
    assert.ok((await textOf(lineOf(page, 205))).includes('<img src=x'));
    await assertFits(page, 'hostile text');
    const closed = await lineOf(page, 201).boundingBox();
    assert.ok((closed?.height ?? 0) < 200, 'a closed line stays short');
    assert.match(await textOf(lineOf(page, 203)), /replied/);
    await assertAccessible(page, 'hostile text');
  });

  it('leaves out a line it does not understand, and shows the others', async () => {
    const page = await app.open('/app/feed');
    await page.route('**/api/feed?*', (route) => {
      const [first, ...rest] = morning();
      return route.fulfill({ json: { activities: [{ ...first, kind: 'from the future' }, ...rest], next: null, latest: '1.99' } });
    });
    await page.reload();
    await lineOf(page, 98).waitFor();
    assert.equal(await lineOf(page, 99).count(), 0);
  });

  it('shows the address a person answered from, also where there is little room', async () => {
    app.server.lines = [line(99, 'reply', 0, { subject: 'Offer', person: { ...kevin, name: 'Kevin' }, writtenTo: [flynn] })];
    const page = await openFeed({ width: 320 });
    assert.match(await textOf(lineOf(page, 99)), /Kevin <kevinf@flynnsarcade\.com> replied/);
  });
});

/** The time of most frames while the page is scrolled through, in ms: the median of 60, none of which reaches the end of 130 lines. */
function frameWhileScrolling(page: Page): Promise<number> {
  return page.evaluate<number>(`new Promise((resolve) => {
    scrollTo(0, 0);
    const times = [];
    let last = performance.now();
    const frame = (now) => {
      times.push(now - last);
      last = now;
      scrollBy(0, 100);
      if (times.length < 60) requestAnimationFrame(frame); else resolve(times.sort((a, b) => a - b)[30]);
    };
    requestAnimationFrame(frame);
  })`);
}

import assert from 'node:assert/strict';
import { until } from '../until.js';
import { aMonday, inWords, probablyReply } from './fixture-answers.js';
import { me } from './fixture-data.js';
import { manyMailboxes, rehearsalOf, unwatchedMailbox, watchedMailbox } from './fixture-watch.js';
import { useHarness, textOf } from './harness.js';

describe('whether replies are watched, in a browser', () => {
  const app = useHarness();

  function notWatched(): void {
    app.server.me = { ...me, mailbox: me.mailbox && { ...me.mailbox, watchedSince: null } };
    app.server.coverage = [unwatchedMailbox()];
  }

  it('says since when, by what, and what became of every gap', async () => {
    const page = await app.open('/app/feed');
    await page.getByRole('link', { name: /Replies watched since/ }).click();
    const mailbox = page.locator('[data-mailbox]');
    await mailbox.getByText('Replies to rep@contoso.example are being watched').waitFor();
    const text = await textOf(mailbox);
    assert.match(text, /Watched since\w+ \d\d:\d\d/);
    assert.match(text, /Exchange last told us of a mail\w+ \d\d:\d\d.*Inbox last read\w+ .*Every folder last checked\w+ /);
    assert.deepEqual(await Promise.all((await page.locator('[data-gap]').all()).map((gap) => gap.getAttribute('data-gap'))), ['filled', 'filled', 'unfilled']);
    assert.match(await textOf(page.locator('[data-gap=filled]').first()), /nothing missed.*2 answers were found late/);
    assert.match(await textOf(page.locator('[data-gap=unfilled]')), /answers may be missing/);
    assert.doesNotMatch(await textOf(page.locator('[data-gap=unfilled]')), /No answer came in/);
  });

  it('claims no gapless time before the mailbox was connected, or while it is not watched', async () => {
    const days = (count: number) => new Date(Date.now() - count * 86_400_000).toISOString();
    for (const [facts, says] of [
      [{ trackedSince: days(3) }, /Counts mail that came after.*No gaps since \w+ \d\d:\d\d: every reply/],
      [{ trackedSince: days(100) }, /No gaps in the last 90 days/],
      [{ trackedSince: days(3), watchedSince: null }, /GapsNone so far\./],
    ] as const) {
      app.server.coverage = [{ ...watchedMailbox(), gaps: [], ...facts }];
      const page = await app.open('/app/replies-watched');
      await page.locator('[data-mailbox]').waitFor();
      assert.match(await textOf(page.locator('[data-mailbox]')), says);
    }
  });

  it('says in the header since when they are not, and on the page what to do', async () => {
    notWatched();
    const page = await app.open('/app/campaigns');
    const sign = page.getByRole('link', { name: /Replies not watched since \d\d:\d\d|Replies not watched since \w+/ });
    await sign.click();
    const text = await textOf(page.locator('[data-mailbox]'));
    assert.match(text, /Replies to rep@contoso\.example are not being watched/);
    assert.match(text, /Not watched since (?:\w+ )?\d\d:\d\d\. Exchange does not let Readback read this mailbox\. Ask your administrator to allow it\. Campaign mails from this mailbox wait meanwhile/);
  });

  it('shows by itself when they are watched again', async () => {
    notWatched();
    const page = await app.open('/app/replies-watched');
    await page.clock.install();
    await page.reload();
    await page.getByText('are not being watched').first().waitFor();
    app.server.coverage = [watchedMailbox()];
    app.server.me = me;
    await page.clock.fastForward(20_000);
    await page.getByText('Replies to rep@contoso.example are being watched').waitFor();
    await page.getByRole('link', { name: /Replies watched since/ }).waitFor();
  });

  it('shows administrators every mailbox, first those that are not watched', async () => {
    app.server.me = { ...me, rep: { ...me.rep, role: 'administrator' } };
    app.server.coverage = manyMailboxes();
    const page = await app.open('/app/replies-watched');
    await page.getByText('2 of 43 mailboxes are not being watched.').waitFor();
    const first = page.getByRole('listitem').filter({ has: page.getByRole('button', { name: /^Details of/ }) }).first();
    assert.match(await textOf(first), /Zoe.*Not watched since/);
    await page.getByRole('button', { name: 'Details of zoe@contoso.example' }).press('Enter');
    await page.getByText('Replies to zoe@contoso.example are not being watched').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Details of zoe@contoso.example' }).getAttribute('aria-expanded'), 'true');
  });

  it('shows administrators without a mailbox what there is for them', async () => {
    app.server.me = { ...me, rep: { ...me.rep, role: 'administrator' }, mailbox: null };
    app.server.coverage = manyMailboxes().filter(({ watchedSince }) => watchedSince !== null);
    const page = await app.open('/app/replies-watched');
    await page.getByText('All 41 mailboxes are being watched.').waitFor();
  });

  it('says on a campaign’s page that its mails wait, and lets those go on that others refused', async () => {
    notWatched();
    app.server.queue = { held: { since: new Date().toISOString(), says: 'Five mails were refused within an hour.', activityId: '420' } };
    const page = await app.open('/app/campaigns/c1');
    await page.getByText('Mails wait: replies are not being watched.').waitFor();
    await page.getByText('Five mails were refused within an hour.').waitFor();
    await page.getByRole('button', { name: 'Send again' }).click();
    await page.getByText('Five mails were refused within an hour.').waitFor({ state: 'detached' });
    assert.ok(app.server.seen.some(({ method, path }) => method === 'POST' && path === '/api/queue/release'));
    await page.getByRole('link', { name: 'See why' }).click();
    await page.getByRole('heading', { level: 1, name: 'Replies watched' }).waitFor();
  });

  it('says of people in a campaign until when they are away, and that somebody cannot be reached', async () => {
    const [campaign] = app.server.campaigns;
    Object.assign(campaign?.enrollments[1] ?? {}, { paused: { until: aMonday().toISOString() } });
    Object.assign(campaign?.enrollments[4]?.end ?? {}, { reason: 'bounced', says: 'The address does not exist.' });
    const page = await app.open('/app/campaigns/c1');
    const person = (address: string) => page.locator(`[data-person="${address}"]`);
    await person('tron@encom.com').waitFor();
    assert.ok((await textOf(person('tron@encom.com'))).includes(`Paused until ${inWords(aMonday())}`));
    assert.match(await textOf(person('clu@grid.example')), /Ended · could not be delivered/);
  });

  it('asks on the campaign’s page what holds somebody, and takes the answer there', async () => {
    const line = probablyReply(440, 0);
    app.server.lines = [line];
    const waiting = app.server.campaigns[0]?.enrollments[3];
    assert.ok(waiting);
    Object.assign(waiting, { id: line.data.question?.options[0]?.enrollmentId });
    const page = await app.open('/app/campaigns/c1');
    await until(() => app.server.readers > 0);
    await page.getByRole('button', { name: 'Why, for Lora Baines' }).click();
    Object.assign(waiting, { state: 'active', next: { day: 3, at: new Date().toISOString() } });
    await page.getByRole('button', { name: 'No', exact: true }).click();
    await until(async () => (await textOf(page.locator('[data-person="lora@encom.com"]'))).includes('In campaign'));
    assert.ok(app.server.seen.some(({ path }) => path === '/api/questions/q440/answer'));
  });

  it('tries it on the last 90 days: start, progress, result, and that nothing is changed', async () => {
    const page = await app.open('/app/replies-watched');
    const card = page.locator('[data-rehearsal]');
    await card.getByText('Nothing is changed, nobody is written to, and only the counts are kept.').waitFor();
    await card.getByRole('button', { name: 'Start' }).press('Enter');
    await page.locator('[data-rehearsal=waiting]').waitFor();
    assert.equal(await card.getByRole('button').count(), 0);
    app.server.rehearsal = rehearsalOf('running', 0.5);
    await card.getByText('50 % · so far 107 replies, 15 out-of-office, 1 doubtful').waitFor();
    assert.equal(await card.getByRole('progressbar').getAttribute('aria-valuenow'), '0.5');
    app.server.rehearsal = rehearsalOf('done', 1);
    await card.getByText('214 replies, 31 out-of-office, 3 doubtful').waitFor();
    assert.match(await textOf(card), /Not delivered9.*Doubtful3: they look like answers but name no mail\. You would be asked about those that fit a mail of yours/);
    await card.getByRole('button', { name: 'Start again' }).waitFor();
  });

  it('says of a rehearsal what went wrong, that it is tried again, and when it failed for good', async () => {
    app.server.rehearsal = rehearsalOf('running', 0.2, { code: 'MAILBOX_DENIED', says: 'Exchange refuses access to this mailbox.' });
    const page = await app.open('/app/replies-watched');
    await page.getByText('Exchange refuses access to this mailbox. It is tried again.').waitFor();
    app.server.rehearsal = rehearsalOf('failed', 0.2, { code: 'MAILBOX_DENIED', says: 'Exchange refuses access to this mailbox.' });
    await page.getByText('It did not come to its end. Nothing was changed. Exchange refuses access to this mailbox.').waitFor();
    app.server.faults.set('POST /api/rehearsals', { status: 503, code: 'NOT_READY', message: 'The connector is not ready yet.' });
    await page.getByRole('button', { name: 'Start again' }).click();
    await page.getByText('The connector is not ready yet.').waitFor();
  });

  it('warns before somebody is added who has answered before, and adds them only when told to', async () => {
    app.server.warnings = [{ address: 'flynn@flynnsarcade.com', code: 'REPLIED_BEFORE', says: 'Flynn answered on 3 Nov. Add them again?' }];
    const page = await app.open('/app/campaigns/c2');
    await page.getByLabel('Names and addresses').fill('Flynn@flynnsarcade.com, tron@encom.com');
    await page.getByRole('button', { name: 'Add 2 people' }).click();
    await page.getByText('Flynn answered on 3 Nov. Add them again?').waitFor();
    await page.getByText('1 person added.').waitFor();
    await page.locator('[data-person="tron@encom.com"]').waitFor();
    await page.getByRole('button', { name: 'Add nevertheless' }).press('Enter');
    await page.locator('[data-person="flynn@flynnsarcade.com"]').waitFor();
    const bodies = app.server.seen.filter(({ method, path }) => method === 'POST' && path.endsWith('/enrollments')).map(({ body }) => body);
    assert.deepEqual(bodies.at(-1), { people: [{ name: '', address: 'Flynn@flynnsarcade.com' }], confirmed: true });
    assert.equal(await page.getByRole('button', { name: 'Add nevertheless' }).count(), 0);
  });
});

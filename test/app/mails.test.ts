import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { until } from '../until.js';
import { flynn, line, seenAs } from './fixture-data.js';
import { mails, noMailFigures } from './fixture-mails.js';
import { assertAccessible, hasFocus, useHarness, textOf } from './harness.js';

describe('mails in a browser', () => {
  const app = useHarness();

  const row = (page: Page, id: string) => page.locator(`[data-mail="${id}"]`);
  const search = (page: Page) => page.getByRole('searchbox', { name: 'Search by person or subject' });

  it('says of each mail whom, when and what is known, in one of three states', async () => {
    const page = await app.open('/app/mails');
    await row(page, 'msg1').waitFor();
    assert.match(await textOf(row(page, 'msg1')), /Arcade lease.*\d\d:\d\d.*To Flynn.*Autumn arcade leases, day 1.*Viewed ×3 last .*\d\d:\d\d · Clicked .* · Replied/);
    assert.match(await textOf(row(page, 'msg2')), /Cannot be known\. Apple Mail loads the images of every mail by itself, read or not\.$/);
    assert.match(await textOf(row(page, 'msg3')), /Not seen so far/);
    assert.match(await textOf(row(page, 'msg6')), /not sent yet/);
    assert.doesNotMatch(await textOf(row(page, 'msg6')), /Not seen/);
    await page.getByRole('button', { name: 'Older' }).click();
    await row(page, 'msg4').waitFor();
    assert.match(await textOf(row(page, 'msg4')), /and 14 others.*Viewed.*Tracking is off/);
    assert.match(await textOf(row(page, 'msg5')), /\(no subject\).*Cannot be known\. Only replies to this mail are tracked\./);
    assert.equal(await page.getByRole('button', { name: 'Older' }).count(), 0);
  });

  it('says why nothing is left of a mail whose recipient had their data erased', async () => {
    app.server.mails = mails().map((mail) => (mail.id === 'msg1' ? { ...mail, subject: '', recipients: [] } : mail.id === 'msg2' ? { ...mail, recipients: [{ address: '', name: 'Erased' }] } : mail));
    const page = await app.open('/app/mails');
    await row(page, 'msg1').waitFor();
    assert.match(await textOf(row(page, 'msg1')), /\(subject erased\).*To somebody who had their data erased/);
    assert.match(await textOf(row(page, 'msg2')), /To Somebody who had their data erased/);
    assert.doesNotMatch(await textOf(row(page, 'msg2')), /<>/);
  });

  it('searches as one types, says how many were found, and keeps the search over the way back', async () => {
    const page = await app.open('/app/mails');
    await row(page, 'msg1').waitFor();
    await search(page).pressSequentially('lora');
    await page.getByText('2 mails found').waitFor();
    assert.equal(await page.locator('[data-mail]').count(), 2);
    assert.ok(await hasFocus(search(page)), 'typing goes on');
    await row(page, 'msg2').getByRole('link').click();
    await page.getByRole('heading', { level: 1, name: 'There is no such mail' }).waitFor();
    await page.goBack();
    await page.getByText('2 mails found').waitFor();
    assert.equal(await search(page).inputValue(), 'lora');
    await search(page).fill('nobody of that name');
    await page.getByRole('heading', { name: 'No mail fits “nobody of that name”' }).waitFor();
    await assertAccessible(page, 'no mail found');
    await page.getByRole('button', { name: 'Show all mails' }).click();
    await row(page, 'msg1').waitFor();
    assert.equal(new URL(page.url()).search, '');
  });

  it('shows what the feed tells at once, and keeps older ones that were loaded', async () => {
    const page = await app.open('/app/mails');
    await page.getByRole('button', { name: 'Older' }).click();
    await row(page, 'msg5').waitFor();
    await until(() => app.server.readers > 0);
    app.server.mails = mails().map((mail) => (mail.id === 'msg3' ? { ...mail, figures: { ...mail.figures, views: 1, lastViewedAt: new Date().toISOString() }, seen: seenAs('viewed') } : mail));
    app.server.push(line(600, 'view', 0, { subject: 'Lease dates', person: flynn }, 'msg3'));
    await until(async () => /Viewed last today/.test(await textOf(row(page, 'msg3'))));
    assert.equal(await row(page, 'msg5').count(), 1);
  });

  it('keeps what is shown when searching or loading older ones fails, and says so', async () => {
    const page = await app.open('/app/mails');
    await row(page, 'msg1').waitFor();
    app.server.faults.set('GET /api/messages', { status: 503, code: 'NOT_READY', message: 'The connector is not ready yet.' });
    await page.getByRole('button', { name: 'Older' }).click();
    await page.getByText('The connector is not ready yet.').waitFor();
    assert.equal(await row(page, 'msg1').count(), 1);
    app.server.faults.clear();
    await page.getByRole('button', { name: 'Older' }).click();
    await row(page, 'msg5').waitFor();
  });
});

describe('one mail in a browser', () => {
  const app = useHarness();

  async function openMail(): Promise<Page> {
    const page = await app.open('/app/mails/msg1');
    await page.getByRole('heading', { level: 1, name: 'Arcade lease' }).waitFor();
    await until(() => app.server.readers > 0);
    return page;
  }
  const request = (page: Page, id: string) => page.locator(`[data-request="${id}"]`);
  const show = (page: Page) => page.getByRole('button', { name: 'Show', exact: true }).press('Enter');

  it('tells what happened in order, and why', async () => {
    const page = await openMail();
    const happened = page.locator('[data-happened]');
    assert.deepEqual(await Promise.all((await happened.all()).map((one) => one.getAttribute('data-happened'))), ['sent', 'view', 'click', 'reply']);
    assert.match(await textOf(happened.nth(1)), /Flynn.* viewed ×3.*\d\d:\d\d/);
    assert.match(await textOf(happened.nth(2)), /clicked “contoso\.com\/demo”/);
    await happened.nth(2).getByRole('button', { name: 'Why?' }).press('Enter');
    await happened.nth(2).getByText('Counted as a person because a browser followed the link.').waitFor();
  });

  it('says of each recipient one of three states, with the reason', async () => {
    const page = await openMail();
    const of = (address: string) => textOf(page.locator(`[data-recipient="${address}"]`));
    assert.match(await of('flynn@flynnsarcade.com'), /Viewed · Replied/);
    assert.match(await of('lora@encom.com'), /^Cc .*Cannot be knownApple Mail loads the images of every mail/);
    assert.match(await of('alan@encom.com'), /^Bcc .*Not seen so far$/);
  });

  it('counts clicks of people, and says apart what machines did', async () => {
    const page = await openMail();
    assert.match(await textOf(page.locator('[data-link="1"]')), /contoso\.com\/democlicked once, last .* · checked 2 times by machines/);
    assert.match(await textOf(page.locator('[data-link="2"]')), /not clicked · checked 2 times by machines/);
  });

  it('shows everything that loaded it, one press away: who, why, with what, when', async () => {
    const page = await openMail();
    assert.match(await textOf(page.locator('[data-everything]')), /Not counted: 2 times by machines, 1 time by you or a colleague\./);
    assert.equal(await page.locator('[data-request]').count(), 0);
    await show(page);
    await request(page, 'h7').waitFor();
    assert.match(await textOf(request(page, 'h7')), /Clicked by a person · “contoso\.com\/demo” · .*\d\d:\d\d.*because a browser followed the link\.Edge on Windows/);
    assert.match(await textOf(request(page, 'h6')), /^Probably seen by a person ·/);
    assert.match(await textOf(request(page, 'h5')), /^Your own view · .*\d\d:\d\d ?You are signed in on this device\..*This was not me/);
    assert.match(await textOf(request(page, 'h4')), /because you said that it was not you\.Outlook on Windows · This was me ?$/, 'said once');
    assert.match(await textOf(request(page, 'h3')), /Counted for the newer mail “Grid access”/);
    await page.getByRole('button', { name: 'Older' }).press('Enter');
    await request(page, 'h1').waitFor();
    assert.match(await textOf(request(page, 'h1')), /Checked by a machine · “contoso\.com\/prices”.*The program does not say what it is/);
    assert.equal(await request(page, 'h1').getByRole('button').count(), 0);
  });

  it('takes "This was me" and "This was not me", and shows what became of it', async () => {
    app.server.recognised = 'Views from there will be recognised.';
    const page = await openMail();
    await show(page);
    await request(page, 'h6').getByRole('button', { name: 'This was me' }).press('Enter');
    await request(page, 'h6').getByText('You said that this was you. Views from there will be recognised.').waitFor();
    app.server.requests = app.server.requests.map((one) => (one.id === 'h6' ? { ...one, verdict: 'self', words: 'Your own view', certain: true, said: 'mine', says: 'You said that this was you.' } : one));
    await until(async () => /^Your own view/.test(await textOf(request(page, 'h6'))), { what: 'the new judgement' });
    await request(page, 'h6').getByRole('button', { name: 'This was not me' }).press('Enter');
    await request(page, 'h6').getByText('You said that this was not you.').waitFor();
    const bodies = app.server.seen.filter(({ path }) => path === '/api/messages/msg1/hits/h6/mine').map(({ body }) => body);
    assert.deepEqual(bodies, [{ mine: true }, { mine: false }]);
    assert.equal(await page.locator('[data-request]').count(), 5);
  });

  it('says what is known first, why views cannot be known once, and nothing that cannot be known', async () => {
    const { mail } = app.server;
    assert.ok(mail);
    const refused = { ...seenAs('refused-later'), says: 'Flynn refused later: what was recorded was erased, and nothing more is.' };
    const [to] = mail.recipients;
    assert.ok(to);
    app.server.mail = {
      ...mail,
      mode: 'replies',
      figures: noMailFigures,
      seen: refused,
      recipients: [{ ...to, seen: refused }],
      timeline: mail.timeline.filter(({ kind }) => kind === 'sent'),
      clicks: 'not-recorded',
      links: mail.links.map((one) => ({ ...one, clicks: 0, lastClickedAt: null, machines: 0 })),
      switch: { possible: false, says: 'Nothing of it is recorded but replies, and that stays so.' },
      notes: [],
    };
    const page = await openMail();
    assert.match(await textOf(page.locator('[data-fare]')), /^Replied today .*\d\d:\d\d · Views cannot be known\. Flynn refused later: what was recorded was erased, and nothing more is\./);
    const all = await textOf(page.locator('main'));
    assert.equal(all.split('refused later').length, 2, 'said once');
    assert.match(await textOf(page.locator('[data-recipient="flynn@flynnsarcade.com"]')), /Replied today .*\d\d:\d\d · Views cannot be known$/);
    assert.match(all, /No reply so far; views and clicks cannot be known\..*Clicks on links of this mail are not recorded\..*What loads this mail is not recorded\..*Mode: Replies only\. Nothing of it is recorded but replies, and that stays so\./);
    assert.doesNotMatch(all, /not clicked|was clicked|Nothing came back|Nothing has loaded/);
    assert.equal(await page.locator('[data-everything]').getByRole('button').count(), 0);
  });

  it('says of links what is known of clicks after tracking was switched off', async () => {
    const { mail } = app.server;
    assert.ok(mail);
    app.server.mail = { ...mail, tracking: false, seen: seenAs('switched-off'), clicks: 'switched-off', figures: { ...noMailFigures, clicks: 1 }, repliedAt: null };
    const page = await openMail();
    assert.match(await textOf(page.locator('[data-fare]')), /^Clicked · Views cannot be known\. You switched tracking of this mail off\.Sent/);
    assert.match(await textOf(page.locator('[data-link="1"]')), /clicked once/);
    assert.doesNotMatch(await textOf(page.locator('[data-link="2"]')), /not clicked/);
    await page.getByText('Since tracking was switched off no click is recorded.').waitFor();
    assert.equal(await page.getByText('Tracking is off').count(), 0, 'said already');
  });

  it('follows the stream', async () => {
    const page = await openMail();
    const { mail } = app.server;
    assert.ok(mail);
    const again = line(601, 'view', 0, { subject: 'Arcade lease', person: flynn }, 'msg1', 4);
    app.server.mail = { ...mail, figures: { ...mail.figures, views: 7 }, timeline: [...mail.timeline, again] };
    app.server.push(line(602, 'view', 0, { subject: 'Another', person: flynn }, 'msg2'));
    app.server.push(again);
    await until(async () => /Viewed ×7/.test(await textOf(page.locator('[data-fare]'))));
    assert.equal(await page.locator('[data-happened=view]').count(), 2);
  });

  it('switches tracking off and on again, and says what that means', async () => {
    const page = await openMail();
    const tracking = page.getByRole('switch', { name: 'Track this mail' });
    await tracking.press('Space');
    await page.getByText('recorded no longer. What was seen so far stays').waitFor();
    await page.getByText('Tracking is off').waitFor();
    await tracking.press('Space');
    await page.getByText('Views and clicks of this mail are recorded.').waitFor();
    assert.deepEqual(app.server.seen.filter(({ method }) => method === 'PUT').map(({ body }) => body), [{ on: false }, { on: true }]);
  });

  it('leaves the switch where it is when switching fails, and shows none where there is nothing to switch', async () => {
    app.server.faults.set('PUT /api/messages/msg1/tracking', { status: 503, code: 'NOT_READY', message: 'The connector is not ready yet.' });
    const page = await openMail();
    const tracking = page.getByRole('switch', { name: 'Track this mail' });
    await tracking.press('Space');
    await page.getByText('The connector is not ready yet.').waitFor();
    assert.equal(await tracking.isChecked(), true);
    assert.ok(app.server.mail);
    app.server.mail.switch = { possible: false, says: 'This mail carries nothing that could be switched off.' };
    await page.reload();
    await page.getByText('This mail carries nothing that could be switched off.').waitFor();
    assert.equal(await tracking.count(), 0);
  });

  it('says that with the pane closed own views cannot be known', async () => {
    const page = await openMail();
    assert.match(await textOf(page.locator('[data-note=pane-closed]')), /With the pane closed/);
  });
});

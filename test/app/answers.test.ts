import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { until } from '../until.js';
import { aMonday, away, bounce, inWords, probablyReply, wantsNoMore, week } from './fixture-answers.js';
import { autumn, evidence, flynn, kevin, line } from './fixture-data.js';
import { assertAccessible, hasFocus, Harness, textOf } from './harness.js';

describe('answers of every kind in the Live Feed', () => {
  const app = new Harness();
  before(() => app.start());
  beforeEach(() => {
    app.reset();
    app.server.lines = week();
  });
  afterEach(() => app.closePages());
  after(() => app.stop());

  const lineOf = (page: Page, id: number) => page.locator(`[data-line="${id}"]`);
  const posted = (path: string) => app.server.seen.filter((one) => one.method === 'POST' && one.path === path).map(({ body }) => body);

  /** The line's text, once it is there. */
  async function says(page: Page, id: number): Promise<string> {
    await lineOf(page, id).waitFor({ state: 'attached' });
    return textOf(lineOf(page, id));
  }

  it('says until when somebody is away, that the campaign is paused, and who stands in', async () => {
    const page = await app.open('/app/feed');
    const text = await says(page, 450);
    const day = inWords(aMonday());
    assert.match(text, /^Flynn <flynn@flynnsarcade\.com> answered automatically/);
    assert.ok(text.includes(`back on ${day}`), text);
    assert.ok(text.includes(`Campaign paused for Flynn until ${day}`), text);
    assert.match(text, /Stands in meanwhile: Commander Sark <sark@flynnsarcade\.com>/);
    assert.doesNotMatch(text, /ends no campaign/);
  });

  it('leads from a stand-in to the campaign, where they are written in but not added', async () => {
    app.server.lines = [away(450, 0)];
    const page = await app.open('/app/feed');
    await page.getByRole('link', { name: 'Add Commander Sark to the campaign' }).click();
    await page.getByRole('heading', { level: 1, name: 'Autumn arcade leases' }).waitFor();
    assert.equal(await page.getByLabel('Names and addresses').inputValue(), 'Commander Sark <sark@flynnsarcade.com>');
    assert.deepEqual(posted('/api/campaigns/c1/enrollments'), []);
  });

  it('says why a mail did not arrive as people say it, with the codes for who asks', async () => {
    const page = await app.open('/app/feed');
    assert.match(await says(page, 90), /^Could not be delivered to Sam <sam@encom\.example>.*The address does not exist ·.*Campaign ended for Sam/);
    assert.match(await says(page, 91), /^Not delivered this time to Sam.*The mailbox is full ·.*It may pass/);
    assert.match(await says(page, 92), /^On its way, but late, to Sam.*Exchange goes on trying/);
    assert.doesNotMatch(await says(page, 91), /4\.2\.2/);
    await lineOf(page, 91).locator('[data-control=details]').click();
    await until(async () => (await says(page, 91)).includes('(452 4.2.2)'));
  });

  it('names of a mail to several only those it did not reach', async () => {
    const one = bounce(95, 'bounce_hard', '5.1.1', 550);
    app.server.lines = [{ ...one, data: { ...one.data, writtenTo: [{ address: 'sam@encom.example', name: 'Sam' }, { address: 'ok@encom.example', name: 'Okay' }] } }];
    const page = await app.open('/app/feed');
    assert.doesNotMatch(await says(page, 95), /Okay|One of/i);
  });

  it('says what became of invitations, receipts, hand-written mail and mail in other conversations', async () => {
    const page = await app.open('/app/feed');
    assert.match(await says(page, 418), /Alan Bradley.* accepted your invitation.*Counts as a success/);
    assert.match(await says(page, 417), /Lora Baines.* declined your invitation.*Until you answer, nothing is sent to Lora Baines/);
    assert.match(await says(page, 416), /Flynn.* sent a receipt.*was displayed/);
    assert.match(await says(page, 415), /Written by hand to Flynn.*You wrote to Flynn yourself/);
    assert.match(await says(page, 414), /Lora Baines.* wrote in another conversation.*Campaign ended for Lora Baines/);
    assert.match(await says(page, 413), /Took over: Roy Kleinberg.*You said this was wrong/);
    assert.doesNotMatch(await says(page, 413), /Campaign ended/);
    assert.match(await says(page, 412), /You answered: Yes, the same person/);
    assert.match(await says(page, 411), /No answer is needed any more/);
  });

  it('asks whether it is a reply, and takes yes or no by one press of the keyboard', async () => {
    app.server.lines = [probablyReply(440, 0)];
    const page = await app.open('/app/feed');
    assert.match(await says(page, 440), /probably replied/);
    assert.match(await says(page, 440), /Is this a reply to “Arcade lease”\?/);
    await lineOf(page, 440).getByRole('button', { name: 'Yes, it is a reply' }).press('Enter');
    await lineOf(page, 440).getByText('You answered: Yes, it is a reply').waitFor();
    assert.deepEqual(posted('/api/questions/q440/answer'), [{ choice: 'yes' }]);
    assert.ok(await hasFocus(lineOf(page, 440).locator('[data-control=details]')), 'the focus stays on the line');
  });

  it('asks before a whole team stops writing, and shows nothing as done before it is', async () => {
    app.server.lines = [wantsNoMore(430, 0)];
    app.server.faults.set('POST /api/questions/q430/answer', 'hang');
    const page = await app.open('/app/feed');
    await lineOf(page, 430).getByRole('button', { name: 'Yes, write no more' }).click();
    await lineOf(page, 430).getByLabel('Saving your answer').waitFor();
    assert.doesNotMatch(await says(page, 430), /You answered/);
    await until(() => posted('/api/questions/q430/answer').length === 1);
    assert.deepEqual(posted('/api/questions/q430/answer'), [{ choice: 'confirm' }]);
  });

  it('says since when replies are not watched, what that means, and what was found late', async () => {
    const page = await app.open('/app/feed');
    assert.match(await says(page, 409), /^Replies are not being watched since (?:\w+ )?\d\d:\d\d.*Not watched: Readback was not running\. Nothing is sent from campaigns meanwhile\./);
    assert.match(await says(page, 410), /^Replies are being watched again\. Not watched: \w+ \d\d:\d\d to .*Everything that came in was read afterwards.*2 answers were found late/);
    await lineOf(page, 409).getByRole('link', { name: 'See what was watched' }).click();
    await page.getByRole('heading', { level: 1, name: 'Replies watched' }).waitFor();
  });

  it('says no longer that replies are not watched once they are again', async () => {
    const stopped = week().find(({ id }) => id === '409');
    assert.ok(stopped?.data.watching);
    app.server.lines = [stopped];
    const page = await app.open('/app/feed');
    await page.locator('[data-connection=live]').waitFor();
    await lineOf(page, 409).waitFor();
    app.server.push({ ...stopped, id: '600', cursor: '1.600', at: new Date().toISOString(), data: { watching: { ...stopped.data.watching, state: 'resumed', until: new Date().toISOString(), filled: true } } });
    await lineOf(page, 600).waitFor();
    assert.equal(await lineOf(page, 409).count(), 0);
  });

  it('says why: what proves it, what it is and by which words, what found it', async () => {
    const page = await app.open('/app/feed');
    await lineOf(page, 460).getByRole('button', { name: 'Why?' }).click();
    const text = await says(page, 460);
    assert.match(text, /Matched by In-Reply-To <AM0PR05MB4321/);
    assert.match(text, /What it isWritten by a persontold by “Happy to talk on Thursday”/);
    assert.match(text, /Found bythe last look before a mail went out/);
    await lineOf(page, 440).locator('[data-control=details]').click();
    await until(async () => (await says(page, 440)).includes('This alone proves nothing, so Readback asks you.'));
    await lineOf(page, 450).locator('[data-control=details]').click();
    await until(async () => (await says(page, 450)).includes('It says itself that a program sent it Auto-Submitted: auto-replied'));
  });

  it('says of a receipt what it tells', async () => {
    const told = { subject: 'Arcade lease', person: flynn, mailKind: 'receipt', evidence } as const;
    app.server.lines = [line(523, 'receipt', 0, { ...told, receipt: 'read' }, 'a'), line(522, 'receipt', 0, { ...told, receipt: 'deleted' }, 'b'), line(521, 'receipt', 0, { ...told, receipt: 'delivered' }, 'c')];
    const page = await app.open('/app/feed');
    assert.match(await says(page, 523), /^Flynn <flynn@flynnsarcade\.com> displayed your mail/);
    assert.match(await says(page, 522), /^Flynn <flynn@flynnsarcade\.com> deleted your mail without reading it/);
    assert.match(await says(page, 521), /^Flynn <flynn@flynnsarcade\.com> says that your mail was delivered/);
  });

  it('says the strongest three reasons in words, and the others on request', async () => {
    const one = bounce(95, 'bounce_hard', '5.1.1', 550);
    const reasons = [
      ...(one.data.reasons ?? []),
      { code: 'null-return-path', says: 'Return-Path: <>' },
      { code: 'not-delivered', says: 'could not be delivered' },
      { code: 'smtp', says: '550' },
      { code: 'toString', says: '' },
    ];
    app.server.lines = [{ ...one, data: { ...one.data, reasons } }];
    const page = await app.open('/app/feed');
    await lineOf(page, 95).locator('[data-control=details]').click();
    const more = lineOf(page, 95).getByRole('button', { name: 'and 2 more' });
    await more.waitFor();
    const text = await says(page, 95);
    assert.match(text, /It is a report about delivery Content-Type: multipart\/report.*It takes no answers, as mail of programs does Return-Path: <>.*told by “could not be delivered”/);
    assert.doesNotMatch(text, /code for the failure 550/);
    await assertAccessible(page, 'the reasons of a line');
    await more.press('Enter');
    await until(async () => /It has a code for the failure 550.*told by toString/.test(await says(page, 95)));
    await lineOf(page, 95).getByRole('button', { name: 'fewer' }).waitFor();
  });

  it('says by their name in the campaign for whom it ended, and of what was taken back that it was', async () => {
    const nora = { enrollmentId: 'e9', address: 'nora@newmail.example', name: 'Nora New', campaignId: 'c1', campaign: autumn.name };
    const at = new Date().toISOString();
    app.server.lines = [
      line(532, 'reply', 0, { subject: 'Arcade lease', person: kevin, mailKind: 'human_reply', ended: [nora] }, 'a'),
      line(531, 'reply', 1000, { subject: 'Arcade lease', person: kevin, mailKind: 'human_reply', ended: [nora], undone: { at } }, 'b'),
      line(530, 'auto_reply', 2000, { ...away(530, 0).data, undone: { at } }, 'c'),
    ];
    const page = await app.open('/app/feed');
    assert.match(await says(page, 532), /Campaign ended for Nora New ·/);
    for (const id of [532, 531, 530]) await lineOf(page, id).locator('[data-control=details]').click();
    await until(async () => (await says(page, 530)).includes('Taken back'));
    assert.match(await says(page, 532), /Campaign endedNora New <nora@newmail\.example> · Autumn arcade leases\. No further mail/);
    assert.match(await says(page, 531), /Campaign endedNora New <nora@newmail\.example> · Autumn arcade leases\. Taken back \w+/);
    assert.match(await says(page, 530), /The next mail was to wait until .*\. Taken back \w+/);
  });

  it('takes back what was no reply only after showing what would go on and when', async () => {
    const page = await app.open('/app/feed');
    const reply = lineOf(page, 460);
    await reply.getByRole('button', { name: 'Why?' }).click();
    await reply.getByRole('button', { name: 'This was no reply' }).press('Enter');
    await reply.getByText('What would go on').waitFor();
    const text = await textOf(reply.getByRole('group', { name: 'What would go on' }));
    assert.match(text, /Flynn · Autumn arcade leases: next mail .*\d\d:\d\d/);
    assert.match(text, /Lora Baines · Autumn arcade leases: unsubscribed in the meantime/);
    assert.deepEqual(posted('/api/activities/460/undo'), []);
    const confirm = reply.getByRole('button', { name: 'Take it back' });
    assert.ok(await hasFocus(confirm), 'a second press does it');
    await reply.getByRole('button', { name: 'Leave it' }).press('Enter');
    await until(() => hasFocus(reply.getByRole('button', { name: 'This was no reply' })));
    assert.deepEqual(posted('/api/activities/460/undo'), []);
    await page.keyboard.press('Enter');
    await until(() => hasFocus(confirm));
    await page.keyboard.press('Enter');
    await reply.getByText('You said this was wrong').waitFor();
    assert.doesNotMatch(await textOf(reply), /now counts as an address/);
    assert.equal(posted('/api/activities/460/undo').length, 1);
    assert.equal(await reply.getByRole('button', { name: 'This was no reply' }).count(), 0);
    await until(() => hasFocus(reply.locator('[data-control=details]')));
  });

  it('says why something cannot be taken back', async () => {
    app.server.undoable = { possible: false, done: false, says: 'The campaign was removed in the meantime.', people: [] };
    const page = await app.open('/app/feed');
    const reply = lineOf(page, 460);
    await reply.getByRole('button', { name: 'Why?' }).click();
    await reply.getByRole('button', { name: 'This was no reply' }).click();
    await reply.getByText('The campaign was removed in the meantime.').waitFor();
    assert.equal(await reply.getByRole('button', { name: 'Take it back' }).count(), 0);
  });

  it('offers to take back only what brought something about', async () => {
    const page = await app.open('/app/feed');
    for (const id of [416, 411, 413]) await lineOf(page, id).locator('[data-control=details]').click();
    await until(async () => (await says(page, 413)).includes('Monday') || (await says(page, 413)).includes('When'));
    for (const id of [416, 411, 413]) assert.doesNotMatch(await says(page, id), /This was no reply|This is wrong/, String(id));
  });

  it('lets held mails go on by one press, and says when an alarm was over', async () => {
    const page = await app.open('/app/feed');
    assert.match(await says(page, 408), /cannot be read\. Nothing is sent.*Flynn <flynn@flynnsarcade\.com> · Autumn arcade leases/);
    assert.match(await says(page, 419), /Over since/);
    assert.equal(await lineOf(page, 419).getByRole('button', { name: 'Send again' }).count(), 0);
    await lineOf(page, 420).getByRole('button', { name: 'Send again' }).click();
    await lineOf(page, 420).getByText('Over since').waitFor();
    assert.equal(posted('/api/queue/release').length, 1);
  });
});

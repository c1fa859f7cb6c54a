/** What follows from mail, as the rep meets it: mail over SMTP, answers and taking back through the API. */
import assert from 'node:assert/strict';
import { z } from 'zod';
import { heldPageSchema, undoSchema } from '../../connector/campaigns/api.js';
import { sendFromOutside } from '../../sandbox/demo/mail-program.js';
import { REP, useStage, type Sent } from './stage.js';

const DAY_MS = 24 * 3_600_000;

describe('what follows from mail, from end to end', function () {
  this.timeout(90_000);
  const stage = useStage();

  const enrollmentOf = async ({ enrollment }: Sent) => {
    const [row] = await stage().rows(z.object({ state: z.string(), paused_until: z.date().nullable(), next_at: z.date().nullable() }), 'select state, paused_until, next_at from enrollments where id = $1', [enrollment.id]);
    assert.ok(row);
    return row;
  };
  const answer = (from: string, sent: Sent, subject: string, text: string): Promise<string> => {
    const { ready, clock } = stage().world;
    const { internetMessageId } = sent.mail;
    return sendFromOutside(ready.smtpPort, { from, to: REP, date: clock.now(), subject, text, inReplyTo: internetMessageId, references: [internetMessageId] });
  };

  it('somebody who is away is written to after they are back; taken back, on the next working day', async () => {
    const address = 'away@elsewhere.example';
    const sent = await stage().sendDayOne('Holiday', address);
    const back = new Date(stage().world.clock.now().getTime() + 20 * DAY_MS);
    const day = back.toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' });
    await answer(address, sent, 'Automatic reply: Holiday', `Thank you for your mail. I am out of the office and will be back on ${day}.`);
    const line = await stage().feed.wait('the absence', ({ kind, data }) => kind === 'auto_reply' && data.person?.address === address);
    assert.equal(line.data.paused?.returnDate, back.toISOString().slice(0, 10));
    const { state, paused_until: until, next_at: nextAt } = await enrollmentOf(sent);
    assert.deepEqual([state, nextAt], ['active', until]);
    assert.ok(until !== null && until > back, 'the working day after');

    const shown = await stage().browser.get(`/api/activities/${line.id}/undo`, undoSchema);
    assert.equal(shown.people[0]?.goesOn, true);
    const done = await stage().browser.post(`/api/activities/${line.id}/undo`, {}, undoSchema);
    const after = await enrollmentOf(sent);
    assert.deepEqual([after.paused_until, after.next_at?.toISOString()], [null, done.people[0]?.nextAt]);
    assert.ok(after.next_at !== null && after.next_at < until);
  });

  it('somebody who asks for no more mail is written to by nobody once the rep says so', async () => {
    const address = 'enough@elsewhere.example';
    const sent = await stage().sendDayOne('Enough', address);
    await answer(address, sent, 'Re: Enough', 'Please stop writing to me. Remove me from your list.');
    const line = await stage().feed.wait('the wish', ({ kind, data }) => kind === 'reply' && data.person?.address === address);
    assert.equal(line.data.question?.about, 'opt-out');
    await assert.rejects(stage().campaign('Meanwhile', [address]), /asked for no more mail/);
    await stage().browser.fetch(`${stage().world.url}/api/questions/${line.data.question.id}/answer`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin: stage().world.url },
      body: JSON.stringify({ choice: 'confirm' }),
    });
    await stage().feed.wait('the end of it', ({ kind, data }) => kind === 'unsubscribe' && data.person?.address === address);
    await assert.rejects(stage().campaign('Afterwards', [address]), /not to be written to/);
  });

  it('a reply taken back lets the campaign go on; the mail that did not go was listed until then', async () => {
    const address = 'mistaken@elsewhere.example';
    const sent = await stage().sendDayOne('Mistaken', address);
    await answer(address, sent, 'Re: Mistaken', 'Yes.');
    const line = await stage().feed.wait('the reply', ({ kind, data }) => kind === 'reply' && data.person?.address === address);
    const listed = async () => (await stage().browser.get('/api/held', heldPageSchema)).held.filter(({ person }) => person.address === address).map(({ day, what }) => `${day} ${what}`);
    assert.deepEqual(await listed(), ['3 ended']);
    await stage().browser.post(`/api/activities/${line.id}/undo`, {}, undoSchema);
    assert.equal((await enrollmentOf(sent)).state, 'active');
    assert.deepEqual(await listed(), []);
  });
});

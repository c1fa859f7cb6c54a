/** Answers that do not say plainly what they answer, sent over SMTP: each is found by a rung of its own. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { sendAsRep, sendFromOutside } from '../../sandbox/demo/mail-program.js';
import type { FeedLine } from '../../sandbox/demo/live-feed.js';
import { until } from '../until.js';
import { REP, useStage, type Sent } from './stage.js';

const COLLEAGUE = 'colleague@contoso.example';

describe('answers that do not say what they answer', function () {
  this.timeout(60_000);
  const stage = useStage();

  const stateOf = async ({ enrollment }: Sent): Promise<string> => {
    const [row] = await stage().rows(z.object({ state: z.string() }), 'select state from enrollments where id = $1', [enrollment.id]);
    return row?.state ?? 'gone';
  };
  const send = (mail: Parameters<typeof sendFromOutside>[1]): Promise<string> => sendFromOutside(stage().world.ready.smtpPort, { to: REP, date: stage().world.clock.now(), ...mail });
  const lineOf = (kind: string, address: string): Promise<FeedLine> => stage().feed.wait(`the ${kind} of ${address}`, (line) => line.kind === kind && line.data.person?.address === address);

  it('are only probably replies where nothing but subject and sender fit: the rep is asked, and the next mail waits', async () => {
    const sent = await stage().sendDayOne('Lease of the arcade', 'subject@elsewhere.example');
    await send({ from: 'subject@elsewhere.example', subject: `AW: ${sent.mail.subject}`, text: 'Ja, gerne.' });
    const line = await lineOf('reply', 'subject@elsewhere.example');
    assert.deepEqual([line.data.evidence?.rung, line.data.certain], ['subject', false]);
    assert.equal(line.data.ended, undefined);
    assert.equal(line.data.question?.about, 'is-reply');
    assert.equal(await stateOf(sent), 'waiting');
  });

  it('are replies where they quote the image of our mail, from whatever address', async () => {
    const sent = await stage().sendDayOne('Quoted image', 'image@elsewhere.example');
    const mime = await stage().exchange.mime(REP, sent.mail.id);
    const stamp = /^X-Readback-Stamp: *(\S+)/im.exec(mime)?.[1] ?? '';
    const wrapped = `https://eur01.safelinks.protection.outlook.com/?url=${encodeURIComponent(`${stage().world.url}/o/${stamp}.gif`)}&data=05`;
    await send({ from: 'assistant@elsewhere.example', subject: 'Your mail', html: `<p>We are interested.</p><blockquote><img src="${wrapped}"></blockquote>` });
    const line = await lineOf('reply', 'assistant@elsewhere.example');
    assert.equal(line.data.evidence?.rung, 'stamp');
    assert.equal(line.data.ended?.[0]?.enrollmentId, sent.enrollment.id);
    assert.equal(await stateOf(sent), 'ended');
  });

  it('are automatic where a rule of Exchange answered: the parent it names is ours', async () => {
    const sent = await stage().sendDayOne('Parent', 'parent@elsewhere.example');
    await send({
      from: 'parent@elsewhere.example',
      subject: 'Thanks for your message',
      text: 'We have received it.',
      headers: { 'X-MS-Exchange-Parent-Message-Id': sent.mail.internetMessageId, 'X-MS-Exchange-Generated-Message-Source': 'Mailbox Rules Agent' },
    });
    assert.equal((await lineOf('auto_reply', 'parent@elsewhere.example')).data.evidence?.rung, 'parent');
    assert.notEqual(await stateOf(sent), 'ended');
  });

  it('are replies where a mail that the rep wrote from the phone is answered, which carries no stamp', async () => {
    const address = 'phone@elsewhere.example';
    const sent = await stage().sendDayOne('By phone', address);
    const messageId = `<${randomUUID()}@phone.example>`;
    await sendAsRep(stage().world.ready.smtpPort, REP, { from: REP, to: address, date: stage().world.clock.now(), messageId, subject: 'One more thing', text: 'Sent from my phone' });
    await until(async () => (await stage().count('message_ids where internet_message_id = $1', [messageId])) === 1, { what: 'the mail from the phone being known' });
    await until(async () => (await stateOf(sent)) === 'waiting', { what: 'the next mail waiting for the rep' });
    await send({ from: address, subject: 'Re: One more thing', text: 'Yes.', inReplyTo: messageId });
    const line = await lineOf('reply', address);
    assert.equal(line.data.evidence?.messageId, messageId);
    assert.equal(await stateOf(sent), 'ended');
  });

  it('are replies where they reach only a colleague, and are one line', async () => {
    await stage().world.readback('mailbox', 'add', COLLEAGUE);
    await until(async () => (await stage().count('mailboxes where address = $1 and watched_since is not null', [COLLEAGUE])) === 1, { timeout_ms: 20_000, what: 'the colleague’s mailbox being watched' });
    const sent = await stage().sendDayOne('To a colleague', 'colleagues@elsewhere.example');
    await send({ from: 'colleagues@elsewhere.example', to: COLLEAGUE, subject: 'For Riley', text: 'Yes.', inReplyTo: sent.mail.internetMessageId });
    await lineOf('reply', 'colleagues@elsewhere.example');
    assert.equal(await stateOf(sent), 'ended');

    const both = await stage().sendDayOne('To both', 'both@elsewhere.example');
    const messageId = await send({ from: 'both@elsewhere.example', to: [REP, COLLEAGUE], subject: 'For both', text: 'Yes.', inReplyTo: both.mail.internetMessageId });
    await lineOf('reply', 'both@elsewhere.example');
    await stage().settled();
    assert.equal(await stage().count('replies where internet_message_id = $1', [messageId]), 1);
    assert.equal(stage().feed.lines.filter(({ kind, data }) => kind === 'reply' && data.person?.address === 'both@elsewhere.example').length, 1);
  });
});

/** Answers as real mail programs and servers write them, taken by the sandbox over plain SMTP. */
import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { until } from '../until.js';
import { REP, useStage, type Sent } from './stage.js';

describe('answers over SMTP', function () {
  this.timeout(60_000);
  const stage = useStage();

  const stateOf = async ({ enrollment }: Sent): Promise<string> => {
    const [row] = await stage().rows(z.object({ state: z.string() }), 'select state from enrollments where id = $1', [enrollment.id]);
    return row?.state ?? 'gone';
  };
  const deliver = (from: string, lines: readonly string[]): Promise<void> => speakSmtp(stage().world.ready.smtpPort, { from, to: REP }, lines);
  const date = (): string => `Date: ${stage().world.clock.now().toUTCString().replace('GMT', '+0000')}`;

  it('with folded References and no In-Reply-To end the campaign', async () => {
    const sent = await stage().sendDayOne('Folded', 'folded@elsewhere.example');
    await deliver('other@somewhere.example', [
      'From: Other Person <other@somewhere.example>',
      `To: ${REP}`,
      'Subject: AW: Folded',
      date(),
      'Message-ID: <folded-1@somewhere.example>',
      'References: <first@somewhere.example>',
      '\t<second@somewhere.example>',
      `  ${sent.mail.internetMessageId}`,
      '',
      'Yes.',
    ]);
    const line = await stage().feed.wait('the answer', ({ kind, data }) => kind === 'reply' && data.person?.address === 'other@somewhere.example');
    assert.equal(line.data.evidence?.rung, 'references');
    assert.equal(line.data.evidence.messageId, sent.mail.internetMessageId);
    assert.deepEqual(line.data.ended?.map(({ enrollmentId }) => enrollmentId), [sent.enrollment.id]);
    assert.equal(await stateOf(sent), 'ended');
  });

  it('that say they are automatic end nothing', async () => {
    const sent = await stage().sendDayOne('Away', 'away@elsewhere.example');
    await deliver('away@elsewhere.example', [
      'From: away@elsewhere.example',
      `To: ${REP}`,
      'Subject: Out of office',
      date(),
      'Message-ID: <away-1@elsewhere.example>',
      `In-Reply-To: ${sent.mail.internetMessageId}`,
      'Auto-Submitted: auto-replied',
      '',
      'I am away.',
    ]);
    await stage().feed.wait('the automatic answer', ({ kind, data }) => kind === 'auto_reply' && data.person?.address === 'away@elsewhere.example');
    assert.equal(await stateOf(sent), 'active');
  });

  it('that no such address exists ends the campaign as bounced, not as answered', async () => {
    const sent = await stage().sendDayOne('Bounced', 'bounced@elsewhere.example');
    await deliver('', [
      'From: Mail Delivery System <mailer-daemon@elsewhere.example>',
      `To: ${REP}`,
      'Subject: Undelivered Mail Returned to Sender',
      date(),
      'Message-ID: <bounce-1@elsewhere.example>',
      `References: ${sent.mail.internetMessageId}`,
      'Auto-Submitted: auto-replied',
      'MIME-Version: 1.0',
      'Content-Type: multipart/report; report-type=delivery-status; boundary="cut"',
      '',
      '--cut',
      'Content-Type: text/plain',
      '',
      'It could not be delivered.',
      '--cut',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.elsewhere.example',
      '',
      'Final-Recipient: rfc822; bounced@elsewhere.example',
      'Action: failed',
      'Status: 5.1.1',
      '',
      '--cut--',
    ]);
    await stage().feed.wait('the bounce', ({ kind, data }) => kind === 'bounce' && data.subject === sent.mail.subject);
    assert.equal(await stateOf(sent), 'ended');
  });

  it('from the organisation’s own people end nothing', async () => {
    const sent = await stage().sendDayOne('Colleague', 'client@elsewhere.example');
    await stage().answer('colleague@contoso.example', sent.mail);
    // Mail of a mailbox is read in order: when this one is known, the one before it was handled.
    const marker = await stage().sendDayOne('Marker', 'marker@elsewhere.example');
    await stage().answer('marker@elsewhere.example', marker.mail);
    await stage().feed.wait('the mail after it', ({ kind, data }) => kind === 'reply' && data.person?.address === 'marker@elsewhere.example');
    assert.equal(await stateOf(sent), 'active');
  });

  it('unsubscribing happens by POST alone', async () => {
    const address = 'nomore@elsewhere.example';
    const sent = await stage().sendDayOne('Unsubscribe', address);
    const mime = await stage().exchange.mime(REP, sent.mail.id);
    const link = /^List-Unsubscribe:\s*<([^>]+)>/im.exec(mime)?.[1];
    assert.ok(link, 'the mail has a List-Unsubscribe');
    assert.match(mime, /^List-Unsubscribe-Post: List-Unsubscribe=One-Click/im);

    const shown = await fetch(link);
    assert.equal(shown.status, 200);
    assert.match(await shown.text(), /<form method="post"/);
    assert.equal(await stateOf(sent), 'active', 'GET only shows');

    const oneClick = { method: 'POST', headers: { 'Content-Type': 'application/x-www-form-urlencoded' }, body: 'List-Unsubscribe=One-Click' };
    assert.equal((await fetch(link, oneClick)).status, 200);
    await stage().feed.wait('the line', ({ kind, data }) => kind === 'unsubscribe' && data.person?.address === address);
    assert.equal(await stateOf(sent), 'ended');
    await assert.rejects(stage().campaign('Again', [address]), /not to be written to/);
  });

  it('a stamp that was tampered with gets the image and leaves no hit', async () => {
    const { browser, world } = stage();
    const minted = z.object({ stamps: z.tuple([z.object({ stamp: z.string(), pixelUrl: z.string() })]) });
    const { stamps: [{ stamp, pixelUrl }] } = await browser.post('/api/stamps', { count: 1 }, minted);
    const before = await stage().count('hits');
    const at = 20;
    const tampered = `${stamp.slice(0, at)}${stamp[at] === 'A' ? 'B' : 'A'}${stamp.slice(at + 1)}`;
    for (const url of [pixelUrl.replace(stamp, tampered), `${world.url}/o/nonsense.gif`, pixelUrl]) {
      const response = await fetch(url);
      assert.equal(response.status, 200);
      assert.equal(response.headers.get('content-type'), 'image/gif');
      assert.equal(response.headers.get('cache-control')?.includes('no-store'), true);
      assert.equal((await response.arrayBuffer()).byteLength, 43);
    }
    // A good one is answered once it is committed, and the bad ones were asked for before it.
    await until(async () => (await stage().count('hits')) > before, { what: 'the hit of the good stamp' });
    assert.equal(await stage().count('hits'), before + 1);
  });
});

/** The dialogue of RFC 5321 as a plain client has it, line by line. */
async function speakSmtp(port: number, { from, to }: { from: string; to: string }, mail: readonly string[]): Promise<void> {
  const socket = connect(port, '127.0.0.1');
  const replies = createInterface({ input: socket })[Symbol.asyncIterator]();
  try {
    await expectReply(replies, 220);
    await say(socket, replies, 'EHLO plain.example', 250);
    await say(socket, replies, `MAIL FROM:<${from}>`, 250);
    await say(socket, replies, `RCPT TO:<${to}>`, 250);
    await say(socket, replies, 'DATA', 354);
    await say(socket, replies, [...mail.map((line) => (line.startsWith('.') ? `.${line}` : line)), '.'].join('\r\n'), 250);
    await say(socket, replies, 'QUIT', 221);
  } finally {
    socket.destroy();
  }
}

async function say(socket: Socket, replies: AsyncIterator<string>, line: string, code: number): Promise<void> {
  socket.write(`${line}\r\n`);
  await expectReply(replies, code);
}

async function expectReply(replies: AsyncIterator<string>, code: number): Promise<void> {
  for (;;) {
    const next = await replies.next();
    if (next.done === true) throw new Error(`the server left instead of saying ${code}`);
    assert.ok(next.value.startsWith(String(code)), `expected ${code}, the server said: ${next.value}`);
    if (next.value[3] !== '-') return;
  }
}

/** What outside people's mail programs decide: who gets a reply, when an automatic answer is due, what HTML is shown. */
import assert from 'node:assert/strict';
import { automaticAnswerTo, type Away } from '../../sandbox/outside/auto-reply.js';
import { composeDraft, forwardSubject, replyRecipients, replySubject } from '../../sandbox/outside/compose.js';
import { imageAddressesIn, safeMailBody } from '../../sandbox/outside/html.js';
import { readMail, type Mail } from '../../sandbox/outside/mail.js';
import { homeOf } from '../../sandbox/outside/networks.js';

const NOW = new Date('2026-05-04T09:00:00Z');

const mailWith = (fields: Record<string, string>, body = 'Hello'): Promise<Mail> => {
  const given = { 'Return-Path': '<rep@contoso.example>', From: 'Riley Carter <rep@contoso.example>', To: 'Flynn <flynn@flynnsarcade.com>', Subject: 'Lease', 'Message-ID': '<one@contoso.example>', ...fields };
  const head = Object.entries(given).map(([name, value]) => `${name}: ${value}`);
  return readMail(Buffer.from(`${head.join('\r\n')}\r\n\r\n${body}`));
};

describe('an automatic answer', () => {
  const away: Away = { address: 'flynn@flynnsarcade.com', name: 'Flynn', text: 'Away', answered: new Map([['admin@contoso.example', '2026-05-01T09:00:00Z'], ['old@contoso.example', '2026-04-30T08:59:00Z']]) };
  const cases: [string, Record<string, string>, string | undefined][] = [
    ['goes to the sender', {}, 'rep@contoso.example'],
    ['goes to the envelope sender rather than From', { 'Return-Path': '<Desk@contoso.example>' }, 'desk@contoso.example'],
    ['goes to sales mail with one-click unsubscribe', { 'List-Unsubscribe': '<https://x.example/u>', 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' }, 'rep@contoso.example'],
    ['goes to mail that says it is not automatic', { 'Auto-Submitted': 'no' }, 'rep@contoso.example'],
    ['goes to a sender answered more than four days ago', { 'Return-Path': '<old@contoso.example>' }, 'old@contoso.example'],
    ['goes to no sender answered within four days', { 'Return-Path': '<admin@contoso.example>' }, undefined],
    ['goes to no bounce', { 'Return-Path': '<>' }, undefined],
    ['goes to no report', { 'Content-Type': 'multipart/report; report-type=delivery-status; boundary=b' }, undefined],
    ['goes to no automatic answer', { 'Auto-Submitted': 'auto-replied' }, undefined],
    ['goes to no mail that asks for none', { 'X-Auto-Response-Suppress': 'DR, OOF' }, undefined],
    ['goes to no mailing list', { 'List-Id': '<friends.x.example>' }, undefined],
    ['goes to no bulk mail', { Precedence: 'Bulk' }, undefined],
    ['goes to no mail robot', { 'Return-Path': '<no-reply@contoso.example>' }, undefined],
    ['goes to no mail that names somebody else', { To: 'all@flynnsarcade.com' }, undefined],
    ['goes out for a copy', { To: 'all@flynnsarcade.com', Cc: 'FLYNN@flynnsarcade.com' }, 'rep@contoso.example'],
    ['goes not to oneself', { 'Return-Path': '<flynn@flynnsarcade.com>' }, undefined],
  ];
  for (const [name, fields, expected] of cases) {
    it(name, async () => assert.equal(automaticAnswerTo(await mailWith(fields), away, NOW), expected));
  }
});

describe('a reply', () => {
  const addresses = (mailboxes: readonly { address: string }[]): string[] => mailboxes.map(({ address }) => address);
  const recipients = async (fields: Record<string, string>, own: string[], all: boolean): Promise<[string[], string[]]> => {
    const { to, cc } = replyRecipients(await mailWith(fields), own, all);
    return [addresses(to), addresses(cc)];
  };

  it('goes to the sender, or to Reply-To', async () => {
    assert.deepEqual(await recipients({ Cc: 'alan@encom.com' }, ['flynn@flynnsarcade.com'], false), [['rep@contoso.example'], []]);
    assert.deepEqual(await recipients({ 'Reply-To': 'desk@contoso.example' }, ['flynn@flynnsarcade.com'], false), [['desk@contoso.example'], []]);
  });

  it('to all goes to everyone but oneself, each once', async () => {
    const fields = { To: 'flynn@flynnsarcade.com, sam@encom.com', Cc: 'alan@encom.com, Rep@contoso.example, kevinf@flynnsarcade.com' };
    assert.deepEqual(await recipients(fields, ['flynn@flynnsarcade.com', 'kevinf@flynnsarcade.com'], true), [['rep@contoso.example', 'sam@encom.com'], ['alan@encom.com']]);
  });

  it('to one’s own sent mail goes to whom it went', async () => {
    assert.deepEqual(await recipients({ From: 'flynn@flynnsarcade.com', To: 'rep@contoso.example' }, ['flynn@flynnsarcade.com'], false), [['rep@contoso.example'], []]);
  });

  it('prefixes the subject once', () => {
    assert.deepEqual([replySubject('Lease'), replySubject('RE: Lease'), forwardSubject('Lease'), forwardSubject('Fwd: Lease')], ['Re: Lease', 'RE: Lease', 'Fw: Lease', 'Fwd: Lease']);
  });

  it('quotes the original with its pictures, and carries every id on', async () => {
    const html = '<html><head><style>p{color:red}</style></head><body class="x"><p>Hi &amp; bye</p><img src="https://track.example/o/1.gif?a=1&amp;b=2"></body></html>';
    const original = await mailWith({ 'Content-Type': 'text/html; charset=utf-8', References: '<a@x> <b@x>' }, html);
    const { mime, messageId, envelope } = await composeDraft(
      { from: { name: 'Kevin', address: 'kevinf@flynnsarcade.com' }, to: original.from, cc: [], subject: 'Re: Lease', body: 'Yes <b>\nno', original: { mail: original, as: 'reply' } },
      NOW,
    );
    const answer = await readMail(mime);
    assert.match(messageId, /^<[0-9a-f-]+@flynnsarcade\.com>$/);
    assert.deepEqual(answer.references, ['<a@x>', '<b@x>', '<one@contoso.example>']);
    assert.match(answer.html ?? '', /Yes &#60;b&#62;<br>no/);
    assert.ok(answer.html?.includes('<img src="https://track.example/o/1.gif?a=1&amp;b=2">'));
    assert.match(answer.text, /^Yes <b>\nno\n\n> From: Riley Carter <rep@contoso\.example>/);
    assert.deepEqual(envelope, { from: 'kevinf@flynnsarcade.com', to: ['rep@contoso.example'] });
  });
});

describe('mail HTML', () => {
  const shown = (html: string): string => safeMailBody(html, (address) => (address.startsWith('https://ok.example/') ? `/image?u=${address}` : undefined));

  it('loses everything that could act', () => {
    const html = `<base href="https://evil.example/"><script>alert(1)</script><p onclick="x()" style="color:red">a</p><iframe src="x">b</iframe><form action="x">c<input></form>
      <meta http-equiv="refresh" content="0"><svg><script>1</script></svg><a href="javascript:alert(1)" ping="x" target="_top">d</a><style>p{background:url(https://no.example/x)}@import "y";</style><template><img src=x></template>`;
    const result = shown(html);
    assert.doesNotMatch(result, /script|onclick|iframe|form|meta|base|svg|javascript|ping|_top|no\.example|@import|template/i);
    assert.match(result, /<p style="color:red">a<\/p>/);
    assert.match(result, /<a target="_blank" rel="noopener noreferrer">d<\/a>/);
  });

  it('loads pictures only where the caller says', () => {
    assert.equal(shown('<img src="https://ok.example/1" srcset="https://no.example/2 2x" alt="x">'), '<img src="/image?u=https://ok.example/1" alt="x">');
    assert.equal(shown('<img src="https://no.example/1">'), '<img>');
    assert.equal(shown('<td background="https://ok.example/1" style="background:url(\'https://no.example/1\')">'), '<td background="/image?u=https://ok.example/1" style="background:none"></td>');
  });

  it('cannot break out of an attribute, a text, or a style', () => {
    assert.equal(shown('<p title="&quot;&gt;&lt;script&gt;">&lt;script&gt;</p>'), '<p title="&#34;&#62;&#60;script&#62;">&#60;script&#62;</p>');
    assert.doesNotMatch(shown('<style>a{}<\\/style><img src=x onerror=y>'), /<img/);
  });

  it('names each picture once', () => {
    assert.deepEqual(imageAddressesIn('<img src="https://a/1"><img src="https://a/1"><img src="cid:x"><p style="background:url(https://a/2)">'), ['https://a/1', 'https://a/2']);
  });
});

it('each person has a network address of their own', () => {
  const all = Array.from({ length: 381 }, (_, number) => homeOf(number));
  assert.equal(new Set(all).size, 381);
  assert.ok(all.every((address) => /^(203\.0\.113|198\.51\.100)\.\d+$/.test(address)));
});

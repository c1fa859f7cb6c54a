import assert from 'node:assert/strict';
import { until } from '../until.js';
import { at, list, REP, text, World } from './exchange-world.js';

describe('sandbox Exchange: mail in and out', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.start();
  });
  afterEach(() => world.stop());

  const INCOMING = [
    'Message-ID: <answer-1@flynnsarcade.example>',
    'From: =?UTF-8?B?S8OpdmluIEYu?= <kevinf@flynnsarcade.example>',
    'To: rep@contoso.example',
    'Cc: alan@encom.example',
    'Subject: =?UTF-8?Q?Re=3A_caf=C3=A9?=',
    'Date: Mon, 23 Nov 2026 10:00:00 +0100',
    'In-Reply-To: <mail-1@contoso.example>',
    'References: <mail-0@contoso.example>',
    ' <mail-1@contoso.example>',
    'X-Stamp: abc',
    'Content-Type: text/plain; charset=utf-8',
    '',
    'Yes, gladly.',
    '',
    '> the quoted mail',
    '',
  ].join('\n');

  async function inbox(query = ''): Promise<unknown[]> {
    return list((await world.graph('GET', `/users/${REP.id}/mailFolders('inbox')/messages${query}`)).at('value'));
  }

  it('delivers a mail arriving over SMTP with its headers, its MIME byte for byte', async () => {
    await world.mail(INCOMING, { from: 'kevinf@flynnsarcade.example', to: ['rep@contoso.example'] });
    const answer = await world.graph('GET', `/users/rep@contoso.example/messages?$select=subject,from,ccRecipients,internetMessageHeaders,internetMessageId,sentDateTime,conversationId,isRead,body,uniqueBody`);
    const message = (path: string) => answer.at(`value/0/${path}`);
    assert.equal(message('subject'), 'Re: café');
    assert.equal(message('from/emailAddress/name'), 'Kévin F.');
    assert.equal(message('from/emailAddress/address'), 'kevinf@flynnsarcade.example');
    assert.equal(message('ccRecipients/0/emailAddress/address'), 'alan@encom.example');
    assert.equal(message('internetMessageId'), '<answer-1@flynnsarcade.example>');
    assert.equal(message('sentDateTime'), '2026-11-23T09:00:00Z');
    assert.equal(message('isRead'), false);
    assert.equal(message('body/contentType'), 'html');
    assert.match(text(message('body/content')), /Yes, gladly\./);
    assert.doesNotMatch(text(message('uniqueBody/content')), /quoted mail/);
    const names = list(message('internetMessageHeaders')).map((header) => JSON.stringify(header));
    assert.match(names[0] ?? '', /Return-Path.*kevinf@flynnsarcade\.example/);
    assert.match(names[1] ?? '', /Received.*ESMTP/);
    assert.ok(names.some((header) => header.includes('"<mail-0@contoso.example> <mail-1@contoso.example>"')));
    const mime = await world.graph('GET', `/users/${REP.id}/messages/${text(message('id'))}/$value`);
    assert.ok(mime.text.endsWith(INCOMING.replace(/\n/g, '\r\n')), mime.text);
  });

  it('refuses mail to an unknown mailbox with 550 5.1.1 and takes mail for aliases', async () => {
    await assert.rejects(
      world.mail(INCOMING, { from: 'kevinf@flynnsarcade.example', to: ['nobody@contoso.example'] }),
      /550 5\.1\.1/,
    );
    await world.mail(INCOMING, { from: 'kevinf@flynnsarcade.example', to: ['R.One@contoso.example'] });
    assert.equal((await inbox()).length, 1);
  });

  it('delivers mail between outside people, too', async () => {
    await world.mail(INCOMING, { from: 'kevinf@flynnsarcade.example', to: ['alan@encom.example'] });
    assert.deepEqual(world.outside.map(({ recipient }) => recipient), ['alan@encom.example']);
  });

  it('keeps a copy in Sent Items of what the rep’s own mail program submits, and hides Bcc from everybody else', async () => {
    const mime = 'From: rep@contoso.example\nTo: flynn@flynnsarcade.example\nBcc: boss@contoso.example,\n alan@encom.example\nSubject: Hello\nX-Stamp: s1\n\nHi';
    await world.mail(mime, { from: 'rep@contoso.example', to: ['flynn@flynnsarcade.example', 'alan@encom.example', 'colleague@contoso.example'] }, 'rep@contoso.example');
    await until(() => world.outside.length === 2);
    const sent = await world.graph('GET', `/users/${REP.id}/mailFolders/sentitems/messages?$select=internetMessageHeaders,internetMessageId,bccRecipients,isDraft,subject`);
    assert.equal(list(sent.at('value')).length, 1);
    assert.equal(sent.at('value/0/isDraft'), false);
    assert.equal(sent.at('value/0/internetMessageHeaders'), undefined);
    assert.equal(sent.at('value/0/bccRecipients/1/emailAddress/address'), 'alan@encom.example');
    const messageId = text(sent.at('value/0/internetMessageId'));
    for (const { mime: delivered } of world.outside) {
      assert.doesNotMatch(delivered, /Bcc|boss@/i);
      assert.ok(delivered.includes(`Message-ID: ${messageId}`));
      assert.match(delivered, /^X-Stamp: s1\r$/m);
    }
    const colleague = await until(async () => {
      const found = await world.graph('GET', `/users/colleague@contoso.example/mailFolders/inbox/messages`);
      return list(found.at('value')).length === 1 ? found : undefined;
    });
    assert.equal(colleague.at('value/0/internetMessageId'), messageId);
  });

  it('refuses a wrong password', async () => {
    const { createTransport } = await import('nodemailer');
    const transport = createTransport({ host: '127.0.0.1', port: world.smtpPort, ignoreTLS: true, auth: { user: 'rep@contoso.example', pass: 'wrong' } });
    await assert.rejects(transport.sendMail({ from: 'rep@contoso.example', to: 'a@b.example', text: 'x' }), /535/);
  });

  for (const [status, subject, action] of [
    ['5.1.1', 'Undeliverable: Hello', 'failed'],
    ['5.2.2', 'Undeliverable: Hello', 'failed'],
    ['4.4.1', 'Delivery delayed: Hello', 'delayed'],
  ] as const) {
    it(`reports what an outside address refuses with ${status}`, async () => {
      const to = `somebody+${status}@elsewhere.example`;
      await world.mail(`From: ${REP.mail}\r\nTo: ${to}\r\nMessage-ID: <refused@contoso.example>\r\nSubject: Hello\r\n\r\ntext`, { from: REP.mail, to: [to] }, REP.mail);
      const report = await until(async () => {
        const inbox = await world.graph('GET', `/users/${REP.id}/mailFolders/inbox/messages?$expand=singleValueExtendedProperties($filter=id eq 'String 0x001A')`);
        return inbox.at('value/0/id') === undefined ? undefined : inbox;
      });
      assert.equal(report.at('value/0/subject'), subject);
      assert.equal(report.at('value/0/singleValueExtendedProperties/0/value'), 'REPORT.IPM.Note.NDR');
      const mime = (await world.graph('GET', `/users/${REP.id}/messages/${text(report.at('value/0/id'))}/$value`)).text;
      for (const line of [`Final-Recipient: rfc822;${to}`, `Status: ${status}`, `Action: ${action}`, 'In-Reply-To: <refused@contoso.example>']) assert.ok(mime.includes(`\r\n${line}\r\n`), line);
      assert.match(mime, /^Content-Type: message\/rfc822\r\n\r\n[^]*Message-ID: <refused@contoso\.example>/m);
      assert.deepEqual(world.outside, []);
    });
  }

  it('brings an undeliverable report to the sender, which answers the failed mail', async () => {
    const draft = await world.graph('POST', `/users/${REP.id}/messages`, {
      body: { subject: 'Lost', body: { contentType: 'text', content: 'x' }, toRecipients: [{ emailAddress: { address: 'gone@contoso.example' } }] },
    });
    await world.graph('POST', `/users/${REP.id}/messages/${text(draft.at('id'))}/send`);
    const expand = `$expand=singleValueExtendedProperties($filter=id eq 'String 0x001A' or id eq 'String 0x1042')`;
    const [report] = await until(async () => {
      const found = await inbox(`?$select=subject&${expand}`);
      return found.length > 0 ? found : undefined;
    });
    assert.deepEqual(at(report, 'singleValueExtendedProperties'), [
      { id: 'String 0x1a', value: 'REPORT.IPM.Note.NDR' },
      { id: 'String 0x1042', value: draft.at('internetMessageId') },
    ]);
  });

  it('takes mail that is hardly mail at all', async () => {
    const broken = ['', '\u0000\u0001', 'no header at all', 'Subject: =?utf-8?B?////?=\nContent-Type: multipart/mixed\n\n--', 'From: <<<>>\nTo: ,,;\nDate: never\nContent-Type: text/html; charset=nonsense\n\n<<<p'];
    for (const mime of broken) await world.exchange.receive('rep@contoso.example', Buffer.from(mime));
    const answer = await world.graph('GET', `/users/${REP.id}/messages?$top=50`);
    assert.equal(answer.status, 200);
    assert.equal(list(answer.at('value')).length, broken.length);
  });

  it('takes many mails at once, large ones and mail in UTF-8', async () => {
    const large = `From: a@b.example\nSubject: large\n\n${`${'x'.repeat(70)}\n`.repeat(300_000)}`;
    await Promise.all([
      world.mail(large, { from: 'a@b.example', to: ['rep@contoso.example'] }),
      world.mail('From: jürgen@büro.example\nSubject: grüße\n\nÄÖ', { from: 'jürgen@büro.example', to: ['rep@contoso.example'] }),
      ...Array.from({ length: 40 }, (_, index) => world.mail(`From: a@b.example\nSubject: ${index}\n\nx`, { from: 'a@b.example', to: ['rep@contoso.example'] })),
    ]);
    const answer = await world.graph('GET', `/users/${REP.id}/messages?$top=100&$select=subject&$count=true`);
    assert.equal(answer.at('@odata.count'), 42);
    assert.match(answer.text, /grüße/);
  });
});

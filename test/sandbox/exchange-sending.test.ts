import assert from 'node:assert/strict';
import { until } from '../until.js';
import { at, list, REP, text, World } from './exchange-world.js';

describe('sandbox Exchange: writing and sending', () => {
  let world: World;
  beforeEach(async () => {
    world = await World.start();
  });
  afterEach(() => world.stop());

  const MESSAGES = `/users/${REP.id}/messages`;
  const to = (...addresses: string[]) => addresses.map((address) => ({ emailAddress: { address } }));

  const MIME = [
    'From: "Rep One" <rep@contoso.example>',
    'To: flynn@flynnsarcade.example',
    'Bcc: alan@encom.example',
    'Subject: =?utf-8?q?Day_1?=',
    'Message-ID: <step-1@contoso.example>',
    'List-Unsubscribe: <https://readback.example/u/abc>',
    'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
    'X-Stamp: s1',
    'MIME-Version: 1.0',
    'Content-Type: text/html; charset=utf-8',
    '',
    '<p>Odd   spacing stays</p>',
    '',
  ].join('\r\n');

  it('sends a draft made from MIME: unaltered but for Bcc and a missing Date, keeping its immutable id', async () => {
    const draft = await world.graph('POST', MESSAGES, { mime: MIME, immutable: true });
    assert.equal(draft.status, 201);
    assert.deepEqual([draft.at('isDraft'), draft.at('internetMessageId'), draft.at('subject')], [true, '<step-1@contoso.example>', 'Day 1']);
    const id = text(draft.at('id'));
    const sent = await world.graph('POST', `${MESSAGES}/${id}/send`, { immutable: true });
    assert.deepEqual([sent.status, sent.text], [202, '']);
    const copy = await world.graph('GET', `${MESSAGES}/${id}?$select=isDraft,internetMessageId,internetMessageHeaders,bccRecipients,parentFolderId`, { immutable: true });
    assert.deepEqual([copy.at('isDraft'), copy.at('internetMessageId'), copy.at('bccRecipients/0/emailAddress/address')], [false, '<step-1@contoso.example>', 'alan@encom.example']);
    assert.equal(copy.at('internetMessageHeaders'), undefined);
    assert.equal((await world.graph('GET', `/users/${REP.id}/mailFolders/sentitems`)).at('id'), copy.at('parentFolderId'));
    await until(() => world.outside.length === 2);
    for (const { mime } of world.outside) {
      const [, afterTrace] = mime.split(/^Date: .*\r\n/m);
      assert.equal(afterTrace, MIME.replace('Bcc: alan@encom.example\r\n', ''));
    }
    assert.equal((await world.graph('POST', `${MESSAGES}/${id}/send`)).at('error/code'), 'ErrorInvalidItemForOperationSendItem');
  });

  it('sends a draft once, however many ask at the same time', async () => {
    const draft = await world.graph('POST', MESSAGES, { mime: MIME, immutable: true });
    const send = () => world.graph('POST', `${MESSAGES}/${text(draft.at('id'))}/send`);
    const statuses = (await Promise.all([send(), send(), send()])).map(({ status }) => status);
    assert.deepEqual(statuses.filter((status) => status === 202), [202]);
    await until(() => world.outside.length === 2);
    await world.stop({ keep: true });
    world = await World.start(world.dataDir);
    assert.equal(world.outside.length, 0);
    assert.equal(list((await world.graph('GET', `/users/${REP.id}/mailFolders/sentitems/messages`)).at('value')).length, 1);
  });

  it('adds a header by its extended property and leaves the rest of a MIME draft alone', async () => {
    const draft = await world.graph('POST', MESSAGES, { mime: MIME });
    const property = { id: 'String {00020386-0000-0000-C000-000000000046} Name x-more', value: 'm1' };
    const path = `${MESSAGES}/${text(draft.at('id'))}`;
    assert.equal((await world.graph('PATCH', path, { body: { singleValueExtendedProperties: [property] } })).status, 200);
    assert.equal((await world.graph('GET', `${path}/$value`)).text, `x-more: m1\r\n${MIME}`);
  });

  it('changes the id on sending when ids are not immutable', async () => {
    const draft = await world.graph('POST', MESSAGES, { mime: MIME });
    const id = text(draft.at('id'));
    assert.equal((await world.graph('POST', `${MESSAGES}/${id}/send`)).status, 202);
    assert.equal((await world.graph('GET', `${MESSAGES}/${id}`)).at('error/code'), 'ErrorItemNotFound');
  });

  it('composes a JSON draft into real MIME with headers and properties', async () => {
    const stampId = 'String {00020386-0000-0000-C000-000000000046} Name x-stamp';
    const customId = 'String {00020329-0000-0000-C000-000000000046} Name cecp-readback';
    const draft = await world.graph('POST', MESSAGES, {
      body: {
        '@odata.type': '#microsoft.graph.message',
        subject: 'Grüße',
        body: { contentType: 'HTML', content: '<p>Hello <b>Flynn</b></p>' },
        toRecipients: to('flynn@flynnsarcade.example'),
        internetMessageHeaders: [{ name: 'x-campaign', value: 'spring' }],
        singleValueExtendedProperties: [{ id: stampId, value: 's7' }, { id: customId, value: '{"a":1}' }],
        attachments: [{ '@odata.type': '#microsoft.graph.fileAttachment', name: 'a.txt', contentType: 'text/plain', contentBytes: Buffer.from('file').toString('base64') }],
      },
    });
    assert.equal(draft.status, 201, draft.text);
    assert.equal(draft.at('hasAttachments'), true);
    const patched = await world.graph('PATCH', `${MESSAGES}/${text(draft.at('id'))}`, { body: { subject: 'Grüße, neu', ccRecipients: to('alan@encom.example') } });
    assert.equal(patched.at('internetMessageId'), draft.at('internetMessageId'));
    await world.graph('POST', `${MESSAGES}/${text(draft.at('id'))}/send`);
    const delivered = (await until(() => world.outside[0])).mime;
    assert.match(delivered, /^Subject: =\?UTF-8\?/m);
    assert.match(delivered, /^x-campaign: spring\r$/im);
    assert.match(delivered, /^x-stamp: s7\r$/im);
    assert.match(delivered, /^Thread-Index: \S+\r$/m);
    assert.match(delivered, /multipart\/mixed[^]*multipart\/alternative[^]*text\/plain[^]*Hello Flynn[^]*<b>Flynn<\/b>[^]*a\.txt/);
    assert.doesNotMatch(delivered, /cecp-readback/);
    const filter = encodeURIComponent(`singleValueExtendedProperties/Any(ep: ep/id eq '${customId}' and ep/value eq '{"a":1}')`);
    const found = await world.graph('GET', `/users/${REP.id}/mailFolders/sentitems/messages?$filter=${filter}&$expand=singleValueExtendedProperties($filter=id eq '${stampId}')`);
    assert.equal(list(found.at('value')).length, 1);
    assert.equal(found.at('value/0/singleValueExtendedProperties/0/value'), 's7');
    assert.equal(found.at('value/0/subject'), 'Grüße, neu');
  });

  const REFUSED: [string, unknown, number, string][] = [
    ['a header not named x-', { internetMessageHeaders: [{ name: 'List-Unsubscribe', value: 'x' }] }, 400, 'InvalidInternetMessageHeader'],
    ['a sixth header', { internetMessageHeaders: [1, 2, 3, 4, 5, 6].map((n) => ({ name: `x-${n}`, value: 'v' })) }, 400, 'InvalidInternetMessageHeaderCollection'],
    ['an unknown property', { subjekt: 'x' }, 400, 'RequestBodyRead'],
    ['a body that is no object', [], 400, 'RequestBodyRead'],
    ['more than 4 MB', { body: { contentType: 'text', content: 'x'.repeat(5_000_000) } }, 413, 'ErrorMessageSizeExceeded'],
  ];
  for (const [what, body, status, code] of REFUSED) {
    it(`refuses ${what}`, async () => {
      const answer = await world.graph('POST', MESSAGES, { body });
      assert.deepEqual([answer.status, answer.at('error/code')], [status, code]);
    });
  }

  it('refuses to send to nobody, and under somebody else’s address', async () => {
    const nobody = await world.graph('POST', MESSAGES, { body: { subject: 'x' } });
    assert.equal((await world.graph('POST', `${MESSAGES}/${text(nobody.at('id'))}/send`)).at('error/code'), 'ErrorInvalidRecipients');
    const forged = await world.graph('POST', `/users/${REP.id}/sendMail`, { mime: MIME.replace('rep@', 'colleague@') });
    assert.deepEqual([forged.status, forged.at('error/code')], [403, 'ErrorSendAsDenied']);
  });

  it('replies to all with the threading fields of RFC 5322, in the same conversation', async () => {
    await world.exchange.receive(REP.mail, Buffer.from('Message-ID: <q@x.example>\r\nReferences: <p@x.example>\r\nFrom: flynn@flynnsarcade.example\r\nTo: rep@contoso.example, alan@encom.example\r\nSubject: Question\r\n\r\nWell?'));
    const [original] = list((await world.graph('GET', MESSAGES)).at('value'));
    const reply = await world.graph('POST', `${MESSAGES}/${text(at(original, 'id'))}/createReplyAll`, { body: { comment: 'Yes.' } });
    assert.equal(reply.status, 201);
    assert.deepEqual(list(reply.at('toRecipients')).map((person) => at(person, 'emailAddress/address')), ['flynn@flynnsarcade.example', 'alan@encom.example']);
    assert.equal(reply.at('conversationId'), at(original, 'conversationId'));
    assert.equal(reply.at('subject'), 'RE: Question');
    await world.graph('PATCH', `${MESSAGES}/${text(reply.at('id'))}`, { body: { toRecipients: to('flynn@flynnsarcade.example') } });
    await world.graph('POST', `${MESSAGES}/${text(reply.at('id'))}/send`);
    const { mime } = await until(() => world.outside[0]);
    assert.match(mime, /^In-Reply-To: <q@x\.example>\r$/m);
    assert.match(mime, /^References: <p@x\.example>\s+<q@x\.example>\r$/m);
    assert.match(mime, /Yes\./);
  });

  it('answers both ways at once with 400', async () => {
    await world.exchange.receive(REP.mail, Buffer.from('From: a@x.example\r\n\r\nWell?'));
    const id = text((await world.graph('GET', MESSAGES)).at('value/0/id'));
    const both = await world.graph('POST', `${MESSAGES}/${id}/createReply`, { body: { comment: 'x', message: { body: { contentType: 'text', content: 'y' } } } });
    assert.equal(both.status, 400);
    assert.equal((await world.graph('POST', `${MESSAGES}/${id}/reply`, { body: { comment: 'x' } })).status, 202);
    assert.equal((await until(() => world.outside[0])).recipient, 'a@x.example');
  });

  it('sendMail takes JSON in either spelling and MIME, and leaves a copy unless told not to', async () => {
    const message = { subject: 'Direct', body: { contentType: 'text', content: 'x' }, toRecipients: to('flynn@flynnsarcade.example') };
    const send = async (body: unknown) => (await world.graph('POST', `/users/${REP.id}/sendMail`, { body })).status;
    assert.equal(await send({ message }), 202);
    assert.equal(await send({ Message: message, SaveToSentItems: false }), 202);
    const mime = await world.graph('POST', `/users/${REP.id}/sendMail`, { mime: MIME });
    assert.deepEqual([mime.status, mime.text], [202, '']);
    await until(() => world.outside.length === 4);
    assert.equal(list((await world.graph('GET', `/users/${REP.id}/mailFolders/sentitems/messages`)).at('value')).length, 2);
  });
});

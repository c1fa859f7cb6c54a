import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { until } from '../until.js';
import { ALL_ROLES, at, list, ON_PREMISES, REP, text, World } from './exchange-world.js';

describe('sandbox Exchange: reading messages', () => {
  let world: World;
  let now = new Date('2026-11-23T08:00:00Z');
  beforeEach(async () => {
    now = new Date('2026-11-23T08:00:00Z');
    world = await World.start(undefined, { now: () => now });
  });
  afterEach(() => world.stop());

  const INBOX = `/users/${REP.id}/mailFolders/inbox/messages`;

  async function receive(name: string, lines: string[] = []): Promise<void> {
    await world.exchange.receive(REP.mail, Buffer.from([`Message-ID: <${name}@x.example>`, `Subject: ${name}`, 'From: a@x.example', ...lines, '', 'text'].join('\r\n')));
    now = new Date(now.getTime() + 60_000);
  }

  const subjects = (value: unknown) => list(value).map((message) => text(at(message, 'subject')));

  it('lists newest first in pages of ten, by nextLink', async () => {
    for (let index = 0; index < 12; index++) await receive(`m${index}`);
    const first = await world.graph('GET', `${INBOX}?$select=subject&$count=true`);
    assert.equal(first.at('@odata.count'), 12);
    assert.deepEqual(subjects(first.at('value')).slice(0, 2), ['m11', 'm10']);
    assert.equal(list(first.at('value')).length, 10);
    const second = await world.graph('GET', text(first.at('@odata.nextLink')));
    assert.deepEqual(subjects(second.at('value')), ['m1', 'm0']);
    assert.equal(second.at('@odata.nextLink'), undefined);
    const skipped = await world.graph('GET', `${INBOX}?$top=2&$skip=3&$orderby=receivedDateTime asc`);
    assert.deepEqual(subjects(skipped.at('value')), ['m3', 'm4']);
  });

  const FILTERS: [string, string[]][] = [
    ["internetMessageId eq '<m1@x.example>'", ['m1']],
    ['receivedDateTime ge 2026-11-23T08:01:00Z', ['m2', 'm1']],
    ['receivedDateTime gt 2026-11-23T08:01:00Z', ['m2']],
    ['receivedDateTime lt 2026-11-23T08:01:00Z and isDraft eq false', ['m0']],
    ["(subject eq 'm0' or subject eq 'm2') and not isRead eq true", ['m2', 'm0']],
    ["from/emailAddress/address eq 'A@x.example' and startswith(subject,'m1')", ['m1']],
    ["singleValueExtendedProperties/Any(ep: ep/id eq 'String {00020386-0000-0000-C000-000000000046} Name X-Stamp' and ep/value eq 's2')", ['m2']],
    ["singleValueExtendedProperties/any(p: p/id eq 'String 0x1042' and p/value eq '<parent@y.example>')", ['m0']],
    ['isDraft eq true', []],
  ];
  for (const [filter, expected] of FILTERS) {
    it(`filters by ${filter}`, async () => {
      await receive('m0', ['In-Reply-To: <parent@y.example>']);
      await receive('m1');
      await receive('m2', ['x-stamp: s2']);
      const answer = await world.graph('GET', `${INBOX}?$filter=${encodeURIComponent(filter)}&$select=subject`);
      assert.deepEqual(subjects(answer.at('value')), expected, answer.text);
    });
  }

  const REFUSED_QUERIES: [string, string][] = [
    ['$filter=nonsense eq 1', 'ErrorInvalidUrlQueryFilter'],
    ["$filter=subject eq 'open", 'ErrorInvalidUrlQueryFilter'],
    ["$filter=subject eq 'm'&$orderby=receivedDateTime", 'InefficientFilter'],
    ['$top=0', 'BadRequest'],
    ['$expand=everything', 'BadRequest'],
  ];
  for (const [query, code] of REFUSED_QUERIES) {
    it(`refuses ${query}`, async () => {
      await receive('m0');
      const answer = await world.graph('GET', `${INBOX}?${query}`);
      assert.equal(answer.status, 400);
      assert.equal(answer.at('error/code'), code);
    });
  }

  it('expands the extended properties that are there, tags in Exchange’s spelling', async () => {
    await receive('m0', ['References: <r1@y.example>', ' <r2@y.example>', 'In-Reply-To: <r2@y.example>', 'x-stamp: s0']);
    const ids = ['String 0x1035', 'String 0x1039', 'String 0x1042', 'String 0x007D', 'String 0x001A', 'String {00020386-0000-0000-C000-000000000046} Name x-stamp', 'String {00020329-0000-0000-C000-000000000046} Name cecp-none'];
    const filter = ids.map((id) => `id eq '${id}'`).join(' or ');
    const answer = await world.graph('GET', `${INBOX}?$select=id&$expand=singleValueExtendedProperties($filter=${filter})`);
    const properties = list(answer.at('value/0/singleValueExtendedProperties')).map((property) => [at(property, 'id'), at(property, 'value')]);
    assert.deepEqual(properties.filter(([id]) => id !== 'String 0x7d'), [
      ['String 0x1035', '<m0@x.example>'],
      ['String 0x1039', '<r1@y.example> <r2@y.example>'],
      ['String 0x1042', '<r2@y.example>'],
      ['String 0x1a', 'IPM.Note'],
      ['String {00020386-0000-0000-C000-000000000046} Name x-stamp', 's0'],
    ]);
    assert.match(text(properties.find(([id]) => id === 'String 0x7d')?.[1]), /^Message-ID: <m0@x\.example>\r\n/);
  });

  const REPORT = (type: string, part: string, body: string) => [`Content-Type: multipart/report; report-type=${type}; boundary=b`, '', `--b\r\nContent-Type: text/plain\r\n\r\nx\r\n--b\r\nContent-Type: ${part}\r\n\r\n${body}\r\n\r\n--b--\r\n`];
  const CALENDAR = (method: string, more = '') => [`Content-Type: text/calendar; method=${method}; charset=utf-8`, '', `BEGIN:VCALENDAR\r\nMETHOD:${method}\r\nBEGIN:VEVENT\r\n${more}END:VEVENT\r\nEND:VCALENDAR\r\n`];
  const CLASSES: [string, string[]][] = [
    ['REPORT.IPM.Note.NDR', REPORT('delivery-status', 'message/delivery-status', 'Reporting-MTA: dns; x\r\n\r\nAction: failed\r\nStatus: 5.1.1')],
    ['REPORT.IPM.Note.DR', REPORT('delivery-status', 'message/delivery-status', 'Reporting-MTA: dns; x\r\n\r\nAction: delivered\r\nStatus: 2.0.0')],
    ['REPORT.IPM.Note.IPNRN', REPORT('disposition-notification', 'message/disposition-notification', 'Disposition: manual-action/MDN-sent-manually; displayed')],
    ['IPM.Note.Rules.OofTemplate.Microsoft', ['X-MS-Exchange-Generated-Message-Source: Mailbox Rules Agent', 'X-MS-Exchange-Parent-Message-Id: <p@contoso.example>']],
    ['IPM.Schedule.Meeting.Request', CALENDAR('REQUEST')],
    ['IPM.Schedule.Meeting.Resp.Pos', CALENDAR('REPLY', 'ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@x.example\r\n')],
    ['IPM.Schedule.Meeting.Resp.Neg', CALENDAR('REPLY', 'ATTENDEE;CN="A";\r\n PARTSTAT=DECLINED:mailto:a@x.example\r\n')],
    ['IPM.Note', ['Auto-Submitted: auto-replied']],
  ];
  for (const [messageClass, lines] of CLASSES) {
    it(`gives the message class ${messageClass}`, async () => {
      await receive('m0', lines);
      const answer = await world.graph('GET', `${INBOX}?$expand=singleValueExtendedProperties($filter=id eq 'String 0x001A')`);
      assert.equal(answer.at('value/0/singleValueExtendedProperties/0/value'), messageClass);
    });
  }

  it('gives immutable ids when asked, other ids otherwise, and takes both', async () => {
    await receive('m0');
    const plain = text((await world.graph('GET', INBOX)).at('value/0/id'));
    const immutable = text((await world.graph('GET', INBOX, { immutable: true })).at('value/0/id'));
    assert.notEqual(plain, immutable);
    const moved = await world.graph('POST', `/users/${REP.id}/messages/${plain}/move`, { body: { destinationId: 'archive' } });
    assert.equal(moved.status, 201);
    assert.notEqual(moved.at('id'), plain);
    const statusOf = async (id: string) => (await world.graph('GET', `/users/${REP.id}/messages/${id}`)).status;
    assert.deepEqual([await statusOf(plain), await statusOf(immutable), await statusOf(text(moved.at('id')))], [404, 200, 200]);
    const folded = await world.graph('GET', `/users/${REP.id}/messages/${immutable.toLowerCase()}`);
    assert.deepEqual([folded.status, folded.at('error/code')], [400, 'ErrorInvalidIdMalformed']);
    const elsewhere = await world.graph('GET', `/users/colleague@contoso.example/messages/${immutable}`);
    assert.deepEqual([elsewhere.status, elsewhere.at('error/code')], [404, 'ErrorItemNotFound']);
  });

  it('keeps a conversation by message ids this mailbox knows, and opens a new one otherwise', async () => {
    await receive('m0');
    await receive('m1', ['References: <m0@x.example>']);
    await receive('m2', ['In-Reply-To: <unknown@x.example>']);
    const answer = await world.graph('GET', `${INBOX}?$select=conversationId`);
    const [m2, m1, m0] = list(answer.at('value')).map((message) => at(message, 'conversationId'));
    assert.equal(m1, m0);
    assert.notEqual(m2, m0);
  });

  it('marks as read, deletes, and refuses to change the subject of received mail', async () => {
    await receive('m0');
    const path = `/users/${REP.id}/messages/${text((await world.graph('GET', INBOX)).at('value/0/id'))}`;
    assert.equal((await world.graph('PATCH', path, { body: { isRead: true, categories: ['red'] } })).at('isRead'), true);
    assert.equal((await world.graph('PATCH', path, { body: { subject: 'other' } })).at('error/code'), 'ErrorInvalidPropertySet');
    assert.equal((await world.graph('PATCH', path, { body: { colour: 'red' } })).at('error/code'), 'RequestBodyRead');
    assert.equal((await world.graph('DELETE', path)).status, 204);
    assert.equal((await world.graph('GET', path)).at('error/code'), 'ErrorItemNotFound');
  });

  it('answers a body as text when preferred', async () => {
    await receive('m0', ['Content-Type: text/html', '', '<p>Hello <b>you</b></p>']);
    const answer = await world.graph('GET', INBOX, { prefer: 'outlook.body-content-type="text"' });
    assert.deepEqual(answer.at('value/0/body'), { contentType: 'text', content: 'Hello you\n\ntext' });
    assert.equal(answer.headers.get('preference-applied'), 'outlook.body-content-type="text"');
    assert.equal(answer.at('value/0/bodyPreview'), 'Hello you text');
  });

  const REFUSED: [string, string, string, number, string][] = [
    ['no good token', 'bad:', INBOX, 401, 'InvalidAuthenticationToken'],
    ['no role', 'app1:Mail.Send', INBOX, 403, 'ErrorAccessDenied'],
    ['no directory role', 'app1:Mail.Read', '/users', 403, 'Authorization_RequestDenied'],
    ['somebody else’s delegated token', 'app1:Mail.Read:22222222-2222-4222-8222-222222222222', INBOX, 403, 'ErrorAccessDenied'],
    ['an unknown mailbox', 'app1:Mail.Read', '/users/none@contoso.example/messages', 404, 'ErrorInvalidUser'],
    ['an unknown user', 'app1:User.Read.All', '/users/none@contoso.example', 404, 'Request_ResourceNotFound'],
    ['an on-premises mailbox', 'app1:Mail.Read', `/users/${ON_PREMISES.id}/messages`, 404, 'MailboxNotEnabledForRESTAPI'],
    ['an unknown segment', 'app1:Mail.Read', '/users/rep@contoso.example/nonsense', 400, 'BadRequest'],
  ];
  for (const [what, token, path, status, code] of REFUSED) {
    it(`refuses ${what} with ${status} ${code}`, async () => {
      const answer = await world.graph('GET', path, { token });
      assert.deepEqual([answer.status, answer.at('error/code')], [status, code]);
      assert.equal(answer.at('error/innerError/request-id'), answer.headers.get('request-id'));
      assert.ok(answer.at('error/innerError/client-request-id'));
    });
  }

  it('shows users, mailbox settings and the organization', async () => {
    const user = await world.graph('GET', `/users/${ON_PREMISES.mail}?$select=id,mail,proxyAddresses`);
    assert.deepEqual([user.at('id'), user.at('proxyAddresses/0')], [ON_PREMISES.id, 'SMTP:old@contoso.example']);
    const settings = await world.graph('GET', `/users('${REP.id}')/mailboxSettings`);
    assert.equal(settings.at('timeZone'), 'W. Europe Standard Time');
    const found = await world.graph('GET', `/users?$filter=proxyAddresses/any(p:p eq 'smtp:r.one@contoso.example')&$count=true`);
    assert.deepEqual([found.at('@odata.count'), found.at('value/0/id')], [1, REP.id]);
    assert.equal((await world.graph('GET', '/organization')).at('value/0/verifiedDomains/0/name'), 'contoso.example');
    const folders = await world.graph('GET', `/users/${REP.id}/mailFolders`);
    assert.ok(list(folders.at('value')).some((folder) => at(folder, 'displayName') === 'Sent Items'));
    assert.equal((await world.graph('GET', `/users/${REP.id}/mailFolders/${text(folders.at('value/0/id'))}`)).at('displayName'), 'Inbox');
  });

  it('answers the fifth concurrent request of an app to a mailbox with 429 and Retry-After', async () => {
    const open = Array.from({ length: 4 }, () => connect(world.port, '127.0.0.1'));
    try {
      for (const socket of open) {
        socket.write(`POST /v1.0/users/${REP.id}/messages HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer app1:${ALL_ROLES.join(',')}\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{`);
      }
      const refused = await until(async () => {
        const answer = await world.graph('GET', INBOX);
        return answer.status === 429 ? answer : undefined;
      });
      assert.equal(refused.at('error/code'), 'ApplicationThrottled');
      assert.equal(refused.headers.get('retry-after'), '1');
      assert.equal((await world.graph('GET', INBOX, { token: 'app2:Mail.Read' })).status, 200);
      assert.equal((await world.graph('GET', '/users/colleague@contoso.example/messages')).status, 200);
    } finally {
      for (const socket of open) socket.destroy();
    }
    await until(async () => (await world.graph('GET', INBOX)).status === 200);
  });
});

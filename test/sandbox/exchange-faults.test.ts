/** Faults of calls, ordered one by one or by share, and what the journal says of them. */
import assert from 'node:assert/strict';
import { Faults, faultSettingsSchema, onceSchema } from '../../sandbox/faults/index.js';
import { at, list, REP, text, World } from './exchange-world.js';
import { until } from '../until.js';

describe('sandbox Exchange: faults', () => {
  let world: World;
  let faults: Faults;
  beforeEach(async () => {
    faults = new Faults();
    world = await World.start(undefined, { faults });
  });
  afterEach(() => world.stop());

  const MESSAGES = `/users/${REP.id}/messages`;
  const DELTA = `/users/${REP.id}/mailFolders/inbox/messages/delta`;
  const receive = (name: string) => world.exchange.receive(REP.mail, Buffer.from(`Message-ID: <${name}@x.example>\r\nSubject: ${name}\r\nFrom: a@x.example\r\n\r\ntext`));
  const once = (order: Record<string, unknown>) => faults.once(onceSchema.parse(order));
  const subjects = (items: unknown) => list(items).map((item) => at(item, 'subject') ?? 'removed');

  const REFUSALS: readonly (readonly [string, number, string, string | null])[] = [
    ['throttled', 429, 'ApplicationThrottled', '1'],
    ['throttledBare', 429, 'ApplicationThrottled', null],
    ['unavailable', 503, 'ServiceUnavailable', null],
    ['timedOut', 504, 'GatewayTimeout', null],
    ['notFound', 404, 'ErrorItemNotFound', null],
  ];
  for (const [fault, status, code, retryAfter] of REFUSALS) {
    it(`answers ${status} when ${fault} is ordered, once, to the call that fits`, async () => {
      once({ fault, method: 'GET', path: '/messages$' });
      assert.equal((await world.graph('GET', `/users/${REP.id}/mailFolders`)).status, 200);
      const answer = await world.graph('GET', MESSAGES);
      assert.deepEqual([answer.status, answer.at('error/code'), answer.headers.get('retry-after')], [status, code, retryAfter]);
      assert.equal((await world.graph('GET', MESSAGES)).status, 200);
      assert.deepEqual(faults.journal.counts()[`call.${fault}`], 1);
    });
  }

  it('refuses a token for good, and takes another', async () => {
    once({ fault: 'refused' });
    assert.equal((await world.graph('GET', MESSAGES)).status, 401);
    assert.equal((await world.graph('GET', MESSAGES)).status, 401);
    assert.equal((await world.graph('GET', MESSAGES, { token: 'app2:Mail.Read' })).status, 200);
    faults.refuseTokens();
    assert.equal((await world.graph('GET', MESSAGES, { token: 'app2:Mail.Read' })).status, 401);
    assert.equal((await world.graph('GET', MESSAGES, { token: 'app3:Mail.Read' })).status, 200);
  });

  for (const [fault, sent] of [
    ['timedOut', 0],
    ['timedOutDone', 1],
  ] as const) {
    it(`a send that times out ${sent === 1 ? 'has' : 'has not'} gone: ${fault}`, async () => {
      const draft = await world.graph('POST', MESSAGES, { body: { subject: 'Hello', toRecipients: [{ emailAddress: { address: 'x@elsewhere.example' } }] }, immutable: true });
      once({ fault, path: '/send$' });
      assert.equal((await world.graph('POST', `${MESSAGES}/${text(draft.at('id'))}/send`)).status, 504);
      const seen = await world.graph('GET', `${MESSAGES}/${text(draft.at('id'))}`, { immutable: true });
      assert.equal(seen.at('isDraft'), sent === 0);
      if (sent === 1) await until(() => world.outside.length === 1);
      assert.equal(world.outside.length, sent);
    });
  }

  it('a connection is cut in mid-answer, with or without a body, and what was asked is done', async () => {
    await receive('m0');
    once({ fault: 'cut' });
    await assert.rejects(world.graph('GET', MESSAGES));
    const draft = await world.graph('POST', MESSAGES, { body: { toRecipients: [{ emailAddress: { address: 'x@elsewhere.example' } }] }, immutable: true });
    once({ fault: 'cut', path: '/send$' });
    await assert.rejects(world.graph('POST', `${MESSAGES}/${text(draft.at('id'))}/send`));
    await until(() => world.outside.length === 1, { what: 'the mail outside' });
  });

  it('a new mail stands in lists before it can be read by its id', async () => {
    faults.set(faultSettingsSchema.parse({ unreadable: { share: 1, for_ms: 300 } }));
    await receive('m0');
    const id = text((await world.graph('GET', MESSAGES, { immutable: true })).at('value/0/id'));
    const early = await world.graph('GET', `${MESSAGES}/${id}`);
    // The wait is drawn from the seed: it lasts more than a few ms.
    assert.deepEqual([early.status, early.at('error/code')], [404, 'ErrorItemNotFound'], faults.journal.after(0).map(({ detail }) => detail).join());
    await until(async () => (await world.graph('GET', `${MESSAGES}/${id}`)).status === 200, { what: 'the mail being readable' });
  });

  it('delta links expire, in mid-round too, in each of the shapes, and a new round gives everything', async () => {
    for (let index = 0; index < 3; index++) await receive(`m${index}`);
    const page = await world.graph('GET', `${DELTA}?$top=1`, { immutable: true });
    const seen = new Set<string>();
    for (let index = 0; index < 20; index++) {
      const link = text((await world.graph('GET', text(page.at('@odata.nextLink')), { immutable: true })).at('@odata.nextLink'));
      const query = link.slice(link.indexOf('/messages/delta'));
      once({ fault: 'expired', path: query.slice(0, 40).replace(/[?$]/g, '\\$&') });
      const gone = await world.graph('GET', link, { immutable: true });
      seen.add(`${gone.status} ${text(gone.at('error/code'))} ${gone.headers.has('location') ? 'with' : 'without'} Location`);
      assert.equal((await world.graph('GET', link, { immutable: true })).status, gone.status === 400 ? 400 : 410, 'it stays expired');
    }
    assert.deepEqual([...seen].sort(), ['400 SyncStateInvalid without Location', '410 SyncStateNotFound with Location', '410 resyncRequired with Location']);
    world.exchange.expireDelta(REP.mail);
    assert.ok([400, 410].includes((await world.graph('GET', text(page.at('@odata.nextLink')), { immutable: true })).status));
    assert.deepEqual(subjects((await world.graph('GET', DELTA, { immutable: true })).at('value')), ['m0', 'm1', 'm2']);
  });

  it('delta repeats itself and gives empty pages, and still loses nothing', async () => {
    faults.set(faultSettingsSchema.parse({ seed: 3, delta: { replayed: 0.4, emptied: 0.4 } }));
    for (let index = 0; index < 12; index++) await receive(`m${index}`);
    const all: unknown[] = [];
    let empty = 0;
    let link = `${DELTA}?$top=2`;
    for (;;) {
      const page = await world.graph('GET', link, { immutable: true });
      const items = subjects(page.at('value'));
      all.push(...items);
      const next = page.at('@odata.nextLink');
      if (items.length === 0 && next !== undefined) empty += 1;
      if (next === undefined) break;
      link = text(next);
    }
    assert.equal(new Set(all).size, 12);
    assert.ok(all.length > 12, 'some came twice');
    assert.ok(empty > 0, 'some pages were empty');
  });

  it('a first delta round with a filter gives the newest messages only, up to the cap', async () => {
    faults.set(faultSettingsSchema.parse({ delta: { cap: 3 } }));
    let time = Date.now();
    await world.stop({ keep: true });
    world = await World.start(world.dataDir, { faults, now: () => new Date((time += 1_000)) });
    for (let index = 0; index < 5; index++) await receive(`m${index}`);
    const filtered = `${DELTA}?$filter=receivedDateTime ge 2020-01-01T00:00:00Z`;
    const round = await world.graph('GET', filtered, { immutable: true });
    assert.deepEqual(subjects(round.at('value')), ['m2', 'm3', 'm4']);
    assert.deepEqual(subjects((await world.graph('GET', DELTA, { immutable: true })).at('value')).length, 5, 'without a filter there is no cap');
    await receive('m5');
    assert.deepEqual(subjects((await world.graph('GET', text(round.at('@odata.deltaLink')), { immutable: true })).at('value')), ['m5']);
  });

  it('shares befall about as many calls, and the journal counts them', async () => {
    faults.set(faultSettingsSchema.parse({ seed: 5, calls: { throttled: 0.1, unavailable: 0.1, timedOut: 0.1, slow: 0.1, slow_ms: 5 } }));
    const statuses = new Map<number, number>();
    for (let index = 0; index < 200; index++) {
      const { status } = await world.graph('GET', MESSAGES);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    for (const status of [429, 503, 504]) assert.ok((statuses.get(status) ?? 0) > 8 && (statuses.get(status) ?? 0) < 40, `${status}: ${statuses.get(status) ?? 0}`);
    assert.equal(faults.journal.counts()['call.throttled'], statuses.get(429));
  });

  it('the fifth request at once to a mailbox is refused and written down', async () => {
    faults.set(faultSettingsSchema.parse({ calls: { slow: 1, slow_ms: 400 } }));
    const statuses = await Promise.all(Array.from({ length: 8 }, async () => (await world.graph('GET', MESSAGES)).status));
    const refused = statuses.filter((status) => status === 429).length;
    assert.ok(refused > 0, statuses.join());
    assert.equal(faults.journal.counts()['call.overConcurrency'], refused);
  });

  it('the journal says when a mail came and when one went', async () => {
    await receive('in');
    const draft = await world.graph('POST', MESSAGES, { body: { toRecipients: [{ emailAddress: { address: 'x@elsewhere.example' } }] }, immutable: true });
    await world.graph('POST', `${MESSAGES}/${text(draft.at('id'))}/send`);
    const lines = faults.journal.after(0).filter(({ what }) => what.startsWith('mail.'));
    assert.deepEqual(lines.map(({ what, mailbox, mail }) => [what, mailbox, mail]), [
      ['mail.received', REP.mail, '<in@x.example>'],
      ['mail.sent', REP.mail, text(draft.at('internetMessageId'))],
    ]);
  });
});

/** $batch: many requests in one, each answered for itself. */
import assert from 'node:assert/strict';
import { Faults, faultSettingsSchema, onceSchema } from '../../sandbox/faults/index.js';
import { at, list, REP, text, World } from './exchange-world.js';

describe('sandbox Exchange: $batch', () => {
  let world: World;
  let faults: Faults;
  beforeEach(async () => {
    faults = new Faults();
    world = await World.start(undefined, { faults });
  });
  afterEach(() => world.stop());

  const get = (id: string, url: string, more: Record<string, unknown> = {}) => ({ id, method: 'GET', url, ...more });
  const batch = (requests: unknown[]) => world.graph('POST', '/$batch', { body: { requests } });
  async function answers(requests: unknown[]): Promise<Map<string, unknown>> {
    const answer = await batch(requests);
    assert.equal(answer.status, 200, answer.text);
    return new Map(list(answer.at('responses')).map((one) => [text(at(one, 'id')), one]));
  }
  const status = (all: Map<string, unknown>, id: string) => at(all.get(id), 'status');

  it('answers each for itself, with its own status, headers and preferences', async () => {
    await world.exchange.receive(REP.mail, Buffer.from('Message-ID: <m@x.example>\r\nSubject: m\r\n\r\ntext'));
    const all = await answers([
      get('1', `/users/${REP.id}/mailFolders/inbox/messages?$select=subject`, { headers: { Prefer: 'IdType="ImmutableId"' } }),
      get('2', `users/${REP.id}/messages/nonsense`),
      { id: '3', method: 'POST', url: `/users/${REP.id}/mailFolders`, headers: { 'Content-Type': 'application/json' }, body: { displayName: 'Clients' } },
      get('4', '/users/none/messages'),
    ]);
    assert.deepEqual(['1', '2', '3', '4'].map((id) => status(all, id)), [200, 400, 201, 404]);
    assert.equal(at(all.get('1'), 'body/value/0/subject'), 'm');
    const immutable = text((await world.graph('GET', `/users/${REP.id}/messages`, { immutable: true })).at('value/0/id'));
    assert.equal(at(all.get('1'), 'body/value/0/id'), immutable);
    assert.equal(at(all.get('2'), 'body/error/code'), 'ErrorInvalidIdMalformed');
    const mime = await answers([get('1', `/users/${REP.id}/messages/${immutable}/$value`)]);
    assert.match(Buffer.from(text(at(mime.get('1'), 'body')), 'base64').toString(), /^Message-ID: <m@x.example>/);
  });

  it('throttles one of them and not the others, with its own Retry-After', async () => {
    faults.once(onceSchema.parse({ fault: 'throttled', path: '/drafts/' }));
    const all = await answers([get('1', `/users/${REP.id}/mailFolders/inbox/messages`), get('2', `/users/${REP.id}/mailFolders/drafts/messages`)]);
    assert.deepEqual([status(all, '1'), status(all, '2'), at(all.get('2'), 'headers/Retry-After')], [200, 429, '1']);
  });

  it('runs twenty without going over the limit of the mailbox', async () => {
    faults.set(faultSettingsSchema.parse({ calls: { slow: 1, slow_ms: 20 } }));
    const all = await answers(Array.from({ length: 20 }, (_, index) => get(String(index), `/users/${REP.id}/messages`)));
    assert.deepEqual(new Set([...all.values()].map((one) => at(one, 'status'))), new Set([200]));
    assert.equal(faults.journal.counts()['call.overConcurrency'], undefined);
  });

  it('a request that depends on one that failed is not tried', async () => {
    const all = await answers([
      get('1', `/users/${REP.id}/messages/nonsense`),
      { id: '2', method: 'POST', url: `/users/${REP.id}/mailFolders`, headers: { 'Content-Type': 'application/json' }, body: { displayName: 'Never' }, dependsOn: ['1'] },
      get('3', `/users/${REP.id}/messages`, { dependsOn: ['2'] }),
      get('4', `/users/${REP.id}/messages`),
    ]);
    assert.deepEqual(['1', '2', '3', '4'].map((id) => status(all, id)), [400, 424, 424, 200]);
    const folders = list((await world.graph('GET', `/users/${REP.id}/mailFolders?$top=100`)).at('value'));
    assert.equal(folders.some((folder) => at(folder, 'displayName') === 'Never'), false);
  });

  it('an answer cut off inside counts as none', async () => {
    faults.once(onceSchema.parse({ fault: 'cut', path: '/inbox/' }));
    const all = await answers([get('1', `/users/${REP.id}/mailFolders/inbox/messages`), get('2', `/users/${REP.id}/messages`)]);
    assert.deepEqual([status(all, '1'), status(all, '2')], [504, 200]);
  });

  for (const [what, requests] of [
    ['more than twenty', Array.from({ length: 21 }, (_, index) => get(String(index), '/users'))],
    ['an id used twice', [get('1', '/users'), get('1', '/users')]],
    ['an absolute address', [get('1', 'https://localhost/v1.0/users')]],
    ['a batch in a batch', [{ id: '1', method: 'POST', url: '/$batch', body: {} }]],
    ['a dependency on nobody', [get('1', '/users', { dependsOn: ['9'] })]],
    ['nothing', []],
  ] as const) {
    it(`refuses ${what}`, async () => {
      assert.equal((await batch([...requests])).status, 400);
    });
  }
});

import assert from 'node:assert/strict';
import { until } from '../until.js';
import { Receiver } from './receiver.js';
import { at, list, REP, TENANT_ID, text, World } from './exchange-world.js';

describe('sandbox Exchange: subscriptions', () => {
  let world: World;
  let receiver: Receiver;
  let now: Date;
  beforeEach(async () => {
    now = new Date();
    receiver = new Receiver();
    await receiver.start();
    world = await World.start(undefined, { now: () => now, notificationRetry_ms: 20 });
  });
  afterEach(async () => {
    await world.stop();
    receiver.stop();
  });

  const minutes = (count: number) => new Date(now.getTime() + count * 60_000).toISOString();

  function subscription(changes: Record<string, unknown> = {}) {
    return {
      changeType: 'created',
      notificationUrl: receiver.url(),
      lifecycleNotificationUrl: receiver.url('/graph/lifecycle'),
      resource: `users/${REP.id}/mailFolders('inbox')/messages`,
      expirationDateTime: minutes(60),
      clientState: 'secret',
      ...changes,
    };
  }

  const subscribe = (changes?: Record<string, unknown>) => world.graph('POST', '/subscriptions', { body: subscription(changes), immutable: true });

  async function receive(name: string): Promise<void> {
    await world.exchange.receive(REP.mail, Buffer.from(`Message-ID: <${name}@x.example>\r\nSubject: ${name}\r\n\r\ntext`));
  }

  it('validates both addresses, then tells of a delivery at once with an immutable id', async () => {
    const created = await subscribe();
    assert.equal(created.status, 201, created.text);
    assert.deepEqual(receiver.handshakes, ['/graph/notifications', '/graph/lifecycle']);
    await receive('m0');
    const delivered = performance.now();
    const notification = await until(() => receiver.notifications[0]);
    assert.ok((receiver.arrivedAt[0] ?? Infinity) - delivered < 100);
    const id = text((await world.graph('GET', `/users/${REP.id}/messages`, { immutable: true })).at('value/0/id'));
    assert.deepEqual(
      ['subscriptionId', 'clientState', 'changeType', 'tenantId', 'resource', 'resourceData/id'].map((path) => at(notification, path)),
      [created.at('id'), 'secret', 'created', TENANT_ID, `Users/${REP.id}/Messages/${id}`, id],
    );
  });

  const BAD_HANDSHAKES = ['encoded', 'json', 'refused'] as const;
  for (const handshake of BAD_HANDSHAKES) {
    it(`refuses an address whose handshake is ${handshake}`, async () => {
      receiver.handshake = handshake;
      const refused = await subscribe();
      assert.deepEqual([refused.status, refused.at('error/code')], [400, 'ValidationError']);
      assert.deepEqual((await world.graph('GET', '/subscriptions')).at('value'), []);
    });
  }

  const REFUSED: [string, Record<string, unknown>, number, string][] = [
    ['plain http elsewhere', { notificationUrl: 'http://connector.example/n' }, 400, 'InvalidRequest'],
    // Well over: the tests before this one take time.
    ['a life over 10,080 minutes', { expirationDateTime: new Date(Date.now() + 10_140 * 60_000).toISOString() }, 400, 'ExtensionError'],
    ['an unknown change type', { changeType: 'moved' }, 400, 'InvalidRequest'],
    ['an unknown resource', { resource: 'users/x/events' }, 400, 'InvalidRequest'],
    ['an unknown mailbox', { resource: 'users/none/messages' }, 404, 'ErrorInvalidUser'],
    ['a long client state', { clientState: 'x'.repeat(129) }, 400, 'RequestBodyRead'],
  ];
  for (const [what, changes, status, code] of REFUSED) {
    it(`refuses ${what}`, async () => {
      const refused = await subscribe(changes);
      assert.deepEqual([refused.status, refused.at('error/code')], [status, code], refused.text);
    });
  }

  it('refuses a duplicate with 409 and tells which; another app may have its own', async () => {
    const first = await subscribe();
    const second = await subscribe();
    assert.equal(second.status, 409);
    assert.match(text(second.at('error/message')), new RegExp(text(first.at('id'))));
    const other = await world.graph('POST', '/subscriptions', { body: subscription(), token: 'app2:Mail.Read' });
    assert.equal(other.status, 201);
    assert.equal((await world.graph('GET', `/subscriptions/${text(other.at('id'))}`)).status, 404);
    assert.equal(list((await world.graph('GET', '/subscriptions')).at('value')).length, 1);
  });

  it('raises a short life to 45 minutes, renews, and lets an expired subscription vanish', async () => {
    const created = await subscribe({ expirationDateTime: minutes(5) });
    assert.equal(created.at('expirationDateTime'), minutes(45));
    const path = `/subscriptions/${text(created.at('id'))}`;
    assert.equal((await world.graph('PATCH', path, { body: { expirationDateTime: minutes(100) } })).at('expirationDateTime'), minutes(100));
    now = new Date(now.getTime() + 101 * 60_000);
    assert.equal((await world.graph('PATCH', path, { body: { expirationDateTime: minutes(100) } })).status, 404);
    await receive('late');
    assert.equal(receiver.posts, 0);
  });

  it('keeps subscriptions through a restart and forgets them on DELETE', async () => {
    const id = text((await subscribe()).at('id'));
    await world.stop({ keep: true });
    world = await World.start(world.dataDir);
    assert.equal((await world.graph('GET', `/subscriptions/${id}`)).at('clientState'), 'secret');
    assert.equal((await world.graph('DELETE', `/subscriptions/${id}`)).status, 204);
    assert.equal((await world.graph('DELETE', `/subscriptions/${id}`)).status, 404);
  });

  it('repeats until it is answered with 2xx, losing nothing', async () => {
    await subscribe();
    receiver.answers.push(500, 503);
    await receive('m0');
    await receive('m1');
    await until(() => receiver.notifications.length === 2);
    assert.ok(receiver.posts >= 3);
  });

  it('gathers a burst into few posts', async () => {
    await subscribe();
    await Promise.all(Array.from({ length: 200 }, (_, index) => receive(`m${index}`)));
    await until(() => receiver.notifications.length === 200);
    assert.ok(receiver.posts < 200, `${receiver.posts} posts`);
  });

  it('tells of updates, deletions and moves, each to the folder concerned', async () => {
    await subscribe({ changeType: 'updated,deleted' });
    await subscribe({ resource: `users('${REP.id}')/mailFolders('archive')/messages`, clientState: 'archive' });
    await subscribe({ resource: `/users/${REP.id}/messages?$filter=isDraft eq true`, clientState: 'drafts' });
    await receive('m0');
    const message = `/users/${REP.id}/messages/${text((await world.graph('GET', `/users/${REP.id}/messages`, { immutable: true })).at('value/0/id'))}`;
    await world.graph('PATCH', message, { body: { isRead: true } });
    await world.graph('POST', `${message}/move`, { body: { destinationId: 'archive' } });
    await world.graph('POST', `/users/${REP.id}/messages`, { body: { subject: 'draft' } });
    await until(() => receiver.notifications.length === 4);
    const told = receiver.notifications.map((item) => `${text(at(item, 'clientState'))} ${text(at(item, 'changeType'))}`);
    assert.deepEqual(told.sort(), ['archive created', 'drafts created', 'secret deleted', 'secret updated']);
  });
});

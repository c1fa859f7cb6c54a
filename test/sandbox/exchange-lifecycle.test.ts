/** What Exchange does to subscriptions of its own accord: pausing, removing, missing, and limits. */
import assert from 'node:assert/strict';
import { Faults, faultSettingsSchema } from '../../sandbox/faults/index.js';
import { until } from '../until.js';
import { at, COLLEAGUE, list, REP, TENANT_ID, text, World } from './exchange-world.js';
import { Receiver } from './receiver.js';

describe('sandbox Exchange: the life of a subscription', () => {
  let world: World;
  let receiver: Receiver;
  let faults: Faults;
  beforeEach(async () => {
    faults = new Faults();
    receiver = new Receiver();
    await receiver.start();
    world = await World.start(undefined, { faults, notificationRetry_ms: 20 });
  });
  afterEach(async () => {
    await world.stop();
    receiver.stop();
  });

  async function subscribe(changes: Record<string, unknown> = {}) {
    const body = {
      changeType: 'created',
      notificationUrl: receiver.url(),
      lifecycleNotificationUrl: receiver.url('/graph/lifecycle'),
      resource: `users/${REP.id}/mailFolders('inbox')/messages`,
      expirationDateTime: new Date(Date.now() + 3_600_000).toISOString(),
      clientState: 'secret',
      ...changes,
    };
    return world.graph('POST', '/subscriptions', { body, immutable: true });
  }

  const receive = (name: string, mailbox = REP.mail) => world.exchange.receive(mailbox, Buffer.from(`Message-ID: <${name}@x.example>\r\nSubject: ${name}\r\n\r\ntext`));
  const events = () => receiver.notifications.filter((one) => at(one, 'lifecycleEvent') !== undefined);
  const changes = () => receiver.notifications.filter((one) => at(one, 'changeType') !== undefined);
  const happened = (event: string) => until(() => events().find((one) => at(one, 'lifecycleEvent') === event), { what: event });

  it('tells a lifecycle event without resource, with the secret', async () => {
    const created = await subscribe();
    world.exchange.befallSubscriptions('missed', REP.mail);
    const event = await happened('missed');
    assert.deepEqual(keysOf(event), ['clientState', 'lifecycleEvent', 'subscriptionExpirationDateTime', 'subscriptionId', 'tenantId']);
    assert.deepEqual([at(event, 'subscriptionId'), at(event, 'clientState'), at(event, 'tenantId')], [created.at('id'), 'secret', TENANT_ID]);
  });

  for (const [how, method, path] of [
    ['renewed', 'PATCH', ''],
    ['reauthorised', 'POST', '/reauthorize'],
  ] as const) {
    it(`loses what happens while it is paused, until it is ${how}`, async () => {
      const id = text((await subscribe()).at('id'));
      world.exchange.befallSubscriptions('paused', REP.mail);
      await happened('reauthorizationRequired');
      await receive('lost');
      const body = { expirationDateTime: new Date(Date.now() + 7_200_000).toISOString() };
      const answer = await world.graph(method, `/subscriptions/${id}${path}`, method === 'PATCH' ? { body } : {});
      assert.ok([200, 204].includes(answer.status), answer.text);
      await receive('told');
      await until(() => changes().length);
      assert.equal(changes().length, 1, 'what was lost does not come later');
      assert.deepEqual(faults.journal.after(0).filter(({ what }) => what === 'notification.lost').map(({ mail }) => mail), ['<lost@x.example>']);
    });
  }

  it('is removed with an event, or silently; afterwards it is gone', async () => {
    const told = text((await subscribe()).at('id'));
    world.exchange.befallSubscriptions('removed', REP.mail);
    assert.equal(at(await happened('subscriptionRemoved'), 'subscriptionId'), told);
    assert.equal((await world.graph('GET', `/subscriptions/${told}`)).status, 404);

    const silent = text((await subscribe()).at('id'));
    world.exchange.befallSubscriptions('vanished', REP.mail);
    assert.equal((await world.graph('PATCH', `/subscriptions/${silent}`, { body: { expirationDateTime: new Date(Date.now() + 7_200_000).toISOString() } })).status, 404);
    await subscribe({ resource: `users/${REP.id}/messages` });
    world.exchange.befallSubscriptions('missed', REP.mail);
    await happened('missed');
    assert.equal(events().length, 2, 'nobody was told of the second');
  });

  it('befalls the mailbox named, and nobody without a lifecycle address is told', async () => {
    await subscribe();
    await subscribe({ resource: `users/${COLLEAGUE.id}/messages`, lifecycleNotificationUrl: null });
    world.exchange.befallSubscriptions('removed', COLLEAGUE.mail);
    assert.equal(list((await world.graph('GET', '/subscriptions')).at('value')).length, 1);
    world.exchange.befallSubscriptions('missed');
    await happened('missed');
    assert.equal(events().length, 1);
  });

  it('covers all folders, drafts left out by a filter, and refuses a second one like it', async () => {
    const all = { resource: `users/${REP.id}/messages?$filter=isDraft eq false` };
    assert.equal((await subscribe(all)).status, 201);
    assert.deepEqual([(await subscribe(all)).status, (await subscribe(all)).at('error/code')], [409, 'Conflict']);
    const draft = await world.graph('POST', `/users/${REP.id}/messages`, { body: { subject: 'A draft', toRecipients: [{ emailAddress: { address: 'x@elsewhere.example' } }] }, immutable: true });
    world.exchange.owner(REP.mail).addRule({ subjectContains: ['elsewhere'], moveToFolder: 'Clients' });
    await receive('elsewhere');
    await until(() => changes().length);
    assert.equal(changes().length, 1, 'the draft is not told of');
    await world.graph('POST', `/users/${REP.id}/messages/${text(draft.at('id'))}/send`);
    await until(() => changes().length === 2, { what: 'the sent mail' });
    assert.equal(at(changes()[1], 'resourceData/id'), draft.at('id'));
  });

  it('is refused over the quota', async () => {
    faults.set(faultSettingsSchema.parse({ subscriptions: { quota: 1 } }));
    assert.equal((await subscribe()).status, 201);
    const refused = await subscribe({ resource: `users/${REP.id}/messages` });
    assert.equal(refused.status, 403);
    assert.equal((await subscribe({ resource: `users/${COLLEAGUE.id}/messages` })).status, 201, 'the quota is each mailbox’s own');
  });

  it('drops, repeats and delays notifications as often as asked, the same ones for the same seed', async () => {
    const fates = (seed: number): string[] => {
      const mine = new Faults();
      mine.set(faultSettingsSchema.parse({ seed, notifications: { dropped: 0.3, duplicated: 0.3, reordered: 0.2, delayed: 0.2, delay_ms: 50 } }));
      return Array.from({ length: 40 }, (_, index) => JSON.stringify(mine.ofNotification({ detail: String(index) })));
    };
    const first = fates(7);
    assert.deepEqual(fates(7), first);
    assert.notDeepEqual(fates(8), first);

    await subscribe();
    faults.set(faultSettingsSchema.parse({ seed: 7, notifications: { dropped: 0.3, duplicated: 0.3 } }));
    for (let index = 0; index < 30; index++) await receive(`m${index}`);
    const { 'notification.dropped': dropped = 0, 'notification.duplicated': twice = 0 } = faults.journal.counts();
    assert.ok(dropped > 3 && twice > 3, `${dropped} dropped, ${twice} repeated`);
    const droppedMail = new Set(faults.journal.after(0).filter(({ what }) => what === 'notification.dropped').map(({ mail }) => mail));
    const repeated = faults.journal.after(0).filter(({ what, mail }) => what === 'notification.duplicated' && !droppedMail.has(mail)).length;
    await until(() => changes().length === 30 - dropped + repeated, { what: `${30 - dropped + repeated} notifications` });
  });
});

function keysOf(value: unknown): string[] {
  return typeof value === 'object' && value !== null ? Object.keys(value).sort() : [];
}

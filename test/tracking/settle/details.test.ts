import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { recordConsent } from '../../../connector/consent/index.js';
import { ensureRep, type Rep } from '../../../connector/identity/index.js';
import * as schema from '../../../connector/schema.js';
import { howMessagesFared, silenceMailTo, type KnownOf } from '../../../connector/tracking/index.js';
import { listHits } from '../../../connector/tracking/details/hits-page.js';
import { listMessages } from '../../../connector/tracking/details/list.js';
import { sayOfHit, sayOfLine } from '../../../connector/tracking/details/mine.js';
import { showMessage } from '../../../connector/tracking/details/show.js';
import { switchTracking } from '../../../connector/tracking/details/switch.js';
import { createKnownOf } from '../../../connector/tracking/own/known.js';
import { Signals } from '../../../connector/tracking/own/signals.js';
import { until, useTestDatabase } from '../../database.js';
import { NOW, type World, useWorlds } from './world.js';

const campaigns = { of: () => Promise.resolve(new Map()), in: () => Promise.resolve([]) };

describe('the details of mails', () => {
  const test = useTestDatabase(schema);
  const { begin } = useWorlds(test);

  it('list how each fared, a page at a time, and find them by text', async () => {
    const world = begin();
    const { manager: tx } = test.database.dataSource;
    const [seen, unseen] = [world.stamp(), world.stamp()];
    const id = await world.send(seen, undefined, { sentAt: NOW, subject: '100% lease' });
    await world.send(unseen);
    await world.come(world.hit(seen, 60), world.click(seen, 61));
    const first = await listMessages(tx, world.mailboxId, { limit: 1 }, campaigns);
    assert.deepEqual(first.messages.map((one) => [one.id, one.seen.state, one.figures.views, one.figures.clicks]), [[id, 'viewed', 1, 1]]);
    const [at, last] = (first.next ?? '').split('_');
    const second = await listMessages(tx, world.mailboxId, { limit: 1, before: { sentAt: new Date(Number(at)), id: last ?? '' } }, campaigns);
    assert.deepEqual([second.messages[0]?.seen.state, second.next], ['not-seen', null]);
    assert.equal((await listMessages(tx, world.mailboxId, { limit: 9, q: '100%' }, campaigns)).messages.length, 1);
    assert.equal((await howMessagesFared(tx, world.mailboxId, [id])).get(id)?.seen.state, 'viewed');
    await assert.rejects(showMessage(tx, randomUUID(), id, campaigns), { code: 'NOT_FOUND' });
    const details = await showMessage(tx, world.mailboxId, id, campaigns);
    assert.deepEqual([details.timeline.map(({ kind }) => kind), details.links.map(({ number, clicks }) => [number, clicks])], [['view', 'click'], [[1, 1], [2, 0]]]);
    assert.equal((await listHits(tx, world.mailboxId, id, { limit: 1 })).hits.length, 1);
  });

  it('leave tests the rep sent to themselves out of the list; they can be looked at', async () => {
    const world = begin();
    const { dataSource } = test.database;
    const [, tested] = [await world.send(world.stamp(), undefined, { subject: 'Offer' }), await world.send(world.stamp(), undefined, { subject: 'Offer, tried' })];
    await dataSource.query('update messages set is_test = true where id = $1', [tested]);
    for (const q of [undefined, 'Offer']) {
      assert.deepEqual((await listMessages(dataSource.manager, world.mailboxId, { limit: 9, q }, campaigns)).messages.map(({ subject }) => subject), ['Offer']);
    }
    assert.equal((await showMessage(dataSource.manager, world.mailboxId, tested, campaigns)).subject, 'Offer, tried');
  });

  it('take "This was me", of a line or of a request, and take it back', async () => {
    const world = begin();
    const { dataSource } = test.database;
    const stamp = world.stamp();
    const id = await world.send(stamp);
    const hit = world.hit(stamp, 0);
    await world.come(hit, world.hit(stamp, 1));
    const saying = { rep: { id: randomUUID() }, mailboxId: world.mailboxId, now: NOW };
    const [line] = await world.lines();
    assert.equal((await dataSource.transaction((tx) => sayOfLine(tx, { ...saying, mine: true }, line?.id ?? ''))).hits, 2);
    assert.deepEqual(await world.brief(), []);
    assert.equal((await dataSource.transaction((tx) => sayOfLine(tx, { ...saying, mine: false }, line?.id ?? ''))).hits, 2);
    assert.deepEqual((await world.lines()).map(({ id: same, count }) => [same, count]), [[line?.id, 2]]);
    assert.equal((await dataSource.transaction((tx) => sayOfHit(tx, { ...saying, mine: true }, id, hit.id))).hits, 2);
    assert.deepEqual(await world.brief(), []);
    const { hits } = await listHits(dataSource.manager, world.mailboxId, id, { limit: 9 });
    assert.deepEqual(hits.map(({ verdict, said, activityId }) => [verdict, said, activityId]), [['self', 'mine', null], ['self', 'mine', null]]);
  });

  it('take all back with "This was not me" that "This was me" had made the rep’s, also in other mails', async () => {
    const { dataSource } = test.database;
    const { world, rep } = await ofRep(createKnownOf({ signals: new Signals() }));
    const [stamp, later] = [world.stamp(), world.stamp()];
    const [id] = [await world.send(stamp), await world.send(later)];
    const click = world.click(stamp, 30);
    await world.come(world.hit(stamp, 10), click);
    const counted = ['human mail-client', 'human clicked'];
    assert.deepEqual(await world.verdicts(), counted);
    const say = (mine: boolean): Promise<unknown> => dataSource.transaction((tx) => sayOfHit(tx, { rep, mailboxId: world.mailboxId, now: NOW, mine }, id, click.id));
    await say(true);
    assert.deepEqual(await world.verdicts(), ['self taught', 'self said-own']);
    await world.come(world.hit(later, 40));
    assert.deepEqual(await world.verdicts(), ['self taught', 'self said-own', 'self taught']);
    assert.deepEqual(await world.brief(), []);
    await say(false);
    assert.deepEqual(await world.verdicts(), ['human mail-client', 'human said-other', 'human mail-client']);
    assert.deepEqual(await world.brief(), ['view 10 x1', 'click 30 x1', 'view 40 x1']);
    assert.deepEqual((await world.lines()).map(({ data }) => data.withoutImages), [undefined, undefined, undefined]);
  });

  it('take it back from what is being judged at that moment, too', async () => {
    const { dataSource } = test.database;
    const known = createKnownOf({ signals: new Signals() });
    let judge = (): void => undefined;
    let [hasRead, isHeld] = [false, false];
    const { world, rep } = await ofRep(async (tx, hits) => {
      const found = await known(tx, hits);
      hasRead = true;
      if (isHeld) await new Promise<void>((resolve) => (judge = resolve));
      return found;
    });
    const [stamp, later] = [world.stamp(), world.stamp()];
    const id = await world.send(stamp);
    await world.send(later);
    const hit = world.hit(stamp, 10);
    await world.come(hit);
    const say = (mine: boolean): Promise<unknown> => dataSource.transaction((tx) => sayOfHit(tx, { rep, mailboxId: world.mailboxId, now: NOW, mine }, id, hit.id));
    await say(true);
    await world.settled();
    [hasRead, isHeld] = [false, true];
    const judged = world.come(world.hit(later, 40));
    await until(() => hasRead);
    isHeld = false;
    let isSaid = false;
    const said = say(false).then(() => (isSaid = true));
    await until(async () => isSaid || (await isWaiting()));
    judge();
    await Promise.all([judged, said]);
    assert.deepEqual(await world.verdicts(), ['human said-other', 'human mail-client']);
  });

  it('tell apart why a mail is not tracked: refused later, refused before, consent missing, as asked, never recorded', async () => {
    const world = begin();
    const { dataSource } = test.database;
    const address = `${randomUUID()}@encom.example`;
    const less = { howSent: { mode: 'replies', hasPixel: false, links: 0, plain: false } } as const;
    const later = world.stamp();
    const sent = {
      later: await world.send(later, [address]),
      missing: await world.send(world.stamp('replies'), ['nobody@encom.example'], { ...less, modeBecause: 'policy-strict' }),
      before: await world.send(world.stamp('replies'), ['nobody@encom.example'], { ...less, modeBecause: 'refused' }),
      asked: await world.send(world.stamp('replies'), undefined, { ...less, modeBecause: 'asked' }),
      unknown: await world.send(world.stamp('replies'), undefined, less),
      tooMuch: await world.send(world.stamp(), undefined, { isTooMuch: true, modeBecause: 'policy-unknown-country' }),
    };
    await world.come(world.hit(later, 0), world.click(later, 1));
    await dataSource.transaction((tx) => recordConsent(tx, { onRefused: silenceMailTo }, { address, agrees: false, how: 'said so', proof: '', repId: null, at: NOW }));
    const told = async (id: string): Promise<string> => {
      const { seen, clicks } = await showMessage(dataSource.manager, world.mailboxId, id, campaigns);
      return `${seen.reason}, clicks ${clicks}: ${seen.says}`;
    };
    assert.equal(await told(sent.later), `refused-later, clicks not-recorded: ${address} refused later: what was recorded was erased, and nothing more is.`);
    assert.equal(await told(sent.missing), 'no-consent, clicks not-recorded: Sent without image and tracked links, because nobody@encom.example had not agreed, and your organisation tracks only who has.');
    assert.equal(await told(sent.before), 'had-refused, clicks not-recorded: Sent without image and tracked links, because nobody@encom.example had refused to be tracked.');
    assert.equal(await told(sent.asked), 'replies-only, clicks not-recorded: Only replies to this mail are tracked, as you chose.');
    assert.equal(await told(sent.unknown), 'replies-only, clicks not-recorded: Only replies to this mail are tracked.');
    assert.equal(await told(sent.tooMuch), 'not-recorded, clicks not-recorded: Nothing of it is recorded but replies, because flynn@flynnsarcade.com had not agreed, and nobody knows in which country they are.');
  });

  it('say a click of one’s own to be a click, once, and once that it is only probable', async () => {
    const { dataSource } = test.database;
    const world = begin({ knownOf: (_tx, hits) => Promise.resolve(new Map(hits.map(({ id, agent }) => [id, agent === 'Microsoft Outlook' ? 'own-network' : 'own-device']))) });
    const stamp = world.stamp();
    const id = await world.send(stamp);
    await world.come(world.hit(stamp, 0, { agent: 'Microsoft Outlook' }), world.click(stamp, 1));
    const { hits } = await listHits(dataSource.manager, world.mailboxId, id, { limit: 9 });
    assert.deepEqual(hits.map(({ words, says }) => `${words} | ${says}`), [
      'Your own click | You are signed in on this device.',
      'Probably your own view | It was Outlook, on a network you signed in from lately.',
    ]);
  });

  it('switch tracking off and on again', async () => {
    const world = begin();
    const { dataSource } = test.database;
    const stamp = world.stamp();
    const id = await world.send(stamp);
    await dataSource.transaction((tx) => switchTracking(tx, world.mailboxId, id, false));
    await world.come(world.hit(stamp, 0));
    assert.equal((await showMessage(dataSource.manager, world.mailboxId, id, campaigns)).seen.reason, 'switched-off');
    await dataSource.transaction((tx) => switchTracking(tx, world.mailboxId, id, true));
    await world.come(world.hit(stamp, 20));
    assert.deepEqual(await world.brief(), ['view 20 x1']);
  });

  /** A mailbox that is a rep's. */
  async function ofRep(knownOf: KnownOf): Promise<{ world: World; rep: Rep }> {
    const { dataSource } = test.database;
    const rep = await ensureRep(dataSource.manager, { oid: randomUUID(), address: `${randomUUID()}@contoso.example`, name: 'Riley' });
    const world = begin({ knownOf });
    await dataSource.query(
      `insert into mailboxes (id, user_id, address, name, addresses, time_zone, state, tracked_since, watched_since) values ($1, $2, 'r@contoso.example', 'Riley', '{}', 'UTC', 'connected', now(), now())`,
      [world.mailboxId, rep.oid],
    );
    return { world, rep };
  }

  async function isWaiting(): Promise<boolean> {
    const locks = await test.database.dataSource.query<unknown[]>(`select from pg_locks where not granted and locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())`);
    return locks.length > 0;
  }
});

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { recordConsent, type PolicyKind } from '../../connector/consent/index.js';
import * as schema from '../../connector/schema.js';
import { answeredWithoutImages, mintStamp, pixelUrl, sentItemsHandler, silencedAmong, silenceMailTo, STAMP_HEADER, type Stamp } from '../../connector/tracking/index.js';
import { clicksOf } from '../../connector/tracking/details/seen.js';
import { messageRow } from '../../connector/tracking/details/rows.js';
import { showMessage } from '../../connector/tracking/details/show.js';
import { personalData } from '../../connector/tracking/personal-data.js';
import { useTestDatabase } from '../database.js';
import { aMail, aMailbox } from '../mail-facts.js';
import { keys, NOW, type World, useWorlds } from './settle/world.js';

const FLYNN = 'flynn@flynnsarcade.com';
const MINUTE_MS = 60_000;

describe('a mail that quotes another one to somebody else', () => {
  const test = useTestDatabase(schema);
  const { begin } = useWorlds(test);
  const somebody = (domain = 'encom.com'): string => `${randomUUID().slice(0, 8)}@${domain}`;
  const say = (address: string, agrees: boolean): Promise<unknown> =>
    test.database.dataSource.transaction((tx) => recordConsent(tx, { onRefused: silenceMailTo }, { address, agrees, at: NOW, how: 'test', proof: '', repId: null }));

  for (const [which, isStamped] of [['with a stamp of its own', true], ['without one', false]] as const) {
    it(`who refused: nothing of the earlier mail is stored from then on, ${which}`, async () => {
      const world = begin();
      const [stamp, ram] = [world.stamp(), somebody()];
      await say(ram, false);
      await world.send(stamp, [FLYNN]);
      await world.come(world.hit(stamp, 5), world.click(stamp, 6), world.hit(stamp, 25));
      assert.deepEqual(await world.brief(), ['view 5 x1', 'click 6 x1', 'view 25 x1']);
      await quote(world, stamp, [FLYNN, ram], 20, { isStamped });
      await world.come(world.hit(stamp, 40), world.click(stamp, 41));
      await assertKnownUntil20(world, stamp);
      assert.equal((await silencedAmong(test.database.dataSource.manager, [{ mailboxId: world.mailboxId, stampId: stamp.id }])).size, 0, 'what came before stays');
    });

    it(`who refuses later: what came since is erased, ${which}`, async () => {
      const world = begin();
      const [stamp, ram] = [world.stamp(), somebody()];
      await world.send(stamp, [FLYNN]);
      await quote(world, stamp, [FLYNN, ram], 20, { isStamped });
      await world.come(world.hit(stamp, 5), world.click(stamp, 6), world.hit(stamp, 25));
      assert.deepEqual(await world.brief(), ['view 5 x1', 'click 6 x1', 'view 25 x1']);
      await say(ram, false);
      await world.come(world.hit(stamp, 40));
      await assertKnownUntil20(world, stamp);
    });
  }

  it('stays as it was where nobody was added, and where whoever was may be tracked', async () => {
    const world = begin();
    const [stamp, ram] = [world.stamp(), somebody()];
    await world.send(stamp, [FLYNN]);
    await quote(world, stamp, [FLYNN], 10);
    await quote(world, stamp, [FLYNN, ram], 20);
    await world.come(world.hit(stamp, 40));
    assert.deepEqual(await world.brief(), ['view 40 x1']);
    const rows = await test.database.dataSource.query<{ name: string }[]>('select name from quoted_to where stamp_id = $1', [stamp.id]);
    assert.deepEqual([rows.length, /^erased:/.test(rows[0]?.name ?? '')], [1, true], 'whoever was added is known as a hash only');
    await test.database.dataSource.transaction((tx) => personalData.eraseOf(tx, { personIds: [], addresses: [ram] }, NOW));
    assert.deepEqual(await test.database.dataSource.query('select from quoted_to where stamp_id = $1', [stamp.id]), []);
  });

  it('whom the policy does not let track counts like somebody who refused', async () => {
    const world = begin();
    const stamp = world.stamp();
    await world.send(stamp, ['carl@encom.us']);
    await quote(world, stamp, ['carl@encom.us', somebody('encom.us')], 10, { consentPolicy: 'by-country' });
    await world.come(world.hit(stamp, 15));
    assert.deepEqual(await world.brief(), ['view 15 x1']);
    await quote(world, stamp, ['carl@encom.us', somebody('encom.fr')], 30, { consentPolicy: 'by-country' });
    await world.come(world.hit(stamp, 40));
    assert.deepEqual(await world.brief(), ['view 15 x1']);
  });

  it('and is read before it: known when the other one is', async () => {
    const world = begin();
    const [stamp, ram] = [world.stamp(), somebody()];
    await quote(world, stamp, [FLYNN, ram], 20, { isStamped: false });
    await mailWith(world, stamp, [FLYNN], -60);
    await world.come(world.hit(stamp, 5), world.click(stamp, 6), world.hit(stamp, 25));
    await say(ram, false);
    await assertKnownUntil20(world, stamp);
  });

  it('leaves whether the other one was seen, clicked or read without images unknown', async () => {
    const world = begin();
    const { manager } = test.database.dataSource;
    const [stamp, ram] = [world.stamp(), somebody()];
    const id = await world.send(stamp, [FLYNN]);
    const answered = (minutes: number): Promise<boolean> => answeredWithoutImages(manager, { mailboxId: world.mailboxId, messageId: id, at: new Date(NOW.getTime() + minutes * MINUTE_MS) });
    await quote(world, stamp, [FLYNN, ram], 20);
    assert.deepEqual([await answered(10), await answered(30)], [true, true]);
    await say(ram, false);
    assert.deepEqual([await answered(10), await answered(30)], [true, false]);
    const { seen } = await showMessage(manager, world.mailboxId, id, { of: () => Promise.resolve(new Map()), in: () => Promise.resolve([]) });
    assert.deepEqual([seen.state, seen.reason], ['cannot-be-known', 'quoted-on']);
    const row = await messageRow(manager, world.mailboxId, id);
    assert.ok(row !== null);
    assert.equal(clicksOf(row), 'not-recorded');
  });

  async function assertKnownUntil20(world: World, stamp: Stamp): Promise<void> {
    const { dataSource } = test.database;
    assert.deepEqual(await world.brief(), ['view 5 x1', 'click 6 x1']);
    const { views, clicks } = await world.figures(stamp);
    assert.deepEqual([views, clicks], [1, 1]);
    const since = [stamp.id, new Date(NOW.getTime() + 20 * MINUTE_MS)];
    assert.deepEqual(await dataSource.query('select from hits where stamp_id = $1 and at >= $2', since), []);
    assert.deepEqual(await dataSource.query('select from views where stamp_id = $1 and last_at >= $2', since), []);
    const told = await dataSource.query<{ at: Date }[]>(`select at from activities where mailbox_id = $1 and data ? 'withdrawn'`, [world.mailboxId]);
    assert.ok(told.every(({ at }) => at.getTime() !== NOW.getTime() + 25 * MINUTE_MS), 'a line that was withdrawn tells not even when it was');
  }

  /** The copy in Sent Items of a mail that quotes it. */
  async function quote(world: World, stamp: Stamp, to: readonly string[], minutes: number, { isStamped = true, consentPolicy = 'all-on' }: { isStamped?: boolean; consentPolicy?: PolicyKind } = {}): Promise<void> {
    const own = isStamped ? mintStamp(keys, world.mailboxId) : null;
    await mailWith(world, stamp, to, minutes, { header: own === null ? '' : `${STAMP_HEADER}: ${own.text}\r\n`, consentPolicy });
  }

  async function mailWith(world: World, stamp: Stamp, to: readonly string[], minutes: number, { header = '', consentPolicy = 'all-on' }: { header?: string; consentPolicy?: PolicyKind } = {}): Promise<void> {
    const mailbox = aMailbox({ id: world.mailboxId });
    const item = aMail(mailbox.address, {
      folder: 'sentitems',
      itemId: randomUUID(),
      internetMessageId: `<${randomUUID()}@contoso.example>`,
      sentAt: new Date(NOW.getTime() + minutes * MINUTE_MS),
      to: to.map((address) => ({ address, name: '' })),
    });
    const mime = `${header}Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><body><p>See below</p><blockquote><img src="${pixelUrl('https://r.example', stamp.text)}"></blockquote></body></html>`;
    await sentItemsHandler({
      dataSource: test.database.dataSource,
      clock: { now: () => NOW },
      keys,
      consentPolicy,
      enrolledAmong: () => Promise.resolve(new Set()),
      handWritten: () => Promise.resolve(),
      idsKnown: () => Promise.resolve(),
    })(mailbox, item, { foundBy: 'notification', mime: () => Promise.resolve(Buffer.from(mime)), body: () => Promise.resolve(null) });
  }
});

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { sendStep } from '../../connector/campaigns/index.js';
import { holdPeople, releasePeople } from '../../connector/campaigns/person-holds.js';
import { holdQueue, releaseQueue } from '../../connector/campaigns/queue-holds.js';
import { markUndeliverable } from '../../connector/campaigns/undeliverable.js';
import { keysFrom } from '../../connector/config/index.js';
import { ReadbackError } from '../../connector/errors.js';
import { teamOfUser } from '../../connector/identity/index.js';
import * as schema from '../../connector/schema.js';
import { findByMessageIds } from '../../connector/tracking/index.js';
import { silentLog, useTestDatabase } from '../database.js';
import { NOW } from '../mail-facts.js';
import { away, makeWorld } from '../replies/act-world.js';
import { exchange } from './exchange.js';

const keys = keysFrom(['a secret of at least thirty-two characters']);
/** A later moment at which mails may go. */
const TOMORROW = new Date('2026-11-24T10:00:00Z');

describe('a mail that is about to go', () => {
  const test = useTestDatabase(schema);

  it('waits while the person is away, and the days of the campaign stand still', async () => {
    const world = await makeSender();
    const sent = await world.send(['flynn']);
    world.exchange.onLook = async () => {
      await world.reply('flynn', sent, away('2026-12-04'));
      return [];
    };
    await world.step(0, NOW);
    assert.equal(world.exchange.sends, 0, 'told by the last look');
    world.exchange.onLook = () => Promise.resolve([]);
    await world.step(0, TOMORROW);
    assert.equal(world.exchange.sends, 0);
    const monday = new Date('2026-12-07T09:00:00Z');
    assert.deepEqual((await world.states())[0]?.next_at, monday);
    await world.step(0, monday);
    assert.equal(world.exchange.sends, 1);
    assert.deepEqual((await world.states())[0]?.next_at, new Date('2026-12-09T09:00:00Z'), 'day 3 is two days after day 1');
  });

  it('keeps the distance of the next mails after somebody was away in between', async () => {
    const world = await makeSender();
    await world.step(0, NOW);
    await world.reply('flynn', await world.send(['flynn']), away('2026-12-04'));
    const monday = new Date('2026-12-07T09:00:00Z');
    await world.step(1, monday);
    assert.equal(world.exchange.sends, 2);
    const [row] = await world.states();
    assert.deepEqual([row?.next_at, row?.paused_until], [new Date('2026-12-14T09:00:00Z'), null], 'day 8 is five days after day 3, and a weekend');
  });

  it('already on its way when somebody says that they are away plans the next for their return', async () => {
    const world = await makeSender();
    const sent = await world.send(['flynn']);
    world.exchange.onSend = async () => {
      await world.reply('flynn', sent, away('2026-12-04'));
    };
    await world.step(0, NOW);
    const [row] = await world.states();
    assert.deepEqual(row?.next_at, new Date('2026-12-07T09:00:00Z'));
    const { held } = await world.held();
    assert.deepEqual(held.map(({ day }) => day), [3], 'the mail of day 1 did go');
  });

  it('waits while the person is held for the team, or the mailbox is', async () => {
    const { dataSource } = test.database;
    const world = await makeSender();
    const team = await teamOfUser(dataSource.manager, world.mailbox.userId);
    const person = (await world.known('flynn')).get(world.address('flynn')) ?? '';
    const questionId = randomUUID();
    world.exchange.onLook = async () => {
      await holdPeople(dataSource.manager, team.id, [person], questionId, NOW);
      return [];
    };
    await world.step(0, NOW);
    world.exchange.onLook = () => Promise.resolve([]);
    await world.step(0, TOMORROW);
    assert.equal(world.exchange.sends, 0);
    await releasePeople(dataSource.manager, questionId);
    await dataSource.transaction((tx) => holdQueue(tx, world.mailbox.id, 'refused', NOW));
    await world.step(0, TOMORROW);
    assert.equal(world.exchange.sends, 0);
    await dataSource.transaction((tx) => releaseQueue(tx, world.mailbox.id, NOW));
    await world.step(0, TOMORROW);
    assert.equal(world.exchange.sends, 1);
  });

  it('to an address that does not exist is not begun, and the feed says why', async () => {
    const { dataSource } = test.database;
    const world = await makeSender();
    const team = await teamOfUser(dataSource.manager, world.mailbox.userId);
    await markUndeliverable(dataSource.manager, team.id, [{ address: world.address('flynn'), status: '5.1.1' }], { mailboxId: world.mailbox.id, activityId: '0', at: NOW });
    await world.step(0, NOW);
    assert.deepEqual([await world.brief(), world.exchange.sends], [['flynn ended bounced'], 0]);
    assert.equal((await world.lines('ended')).length, 1);
  });

  it('given up after Exchange had it in hands stays known, so that an answer to it is matched', async () => {
    const world = await makeSender();
    world.exchange.onSend = () => Promise.reject(new ReadbackError('EXCHANGE_UNREACHABLE'));
    await assert.rejects(world.step(0, NOW), { code: 'EXCHANGE_UNREACHABLE' });
    await world.reply('flynn', await world.send(['flynn']));
    await world.step(0, NOW);
    assert.equal(await world.isKnown(), true);
  });

  it('that went after all, although it was given up, is not sent again when the person goes on', async () => {
    const world = await makeSender();
    world.exchange.onSend = () => Promise.reject(new ReadbackError('EXCHANGE_UNREACHABLE'));
    await assert.rejects(world.step(0, NOW), { code: 'EXCHANGE_UNREACHABLE' });
    await world.reply('flynn', await world.send(['flynn']));
    await world.step(0, NOW);
    await test.database.dataSource.query(`update messages set sent_at = $2 where mailbox_id = $1 and source = 'step'`, [world.mailbox.id, NOW]);
    await world.undo((await world.line('reply')).id);
    world.exchange.onSend = () => Promise.resolve();
    await world.step(0, TOMORROW);
    assert.equal(world.exchange.sends, 0);
    assert.deepEqual((await world.states())[0]?.next_at, new Date('2026-11-26T09:00:00Z'), 'the mail of day 3 is next');
  });

  async function makeSender() {
    const { dataSource } = test.database;
    const world = await makeWorld(dataSource, ['flynn']);
    const [enrollment] = await dataSource.query<{ id: string }[]>('select id from enrollments where mailbox_id = $1', [world.mailbox.id]);
    const stub = exchange(dataSource);
    stub.mailbox = world.mailbox;
    return {
      ...world,
      exchange: stub,
      isKnown: async () => (await findByMessageIds(dataSource.manager, [stub.internetMessageId])).size > 0,
      step: (position: number, at: Date): Promise<void> =>
        sendStep(
          { dataSource, keys, clock: { now: () => at }, log: silentLog, publicUrl: 'https://r.example', mailboxes: stub, consentPolicy: 'all-on' },
          { mailboxId: world.mailbox.id, enrollmentId: enrollment?.id ?? '', position },
        ),
    };
  }
});

import assert from 'node:assert/strict';
import { queueDueSteps } from '../../connector/campaigns/index.js';
import { releaseQueue } from '../../connector/campaigns/queue-holds.js';
import * as schema from '../../connector/schema.js';
import { useTestDatabase } from '../database.js';
import { NOW } from '../mail-facts.js';
import { bounced, DAY_MS, HOUR_MS, makeWorld, type World } from './act-world.js';

describe('what follows from a mail that could not be delivered', () => {
  const test = useTestDatabase(schema);
  const world = (...people: string[]): Promise<World> => makeWorld(test.database.dataSource, people);
  const after = (ms: number): { receivedAt: Date } => ({ receivedAt: new Date(NOW.getTime() + ms) });

  it('for good ends the failed person’s campaign only, and nobody of the team writes to an address that does not exist', async () => {
    const w = await world('flynn', 'clu');
    await w.reply('mailer-daemon@elsewhere.example', await w.send(['flynn', 'clu']), bounced('bounce_hard', '5.1.1', w.address('flynn')));
    assert.deepEqual(await w.brief(), ['clu active', 'flynn ended bounced']);
    assert.deepEqual((await w.data('bounce')).bounce?.recipients[0]?.status, '5.1.1');
    const colleague = await world();
    assert.deepEqual((await colleague.enroll([w.address('flynn')])).refused.map(({ code }) => code), ['UNDELIVERABLE']);
  });

  it('for another reason ends, and says nothing against the address', async () => {
    for (const status of ['5.7.1', '5.2.2', '5.0.0']) {
      const w = await world('flynn');
      await w.reply('mailer-daemon@elsewhere.example', await w.send(['flynn']), bounced('bounce_hard', status, w.address('flynn')));
      assert.deepEqual(await w.brief(), ['flynn ended bounced'], status);
      assert.equal((await w.enroll(['flynn'])).ids.length, 1, status);
    }
  });

  it('is judged by its status code, whatever the server’s words made of it', async () => {
    const w = await world('flynn', 'clu', 'sam');
    const fail = async (name: string, status: string): Promise<void> => {
      await w.reply('mailer-daemon@elsewhere.example', await w.send([name]), bounced('bounce_soft', status, w.address(name)));
    };
    await fail('flynn', '5.7.1');
    await fail('clu', '5.2.1');
    await fail('sam', '5.2.2');
    assert.deepEqual(await w.brief(), ['clu ended bounced', 'flynn ended bounced', 'sam active']);
    assert.deepEqual((await w.enroll(['flynn', 'clu'])).refused.map(({ address, code }) => [address, code]), [[w.address('clu'), 'UNDELIVERABLE']]);
  });

  it('refused by policy to three people within an hour holds the mailbox until the rep lets it send', async () => {
    const w = await world('a', 'b', 'c', 'd');
    const { dataSource } = test.database;
    const refuse = async (name: string, ms: number): Promise<void> => {
      await w.reply('mailer-daemon@elsewhere.example', await w.send([name]), bounced('bounce_soft', '5.7.1', w.address(name)), after(ms));
    };
    const isHeld = async (): Promise<boolean> => {
      await dataSource.query('update enrollments set queued_at = null, next_at = $2 where mailbox_id = $1 and state = $3', [w.mailbox.id, NOW, 'active']);
      await queueDueSteps(dataSource, NOW);
      const rows = await dataSource.query<unknown[]>('select 1 from enrollments where mailbox_id = $1 and queued_at is not null', [w.mailbox.id]);
      return rows.length === 0;
    };
    await refuse('a', 0);
    await refuse('a', 10_000);
    await refuse('b', 120_000);
    await refuse('c', HOUR_MS + 30_000);
    assert.deepEqual([await isHeld(), (await w.lines('alarm')).length], [false, 0], 'two people within an hour, whoever twice');
    await refuse('d', HOUR_MS + 60_000);
    assert.deepEqual([(await w.lines('alarm')).length, (await w.data('alarm')).alarm?.code], [1, 'MAILS_REFUSED']);
    await w.enroll(['e']);
    assert.equal(await isHeld(), true);
    await refuse('a', HOUR_MS + 90_000);
    assert.equal((await w.lines('alarm')).length, 1, 'one alarm');
    await dataSource.transaction((tx) => releaseQueue(tx, w.mailbox.id, new Date(NOW.getTime() + HOUR_MS + 100_000)));
    assert.equal(await isHeld(), false);
    assert.notEqual((await w.data('alarm')).alarm?.overAt, null);
    await refuse('b', HOUR_MS + 110_000);
    assert.equal(await isHeld(), false, 'what was refused before does not count again');
  });

  it('for the time being ends at the third time within ten days', async () => {
    const w = await world('flynn', 'clu');
    const fail = async (name: string, days: number): Promise<void> => {
      await w.reply('mailer-daemon@elsewhere.example', await w.send([name]), bounced('bounce_soft', '4.2.2', w.address(name)), after(days * DAY_MS));
    };
    for (const days of [0, 4, 10.5]) await fail('clu', days);
    await fail('flynn', 0);
    await fail('flynn', 5);
    assert.deepEqual(await w.brief(), ['clu active', 'flynn active']);
    await fail('flynn', 9.9);
    assert.deepEqual(await w.brief(), ['clu active', 'flynn ended bounced']);
  });

  it('yet informs', async () => {
    const w = await world('flynn');
    for (let times = 0; times < 4; times += 1) await w.reply('mailer-daemon@elsewhere.example', await w.send(['flynn']), bounced('bounce_delayed', '4.4.1', w.address('flynn')));
    assert.deepEqual([await w.brief(), (await w.lines('bounce')).length], [['flynn active'], 4]);
  });

  it('and is taken back lets the address be written to again', async () => {
    const w = await world('flynn');
    await w.reply('mailer-daemon@elsewhere.example', await w.send(['flynn']), bounced('bounce_hard', '5.1.1', w.address('flynn')));
    const done = await w.undo((await w.line('bounce')).id);
    assert.deepEqual([done.people[0]?.goesOn, await w.brief()], [true, ['flynn active']]);
    assert.deepEqual((await w.enroll(['flynn'])).refused.map(({ code }) => code), ['ALREADY_ENROLLED']);
  });

  it('and is taken back lets an address be written to that was in no campaign', async () => {
    const w = await world();
    await w.reply('mailer-daemon@elsewhere.example', await w.send(['flynn']), bounced('bounce_hard', '5.1.1', w.address('flynn')));
    const { id } = await w.line('bounce');
    assert.equal((await w.showUndo(id)).possible, true);
    await w.undo(id);
    assert.equal((await w.enroll(['flynn'])).ids.length, 1);
  });
});

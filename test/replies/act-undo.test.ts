import assert from 'node:assert/strict';
import { optOut } from '../../connector/campaigns/opt-outs.js';
import * as schema from '../../connector/schema.js';
import { useTestDatabase } from '../database.js';
import { NOW } from '../mail-facts.js';
import { away, DAY_MS, HUMAN, makeWorld, type World } from './act-world.js';

/** NOW is a Monday, 10:00 in UTC; mails go at nine. */
const TUESDAY = '2026-11-24T09:00:00.000Z';

describe('"this was no reply"', () => {
  const test = useTestDatabase(schema);
  const world = (...people: string[]): Promise<World> => makeWorld(test.database.dataSource, people);

  it('shows first when the next mail would go, then lets it, not before the next working day', async () => {
    const w = await world('flynn');
    await w.reply('flynn', await w.send(['flynn']));
    const { id } = await w.line('reply');
    const shown = await w.showUndo(id);
    assert.deepEqual([shown.possible, shown.done, shown.people[0]?.goesOn, shown.people[0]?.nextAt], [true, false, true, TUESDAY]);
    assert.deepEqual(await w.brief(), ['flynn ended reply']);

    await w.undo(id);
    const [row] = await w.states();
    assert.deepEqual([row?.state, row?.end_reason, row?.next_at?.toISOString()], ['active', null, TUESDAY]);
    assert.equal((await w.data('reply')).undone?.at, NOW.toISOString());
    assert.equal((await w.held()).total, 0);
    const again = await w.undo(id);
    assert.deepEqual([again.done, again.possible], [true, false]);
    assert.deepEqual(await w.brief(), ['flynn active']);
  });

  it('keeps a date that is later, and skips the weekend', async () => {
    const w = await world('flynn', 'clu');
    await test.database.dataSource.query(`update enrollments set next_at = $2 where mailbox_id = $1 and address like 'clu@%'`, [w.mailbox.id, new Date('2026-12-15T09:00:00Z')]);
    await w.reply('flynn', await w.send(['flynn']));
    const flynn = (await w.line('reply')).id;
    await w.reply('clu', await w.send(['clu']));
    const clu = (await w.line('reply')).id;
    w.setClock(new Date('2026-11-27T18:00:00Z'));
    assert.equal((await w.undo(flynn)).people[0]?.nextAt, '2026-11-30T09:00:00.000Z');
    assert.equal((await w.undo(clu)).people[0]?.nextAt, '2026-12-15T09:00:00.000Z');
  });

  it('is only for the mailbox it happened in, and only where something followed', async () => {
    const w = await world('flynn');
    const colleague = await world();
    await w.reply('flynn', await w.send(['flynn']));
    await assert.rejects(colleague.undo((await w.line('reply')).id), { code: 'NOT_FOUND' });
    await w.reply('flynn', await w.send(['flynn']));
    const [nothing] = (await w.lines('reply')).filter(({ data }) => data.ended === undefined);
    await assert.rejects(w.undo(nothing?.id ?? ''), { code: 'CONFLICT' });
  });

  it('leaves out who unsubscribed meanwhile, or answered otherwise, or is in it again', async () => {
    const w = await world('flynn', 'clu', 'sam');
    const undone = async (name: string, meanwhile: () => Promise<unknown>): Promise<[boolean | undefined, string]> => {
      await w.reply(name, await w.send([name]));
      const { id } = await w.line('reply');
      await meanwhile();
      const { possible, people } = await w.showUndo(id);
      await assert.rejects(w.undo(id), { code: 'CONFLICT' });
      return [possible, people[0]?.because ?? ''];
    };
    assert.deepEqual(await undone('flynn', () => optOut(test.database.dataSource.manager, [w.address('flynn')], 'link', NOW)), [false, 'Asked not to be written to.']);
    assert.deepEqual(await undone('clu', async () => w.reply('clu', await w.send(['clu']))), [false, 'Replied in another mail, too.']);
    assert.deepEqual(await undone('sam', () => w.enroll(['sam'])), [false, 'Is in the campaign again already.']);
  });

  it('goes on although the person answered, when that was taken back too', async () => {
    const w = await world('flynn');
    const sent = await w.send(['flynn']);
    await w.reply('flynn', sent);
    const first = await w.line('reply');
    await w.undo(first.id);
    await w.reply('flynn', sent);
    const [second] = (await w.lines('reply')).filter(({ id }) => id !== first.id);
    await w.undo(second?.id ?? '');
    assert.deepEqual(await w.brief(), ['flynn active']);
  });

  it('of an absence lets the next mail go as it was planned', async () => {
    const w = await world('flynn');
    await w.reply('flynn', await w.send(['flynn']), away('2026-12-20'));
    await w.undo((await w.line('auto_reply')).id);
    const [row] = await w.states();
    assert.deepEqual([row?.state, row?.paused_until, row?.next_at?.toISOString()], ['active', null, TUESDAY]);
  });

  it('of one of two absences keeps the other', async () => {
    for (const [undone, expected] of [['2026-12-09', '2026-12-05'], ['2026-12-04', '2026-12-10']] as const) {
      const w = await world('flynn');
      const sent = await w.send(['flynn']);
      await w.reply('flynn', sent, away('2026-12-04'));
      await w.reply('flynn', sent, away('2026-12-09'));
      const [line] = (await w.lines('auto_reply')).filter(({ data }) => data.paused?.returnDate === undone);
      await w.undo(line?.id ?? '');
      const until = (await w.states())[0]?.paused_until?.toISOString();
      assert.equal(until, expected === '2026-12-05' ? '2026-12-07T09:00:00.000Z' : `${expected}T09:00:00.000Z`);
    }
  });

  it('of a question that is open lets the next mail go, not before the next working day', async () => {
    const w = await world('flynn');
    await w.reply('flynn', await w.send(['flynn']), HUMAN, { certain: false });
    const { id } = await w.line('reply');
    assert.equal((await w.showUndo(id)).people[0]?.nextAt, TUESDAY);
    await w.undo(id);
    const [row] = await w.states();
    assert.deepEqual([row?.state, row?.next_at?.toISOString(), (await w.data('reply')).question?.state], ['active', TUESDAY, 'closed']);
  });

  it('keeps an absence from before, and a question that is open', async () => {
    const w = await world('flynn');
    const sent = await w.send(['flynn']);
    await w.reply('flynn', sent, away('2026-12-20'));
    await w.reply('flynn', sent, HUMAN, { certain: false });
    await w.write(['flynn']);
    await w.reply('flynn', sent);
    const [certain] = (await w.lines('reply')).filter(({ data }) => data.certain !== false);
    await w.undo(certain?.id ?? '');
    const [row] = await w.states();
    assert.deepEqual([row?.state, row?.paused_until?.toISOString(), row?.next_at?.toISOString()], ['active', '2026-12-21T09:00:00.000Z', '2026-12-21T09:00:00.000Z']);
  });

  it('closes what it asked, and an address that was joined is a stranger’s again', async () => {
    const w = await world('flynn', 'clu');
    await w.reply('ed', await w.send(['flynn', 'alan@other.example']), { ...HUMAN, wantsNoMore: { code: 'x', says: 'stop' } });
    const { id, data } = await w.line('reply');
    assert.deepEqual([data.question?.about, data.joined?.to], ['opt-out', w.address('flynn')]);
    await w.undo(id);
    assert.equal((await w.data('reply')).question?.state, 'closed');
    assert.deepEqual(await w.brief(), ['clu active', 'flynn active']);
    assert.equal((await w.enroll(['ed'])).ids.length, 1, 'nobody is held any more');
  });

  it('of a question answered with yes takes that back as well; a finished campaign is finished again', async () => {
    const w = await world('flynn');
    await test.database.dataSource.query(`update enrollments set state = 'finished', next_position = null, next_at = null where mailbox_id = $1`, [w.mailbox.id]);
    await w.reply('flynn', await w.send(['flynn']), HUMAN, { certain: false });
    await w.answer(await w.question('reply'), { choice: 'yes' });
    assert.deepEqual(await w.brief(), ['flynn ended reply']);
    w.setClock(new Date(NOW.getTime() + DAY_MS));
    await w.undo((await w.line('reply')).id);
    assert.deepEqual(await w.brief(), ['flynn finished']);
  });
});

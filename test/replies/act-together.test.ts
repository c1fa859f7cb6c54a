import assert from 'node:assert/strict';
import type { DataSource, EntityManager } from 'typeorm';
import { ReadbackError } from '../../connector/errors.js';
import * as schema from '../../connector/schema.js';
import { answerQuestion } from '../../connector/replies/act/index.js';
import { undo } from '../../connector/replies/act/undo.js';
import { until, useTestDatabase } from '../database.js';
import { NOW } from '../mail-facts.js';
import { away, HUMAN, makeWorld } from './act-world.js';

/** Failures that say that somebody else was first. */
const FIRST: readonly string[] = ['CONFLICT', 'NOT_FOUND'];

async function someoneWaits(dataSource: DataSource): Promise<void> {
  await until(async () => (await dataSource.query<unknown[]>(`select 1 from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`)).length > 0);
}

describe('mail, answers and taking back at the same time', () => {
  const test = useTestDatabase(schema);

  it('wait for each other, never in a circle, and the last word is an answer’s', async () => {
    const { dataSource } = test.database;
    for (let round = 0; round < 6; round += 1) {
      const one = await makeWorld(dataSource, ['flynn', 'clu', 'sam']);
      const two = await makeWorld(dataSource, ['sam', 'clu', 'flynn'], { domain: one.domain });
      const [sentOne, sentTwo] = [await one.send(['flynn', 'clu']), await two.send(['clu', 'flynn'])];
      await one.reply('alan@elsewhere.example', sentOne);
      const question = await one.question('reply');
      const asking = await one.line('reply');
      await Promise.all(
        [
          one.answer(question, { enrollmentIds: question.options.map(({ enrollmentId }) => enrollmentId) }),
          one.undo(asking.id),
          two.reply('clu', sentTwo),
          one.reply('flynn', sentOne),
          two.reply('flynn', sentTwo, away('2026-12-04')),
          one.reply('sam', sentOne, HUMAN, { certain: false }),
          one.write(['flynn', 'clu', 'sam']),
          two.write(['sam', 'clu']),
          two.other('sam', away('2026-12-05')),
          one.other('clu'),
        ].map((work) =>
          work.catch((error: unknown) => {
            if (!(error instanceof ReadbackError && FIRST.includes(error.code))) throw error;
          }),
        ),
      );
      for (const world of [one, two]) {
        const [clu, flynn] = await world.brief();
        assert.match(clu ?? '', /^clu ended/);
        assert.match(flynn ?? '', /^flynn ended/);
      }
    }
  });

  it('an answer that comes while another’s is taken back counts, whichever is first', async () => {
    const { dataSource } = test.database;
    for (const first of ['answer', 'undo'] as const) {
      const w = await makeWorld(dataSource, ['flynn']);
      const sent = await w.send(['flynn']);
      await w.reply('alan@elsewhere.example', sent);
      const { id } = await w.line('reply');
      const answer: (tx: EntityManager) => Promise<unknown> = w.replying('flynn', sent);
      const undoing: (tx: EntityManager) => Promise<unknown> = (tx) => undo(tx, w.mailbox, id, NOW);
      const [begun, other] = first === 'answer' ? [answer, undoing] : [undoing, answer];
      const later = await dataSource.transaction(async (tx) => {
        await begun(tx);
        const work = dataSource.transaction(other);
        await someoneWaits(dataSource);
        return { work };
      });
      await later.work;
      assert.deepEqual(await w.brief(), ['flynn ended reply'], `${first} first`);
    }
  });

  it('what is answered while it is taken back is taken back, too', async () => {
    const { dataSource } = test.database;
    const w = await makeWorld(dataSource, ['flynn', 'clu']);
    await w.reply('alan@elsewhere.example', await w.send(['flynn', 'clu']));
    const { id } = await w.line('reply');
    const [question, clock] = [await w.question('reply'), { now: () => NOW }];
    const undoing = await dataSource.transaction(async (tx) => {
      await answerQuestion(tx, { clock, mailbox: w.mailbox }, question.id, { enrollmentIds: question.options.slice(0, 1).map(({ enrollmentId }) => enrollmentId) });
      const undone = w.undo(id);
      await someoneWaits(dataSource);
      return { undone };
    });
    await undoing.undone;
    assert.deepEqual(await w.brief(), ['clu active', 'flynn active']);
  });
});

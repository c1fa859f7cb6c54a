import assert from 'node:assert/strict';
import { ReadbackError } from '../../connector/errors.js';
import * as schema from '../../connector/schema.js';
import { useTestDatabase } from '../database.js';
import { away, HUMAN, makeWorld } from './act-world.js';

/** Failures that say that somebody else was first. */
const FIRST: readonly string[] = ['CONFLICT', 'NOT_FOUND'];

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
});

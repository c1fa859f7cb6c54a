import assert from 'node:assert/strict';
import * as schema from '../../connector/schema.js';
import { useTestDatabase } from '../database.js';
import { NOW } from '../mail-facts.js';
import { makeWorld, type World } from './act-world.js';

describe('what follows when somebody of ours writes by hand', () => {
  const test = useTestDatabase(schema);
  const world = (...people: string[]): Promise<World> => makeWorld(test.database.dataSource, people);

  it('the next mail waits until the rep says whether it goes on', async () => {
    for (const [choice, expected] of [['go-on', 'flynn active'], ['end', 'flynn ended removed']] as const) {
      const w = await world('flynn', 'clu');
      await w.write(['flynn', 'stranger']);
      await w.write(['flynn']);
      assert.deepEqual(await w.brief(), ['clu active', 'flynn waiting']);
      assert.equal((await w.lines('written')).length, 1, 'asked once');
      await w.answer(await w.question('written'), { choice });
      assert.deepEqual(await w.brief(), ['clu active', expected]);
      assert.equal((await w.held()).total, 0, 'no mail that came in held it');
    }
  });

  it('counts from the second in which somebody was enrolled: times of mail have no more', async () => {
    const w = await world();
    w.setClock(new Date(NOW.getTime() + 900));
    await w.enroll(['flynn', 'clu']);
    w.setClock(NOW);
    await w.write(['flynn']);
    await w.other('clu');
    assert.deepEqual(await w.brief(), ['clu ended reply', 'flynn waiting']);
  });

  it('a colleague’s subject stays the colleague’s', async () => {
    const w = await world('flynn');
    const colleague = await world();
    await colleague.write([w.address('flynn')]);
    assert.deepEqual(await w.brief(), ['flynn waiting']);
    assert.equal((await w.data('written')).subject, undefined);
  });
});

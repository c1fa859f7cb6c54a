import assert from 'node:assert/strict';
import { setRules, DEFAULT_RULES } from '../../connector/campaigns/team-rules.js';
import { teamOfUser } from '../../connector/identity/index.js';
import * as schema from '../../connector/schema.js';
import { useTestDatabase } from '../database.js';
import { NOW } from '../mail-facts.js';
import { away, HUMAN, makeWorld, type World } from './act-world.js';

describe('what follows from mail that answers none of ours', () => {
  const test = useTestDatabase(schema);
  const world = (...people: string[]): Promise<World> => makeWorld(test.database.dataSource, people);

  it('ends the campaigns of its writer, unless it is from before', async () => {
    const w = await world('flynn', 'clu');
    assert.equal(await w.other('flynn', HUMAN, { receivedAt: new Date(NOW.getTime() - 60_000) }), false);
    assert.equal(await w.other('stranger'), false);
    assert.equal((await w.lines('mail')).length, 0);
    assert.equal(await w.other('flynn'), true);
    assert.deepEqual(await w.brief(), ['clu active', 'flynn ended reply']);
    assert.equal((await w.data('mail')).foundBy, 'notification');
  });

  it('ends those of the company, where the team says so, and nobody’s where it does not want either', async () => {
    const { dataSource } = test.database;
    const w = await world('flynn', 'clu');
    const team = await teamOfUser(dataSource.manager, w.mailbox.userId);
    await setRules(dataSource.manager, team.id, { ...DEFAULT_RULES, endOnOtherThread: false });
    assert.equal(await w.other('flynn'), false);
    await setRules(dataSource.manager, team.id, { ...DEFAULT_RULES, endOnSameCompany: true });
    assert.equal(await w.other('somebody'), true);
    await setRules(dataSource.manager, team.id, DEFAULT_RULES);
    assert.deepEqual(await w.brief(), ['clu ended reply', 'flynn ended reply']);
  });

  it('pauses where it says that its writer is away', async () => {
    const w = await world('flynn');
    assert.equal(await w.other('flynn', away('2026-11-30')), true);
    assert.deepEqual((await w.states())[0]?.paused_until, new Date('2026-12-01T09:00:00Z'));
  });

  it('means nothing when it is read long after: its writer is back, or was not in the campaign yet', async () => {
    const w = await world('flynn');
    const receivedAt = new Date('2026-10-26T10:00:00Z');
    for (const mail of [away('2026-11-02'), away(null), { ...HUMAN, kind: 'calendar' as const, calendar: 'declined' as const }]) assert.equal(await w.other('flynn', mail, { receivedAt }), false);
    assert.deepEqual([await w.brief(), (await w.states())[0]?.paused_until, (await w.held()).total], [['flynn active'], null, 0]);
  });
});

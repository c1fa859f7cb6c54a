import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { choosePolicy, chosenPolicy, defaultPolicy, migrations, modeFor, personalData, recordConsent, refusedAmong, setCountry, statementsOf, type Mode } from '../../connector/consent/index.js';
import { addOwnDomains, entities, joinAddress, migrations as identityMigrations, peopleFor, personOf } from '../../connector/identity/index.js';
import { until, useTestDatabase } from '../database.js';

const NOW = new Date('2026-11-23T10:00:00Z');

describe('consent', () => {
  const test = useTestDatabase({ entities, migrations: [...identityMigrations, ...migrations] });
  const refused: string[][] = [];
  const effects = { onRefused: (_: EntityManager, addresses: readonly string[]) => Promise.resolve(void refused.push([...addresses].sort())) };
  const manager = (): EntityManager => test.database.dataSource.manager;
  const say = (address: string, agrees: boolean): Promise<string> =>
    test.database.dataSource.transaction((tx) => recordConsent(tx, effects, { address, agrees, at: NOW, how: 'by telephone', proof: 'note 7', repId: null }));
  const mode = async (recipients: string[], setting: 'strict' | 'by-country' | 'all-on' | undefined, wanted: Mode = 'full'): Promise<string> => {
    const decision = await modeFor(manager(), { wanted, recipients, setting });
    return [decision.mode, ...decision.because.map(({ code }) => code)].join(' ');
  };
  const somebody = (domain = 'encom.com'): string => `${randomUUID().slice(0, 8)}@${domain}`;

  beforeEach(() => refused.splice(0));

  it('is unknown until said, and can be refused, given and taken back', async () => {
    const anna = somebody();
    assert.equal(await mode([anna], 'all-on'), 'full');
    assert.equal(await say(anna, false), 'refused');
    assert.equal(await mode([anna], 'all-on'), 'replies refused');
    assert.equal(await say(anna, true), 'given');
    assert.equal(await mode([anna], 'strict'), 'full');
    assert.equal(await say(anna.toUpperCase(), false), 'withdrawn');
    assert.equal(await mode([anna], 'all-on'), 'replies withdrawn');
    assert.deepEqual((await statementsOf(manager(), [anna])).map(({ state, how, proof }) => [state, how, proof]), [
      ['withdrawn', 'by telephone', 'note 7'],
      ['given', 'by telephone', 'note 7'],
      ['refused', 'by telephone', 'note 7'],
    ]);
  });

  it('counts for all addresses of a person, the latest for all of them', async () => {
    const [anna, home] = [somebody(), somebody()];
    const person = (await peopleFor(manager(), [{ address: anna, name: 'Anna' }])).get(anna);
    assert.ok(person !== undefined && (await joinAddress(manager(), person, home)));
    await say(home, false);
    assert.deepEqual(refused, [[anna, home].sort()]);
    assert.equal(await mode([anna], 'all-on'), 'replies refused');
    await say(anna, true);
    assert.equal(await mode([home], 'strict'), 'full');
  });

  it('of nobody else follows from one', async () => {
    const [anna, bob] = [somebody(), somebody()];
    await say(anna, false);
    assert.deepEqual([...(await refusedAmong(manager(), [anna, bob]))], [anna]);
    assert.equal(await mode([bob], 'all-on'), 'full');
    assert.equal(await mode([bob, anna], 'all-on'), 'replies refused');
  });

  it('is asked of colleagues as the policy says', async () => {
    const domain = `${randomUUID().slice(0, 8)}.example`;
    await addOwnDomains(manager(), [domain]);
    assert.equal(await mode([somebody(domain)], 'by-country'), 'replies policy-colleague');
  });

  it('goes by the country of the contact first, then of the domain', async () => {
    const [french, american] = [somebody(), somebody('encom.fr')];
    assert.equal(await mode([american], 'by-country'), 'replies policy-country');
    await setCountry(manager(), american, 'US', NOW);
    assert.equal(await mode([american], 'by-country'), 'full');
    await setCountry(manager(), french, 'DE', NOW);
    assert.equal(await mode([french], 'by-country'), 'anonymous policy-country');
    await setCountry(manager(), french, null, NOW);
    assert.equal(await mode([french], 'by-country'), 'replies policy-unknown-country');
  });

  it('waits with recording a mail for somebody who refuses in this moment', async () => {
    const anna = somebody();
    let hasBegun = false;
    const waiting = `select from pg_locks where locktype = 'advisory' and not granted and database = (select oid from pg_database where datname = current_database())`;
    const onRefused = async (): Promise<void> => {
      hasBegun = true;
      await until(async () => (await manager().query<unknown[]>(waiting)).length > 0);
    };
    const refusing = test.database.dataSource.transaction((tx) => recordConsent(tx, { onRefused }, { address: anna, agrees: false, at: NOW, how: 'x', proof: '', repId: null }));
    await until(() => hasBegun);
    const found = await test.database.dataSource.transaction((tx) => refusedAmong(tx, [anna]));
    await refusing;
    assert.deepEqual([...found], [anna]);
  });

  it('refused outlives an erasure, and nothing else does', async () => {
    const [anna, bob] = [somebody(), somebody()];
    await say(anna, false);
    await say(bob, true);
    for (const address of [anna, bob]) {
      await setCountry(manager(), address, 'DE', NOW);
      const person = await personOf(manager(), address);
      await personalData.eraseOf(manager(), person, NOW);
      await personalData.eraseOf(manager(), person, NOW);
    }
    const [left] = await manager().query<{ text: string }[]>(`select coalesce(string_agg(c::text, ' '), '') || (select count(*) from contact_countries where address = any ($1)) as text from consents c where address like 'erased:%' or address = any ($1)`, [[anna, bob]]);
    assert.match(left?.text ?? '', /^\(\d+,erased:[0-9a-f]{64},refused,[^()]*\)0$/);
    assert.equal(await mode([anna], 'all-on'), 'replies refused');
    assert.equal(await mode([bob], 'strict'), 'replies policy-strict');
    await say(anna, true);
    assert.equal(await mode([anna], 'strict'), 'full');
  });

  it('follows the setting until an administrator chooses, and then the latest choice', async () => {
    const anna = somebody();
    assert.equal(await mode([anna], undefined), 'replies not-chosen');
    assert.equal(await mode([anna], 'all-on'), 'full');
    await choosePolicy(manager(), defaultPolicy('all-on'), NOW, null);
    await choosePolicy(manager(), defaultPolicy('strict'), NOW, null);
    assert.equal(await mode([anna], 'all-on'), 'replies policy-strict');
    assert.deepEqual((await chosenPolicy(manager()))?.policy, defaultPolicy('strict'));
  });
});

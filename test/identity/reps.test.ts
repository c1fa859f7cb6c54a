import assert from 'node:assert/strict';
import {
  addOwnDomains,
  assignTeam,
  createTeam,
  ensureRep,
  entities,
  isOwnDomain,
  listReps,
  listTeams,
  migrations,
  renameTeam,
  repByOid,
  setRole,
  signedIn,
} from '../../connector/identity/index.js';
import { useTestDatabase } from '../database.js';

const OID = '9B3F0F0E-0000-4000-8000-0000000000A1';

describe('reps and teams', () => {
  const db = useTestDatabase({ entities, migrations });
  const tx = (): typeof db.database.dataSource.manager => db.database.dataSource.manager;

  it('a rep is made on first sight, in the default team, as a rep', async () => {
    const rep = await ensureRep(tx(), { oid: OID, address: 'Rep@Contoso.example', name: 'Lora Baines' });
    assert.deepEqual(
      { oid: rep.oid, address: rep.address, name: rep.name, role: rep.role, team: rep.team.name, plan: rep.team.plan },
      { oid: OID.toLowerCase(), address: 'rep@contoso.example', name: 'Lora Baines', role: 'rep', team: 'Everyone', plan: 'team' },
    );
  });

  it('stays the same rep under a new address and name; what is not told is kept', async () => {
    const before = await repByOid(tx(), OID);
    const renamed = await signedIn(tx(), { oid: OID, address: 'lora@contoso.example', name: '' }, new Date());
    assert.equal(renamed.id, before?.id);
    assert.equal(renamed.address, 'lora@contoso.example');
    assert.equal(renamed.name, 'Lora Baines');
  });

  it('two first sights at once make one rep', async () => {
    const person = { oid: 'b0000000-0000-4000-8000-000000000001', address: 'two@contoso.example', name: 'Two' };
    const [a, b] = await Promise.all([ensureRep(tx(), person), ensureRep(tx(), person)]);
    assert.equal(a.id, b.id);
  });

  it('roles and teams are set by address', async () => {
    await createTeam(tx(), 'Sales EMEA');
    await renameTeam(tx(), 'Sales EMEA', 'Sales Europe');
    const moved = await assignTeam(tx(), 'LORA@contoso.example', 'Sales Europe');
    assert.equal(moved.team.name, 'Sales Europe');
    await setRole(tx(), 'lora@contoso.example', 'lead');
    const rep = await repByOid(tx(), OID);
    assert.equal(rep?.role, 'lead');
    assert.equal(rep.team.name, 'Sales Europe');
    assert.deepEqual(
      (await listTeams(tx())).map(({ name, reps }) => [name, reps]),
      [['Everyone', 1], ['Sales Europe', 1]],
    );
    assert.deepEqual((await listReps(tx())).map(({ address }) => address), ['lora@contoso.example', 'two@contoso.example']);
  });

  it('new reps still join the default team after it was renamed', async () => {
    await renameTeam(tx(), 'Everyone', 'Company');
    const rep = await ensureRep(tx(), { oid: 'c0000000-0000-4000-8000-000000000001', address: 'c@contoso.example', name: 'C' });
    assert.equal(rep.team.name, 'Company');
  });

  it('unknown people, unknown teams and taken names are refused with a code', async () => {
    await assert.rejects(setRole(tx(), 'nobody@contoso.example', 'lead'), { code: 'NOT_FOUND' });
    await assert.rejects(assignTeam(tx(), 'lora@contoso.example', 'No such'), { code: 'NOT_FOUND' });
    await assert.rejects(createTeam(tx(), 'Company'), { code: 'CONFLICT' });
    await assert.rejects(renameTeam(tx(), 'Company', 'Sales Europe'), { code: 'CONFLICT' });
  });

  it('own domains are exact and case does not matter', async () => {
    await addOwnDomains(tx(), ['Contoso.example', 'contoso.example', ' ']);
    await addOwnDomains(tx(), ['contoso.example']);
    assert.equal(await isOwnDomain(tx(), 'Anyone@CONTOSO.example'), true);
    assert.equal(await isOwnDomain(tx(), 'anyone@mail.contoso.example'), false);
    assert.equal(await isOwnDomain(tx(), 'anyone@notcontoso.example'), false);
  });
});

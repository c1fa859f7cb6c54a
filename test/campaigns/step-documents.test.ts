import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { campaignThatSends } from '../../connector/campaigns/index.js';
import { createCampaign } from '../../connector/campaigns/campaigns.js';
import { requireDocuments } from '../../connector/campaigns/step-documents.js';
import { ReadbackError } from '../../connector/errors.js';
import { assignTeam, createTeam, ensureRep, repById, type Rep } from '../../connector/identity/index.js';
import * as schema from '../../connector/schema.js';
import { useTestDatabase } from '../database.js';
import { aDocument, type DocumentFacts } from '../documents/a-document.js';
import { aMailbox, NOW } from '../mail-facts.js';

describe('documents in the mails of a campaign', () => {
  const test = useTestDatabase(schema);
  let rep: Rep;
  let colleague: Rep;
  let stranger: Rep;

  before(async () => {
    const { manager } = test.database.dataSource;
    const aRep = (): Promise<Rep> => ensureRep(manager, { oid: randomUUID(), address: `${randomUUID()}@contoso.example`, name: 'Riley' });
    await createTeam(manager, 'Elsewhere');
    [rep, colleague] = [await aRep(), await aRep()];
    const other = await aRep();
    await assignTeam(manager, other.address, 'Elsewhere');
    stranger = (await repById(manager, other.id)) ?? other;
  });

  const cases: readonly [what: string, whose: () => Rep, facts: DocumentFacts, code: string | null, says?: RegExp][] = [
    ['one’s own', () => rep, {}, null],
    ['what is shared in the team', () => colleague, { shared: true }, null],
    ['a colleague’s own', () => colleague, {}, 'INPUT_INVALID', /^The mail of day 3 sends a document that is not in your content library\.$/],
    ['what another team shares', () => stranger, { shared: true }, 'INPUT_INVALID'],
    ['what is still being made', () => rep, { state: 'converting' }, 'DOCUMENT_NOT_READY', /“Offer”/],
    ['what could not be made', () => rep, { state: 'failed' }, 'DOCUMENT_NOT_READY'],
    ['what is archived', () => rep, { archived: true }, 'CONFLICT', /^The document “Offer” is archived/],
  ];
  for (const [what, whose, facts, code, says] of cases) {
    it(`may be ${what}: ${code ?? 'yes'}`, async () => {
      const { dataSource } = test.database;
      const id = await aDocument(dataSource.manager, whose(), facts);
      const mails = [{ day: 1, body: 'Hello' }, { day: 3, body: `See {{document:${id}}}` }];
      const refusal = await dataSource.transaction((tx) => requireDocuments(tx, rep, mails)).then(() => null, (error: unknown) => error);
      if (code === null) {
        assert.equal(refusal, null);
        return;
      }
      assert.ok(refusal instanceof ReadbackError);
      assert.deepEqual([refusal.code, refusal.details], [code, { problems: [{ path: 'steps.1.body', message: refusal.message }] }]);
      if (says !== undefined) assert.match(refusal.message, says);
    });
  }

  it('belong to the Team plan, campaigns without any do not', async () => {
    const { dataSource } = test.database;
    const id = await aDocument(dataSource.manager, rep);
    const basic: Rep = { ...rep, team: { ...rep.team, plan: 'basic' } };
    const make = (body: string): Promise<unknown> => dataSource.transaction((tx) => createCampaign(tx, basic, aMailbox(), { name: 'Lease', sendHour: 9, steps: [{ day: 1, subject: 'x', body }] }, NOW));
    await assert.rejects(make(`{{document:${id}}}`), { code: 'DOCUMENTS_NOT_IN_PLAN' });
    await make('Hello');
  });

  it('are named where one is to be deleted', async () => {
    const { dataSource } = test.database;
    const [needed, other] = [await aDocument(dataSource.manager, rep), await aDocument(dataSource.manager, rep)];
    await dataSource.transaction((tx) => createCampaign(tx, rep, aMailbox(), { name: 'Lease', sendHour: 9, steps: [{ day: 1, subject: 'x', body: `{{ document:${needed.toUpperCase()} }}` }] }, NOW));
    assert.match((await campaignThatSends(dataSource.manager, needed)) ?? '', /“Lease”/);
    assert.equal(await campaignThatSends(dataSource.manager, other), null);
  });
});

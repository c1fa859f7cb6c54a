/**
 * The guarantee of erasing: after it, every column of every table is looked through for the
 * person's addresses. A new table that keeps them fails here, unless its part erases them.
 */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { enroll } from '../../connector/campaigns/enroll.js';
import { enrollmentViews } from '../../connector/campaigns/enrollment-view.js';
import { optedOutAmong, optOut } from '../../connector/campaigns/index.js';
import { consentOf, recordConsent, setCountry } from '../../connector/consent/index.js';
import { keysFrom } from '../../connector/config/index.js';
import { joinAddress } from '../../connector/identity/index.js';
import { newCode } from '../../connector/privacy/codes.js';
import { erasePerson, exportPerson } from '../../connector/privacy/index.js';
import * as schema from '../../connector/schema.js';
import { storeLinks } from '../../connector/tracking/links/sent-links.js';
import { useTestDatabase } from '../database.js';
import { NOW } from '../mail-facts.js';
import { away, bounced, makeWorld, type World } from '../replies/act-world.js';

const NAME = 'Kevin Quorrason';

/**
 * Where a person's address may stand after they were erased, by table. Empty: nowhere. A refusal
 * and an opt-out are kept under `erased_name`, which is no address.
 */
const MAY_STAY: readonly string[] = [];

describe('erasing a person', () => {
  const test = useTestDatabase(schema);
  let w: World;
  let home: string;

  /** Everything the connector can come to know about somebody. */
  before(async () => {
    const { dataSource } = test.database;
    w = await makeWorld(dataSource, ['clu']);
    home = `home@${randomUUID().slice(0, 8)}.example`;
    const flynn = w.address('flynn');
    await dataSource.transaction((tx) => enroll(tx, w.mailbox, w.campaign, [{ address: flynn, name: NAME }], NOW, true));
    const person = (await w.known('flynn')).get(flynn) ?? '';
    await joinAddress(dataSource.manager, person, home);
    const [alone, both] = [await w.send(['flynn']), await w.send(['flynn', 'clu'])];
    await dataSource.transaction((tx) => storeLinks(tx, alone.message.mailboxId, alone.message.id, [{ number: 1, destination: `https://contoso.example/demo?for=${flynn}`, text: `For ${NAME}` }]));
    for (const { message } of [alone, both]) await hit(message.mailboxId, message.stampId ?? '');
    await w.reply('flynn', alone, away('2026-12-01'));
    await w.reply('stranger@elsewhere.example', both);
    await w.reply('flynn', both, { ...away(null, 'departed', `next@${w.domain}`) });
    await w.write(['flynn', 'clu']);
    await w.other('flynn');
    await w.reply('mailer-daemon@elsewhere.example', both, bounced('bounce_hard', '5.1.1', flynn));
    await w.reply('mailer-daemon@elsewhere.example', both, bounced('bounce_soft', '4.2.2', flynn));
    await w.reply(home, alone);
    await dataSource.transaction(async (tx) => {
      await optOut(tx, [flynn], 'link', NOW);
      await setCountry(tx, flynn, 'DE', NOW);
      await recordConsent(tx, { onRefused: () => Promise.resolve() }, { address: flynn, agrees: false, at: NOW, how: 'said so', proof: `mail of ${flynn}`, repId: null });
      await newCode({ tx, keys: keysFrom(['k'.repeat(40)]), now: NOW }, flynn, 'see');
    });
  });

  it('gives out first whatever is stored', async () => {
    const { data } = await exportPerson(test.database.dataSource.manager, w.address('Flynn').toUpperCase(), NOW);
    assert.deepEqual(Object.keys(data), [
      'Name and addresses',
      'What you said about being tracked',
      'Country written down for you',
      'Mails sent to you',
      'Images loaded, links and documents opened in mails to you alone',
      'What the sender was shown of you',
      'Mails you answered with',
      'Campaigns you were written to in',
      'That you asked not to be written to',
      'Addresses mail could not be delivered to',
    ]);
    assert.deepEqual(data['Name and addresses'], [w.address('flynn'), home].sort().map((address) => ({ Name: NAME, Address: address })));
    assert.equal(data['Images loaded, links and documents opened in mails to you alone']?.length, 1);
    assert.deepEqual(data['Mails sent to you']?.flatMap((mail) => mail['Tracked links'] ?? []), [`https://contoso.example/demo?for=${w.address('flynn')}`]);
    const said = JSON.stringify({ ...data, 'Name and addresses': [] });
    assert.ok(!said.includes(NAME) && !/"(?:Address|From)":"flynn@/.test(said), 'name and address are said once');
    assert.doesNotMatch(said, /\b(?:hits?|verdict|stamp|enrolled|enrollment|self|human|human_reply|takenFor|endedBecause)\b|:null|:""/);
    assert.match(said, /"Counted as":"a person"/);
    assert.ok(!JSON.stringify(data).includes(w.address('clu')), 'nothing of anybody else');
  });

  it('leaves the address in no column of no table, and what it must not forget as a hash', async () => {
    const { dataSource } = test.database;
    const flynn = w.address('flynn');
    assert.ok((await tablesWith(flynn)).length >= 10, 'the world holds the person in many places');
    await erasePerson(dataSource, w.address('FLYNN'), NOW);
    const left = [...(await tablesWith(flynn)), ...(await tablesWith(home)), ...(await tablesWith(NAME))];
    assert.deepEqual(left.filter(({ table }) => !MAY_STAY.includes(table)), []);
    assert.deepEqual([...(await optedOutAmong(dataSource.manager, [flynn, home]))], [flynn]);
    assert.deepEqual([...(await consentOf(dataSource.manager, [flynn]))], [[flynn, 'refused']]);
    assert.deepEqual(Object.keys((await exportPerson(dataSource.manager, flynn, NOW)).data), ['What you said about being tracked']);
  });

  it('leaves everybody else as they were', async () => {
    const clu = w.address('clu');
    const { data } = await exportPerson(test.database.dataSource.manager, clu, NOW);
    assert.deepEqual([data['Mails sent to you']?.length, data['Campaigns you were written to in']?.length], [2, 1]);
    assert.ok(data['Mails sent to you']?.every((mail) => mail['To you alone'] === 'no'), 'a mail to several stays one to several');
    assert.equal(data['Images loaded, links and documents opened in mails to you alone'], undefined, 'what may have been the other one is not taken for theirs');
    assert.deepEqual(await w.brief(), [' ended departed', 'clu waiting']);
    const [question] = (await w.lines()).flatMap(({ data: { question } }) => (question?.about === 'whom' ? [question] : []));
    assert.deepEqual(question?.options.map(({ address }) => address), [clu], 'who is left in a question is still asked about');
  });

  it('is done again without harm, and of somebody nobody knows', async () => {
    await erasePerson(test.database.dataSource, w.address('flynn'), NOW);
    await erasePerson(test.database.dataSource, 'nobody@nowhere.example', NOW);
    assert.deepEqual([...(await consentOf(test.database.dataSource.manager, [w.address('flynn')])).values()], ['refused']);
  });

  it('ends what went on for a reason of its own, and what was finished stays so', async () => {
    const { dataSource } = test.database;
    const other = await makeWorld(dataSource, ['tron', 'yori']);
    await dataSource.query(`update enrollments set state = 'finished', next_position = null, next_at = null where address = $1`, [other.address('yori')]);
    for (const name of ['tron', 'yori']) await erasePerson(dataSource, other.address(name), NOW);
    assert.deepEqual((await other.brief()).sort(), [' ended erased', ' finished']);
    const views = await enrollmentViews(dataSource.manager, other.mailbox.id, { campaignId: other.campaign.id });
    assert.deepEqual(views.map(({ address, name, end }) => `${address}${name} ${end?.says ?? 'nothing'}`).sort(), [' They had their data erased', ' nothing']);
  });

  async function hit(mailboxId: string, stampId: string): Promise<void> {
    await test.database.dataSource.query(
      `insert into hits (mailbox_id, at, id, stamp_id, kind, agent, verdict, reason) values ($1, $2, gen_random_uuid(), $3, 'pixel', 'Mail', 'human', 'mail-client')`,
      [mailboxId, NOW, stampId],
    );
  }

  /** Every row of every table that has the text anywhere: as text, within JSON, an array, or as bytes. */
  async function tablesWith(text: string): Promise<{ table: string; row: string }[]> {
    const { dataSource } = test.database;
    const tables = await dataSource.query<{ name: string }[]>(
      `select format('%I.%I', table_schema, table_name) as name from information_schema.tables
       where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema') order by 1`,
    );
    assert.ok(tables.length > 40, `${tables.length} tables`);
    const found: { table: string; row: string }[] = [];
    for (const { name } of tables) {
      const rows = await dataSource.query<{ row: string }[]>(`select row::text as row from ${name} as row where position(lower($1) in lower(row::text)) > 0 or position(encode(convert_to($1, 'UTF8'), 'hex') in row::text) > 0`, [text]);
      found.push(...rows.map(({ row }) => ({ table: name, row })));
    }
    return found;
  }
});

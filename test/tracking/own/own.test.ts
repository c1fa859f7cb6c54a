import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import * as schema from '../../../connector/schema.js';
import { mintStamp, teach, unteach, type Stamp } from '../../../connector/tracking/index.js';
import { deviceSchema, devicesSchema, ownAddressesSchema } from '../../../connector/tracking/own/api.js';
import { until, useTestDatabase } from '../../database.js';
import { CHROME, OUTLOOK, OUTLOOK_PROXY, OwnWorld, type Asker } from './world.js';

const REP_NETWORK = '203.0.113.5';
const ELSEWHERE = '198.51.100.7';

describe('the sender’s own side', () => {
  const test = useTestDatabase(schema);
  /** Everything written to the log, at its most talkative. */
  const logged: string[] = [];
  const log = pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) });
  let world: OwnWorld;
  /** Another connector of the same organisation. */
  let second: OwnWorld;
  before(async () => {
    world = await OwnWorld.start(test.database, log);
    second = await OwnWorld.start(test.database, log, world);
  });
  after(async () => {
    await second.close();
    await world.close();
  });
  beforeEach(() => {
    // Tests are an hour apart, so that signals and allowances of one are over in the next.
    world.now = second.now = new Date(world.now.getTime() + 3_600_000);
  });
  const passes = (ms: number): void => void (world.now = second.now = new Date(world.now.getTime() + ms));

  const look = (asker: Asker, stamps: readonly Stamp[], more: object = {}): Promise<string> =>
    asker.refused('POST', '/api/looking', { stamps: stamps.map(({ text }) => text), ...more });

  describe('devices', () => {
    it('an own view carries the cookie of signing in; a stranger’s carries none', async () => {
      const browser = world.as(world.rep);
      await browser.ask('POST', '/api/device', deviceSchema, {});
      const stamp = await world.message();
      await world.load(stamp, { cookie: browser.cookie });
      await world.load(stamp);
      assert.deepEqual(await world.known(stamp), ['own-device', null]);
    });

    it('are listed with this one first, named by their browser, renamed and removed', async () => {
      const [rep, phone] = [world.as(world.rep), world.as(world.rep, '203.0.113.90', 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_4) Version/18.4 Mobile/15E148 Safari/604.1')];
      const { json: here } = await rep.ask('POST', '/api/device', deviceSchema, {});
      const { json: there } = await phone.ask('POST', '/api/device', deviceSchema, { client: 'outlook-phone' });
      assert.deepEqual([here.name, there.name], ['Chrome on Windows', 'Safari on an iPhone, inside Outlook']);
      assert.equal((await rep.ask('GET', '/api/devices', devicesSchema)).json.devices.some(({ id }) => id === there.id), false, 'one whose cookie never came back is not listed');
      await phone.ask('GET', '/api/devices', devicesSchema);
      const { devices } = await until(async () => {
        const { json } = await rep.ask('GET', '/api/devices', devicesSchema);
        return json.devices.some(({ id }) => id === there.id) ? json : null;
      });
      assert.deepEqual([devices[0]?.id, devices[0]?.here], [here.id, true]);
      assert.equal((await rep.ask('PATCH', `/api/devices/${there.id}`, deviceSchema, { name: '  My phone ' })).json.name, 'My phone');
      assert.equal(await rep.refused('PATCH', `/api/devices/${there.id}`, { name: ' ' }), '400 INPUT_INVALID');

      const stamp = await world.message();
      const cookie = phone.cookie;
      await world.load(stamp, { cookie });
      assert.equal(await rep.refused('DELETE', `/api/devices/${there.id}`), '204');
      await world.load(stamp, { cookie });
      assert.deepEqual(await world.known(stamp), ['own-device', null], 'a removed one is no longer recognised; what was, stays');
      assert.equal(await rep.refused('PATCH', `/api/devices/${there.id}`, { name: 'x' }), '404 NOT_FOUND');
    });

    it('are one device however often somebody signs in, and the other’s once the other does', async () => {
      const browser = world.as(world.rep);
      const { json: first } = await browser.ask('POST', '/api/device', deviceSchema, {});
      await browser.ask('PATCH', `/api/devices/${first.id}`, deviceSchema, { name: 'Desk' });
      const { json: again } = await browser.ask('POST', '/api/device', deviceSchema, {});
      assert.deepEqual([again.id, again.name], [first.id, 'Desk']);
      const repsCookie = browser.cookie;

      const others = world.as(world.colleague);
      for (const [name, value] of browser.browser.cookies) others.browser.cookies.set(name, value);
      const { json: taken } = await others.ask('POST', '/api/device', deviceSchema, {});
      assert.deepEqual([taken.id, taken.name], [first.id, 'Chrome on Windows'], 'under a first name again');
      const stamp = await world.message();
      await world.load(stamp, { cookie: repsCookie });
      await world.load(stamp, { cookie: others.cookie });
      assert.deepEqual(await world.known(stamp), ['colleague-device', 'colleague-device'], 'also where an old cookie is left');
    });

    it('belong to their rep alone', async () => {
      const { json: device } = await world.as(world.rep).ask('POST', '/api/device', deviceSchema, {});
      const colleague = world.as(world.colleague);
      assert.equal(await colleague.refused('PATCH', `/api/devices/${device.id}`, { name: 'Mine' }), '404 NOT_FOUND');
      await colleague.refused('DELETE', `/api/devices/${device.id}`);
      const rows = await test.database.dataSource.query<unknown[]>('select 1 from devices where id = $1', [device.id]);
      assert.equal(rows.length, 1);
    });

    it('removed here, take the cookies along', async () => {
      const browser = world.as(world.rep);
      const { json: device } = await browser.ask('POST', '/api/device', deviceSchema, {});
      assert.equal(browser.browser.cookies.size, 2);
      assert.equal(await browser.refused('DELETE', `/api/devices/${device.id}`), '204');
      assert.equal(browser.browser.cookies.size, 0);
    });

    it('that take no cookies do not push out those that do', async () => {
      const browser = world.as(world.colleague);
      const { json: kept } = await browser.ask('POST', '/api/device', deviceSchema, {});
      await browser.ask('GET', '/api/devices', devicesSchema);
      await until(async () => (await test.database.dataSource.query<unknown[]>('select 1 from devices where id = $1 and seen_at is not null', [kept.id])).length);
      for (let time = 0; time < 60; time++) await world.as(world.colleague).ask('POST', '/api/device', deviceSchema, { client: 'outlook-mac' });
      const [row] = await test.database.dataSource.query<{ never: string; kept: boolean }[]>(
        'select count(*) filter (where seen_at is null) as never, bool_or(id = $2) as kept from devices where rep_id = $1',
        [world.colleague.id, kept.id],
      );
      assert.deepEqual([Number(row?.never), row?.kept], [50, true]);
    });
  });

  describe('looking', () => {
    it('makes a hit from the rep’s network own, and leaves the recipient’s', async () => {
      const stamp = await world.message();
      assert.equal(await look(world.as(world.rep), [stamp], { client: 'outlook-desktop' }), '204');
      await world.load(stamp, { from: REP_NETWORK, agent: OUTLOOK });
      await world.load(stamp, { from: ELSEWHERE, agent: OUTLOOK });
      assert.deepEqual(await world.known(stamp), ['signal', null]);
    });

    it('makes a hit of a moment earlier own, too', async () => {
      const stamp = await world.message();
      await world.load(stamp, { from: REP_NETWORK });
      assert.deepEqual(await world.known(stamp), [null]);
      passes(2_000);
      await look(world.as(world.rep), [stamp]);
      assert.deepEqual(await world.known(stamp), ['signal']);
    });

    it('makes a hit through Outlook’s proxy probably own, and not one through Gmail’s', async () => {
      const stamp = await world.message();
      await look(world.as(world.rep), [stamp], { client: 'outlook-web' });
      await world.load(stamp, { agent: OUTLOOK_PROXY, from: '40.94.0.1' });
      await world.load(stamp, { agent: 'Mozilla/5.0 (via ggpht.com GoogleImageProxy)', from: '66.249.84.1' });
      assert.deepEqual(await world.known(stamp), ['signal-proxy', null]);
    });

    it('ends when the rep looks at something else, or away', async () => {
      const [first, next] = [await world.message(), await world.message()];
      const rep = world.as(world.rep);
      await look(rep, [first]);
      passes(60_000);
      await look(rep, [next]);
      passes(10_000);
      await world.load(first, { from: REP_NETWORK });
      await world.load(next, { from: REP_NETWORK });
      assert.deepEqual([await world.known(first), await world.known(next)], [[null], ['signal']]);
      await look(rep, []);
      passes(10_000);
      await world.load(next, { from: REP_NETWORK });
      assert.deepEqual(await world.known(next), ['signal', null]);
    });

    it('at a colleague’s mail makes the view a colleague’s', async () => {
      const stamp = await world.message('flynn@flynnsarcade.com', world.colleagueMailbox);
      await look(world.as(world.rep), [stamp]);
      await world.load(stamp, { from: REP_NETWORK });
      assert.deepEqual(await world.known(stamp), ['colleague-device']);
    });

    it('is known to the other connectors, and stays with the hit when it is over', async () => {
      const stamp = await world.message();
      await look(second.as(world.rep), [stamp]);
      await until(async () => {
        await world.load(stamp, { from: REP_NETWORK });
        return (await world.known(stamp)).at(-1) === 'signal';
      });
      const hits = (await world.known(stamp)).length;
      passes(11 * 60_000);
      await world.load(stamp, { from: REP_NETWORK });
      assert.deepEqual((await world.known(stamp)).slice(hits - 1), ['signal', null]);
    });

    it('takes no stamp that is none, at most fifty, and not too often', async () => {
      const rep = world.as(world.rep);
      const foreign = mintStamp((await import('../../../connector/config/index.js')).keysFrom(['somebody else’s secret of thirty-two characters']), world.mailbox.id);
      assert.equal(await look(rep, [foreign]), '204');
      assert.equal(await rep.refused('POST', '/api/looking', { stamps: Array.from({ length: 51 }, () => foreign.text) }), '400 INPUT_INVALID');
      const answers = await Promise.all(Array.from({ length: 80 }, () => look(rep, [])));
      assert.ok(answers.includes('429 TOO_OFTEN'));
      passes(30_000);
      assert.equal(await look(rep, []), '204');
    });

    it('leaves nothing in the database and nothing in the log', async () => {
      const { dataSource } = test.database;
      const asker = world.as(world.rep, '192.0.2.77');
      const stamps = [mintStamp(world.keys, world.mailbox.id), mintStamp(world.keys, world.colleagueMailbox.id), await world.message()];
      const before = await everything();
      logged.length = 0;
      assert.equal(await look(asker, stamps, { client: 'outlook-web', writing: true }), '204');
      assert.equal(await look(asker, []), '204');
      // What is done later for a signal (looking.ts, AGAIN_AFTER_MS) is done by then: nothing else could be waited for.
      await new Promise((resolve) => setTimeout(resolve, 2_500));
      await world.settled();
      assert.deepEqual(await everything(), before, 'no table has another row, or one that changed');
      const said = logged.join('');
      for (const secret of [world.rep.id, world.rep.address, '192.0.2.77', 'outlook-web', ...stamps.flatMap(({ id, text }) => [id, text])]) assert.ok(!said.includes(secret), secret);

      async function everything(): Promise<unknown> {
        const tables = await dataSource.query<{ name: string }[]>(
          `select quote_ident(nspname) || '.' || quote_ident(relname) as name from pg_class join pg_namespace on pg_namespace.oid = relnamespace
           where relkind in ('r', 'p') and not relispartition and nspname in ('public', 'graphile_worker') order by 1`,
        );
        const found: [string, string][] = [];
        for (const { name } of tables) {
          const [row] = await dataSource.query<{ all: string | null }[]>(`select md5(string_agg(it::text, '|' order by it::text)) as all from ${name} as it`);
          found.push([name, row?.all ?? '']);
        }
        return found;
      }
    });
  });

  describe('networks', () => {
    it('a rep used Readback from, with Outlook, are a weak sign; a browser there is none', async () => {
      const stamp = await world.message();
      await world.load(stamp, { from: '203.0.113.200', agent: OUTLOOK });
      assert.deepEqual(await world.known(stamp), [null]);
      await world.as(world.rep, '203.0.113.200').ask('GET', '/api/devices', devicesSchema);
      await until(async () => {
        await world.load(stamp, { from: '203.0.113.200', agent: OUTLOOK });
        return (await world.known(stamp)).at(-1) === 'own-network';
      });
      await world.load(stamp, { from: '203.0.113.200', agent: CHROME });
      assert.equal((await world.known(stamp)).at(-1), null);
      const theirs = await world.message('flynn@flynnsarcade.com', world.colleagueMailbox);
      await world.load(theirs, { from: '203.0.113.200', agent: OUTLOOK });
      assert.deepEqual(await world.known(theirs), [null], 'it is the network of the rep, not of the organisation');
    });

    it('are written at most once an hour', async () => {
      const asker = world.as(world.rep, '203.0.113.201');
      const seen = async (): Promise<string[]> =>
        (await test.database.dataSource.query<{ seen_at: Date }[]>('select seen_at from rep_networks where rep_id = $1 and address_hash = $2', [world.rep.id, world.keys.sign('address-hash', Buffer.from('203.0.113.201'), 16)])).map((row) => row.seen_at.toISOString());
      await asker.ask('GET', '/api/devices', devicesSchema);
      const [first] = await until(async () => ((await seen()).length > 0 ? seen() : null));
      passes(30 * 60_000);
      await asker.ask('GET', '/api/devices', devicesSchema);
      passes(31 * 60_000);
      await asker.ask('GET', '/api/devices', devicesSchema);
      await until(async () => (await seen())[0] !== first);
      assert.deepEqual(await seen(), [world.now.toISOString()]);
    });
  });

  describe('own addresses', () => {
    it('are Exchange’s and those the rep lists, in any case, each once', async () => {
      const rep = world.as(world.rep);
      const { json } = await rep.ask('PUT', '/api/own-addresses', ownAddressesSchema, { addresses: ['Riley.Private@Gmail.example', 'riley@contoso.example', 'riley.private@gmail.example'] });
      assert.deepEqual(json, { known: ['rep@contoso.example', 'riley@contoso.example'], listed: ['riley.private@gmail.example'] });
      assert.deepEqual((await rep.ask('GET', '/api/own-addresses', ownAddressesSchema)).json, json);
      assert.deepEqual((await world.as(world.colleague).ask('GET', '/api/own-addresses', ownAddressesSchema)).json.listed, []);
    });

    it('make views of mail to them own, also those from before they were listed', async () => {
      const stamp = await world.message('riley@elsewhere.example');
      await world.load(stamp);
      const verdict = async (): Promise<string | undefined> => {
        await world.settled();
        return (await test.database.dataSource.query<{ verdict: string }[]>('select verdict from hits where stamp_id = $1', [stamp.id]))[0]?.verdict;
      };
      assert.equal(await verdict(), 'human');
      await world.as(world.rep).ask('PUT', '/api/own-addresses', ownAddressesSchema, { addresses: ['riley@elsewhere.example'] });
      assert.equal(await verdict(), 'self');
      await world.as(world.rep).ask('PUT', '/api/own-addresses', ownAddressesSchema, { addresses: [] });
      assert.equal(await verdict(), 'human', 'and no longer, once they are taken away');
    });

    it('are addresses, at most twenty, and no colleague’s', async () => {
      const rep = world.as(world.rep);
      assert.equal(await rep.refused('PUT', '/api/own-addresses', { addresses: ['not an address'] }), '400 INPUT_INVALID');
      assert.equal(await rep.refused('PUT', '/api/own-addresses', { addresses: Array.from({ length: 21 }, (_, index) => `a${index}@b.example`) }), '400 INPUT_INVALID');
      assert.equal(await rep.refused('PUT', '/api/own-addresses', { addresses: ['colleague@contoso.example'] }), '409 ADDRESS_OF_COLLEAGUE');
    });
  });

  describe('"this was me"', () => {
    const hit = { agent: CHROME, network: null, addressHash: '' };

    it('teaches network and program for 90 days, until "this was not me"', async () => {
      const { manager } = test.database.dataSource;
      const stamp = await world.message();
      const reader = { ...hit, addressHash: world.keys.sign('address-hash', Buffer.from(ELSEWHERE), 16).toString('base64url') };
      assert.equal(await teach(manager, world.rep, [reader], world.now), 1);
      await world.load(stamp, { from: ELSEWHERE });
      await world.load(stamp, { from: ELSEWHERE, agent: OUTLOOK });
      assert.deepEqual(await world.known(stamp), ['taught', null], 'another program there is somebody else');
      const later = await world.message();
      passes(91 * 24 * 3_600_000);
      await world.load(later, { from: ELSEWHERE });
      await teach(manager, world.rep, [reader], world.now);
      await unteach(manager, world.rep, [reader], world.mailbox.id);
      await world.load(later, { from: ELSEWHERE });
      assert.deepEqual(await world.known(later), [null, null]);
    });

    it('never teaches a proxy, nor a hit whose address is not kept', async () => {
      const { manager } = test.database.dataSource;
      const hash = randomUUID().replaceAll('-', '').slice(0, 22);
      const none = [
        { agent: OUTLOOK_PROXY, network: null, addressHash: hash },
        { agent: CHROME, network: 'google', addressHash: hash },
        { agent: CHROME, network: null, addressHash: null },
      ];
      assert.equal(await teach(manager, world.rep, none, world.now), 0);
    });
  });
});

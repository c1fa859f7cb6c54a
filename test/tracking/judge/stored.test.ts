/** What judging needs is stored with each hit: class of network, version of the table, and of anonymous ones no more than the kind of agent. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Registry } from 'prom-client';
import { keysFrom } from '../../../connector/config/index.js';
import * as schema from '../../../connector/schema.js';
import { mintStamp, nothingKnown, openIngest, Settler, sharedStamp, type Ingest, type Stamp } from '../../../connector/tracking/index.js';
import { silentLog, useTestDatabase } from '../../database.js';
import { AGENTS } from './names.js';

const keys = keysFrom(['a secret of at least thirty-two characters']);
const TABLE = {
  version: '2027-01-01',
  sources: { own: { says: 'Ours.', address: 'https://intranet.example', read: '2027-01-01' } },
  networks: [{ class: 'gateway', sources: ['own'], networks: ['192.0.2.0/24'] }],
};

describe('verdicts: what is stored', () => {
  const test = useTestDatabase(schema);
  let folder: string;
  let ingest: Ingest;
  let settler: Settler;
  let server: Server;
  let base: string;

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'readback-stored-'));
    const networksPath = join(folder, 'networks.json');
    await writeFile(networksPath, JSON.stringify(TABLE));
    const clock = { now: () => new Date() };
    settler = new Settler({ dataSource: test.database.dataSource, clock, log: silentLog, knownOf: nothingKnown });
    ingest = openIngest({
      settings: { dataDir: folder, hitsJournal_MB: 10, hitsKeepMonths: 12, honourDoNotTrack: false, networksPath },
      url: test.url,
      keys,
      clock,
      log: silentLog,
      registry: new Registry(),
      committed: () => settler.wake(),
      clientAddress: ({ headers }) => String(headers['x-from']),
    });
    await ingest.keepHouse(test.database);
    server = createServer((incoming, response) => {
      if (!ingest.front(incoming, response)) response.writeHead(404).end();
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const at = server.address();
    base = typeof at === 'object' && at !== null ? `http://127.0.0.1:${at.port}` : '';
  });
  after(async () => {
    await settler.close();
    server.close();
    server.closeAllConnections();
    await ingest.close();
    await rm(folder, { recursive: true });
  });

  async function loaded(from: string, stamp: Stamp = mintStamp(keys, randomUUID())): Promise<readonly unknown[]> {
    await fetch(`${base}/o/${stamp.text}.gif`, { headers: { 'x-from': from, 'user-agent': AGENTS.outlook } });
    await settler.settled();
    const [hit] = await test.database.dataSource.query<Record<string, unknown>[]>('select * from hits where stamp_id = $1', [stamp.id]);
    return [hit?.network, hit?.network_table, hit?.verdict, hit?.reason, hit?.agent, hit?.address_hash instanceof Buffer];
  }

  it('the class of the network, by the table of the setting, and its version', async () => {
    assert.deepEqual(await loaded('192.0.2.7'), ['gateway', '2027-01-01', 'scanner', 'gateway-network', AGENTS.outlook, true]);
    assert.deepEqual(await loaded('::ffff:192.0.2.7'), ['gateway', '2027-01-01', 'scanner', 'gateway-network', AGENTS.outlook, true]);
    assert.deepEqual(await loaded('17.0.0.1'), [null, '2027-01-01', 'human', 'mail-client', AGENTS.outlook, true]);
  });

  it('of anonymous ones no more than the kind of agent, which is enough to judge by', async () => {
    assert.deepEqual(await loaded('17.0.0.1', sharedStamp(keys, randomUUID(), 'one step')), [null, '2027-01-01', 'human', 'mail-client', '[outlook]', false]);
    assert.deepEqual(await loaded('192.0.2.7', sharedStamp(keys, randomUUID(), 'one step')), ['gateway', '2027-01-01', 'scanner', 'gateway-network', '[outlook]', false]);
  });
});

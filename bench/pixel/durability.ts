/**
 * PostgreSQL is stopped for a minute under load, and the connector is killed (SIGKILL) in the middle
 * of that, when what was answered is in its journal alone. Started again at once it answers while it
 * waits for PostgreSQL. In the end every hit that was answered has to be there, once.
 */
import { createReadStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { pino } from 'pino';
import { joinEmbeddedServer, type EmbeddedServer } from '../../connector/database/index.js';
import { removeDataDir } from '../../sandbox/demo/data-dir.js';
import { freePorts } from '../../sandbox/demo/free-ports.js';
import type { Figure } from '../report.js';
import { isSettled, sendMails, startConnector } from './connector.js';
import { load } from './load-options.js';
import { waitUntil, watchMemory, type Served } from './processes.js';
import { openRelay, type Relay } from '../../test/database/relay.js';

const MAILS = 5_000;
const PER_SECOND = 1_000;
const BEFORE_S = 10;
const AWAY_S = 60;
const KILLED_AFTER_S = 30;
const AFTERWARDS_S = 30;
const LABEL = 'durability';
const SETTLES_WITHIN_S = 900;

export async function measureDurability(directory: string, progress: (text: string) => void): Promise<Figure[]> {
  const [dataDir, postgresDir, stampsPath, answeredPath] = ['data', 'postgres', 'stamps', 'answered'].map((name) => join(directory, name));
  if (dataDir === undefined || postgresDir === undefined || stampsPath === undefined || answeredPath === undefined) throw new Error('four paths');
  await mkdir(dataDir, { recursive: true });
  const start = (): Promise<EmbeddedServer> => joinEmbeddedServer({ dataDir: postgresDir, log: pino({ level: 'silent' }) });
  let database = await start();
  const relay = await openRelay();
  relay.target = Number(new URL(database.url).port);
  const [port = 0] = await freePorts(1);
  const options = { port, dataDir, databaseUrl: through(database, relay) };
  let connector: Served | null = await startConnector(options);
  try {
    await using(database, (db) => sendMails(db, MAILS, stampsPath));
    const stopMemory = watchMemory(connector.pid);
    const seconds = BEFORE_S + AWAY_S + AFTERWARDS_S;
    const loaded = load({ port, stampsPath, seconds, warmUp_s: 0, rate: PER_SECOND, numbered: true, label: LABEL, answeredPath });
    await sleep(BEFORE_S * 1_000);
    progress('PostgreSQL is stopped');
    const stoppedAt_ms = performance.now();
    relay.target = null;
    await database.leave();
    await sleep(KILLED_AFTER_S * 1_000);
    progress('the connector is killed');
    const most_MB = stopMemory();
    await connector.stop('SIGKILL');
    connector = null;
    progress('and started again');
    connector = await startConnector({ ...options, until: 'alive' });
    const stopMemoryAgain = watchMemory(connector.pid);
    await sleep(AWAY_S * 1_000 - (performance.now() - stoppedAt_ms));
    progress('PostgreSQL is back');
    database = await start();
    relay.target = Number(new URL(database.url).port);
    const back_ms = performance.now();
    const result = await loaded;
    const mostAgain_MB = stopMemoryAgain();
    progress(`${result.answered} hits were answered; waiting until all are judged`);
    return await using(database, async (db) => {
      const journalled_s = await waitUntil('all hits being judged', async () => (await isSettled(db)) && (await journalBytes(port)) === 0, SETTLES_WITHIN_S);
      const kept = await keptTimes(db);
      let missing = 0;
      let answered = 0;
      for await (const number of createInterface({ input: createReadStream(answeredPath) })) {
        answered += 1;
        if (!kept.has(Number(number))) missing += 1;
      }
      const twice = [...kept.values()].filter((times) => times > 1).length;
      if (missing + twice > 0) progress(`MISSING ${missing}, TWICE ${twice}`);
      return [
        { what: `PostgreSQL away for ${AWAY_S} s at ${PER_SECOND} hits a second, connector killed: hits answered`, value: answered, unit: '' },
        { what: 'of them missing afterwards', value: missing, unit: '', aim: 1 },
        { what: 'of them there twice', value: twice, unit: '', aim: 1 },
        { what: 'longest wait for an answer', value: result.longest_ms, unit: 'ms', aim: 2_000 },
        { what: 'p99 of the wait for an answer', value: result.p99_ms, unit: 'ms' },
        { what: 'from PostgreSQL being back until all of it is judged', value: (performance.now() - back_ms) / 1_000, unit: 's' },
        { what: 'of that after the load', value: journalled_s, unit: 's' },
        { what: 'memory of the connector while PostgreSQL was away, the most it was', value: Math.max(most_MB, mostAgain_MB), unit: 'MB', aim: 200 },
      ];
    });
  } finally {
    await connector?.stop('SIGKILL');
    await relay.close();
    await database.leave();
    await removeDataDir(postgresDir);
  }
}

function through({ url }: EmbeddedServer, { port }: Relay): string {
  const address = new URL(url);
  address.port = String(port);
  return address.href;
}

async function using<T>({ url }: EmbeddedServer, work: (db: pg.Client) => Promise<T>): Promise<T> {
  const db = new pg.Client({ connectionString: url });
  await db.connect();
  try {
    return await work(db);
  } finally {
    await db.end();
  }
}

async function journalBytes(port: number): Promise<number> {
  const figures = await (await fetch(`http://127.0.0.1:${port}/metrics`)).text();
  return Number(/^readback_hits_journal_bytes (\S+)/m.exec(figures)?.[1] ?? NaN);
}

/** How often each numbered request is among the hits. */
async function keptTimes(db: pg.Client): Promise<Map<number, number>> {
  const { rows } = await db.query<{ number: number; times: number }>(`select split_part(agent, ' ', 2)::int as number, count(*)::int as times from hits where agent like '${LABEL} %' group by 1`);
  return new Map(rows.map(({ number, times }) => [number, times]));
}

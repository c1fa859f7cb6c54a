/**
 * Pixels under load: bare node:http, the least that keeps every hit, Readback, Express with one INSERT
 * per hit, and nginx where it is installed, by turns in one run. Load generator, servers and PostgreSQL are processes of their own
 * and share the machine's cores, so figures are of the whole, and ratios tell more than figures.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { pino } from 'pino';
import { joinEmbeddedServer } from '../../connector/database/index.js';
import { freePorts } from '../../sandbox/demo/free-ports.js';
import { removeDataDir } from '../../sandbox/demo/data-dir.js';
import { percentile, type Figure, type Report } from '../report.js';
import { fillHits, isSettled, sendMails, settledHits, startConnector, unsettled } from './connector.js';
import { measureDurability } from './durability.js';
import { load, type LoadResult } from './load-options.js';
import { serveNginx } from './nginx.js';
import { processorTime_s, serve, waitUntil, watchMemory, type Served } from './processes.js';

const MAILS = 20_000;
const TURNS = 3;
const SECONDS = 5;
const FULL = 5_000_000;
const SETTLES_WITHIN_S = 900;

interface Turn extends LoadResult {
  /** Cores that the server, and PostgreSQL for it, kept busy. */
  readonly serverCores: number;
  readonly databaseCores: number;
}

interface Place {
  readonly db: pg.Client;
  readonly stampsPath: string;
  readonly postmaster: number;
}

export async function measurePixel(progress: (text: string) => void): Promise<Report> {
  const directory = await mkdtemp(join(tmpdir(), 'readback-bench-pixel-'));
  const database = await joinEmbeddedServer({ dataDir: join(directory, 'postgres'), log: pino({ level: 'silent' }) });
  const db = new pg.Client({ connectionString: database.url });
  const servers: Served[] = [];
  try {
    await db.connect();
    const place: Place = { db, stampsPath: join(directory, 'stamps'), postmaster: await postmasterOf(db) };
    progress('a connector of its own, and the others');
    const [port = 0] = await freePorts(1);
    const readback = await startConnector({ port, dataDir: join(directory, 'data'), databaseUrl: database.url });
    servers.push(readback);
    await sendMails(db, MAILS, place.stampsPath);
    const memory = watchMemory(readback.pid);
    const bare = await serve('bare.js');
    const floor = await serve('floor.js', database.url);
    const oneInsert = await serve('one-insert.js', database.url);
    const nginx = await serveNginx(directory);
    servers.push(bare, floor, oneInsert, ...(nginx === null ? [] : [nginx]));

    const turns: Record<'bare' | 'floor' | 'readback' | 'oneInsert' | 'nginx', Turn[]> = { bare: [], floor: [], readback: [], oneInsert: [], nginx: [] };
    const lags: Lag[] = [];
    for (let turn = 1; turn <= TURNS; turn++) {
      progress(`turn ${turn} of ${TURNS}`);
      turns.bare.push(await measure(place, bare));
      if (nginx !== null) turns.nginx.push(await measure(place, nginx));
      turns.floor.push(await measure(place, floor));
      turns.oneInsert.push(await measure(place, oneInsert));
      const before = await settledHits(db);
      turns.readback.push(await measure(place, readback));
      lags.push(await catchUp(place, before));
    }
    const empty = turns.readback;
    progress(`${FULL / 1e6} million hits more`);
    await fillHits(db, FULL);
    const full: Record<'bare' | 'readback', Turn[]> = { bare: [], readback: [] };
    const fullLags: Lag[] = [];
    for (let turn = 1; turn <= TURNS; turn++) {
      progress(`turn ${turn} of ${TURNS} with them`);
      full.bare.push(await measure(place, bare));
      const before = await settledHits(db);
      full.readback.push(await measure(place, readback));
      fullLags.push(await catchUp(place, before));
    }
    const most_MB = memory();
    for (const server of servers.splice(0)) await server.stop();
    progress('PostgreSQL stopped for a minute under load, the connector killed');
    const durability = await measureDurability(join(directory, 'durability'), progress);
    const ratio = (one: readonly Turn[], other: readonly Turn[]): number => middle(one, 'perSecond') / middle(other, 'perSecond');
    return {
      name: 'pixel',
      figures: [
        ...figuresOf('bare node:http', turns.bare),
        ...(nginx === null ? [] : figuresOf('nginx empty_gif', turns.nginx)),
        ...figuresOf('the least that keeps every hit', turns.floor),
        ...figuresOf('Express with one INSERT per hit', turns.oneInsert),
        ...figuresOf('Readback', empty, 25),
        { what: 'Readback to bare node:http', value: ratio(empty, turns.bare), unit: '×', aim: 0.6, more: true },
        { what: 'the least that keeps every hit to bare node:http', value: ratio(turns.floor, turns.bare), unit: '×' },
        ...(nginx === null ? [] : [{ what: 'Readback to nginx empty_gif', value: ratio(empty, turns.nginx), unit: '×' } satisfies Figure]),
        { what: 'Readback to Express with one INSERT per hit', value: ratio(empty, turns.oneInsert), unit: '×', aim: 4, more: true },
        ...lagFigures('empty table', lags),
        ...figuresOf(`Readback, ${FULL / 1e6} million hits more`, full.readback, 25),
        { what: 'hits a second with them to without, each to bare node:http beside it', value: ratio(full.readback, full.bare) / ratio(empty, turns.bare), unit: '×', aim: 0.9, more: true },
        ...lagFigures(`${FULL / 1e6} million hits more`, fullLags),
        { what: 'memory of the connector, the most it was', value: most_MB, unit: 'MB', aim: 200 },
        ...durability,
      ],
      notes: nginx === null ? ['nginx is not installed here: its empty_gif was not measured.'] : [],
    };
  } finally {
    for (const server of servers) await server.stop('SIGKILL');
    await db.end().catch(() => undefined);
    await database.leave();
    await removeDataDir(join(directory, 'postgres'));
    await rm(directory, { recursive: true, force: true });
  }
}

interface Lag {
  /** Judged a second while the load lasted, and afterwards. */
  readonly during: number;
  readonly after: number;
  readonly left: number;
  readonly took_s: number;
}

async function catchUp({ db }: Place, before: number): Promise<Lag> {
  const during = (await settledHits(db)) - before;
  const left = await unsettled(db);
  const took_s = await waitUntil('all hits being judged', () => isSettled(db), SETTLES_WITHIN_S);
  return { during: during / (SECONDS + 2), left, took_s, after: left / took_s };
}

function lagFigures(what: string, lags: readonly Lag[]): Figure[] {
  const median = (of: (lag: Lag) => number): number => percentile(lags.map(of), 0.5);
  return [
    { what: `judged while the load lasts, ${what}`, value: median(({ during }) => during), unit: '/s' },
    { what: `judged once it is over, ${what}`, value: median(({ after }) => after), unit: '/s' },
    { what: `until all of ${SECONDS + 2} s of load is judged, ${what}`, value: median(({ took_s }) => took_s), unit: 's' },
  ];
}

async function measure({ stampsPath, postmaster }: Place, server: Served): Promise<Turn> {
  const before = { server: processorTime_s(server.pid), database: processorTime_s(postmaster, true), at_ms: performance.now() };
  const result = await load({ port: server.port, stampsPath, seconds: SECONDS });
  const took_s = (performance.now() - before.at_ms) / 1_000;
  if (result.wrong > 0 || result.failed > 0) throw new Error(`${result.wrong} answers were no image, ${result.failed} connections were lost`);
  return {
    ...result,
    serverCores: (processorTime_s(server.pid) - before.server) / took_s,
    databaseCores: (processorTime_s(postmaster, true) - before.database) / took_s,
  };
}

function figuresOf(what: string, turns: readonly Turn[], p99Aim_ms?: number): Figure[] {
  return [
    { what, value: middle(turns, 'perSecond'), unit: '/s' },
    { what: `${what}, median`, value: middle(turns, 'median_ms'), unit: 'ms' },
    { what: `${what}, p99`, value: middle(turns, 'p99_ms'), unit: 'ms', ...(p99Aim_ms === undefined ? {} : { aim: p99Aim_ms }) },
    { what: `${what}, cores of the server`, value: middle(turns, 'serverCores'), unit: '×' },
    { what: `${what}, cores of PostgreSQL`, value: middle(turns, 'databaseCores'), unit: '×' },
    { what: `${what}, cores of the load generator`, value: middle(turns, 'cores'), unit: '×' },
  ];
}

function middle(turns: readonly Turn[], of: keyof Turn): number {
  return percentile(turns.map((turn) => turn[of]), 0.5);
}

async function postmasterOf(db: pg.Client): Promise<number> {
  const { rows } = await db.query<{ pid: number }>(`select split_part(pg_read_file('postmaster.pid'), E'\\n', 1)::int as pid`);
  return rows[0]?.pid ?? 0;
}

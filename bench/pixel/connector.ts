/** A connector as it runs, with its settings, and mails in its database whose pixels can be loaded. */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DateTime } from 'luxon';
import type pg from 'pg';
import { z } from 'zod';
import { keysFrom, PACKAGE_ROOT } from '../../connector/config/index.js';
import { mintStamp } from '../../connector/tracking/index.js';
import { stopOf, waitUntil, type Served } from './processes.js';

const SECRET_KEY = 'pixel-bench-secret-of-32-characters-or-more';
const STARTS_WITHIN_S = 90;
const MONTHS = 24;
const PER_MAILBOX = 200;
const MEMORY = z
  .object({ nodeArguments: z.array(z.string()), environment: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(join(PACKAGE_ROOT, 'bin/memory.json'), 'utf8')));

export interface ConnectorOptions {
  readonly port: number;
  readonly dataDir: string;
  readonly databaseUrl: string;
  /** Alive: it answers pixels, though its database may be away. Default: ready. */
  readonly until?: 'alive' | 'ready';
}

export async function startConnector({ port, dataDir, databaseUrl, until = 'ready' }: ConnectorOptions): Promise<Served> {
  const child = spawn(process.execPath, [...MEMORY.nodeArguments, join(PACKAGE_ROOT, 'dist/connector/main.js')], {
    env: {
      ...MEMORY.environment,
      PATH: process.env['PATH'],
      NODE_ENV: 'production',
      PORT: String(port),
      DATA_DIR: dataDir,
      DATABASE_URL: databaseUrl,
      SECRET_KEY,
      TRUSTED_PROXIES: '127.0.0.1/32',
      CONSENT_POLICY: 'all-on',
      LOG_LEVEL: 'fatal',
      AZURE_TENANT_ID: 'bench',
      AZURE_CLIENT_ID: 'bench',
      AZURE_CLIENT_SECRET: 'bench',
    },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const stop = stopOf(child);
  await waitUntil(
    `the connector being ${until}`,
    async () => {
      if (child.exitCode !== null || child.signalCode !== null) throw new Error('the connector ended');
      return fetch(`http://127.0.0.1:${port}/${until === 'ready' ? 'readyz' : 'healthz'}`).then(({ ok }) => ok, () => false);
    },
    STARTS_WITHIN_S,
  );
  return { port, pid: child.pid ?? 0, stop };
}

/** Sent mails, each to somebody, in mailboxes of 200 mails; their stamps go to a file, one a line. */
export async function sendMails(db: pg.Client, count: number, path: string): Promise<void> {
  const keys = keysFrom([SECRET_KEY]);
  const mailboxes = Array.from({ length: Math.ceil(count / PER_MAILBOX) }, () => randomUUID());
  const stamps = Array.from({ length: count }, (_, index) => mintStamp(keys, mailboxes[Math.floor(index / PER_MAILBOX)] ?? ''));
  await db.query(
    `with sent as (
       insert into messages (mailbox_id, id, stamp_id, subject, source, sent_at, mode)
       select mailbox_id, gen_random_uuid(), stamp_id, 'Arcade lease', 'written', now() - interval '1 hour', 'full'
       from unnest($1::uuid[], $2::text[]) as stamp (mailbox_id, stamp_id)
       returning mailbox_id, id, stamp_id)
     insert into message_recipients (mailbox_id, message_id, kind, address, name)
     select mailbox_id, id, 'to', stamp_id || '@elsewhere.example', 'Reader' from sent`,
    [stamps.map(({ mailboxId }) => mailboxId), stamps.map(({ id }) => id)],
  );
  await db.query('analyze messages, message_recipients');
  writeFileSync(path, stamps.map(({ text }) => text).join('\n'));
}

/** Whether all hits that came in are judged. Asked often, so it counts nothing. */
export async function isSettled(db: pg.Client): Promise<boolean> {
  const { rows } = await db.query<{ settled: boolean }>('select not exists (select from hit_groups) as settled');
  return rows[0]?.settled === true;
}

/** Hits that came in and are not judged yet. */
export async function unsettled(db: pg.Client): Promise<number> {
  const { rows } = await db.query<{ hits: string }>(`select coalesce(sum((length(hits) - length(replace(hits, '"at_ms"', ''))) / 7), 0) as hits from hit_groups`);
  return Number(rows[0]?.hits ?? 0);
}

export async function settledHits(db: pg.Client): Promise<number> {
  const { rows } = await db.query<{ count: string }>('select count(*) from hits');
  return Number(rows[0]?.count ?? 0);
}

/** Hits of the past two years on the same mails, in partitions of their months. */
export async function fillHits(db: pg.Client, count: number): Promise<void> {
  const thisMonth = DateTime.utc().startOf('month');
  for (let ago = 1; ago <= MONTHS; ago++) {
    const from = thisMonth.minus({ months: ago });
    await db.query(`create table if not exists hits_${from.toFormat('yyyy_MM')} partition of hits for values from ('${from.toISO()}') to ('${from.plus({ months: 1 }).toISO()}')`);
  }
  await db.query(
    `with numbered as (select mailbox_id, stamp_id, row_number() over () - 1 as number from messages)
     insert into hits (mailbox_id, at, id, stamp_id, mode, kind, method, agent, address_hash, prefetching, verdict, reason)
     select mailbox_id, date_trunc('month', now()) - random() * interval '700 days', gen_random_uuid(), stamp_id, 'full', 'pixel', 'GET',
       'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/142.0.0.0 Safari/537.36',
       decode(md5(number::text), 'hex'), false, 'human', 'mail-client'
     from generate_series(0, $1 - 1) as serial
     join numbered on number = serial % (select count(*) from messages)`,
    [count],
  );
  await db.query('analyze hits');
}

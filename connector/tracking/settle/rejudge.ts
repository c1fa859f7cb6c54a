/**
 * Judges everything again from what is stored, after the rules changed: in pieces, each in a
 * transaction with how far it came, so that it goes on where it was stopped. What rests on what is
 * not stored stays, since what was known of a hit is stored with it. Before, what had been set aside
 * is put back: it may be understood by now.
 */
import type { DataSource, EntityManager } from 'typeorm';
import type { Clock } from '../../clock.js';
import type { StampKey } from '../hit.js';
import { nothingKnown } from '../own/known.js';
import type { DocumentsJudged } from './documents-judged.js';
import { settle, type Given } from './settle.js';

const STAMPS_AT_ONCE = 25;

export interface Rejudged {
  readonly stamps: number;
  /** How many went from which verdict to which: `human > scanner`. */
  readonly changes: Readonly<Record<string, number>>;
}

export interface RejudgeOptions {
  readonly dataSource: DataSource;
  readonly clock: Clock;
  /** Stamps with hits from then on. */
  readonly since: Date;
  readonly progress?: (so: Rejudged) => void;
  readonly documentsJudged?: DocumentsJudged;
}

interface Row extends Rejudged {
  readonly mailboxId: string | null;
  readonly stampId: string | null;
}

/** One that was begun for the same time and stopped is gone on with. */
export async function rejudge(options: RejudgeOptions): Promise<Rejudged> {
  const { dataSource, clock, since, progress } = options;
  await dataSource.query(
    `with back as (delete from hits_set_aside returning id, at, hits) insert into hit_groups (id, at, hits) select id, at, hits from back on conflict do nothing`,
  );
  await dataSource.query(
    `insert into rejudging (since, began_at) values ($1, $2)
     on conflict (only_one) do update set since = excluded.since, began_at = excluded.began_at, mailbox_id = null, stamp_id = null, stamps = 0, hits = 0, changes = '{}'
     where rejudging.since <> excluded.since`,
    [since, clock.now()],
  );
  for (;;) {
    const { row, done } = await dataSource.transaction((tx) => piece(tx, options));
    progress?.(row);
    if (done) return row;
  }
}

/** One message's hits. */
export async function rejudgeMessage(options: Omit<RejudgeOptions, 'since'>, messageId: string): Promise<Rejudged> {
  return options.dataSource.transaction(async (tx) => {
    const stamps = await tx.query<StampKey[]>('select mailbox_id as "mailboxId", stamp_id as "stampId" from messages where id = $1 and stamp_id is not null', [messageId]);
    return { stamps: stamps.length, changes: counted({}, await again(tx, options, stamps)) };
  });
}

async function piece(tx: EntityManager, options: RejudgeOptions): Promise<{ row: Rejudged; done: boolean }> {
  const [at] = await tx.query<Row[]>('select mailbox_id as "mailboxId", stamp_id as "stampId", stamps::int, changes from rejudging for update');
  if (at === undefined) return { row: { stamps: 0, changes: {} }, done: true };
  const stamps = await tx.query<StampKey[]>(
    `select mailbox_id as "mailboxId", stamp_id as "stampId" from stamp_figures figures
     where ($1::uuid is null or (mailbox_id, stamp_id) > ($1, $2::text))
       and exists (select from hits where hits.mailbox_id = figures.mailbox_id and hits.stamp_id = figures.stamp_id and hits.at >= $3)
     order by mailbox_id, stamp_id limit $4`,
    [at.mailboxId, at.stampId, options.since, STAMPS_AT_ONCE],
  );
  const last = stamps.at(-1);
  const row = { stamps: at.stamps + stamps.length, changes: counted(at.changes, await again(tx, options, stamps)) };
  if (last === undefined) {
    await tx.query('delete from rejudging');
    return { row, done: true };
  }
  await tx.query('update rejudging set mailbox_id = $1, stamp_id = $2, stamps = $3, changes = $4', [last.mailboxId, last.stampId, row.stamps, JSON.stringify(row.changes)]);
  return { row, done: false };
}

function again(tx: EntityManager, { clock, documentsJudged }: Pick<RejudgeOptions, 'clock' | 'documentsJudged'>, marks: readonly StampKey[]): Promise<Given[]> {
  return settle(tx, { fresh: [], marks, knownOf: nothingKnown, now: clock.now(), ...(documentsJudged === undefined ? {} : { documentsJudged }) });
}

function counted(before: Readonly<Record<string, number>>, given: readonly Given[]): Record<string, number> {
  const changes = { ...before };
  for (const { before: was, after } of given) {
    if (was === null || was.verdict === after.verdict) continue;
    const change = `${was.verdict} > ${after.verdict}`;
    changes[change] = (changes[change] ?? 0) + 1;
  }
  return changes;
}

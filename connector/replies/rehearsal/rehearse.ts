/**
 * A rehearsal: what would have been found in the last 90 days of a mailbox. It reads and counts;
 * nothing follows from it, and of no mail anything is kept or logged. Header facts decide. Where they
 * leave it open (an answer that names no mail, an automatic one of no known sort) the text is read as
 * well, up to a bound.
 */
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Clock } from '../../clock.js';
import { ReadbackError } from '../../errors.js';
import { ownAmong } from '../../identity/index.js';
import { addJob, defineJob, laneOf, type JobRun } from '../../jobs/index.js';
import type { Mailbox, Mailboxes, MailItem } from '../../mailbox/index.js';
import { classify } from '../classify/index.js';
import { readBody } from '../content.js';
import { idsNamedBy } from '../match/index.js';
import { isColleague, isFromMailbox } from '../sender.js';
import { countedAs, type Counted, type Counts } from './counts.js';
import { beginRehearsal, latestRehearsal, progress, type Rehearsal } from './rows.js';

const DAYS = 90;
const DAY_MS = 86_400_000;
/** Bodies read in one rehearsal. */
const MOST_BODIES = 500;

/** Of a connector's ten workers: each takes minutes, and answers must not wait for them. */
const AT_ONCE = 2;

/** Counts the mail of a mailbox. */
export const rehearseJob = defineJob({ name: 'replies:rehearse', schema: z.object({ mailboxId: z.uuid(), id: z.uuid() }), maxAttempts: 12 });

export interface RehearsalParts {
  readonly dataSource: DataSource;
  readonly clock: Clock;
  readonly mailboxes: Pick<Mailboxes, 'get' | 'scan' | 'access'>;
}

/** Begins one, unless one is under way in this mailbox. */
export async function startRehearsal({ dataSource, clock }: Pick<RehearsalParts, 'dataSource' | 'clock'>, mailboxId: string): Promise<Rehearsal> {
  const to = clock.now();
  return dataSource.transaction(async (tx) => {
    const { rehearsal, isNew } = await beginRehearsal(tx, mailboxId, new Date(to.getTime() - DAYS * DAY_MS), to);
    if (isNew) await addJob(tx, rehearseJob, { mailboxId, id: rehearsal.id }, { queue: laneOf('rehearse', mailboxId, AT_ONCE), key: `rehearse:${mailboxId}`, priority: 20 });
    return rehearsal;
  });
}

/** Goes on from where it stands. Does nothing for one that ended or was replaced. */
export async function rehearse(parts: RehearsalParts, { mailboxId, id }: z.infer<typeof rehearseJob.schema>, run: JobRun): Promise<void> {
  const { dataSource, mailboxes } = parts;
  const before = await latestRehearsal(dataSource.manager, mailboxId);
  if (before?.id !== id || before.state === 'done' || before.state === 'failed') return;
  const state: { rehearsal: Rehearsal } = { rehearsal: before };
  const move = async (next: Partial<Rehearsal>): Promise<boolean> => {
    const moved = { ...state.rehearsal, ...next };
    const done = await progress(dataSource.manager, state.rehearsal, moved);
    if (done) state.rehearsal = moved;
    return done;
  };
  try {
    const mailbox = await mailboxes.get(mailboxId);
    if (mailbox?.state !== 'connected') throw new ReadbackError('MAILBOX_NOT_WATCHED', 'The mailbox is no longer connected.');
    if (!(await move({ state: 'running', problem: null }))) return;
    await mailboxes.scan(mailboxId, before.reached, async (items, reached) => {
      run.signal.throwIfAborted();
      const { to, counts, bodies } = state.rehearsal;
      const counted = await count(parts, mailbox, items.filter(({ receivedAt }) => receivedAt <= to), { counts, bodies });
      const isLast = reached === null || reached > to;
      const moved = await move({ ...counted, reached: isLast ? to : reached, state: isLast ? 'done' : 'running' });
      return moved && !isLast;
    });
  } catch (error) {
    const code = error instanceof ReadbackError ? error.code : 'INTERNAL';
    const over = code === 'MAILBOX_NOT_WATCHED' || run.attempt >= run.maxAttempts;
    if (!run.signal.aborted) await move({ state: over ? 'failed' : 'running', problem: code });
    if (!over) throw error;
  }
}

async function count(parts: RehearsalParts, mailbox: Mailbox, items: readonly MailItem[], before: Pick<Rehearsal, 'counts' | 'bodies'>): Promise<Pick<Rehearsal, 'counts' | 'bodies'>> {
  const own = await ownAmong(parts.dataSource.manager, items.flatMap(({ from }) => (from === null ? [] : [from.address])));
  const counts: Record<Counted, number> = { ...before.counts };
  let { bodies } = before;
  for (const item of items) {
    if (isFromMailbox(mailbox, item) || item.folder === 'sentitems') continue;
    const byHeader = classify(item, null);
    if (isColleague(own.has(item.from?.address ?? ''), byHeader.kind)) continue;
    const namesMail = idsNamedBy({ item, body: null, classification: byHeader }).length > 0;
    let counted = countedAs(byHeader, namesMail);
    const isOpen = counted === 'doubtful' || byHeader.automatic?.sort === 'unknown';
    if (isOpen && bodies < MOST_BODIES) {
      bodies += 1;
      const body = await readBody(item, byHeader.kind, parts.mailboxes.access(mailbox, item.itemId, 'last_look'));
      if (body !== null) counted = countedAs(classify(item, body), namesMail);
    }
    if (counted !== null) counts[counted] += 1;
  }
  return { counts: counts satisfies Counts, bodies };
}

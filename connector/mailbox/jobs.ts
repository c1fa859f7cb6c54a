/** The jobs of this part, known to whoever adds them. All jobs of one mailbox run one at a time, but for reading its other folders. */
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { addJob, addJobs, defineJob, laneOf } from '../jobs/index.js';
import type { Folder, Place } from './types.js';

export const FOLDERS: readonly Folder[] = ['inbox', 'sentitems'];
export const PLACES: readonly Place[] = [...FOLDERS, 'other'];

/** Read what is new in a folder; of `other`, only what was notified. */
export const readJob = defineJob({
  name: 'mailbox:read',
  schema: z.object({ mailboxId: z.uuid(), folder: z.enum(['inbox', 'sentitems', 'other']) }),
});

/** Read what is new in every folder but Inbox and Sent Items. */
export const readOthersJob = defineJob({ name: 'mailbox:read-others', schema: z.object({ mailboxId: z.uuid() }) });

/** Make sure the subscriptions of a mailbox stand; `verify` asks Exchange even about those that should, `renew` renews them whatever is left. */
export const watchJob = defineJob({
  name: 'mailbox:watch',
  schema: z.object({ mailboxId: z.uuid(), verify: z.boolean().default(false), renew: z.boolean().default(false) }),
});

/** Add a watch and read jobs for every mailbox. */
export const sweepJob = defineJob({ name: 'mailbox:sweep', schema: z.object({ verify: z.boolean().default(false) }) });

/** Add a watch job for every mailbox whose subscriptions want renewal. */
export const renewJob = defineJob({ name: 'mailbox:renew', schema: z.object({}) });

/** Find mailboxes that are no longer watched, and say so. */
export const checkJob = defineJob({ name: 'mailbox:check', schema: z.object({}) });

/**
 * Lines of the crontab (UTC): delta decides, so it is read regardless of notifications. A
 * subscription can vanish without a word: once an hour Exchange is asked whether each still stands.
 */
export const CRONTAB = ['15,30,45 * * * * mailbox:sweep', '0 * * * * mailbox:sweep ?id=mailbox_sweep_verify {"verify":true}', '*/5 * * * * mailbox:renew', '* * * * * mailbox:check'].join('\n');
export const SWEEP_EVERY_MS = 15 * 60_000;

/** A mail of the Inbox is notified twice, for its folder and for the mailbox: by then its folder has been read, and no request is needed. */
const OTHER_AFTER_MS = 1_500;
/** Smaller goes first; default 0. Reading other folders must not hold up an Inbox. */
const LATER = 10;

/** Of a connector's ten workers: a sweep of many mailboxes must not keep all of them from the Inboxes. At 200 ms a request it is enough for 1,100 mailboxes. */
export const OTHERS_AT_ONCE = 6;

type Tx = Pick<EntityManager, 'query'>;

export async function addReadJob(tx: Tx, mailboxId: string, folder: Place): Promise<void> {
  await addReadJobsAtOnce(tx, [{ mailboxId, folder }]);
}

/** In one statement, in the order given. */
export async function addReadJobsAtOnce(tx: Tx, reads: readonly { readonly mailboxId: string; readonly folder: Place }[]): Promise<void> {
  await addJobs(
    tx,
    readJob,
    reads.map(({ mailboxId, folder }) => {
      const at = { queue: queueOf(mailboxId), key: `mailbox.read:${mailboxId}:${folder}` };
      const wait = folder === 'other' ? ({ keyMode: 'preserve_run_at', runAt: new Date(Date.now() + OTHER_AFTER_MS) } as const) : {};
      return { payload: { mailboxId, folder }, options: { ...at, ...wait } };
    }),
  );
}

/** On queues of their own, shared by mailboxes: it can take a request per folder, and nobody waits for it. */
export async function addReadOthersJob(tx: Tx, mailboxId: string): Promise<void> {
  await addJob(tx, readOthersJob, { mailboxId }, { queue: laneOf('others', mailboxId, OTHERS_AT_ONCE), key: `mailbox.read-others:${mailboxId}`, priority: LATER });
}

/** Everything that may be new in a mailbox. */
export async function addReadJobs(tx: Tx, mailboxId: string): Promise<void> {
  for (const folder of FOLDERS) await addReadJob(tx, mailboxId, folder);
  await addReadOthersJob(tx, mailboxId);
}

/** A read after a while, beside the one that may be waiting to run at once. Jobs go by the real clock. */
export async function addLaterReadJob(tx: Tx, mailboxId: string, folder: Place, wait_ms: number): Promise<void> {
  const key = `mailbox.read:${mailboxId}:${folder}:later`;
  await addJob(tx, readJob, { mailboxId, folder }, { queue: queueOf(mailboxId), key, runAt: new Date(Date.now() + wait_ms) });
}

export type WatchKind = 'look' | 'verify' | 'renew';

export async function addWatchJob(tx: Tx, mailboxId: string, kind: WatchKind): Promise<void> {
  const payload = { mailboxId, verify: kind === 'verify', renew: kind === 'renew' };
  await addJob(tx, watchJob, payload, { queue: queueOf(mailboxId), key: watchKey(mailboxId, kind) });
}

export function watchKey(mailboxId: string, kind: WatchKind): string {
  return `mailbox.watch:${mailboxId}${kind === 'look' ? '' : `:${kind}`}`;
}

export async function addSweepJob(tx: Tx): Promise<void> {
  await addJob(tx, sweepJob, { verify: true }, { key: 'mailbox.sweep:start' });
}

function queueOf(mailboxId: string): string {
  return `mailbox:${mailboxId}`;
}

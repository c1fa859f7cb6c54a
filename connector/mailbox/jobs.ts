/** The jobs of this part, known to whoever adds them. All jobs of one mailbox run one at a time. */
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { addJob, defineJob } from '../jobs/index.js';
import type { Folder } from './types.js';

export const FOLDERS: readonly Folder[] = ['inbox', 'sentitems'];
export const folderSchema = z.enum(['inbox', 'sentitems']);

/** Read what is new in a folder. */
export const readJob = defineJob({
  name: 'mailbox:read',
  schema: z.object({ mailboxId: z.uuid(), folder: folderSchema }),
});

/** Make sure the subscriptions of a mailbox stand; `verify` asks Exchange even about those that should. */
export const watchJob = defineJob({
  name: 'mailbox:watch',
  schema: z.object({ mailboxId: z.uuid(), verify: z.boolean().default(false) }),
});

/** Add a watch and a read job for every mailbox. */
export const sweepJob = defineJob({ name: 'mailbox:sweep', schema: z.object({ verify: z.boolean().default(false) }) });

/** Add a watch job for every mailbox whose subscriptions want renewal. */
export const renewJob = defineJob({ name: 'mailbox:renew', schema: z.object({}) });

/** Lines of the crontab (UTC): delta decides, so it is read regardless of notifications. */
export const CRONTAB = ['*/15 * * * * mailbox:sweep', '*/5 * * * * mailbox:renew'].join('\n');

type Tx = Pick<EntityManager, 'query'>;

export async function addReadJob(tx: Tx, mailboxId: string, folder: Folder): Promise<void> {
  await addJob(tx, readJob, { mailboxId, folder }, { queue: queueOf(mailboxId), key: `mailbox.read:${mailboxId}:${folder}` });
}

/** A read after a while, beside the one that may be waiting to run at once. Jobs go by the real clock. */
export async function addLaterReadJob(tx: Tx, mailboxId: string, folder: Folder, wait_ms: number): Promise<void> {
  const key = `mailbox.read:${mailboxId}:${folder}:later`;
  await addJob(tx, readJob, { mailboxId, folder }, { queue: queueOf(mailboxId), key, runAt: new Date(Date.now() + wait_ms) });
}

export async function addWatchJob(tx: Tx, mailboxId: string, verify: boolean): Promise<void> {
  await addJob(tx, watchJob, { mailboxId, verify }, { queue: queueOf(mailboxId), key: watchKey(mailboxId, verify) });
}

export function watchKey(mailboxId: string, verify: boolean): string {
  return `mailbox.watch:${mailboxId}${verify ? ':verify' : ''}`;
}

export async function addSweepJob(tx: Tx): Promise<void> {
  await addJob(tx, sweepJob, { verify: true }, { key: 'mailbox.sweep:start' });
}

function queueOf(mailboxId: string): string {
  return `mailbox:${mailboxId}`;
}

/** The job that makes pages of a version, and adding it. */
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { addJob, defineJob, laneOf } from '../../jobs/index.js';

/** Of all connectors together: each takes a core and up to a gigabyte or two. */
const AT_ONCE = 2;
/** After mails are sent and replies are read. */
const PRIORITY = 30;

export const convertJob = defineJob({ name: 'documents:convert', schema: z.object({ documentId: z.uuid(), version: z.int() }), maxAttempts: 8 });

/**
 * Makes pages of a version whose row is there and whose original is stored, soon. Called again for
 * one that is being made, or is ready, it does no harm.
 * @param runAt not before; default: at once
 */
export async function queueConversion(tx: Pick<EntityManager, 'query'>, documentId: string, version: number, runAt?: Date): Promise<void> {
  await addJob(tx, convertJob, { documentId, version }, { queue: laneOf('convert', documentId, AT_ONCE), key: `convert:${documentId}:${version}`, priority: PRIORITY, ...(runAt === undefined ? {} : { runAt }) });
}

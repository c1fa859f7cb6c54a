/**
 * Finds the mails that are due and adds a job for each. Every connector looks; marking the row and
 * adding the job are one statement, so a mail is queued once whoever comes first.
 */
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { addJob, defineJob } from '../jobs/index.js';

/** Sends one mail of a campaign to one person. */
export const stepJob = defineJob({
  name: 'campaigns:step',
  schema: z.object({ mailboxId: z.uuid(), enrollmentId: z.uuid(), position: z.int() }),
});

const AT_ONCE = 500;
/** A job that disappeared or failed for good is added again after this. */
const QUEUE_AGAIN_AFTER = '6 hours';

/** Adds jobs for mails due at `now`. Gives how many. */
export async function queueDueSteps(dataSource: DataSource, now: Date): Promise<number> {
  return dataSource.transaction(async (tx) => {
    const [due] = await tx.query<[{ mailbox_id: string; id: string; next_position: number }[], number]>(
      `update enrollments set queued_at = $1
       where (mailbox_id, id) in (
         select mailbox_id, id from enrollments
         where state = 'active' and next_at <= $1 and (paused_until is null or paused_until <= $1)
           and not exists (select from queue_holds held where held.mailbox_id = enrollments.mailbox_id and held.released_at is null)
           and (queued_at is null or queued_at < $1::timestamptz - interval '${QUEUE_AGAIN_AFTER}')
         order by next_at limit ${AT_ONCE} for update skip locked)
       returning mailbox_id, id, next_position`,
      [now],
    );
    for (const row of due) {
      const job = { mailboxId: row.mailbox_id, enrollmentId: row.id, position: row.next_position };
      await addJob(tx, stepJob, job, { queue: `send:${job.mailboxId}`, key: `step:${job.enrollmentId}:${job.position}` });
    }
    return due.length;
  });
}

/** The rep wants a person to have the next mail now, whatever the hour. */
import type { EntityManager } from 'typeorm';
import { ReadbackError } from '../errors.js';
import { lockEnrollmentsById } from './enrollment-ref.js';

export interface WantedNow {
  readonly campaignId: string;
  readonly enrollmentId: string;
  /** Day of the mail the rep saw as the next: asked twice, it is sent once, not the one after it too. */
  readonly day: number;
}

/** Makes the next mail due, whether the person is away or not. Throws NOT_FOUND, or CONFLICT if that mail is no longer the next. */
export async function sendNow(tx: EntityManager, mailboxId: string, { campaignId, enrollmentId, day }: WantedNow, now: Date): Promise<void> {
  const [enrollment] = await lockEnrollmentsById(tx, mailboxId, [enrollmentId]);
  if (enrollment?.campaignId !== campaignId) throw new ReadbackError('NOT_FOUND', 'This person is no longer in the campaign.');
  const [, due] = await tx.query<[unknown[], number]>(
    `update enrollments set next_at = $3, send_now = true, queued_at = null, paused_until = null
     from steps
     where enrollments.mailbox_id = $1 and enrollments.id = $2 and enrollments.state = 'active'
       and steps.mailbox_id = enrollments.mailbox_id and steps.campaign_id = enrollments.campaign_id
       and steps.position = enrollments.next_position and steps.day = $4`,
    [mailboxId, enrollmentId, now, day],
  );
  if (due === 0) throw new ReadbackError('CONFLICT', 'This mail is not waiting to be sent to this person.');
}

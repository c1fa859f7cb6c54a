/** What became of a mail of a campaign: sent, given up, or refused. */
import type { EntityManager } from 'typeorm';
import { forgetShares } from '../documents/index.js';
import type { ReadbackError } from '../errors.js';
import { append } from '../feed/index.js';
import type { Mailbox } from '../mailbox/index.js';
import { forgetMessage, readStamp, sentActivity } from '../tracking/index.js';
import { lockAnyEnrollmentsById, lockEnrollmentsById } from './enrollment-ref.js';
import { stepEntity } from './entities.js';
import { noteWent } from './outcomes.js';
import { dayOneOf, stepDueAt } from './schedule.js';
import { endAsFailed, type BeginOptions, type Begun } from './step-begin.js';
import type { BuiltMail } from './step-mail.js';

/** Plans the next mail and tells the feed. Also where a mail that was given up turns out to have gone. */
export async function noteSent(tx: EntityManager, { clock }: BeginOptions, mailbox: Mailbox, begun: Begun, { subject }: BuiltMail): Promise<void> {
  const { enrollment, campaign, step, messageId } = begun;
  const now = clock.now();
  const noted = await tx.query<[unknown[], number]>(
    `update step_sends set state = 'sent', at = $4
     where mailbox_id = $1 and enrollment_id = $2 and position = $3 and state <> 'sent'`,
    [enrollment.mailboxId, enrollment.id, step.position, now],
  );
  if (noted[1] === 0) return;
  const [locked] = await lockAnyEnrollmentsById(tx, enrollment.mailboxId, [enrollment.id]);
  const pausedUntil = locked?.pausedUntil ?? null;
  const isAway = pausedUntil !== null && pausedUntil > now;
  // The days of a campaign stand still while the person is away.
  const wasAway = !isAway && pausedUntil !== null;
  const startedAt = enrollment.startedAt !== null && !wasAway ? enrollment.startedAt : dayOneOf(now, step.day, mailbox.timeZone);
  const next = await tx.findOneBy(stepEntity, { mailboxId: enrollment.mailboxId, campaignId: campaign.id, position: step.position + 1 });
  const planned = next === null ? null : stepDueAt(startedAt, next.day, now, { hour: campaign.sendHour, zone: mailbox.timeZone });
  const nextAt = isAway && planned !== null ? later(planned, pausedUntil) : planned;
  await noteWent(
    tx,
    { mailboxId: enrollment.mailboxId, enrollmentId: enrollment.id, position: step.position },
    next === null || planned === null ? null : { position: next.position, at: planned },
    isAway,
  );
  await tx.query(
    `update enrollments set started_at = $3, queued_at = null, send_now = false, next_position = $4, next_at = $5,
       paused_until = case when paused_until > $6 then paused_until end,
       state = case when $4::int is null and state = 'active' then 'finished' else state end
     where mailbox_id = $1 and id = $2 and state <> 'ended'`,
    [
      enrollment.mailboxId,
      enrollment.id,
      startedAt,
      next?.position ?? null,
      nextAt,
      now,
    ],
  );
  const line = sentActivity({ mailboxId: enrollment.mailboxId, id: messageId, subject, sentAt: now, recipients: [{ kind: 'to', ...enrollment }] });
  await append(tx, { ...line, data: { ...line.data, campaign: { id: campaign.id, name: campaign.name }, day: step.day } });
}

/** The person answered, or is asked about, or its time passed, while the mail was being made. */
export async function giveUp(tx: EntityManager, { clock, keys, log }: BeginOptions, { enrollment, campaign, step, messageId, stamp }: Begun): Promise<void> {
  log.info({ campaign: campaign.id, day: step.day }, 'a mail of a campaign was stopped before it went');
  // One that was handed over may have gone after all, and may be answered: it stays known.
  const [, unclear] = await tx.query<[unknown[], number]>(
    `update step_sends set state = 'unclear' where mailbox_id = $1 and enrollment_id = $2 and position = $3 and message_id = $4 and handed_over`,
    [enrollment.mailboxId, enrollment.id, step.position, messageId],
  );
  if (unclear === 0) {
    await tx.query('delete from step_sends where mailbox_id = $1 and enrollment_id = $2 and position = $3 and message_id = $4', [
      enrollment.mailboxId,
      enrollment.id,
      step.position,
      messageId,
    ]);
    await forgetMessage(tx, enrollment.mailboxId, messageId);
    await forgetShares(tx, readStamp(keys, stamp));
  }
  await tx.query(`update enrollments set queued_at = null, next_at = greatest(next_at, $3) where mailbox_id = $1 and id = $2 and state <> 'ended'`, [
    enrollment.mailboxId,
    enrollment.id,
    clock.now(),
  ]);
}


/** A mail that vanished while it was handed over may have gone: it stays known, so that an answer to it is matched. */
export async function noteFailed(tx: EntityManager, options: BeginOptions, begun: Begun, error: ReadbackError, became: 'abandoned' | 'unknown'): Promise<void> {
  if (became === 'abandoned') await giveUp(tx, options, begun);
  const { enrollment, campaign } = begun;
  const locked = await lockEnrollmentsById(tx, enrollment.mailboxId, [enrollment.id]);
  await endAsFailed(tx, options, { locked, enrollment, campaign, reason: `Exchange did not take the mail: ${error.message}` });
}

function later(a: Date, b: Date): Date {
  return a > b ? a : b;
}

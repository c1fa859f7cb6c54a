/** The beginning of one mail of a campaign: whether it is to be sent at all, and what is stored before anything leaves. */
import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { Logger } from 'pino';
import type { z } from 'zod';
import type { Clock } from '../clock.js';
import type { Keys } from '../config/index.js';
import type { PolicyKind } from '../consent/index.js';
import { append } from '../feed/index.js';
import type { Mailbox } from '../mailbox/index.js';
import { findMessage, mintStamp } from '../tracking/index.js';
import type { stepJob } from './due.js';
import { endedIn, endEnrollments } from './end.js';
import { lockEnrollmentsById, type EnrollmentRef } from './enrollment-ref.js';
import { campaignEntity, enrollmentEntity, stepEntity, type CampaignRow, type EnrollmentRow, type StepRow } from './entities.js';
import { stepMode } from './step-mode.js';
import { obstacleTo, type Obstacle } from './obstacles.js';
import { firstDueAt, maySendAt, type SendTime } from './schedule.js';

export interface BeginOptions {
  readonly keys: Keys;
  readonly clock: Clock;
  readonly log: Logger;
  /** CONSENT_POLICY: what unknown consent means until an administrator has chosen. */
  readonly consentPolicy: PolicyKind | undefined;
}

/** A mail that waits for the rep is looked at again this often, should nothing else set it going. */
const LOOK_AGAIN_MS = 15 * 60_000;

export type StepJob = z.infer<typeof stepJob.schema>;

/** What is stored before anything leaves. */
export interface Begun {
  readonly enrollment: EnrollmentRow;
  readonly campaign: CampaignRow;
  readonly step: StepRow;
  readonly messageId: string;
  readonly stamp: string;
  /** Given up while it was unclear whether it went, and then seen in Sent Items: it did. */
  readonly went: boolean;
}

interface SendRow {
  readonly message_id: string;
  readonly stamp: string;
  readonly state: 'begun' | 'sent' | 'unclear';
}

/**
 * Ends a campaign whose mailbox was disconnected after the person was enrolled: nobody read what
 * came in then, and an answer may be among it.
 */
export async function endIfInterrupted(tx: EntityManager, options: BeginOptions, mailbox: Mailbox | null, { mailboxId, enrollmentId }: StepJob): Promise<void> {
  const locked = await lockEnrollmentsById(tx, mailboxId, [enrollmentId]);
  const enrollment = await tx.findOneByOrFail(enrollmentEntity, { mailboxId, id: enrollmentId });
  if (mailbox?.state === 'connected' && enrollment.enrolledAt >= mailbox.trackedSince) return;
  const campaign = await tx.findOneByOrFail(campaignEntity, { mailboxId, id: enrollment.campaignId });
  await endAsFailed(tx, options, { locked, enrollment, campaign, reason: 'The mailbox was disconnected, so an answer may have been missed.' });
}

/**
 * Stores that this mail was begun; null if it is not to be sent (any more, or not now). One that
 * was begun is always brought to its end, because it may have left already.
 */
export async function begin(tx: EntityManager, options: BeginOptions, mailbox: Mailbox, { enrollmentId, position }: StepJob): Promise<Begun | null> {
  const locked = await lockEnrollmentsById(tx, mailbox.id, [enrollmentId]);
  const enrollment = await tx.findOneByOrFail(enrollmentEntity, { mailboxId: mailbox.id, id: enrollmentId });
  const campaign = await tx.findOneByOrFail(campaignEntity, { mailboxId: mailbox.id, id: enrollment.campaignId });
  const step = await tx.findOneByOrFail(stepEntity, { mailboxId: mailbox.id, campaignId: campaign.id, position });
  const before = await sendOf(tx, enrollment, position);
  if (before !== null && before.state !== 'sent') {
    const message = before.state === 'unclear' ? await findMessage(tx, mailbox.id, before.message_id) : null;
    const went = message !== null && message.sentAt !== null;
    if (went || before.state === 'begun') return { enrollment, campaign, step, messageId: before.message_id, stamp: before.stamp, went };
  }
  if (before?.state === 'sent' || enrollment.state !== 'active' || enrollment.nextPosition !== position) return null;
  const obstacle = await obstacleTo(tx, mailbox, enrollment);
  if (obstacle !== null) {
    await standAside(tx, options, { locked, enrollment, campaign, obstacle });
    return null;
  }
  const now = options.clock.now();
  const nextAt = waitsUntil(enrollment, { hour: campaign.sendHour, zone: mailbox.timeZone }, now);
  if (nextAt !== null) {
    await tx.update(enrollmentEntity, { mailboxId: mailbox.id, id: enrollmentId }, { nextAt, queuedAt: null });
    return null;
  }
  const begun = { messageId: randomUUID(), stamp: mintStamp(options.keys, mailbox.id, await stepMode(tx, options, campaign, enrollment)).text };
  await tx.query(
    `insert into step_sends (mailbox_id, enrollment_id, position, message_id, stamp, state, at) values ($1, $2, $3, $4, $5, 'begun', $6)
     on conflict (mailbox_id, enrollment_id, position) do update set
       message_id = excluded.message_id, stamp = excluded.stamp, state = 'begun', at = excluded.at, handed_over = false`,
    [mailbox.id, enrollmentId, position, begun.messageId, begun.stamp, now],
  );
  return { enrollment, campaign, step, ...begun, went: false };
}

async function sendOf(tx: EntityManager, { mailboxId, id }: EnrollmentRow, position: number): Promise<SendRow | null> {
  const [found] = await tx.query<SendRow[]>(
    'select message_id, stamp, state from step_sends where mailbox_id = $1 and enrollment_id = $2 and position = $3',
    [mailboxId, id, position],
  );
  return found ?? null;
}

/** Null: now. */
function waitsUntil({ pausedUntil, sendNow }: EnrollmentRow, time: SendTime, now: Date): Date | null {
  if (pausedUntil !== null && pausedUntil > now) return pausedUntil;
  return sendNow || maySendAt(now, time) ? null : firstDueAt(now, time);
}

interface InTheWay extends Pick<Begun, 'enrollment' | 'campaign'> {
  /** Empty if the enrollment has ended. */
  readonly locked: readonly EnrollmentRef[];
}

/** Ends what can never go on, and looks again later at what waits for the rep. */
async function standAside(tx: EntityManager, { clock }: BeginOptions, { locked, enrollment, campaign, obstacle }: InTheWay & { readonly obstacle: Obstacle }): Promise<void> {
  const at = clock.now();
  if (obstacle === 'held' || obstacle === 'queue') {
    await tx.update(enrollmentEntity, { mailboxId: enrollment.mailboxId, id: enrollment.id }, { nextAt: new Date(at.getTime() + LOOK_AGAIN_MS), queuedAt: null });
    return;
  }
  if (obstacle === 'opted-out') {
    await endEnrollments(tx, locked, { reason: 'unsubscribed', at, detail: {} });
    return;
  }
  const detail = {
    person: { address: enrollment.address, name: enrollment.name },
    campaign: { id: campaign.id, name: campaign.name },
    reason: 'An earlier mail to this address came back: it does not exist.',
    ended: endedIn(locked),
  };
  await endEnrollments(tx, locked, { reason: 'bounced', at, detail });
  if (locked.length > 0) await append(tx, { mailboxId: enrollment.mailboxId, at, kind: 'ended', messageId: null, data: detail });
}

/** Ends an enrollment whose mail cannot go. */
export async function endAsFailed(tx: EntityManager, { clock }: BeginOptions, { locked, enrollment, campaign, reason }: InTheWay & { readonly reason: string }): Promise<void> {
  if (locked.length === 0) return;
  const at = clock.now();
  const detail = { person: { address: enrollment.address, name: enrollment.name }, campaign: { id: campaign.id, name: campaign.name }, reason };
  await endEnrollments(tx, locked, { reason: 'failed', at, detail });
  await append(tx, { mailboxId: enrollment.mailboxId, at, kind: 'failed', messageId: null, data: detail });
}

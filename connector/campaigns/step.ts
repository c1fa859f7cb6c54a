/**
 * Sends one mail of a campaign to one person, at most once, and never to somebody who answered.
 *
 *     begun      the row with its stamp and Message-ID is stored
 *     drafted    the draft and its ids are stored, the message is known: an answer would be matched
 *     last look  what has come into the mailbox is handled as if it had been notified
 *     may go?    the person's row is locked and still active → marked as being sent
 *     sent       the next mail is planned
 *
 * Killed anywhere, the job runs again and goes on from what is stored. A mail that may not go any
 * more is given up for good: its draft is deleted and it is forgotten.
 */
import { randomUUID } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import type { Logger } from 'pino';
import type { z } from 'zod';
import type { Clock } from '../clock.js';
import type { Keys } from '../config/index.js';
import { ERRORS, ReadbackError } from '../errors.js';
import { append } from '../feed/index.js';
import type { Mailbox, Mailboxes, MailItem } from '../mailbox/index.js';
import { forgetMessage, mintStamp, readStamp, recordMessage, sentActivity } from '../tracking/index.js';
import type { stepJob } from './due.js';
import { endEnrollments, lockEnrollmentsById, type EnrollmentRef } from './end.js';
import { campaignEntity, enrollmentEntity, stepEntity, type CampaignRow, type EnrollmentRow, type StepRow } from './entities.js';
import { concerning, lastLook } from './last-look.js';
import { isOptedOut } from './opt-outs.js';
import { dayOneOf, firstDueAt, maySendAt, stepDueAt } from './schedule.js';
import { buildStepMail, type BuiltMail } from './step-mail.js';
import { unsubscribeUrl } from './unsubscribe-token.js';

export interface StepOptions {
  readonly dataSource: DataSource;
  readonly keys: Keys;
  readonly clock: Clock;
  readonly log: Logger;
  readonly publicUrl: string;
  readonly mailboxes: Mailboxes;
}

type StepJob = z.infer<typeof stepJob.schema>;

/** What is stored before anything leaves. */
interface Begun {
  readonly enrollment: EnrollmentRow;
  readonly campaign: CampaignRow;
  readonly step: StepRow;
  readonly messageId: string;
  readonly stamp: string;
}

interface SendRow {
  readonly message_id: string;
  readonly stamp: string;
  readonly state: 'begun' | 'sent';
}

/** Codes of failures after which this mail will never go: refused by Exchange, or abandoned by a run that was killed. */
const ENDS_THIS_MAIL: readonly string[] = ['EXCHANGE_REFUSED', 'CONFLICT'];

export async function sendStep(options: StepOptions, job: StepJob): Promise<void> {
  const mailbox = await options.mailboxes.get(job.mailboxId);
  if (mailbox?.state === 'connected' && !(await options.mailboxes.isWatched(mailbox.id))) {
    await unqueue(options, job);
    return;
  }
  await options.dataSource.transaction((tx) => endIfInterrupted(tx, options, mailbox, job));
  if (mailbox?.state !== 'connected') return;
  const begun = await options.dataSource.transaction((tx) => begin(tx, options, mailbox, job));
  if (begun === null) return;
  const key = `step:${begun.messageId}`;
  const mail = await mailOf(options, mailbox, begun);
  try {
    await options.mailboxes.draftOnce(mailbox.id, key, mail.mime, (tx, ids) =>
      recordMessage(tx, {
        mailboxId: mailbox.id,
        id: begun.messageId,
        stampId: idOfStamp(options.keys, begun.stamp),
        stampAmbiguous: false,
        itemId: ids.itemId,
        conversationId: ids.conversationId,
        subject: mail.subject,
        source: 'step',
        sentAt: null,
        recordedAt: options.clock.now(),
        recipients: [{ kind: 'to', address: begun.enrollment.address, name: begun.enrollment.name }],
        internetMessageIds: [ids.internetMessageId],
      }),
    );
    await stopForUnreadable(options, begun, await lastLook(options, mailbox));
    const result = await options.mailboxes.sendOnce(mailbox.id, key, (tx) => mayGo(tx, options, mailbox, begun));
    await options.dataSource.transaction((tx) => (result === 'sent' ? noteSent(tx, options, mailbox, begun, mail) : giveUp(tx, options, begun)));
  } catch (error) {
    if (!(error instanceof ReadbackError) || !ENDS_THIS_MAIL.includes(error.code)) throw error;
    const became = await options.mailboxes.abandon(mailbox.id, key);
    await options.dataSource.transaction(async (tx) => {
      if (became === 'sent') await noteSent(tx, options, mailbox, begun, mail);
      else if (error.code === 'CONFLICT') await giveUp(tx, options, begun);
      else await noteFailed(tx, options, begun, error, became);
    });
  }
}

/**
 * Ends a campaign whose mailbox was disconnected after the person was enrolled: nobody read what
 * came in then, and an answer may be among it.
 */
async function endIfInterrupted(tx: EntityManager, options: StepOptions, mailbox: Mailbox | null, { mailboxId, enrollmentId }: StepJob): Promise<void> {
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
async function begin(tx: EntityManager, options: StepOptions, mailbox: Mailbox, { enrollmentId, position }: StepJob): Promise<Begun | null> {
  const locked = await lockEnrollmentsById(tx, mailbox.id, [enrollmentId]);
  const enrollment = await tx.findOneByOrFail(enrollmentEntity, { mailboxId: mailbox.id, id: enrollmentId });
  const campaign = await tx.findOneByOrFail(campaignEntity, { mailboxId: mailbox.id, id: enrollment.campaignId });
  const step = await tx.findOneByOrFail(stepEntity, { mailboxId: mailbox.id, campaignId: campaign.id, position });
  const [before] = await tx.query<SendRow[]>(
    'select message_id, stamp, state from step_sends where mailbox_id = $1 and enrollment_id = $2 and position = $3',
    [mailbox.id, enrollmentId, position],
  );
  if (before !== undefined) {
    return before.state === 'sent' ? null : { enrollment, campaign, step, messageId: before.message_id, stamp: before.stamp };
  }
  if (enrollment.state !== 'active' || enrollment.nextPosition !== position) return null;
  const now = options.clock.now();
  if (await isOptedOut(tx, enrollment.address)) {
    await endEnrollments(tx, locked, { reason: 'unsubscribed', at: now, detail: {} });
    return null;
  }
  const time = { hour: campaign.sendHour, zone: mailbox.timeZone };
  if (!enrollment.sendNow && !maySendAt(now, time)) {
    await tx.update(enrollmentEntity, { mailboxId: mailbox.id, id: enrollmentId }, { nextAt: firstDueAt(now, time), queuedAt: null });
    return null;
  }
  const begun = { messageId: randomUUID(), stamp: mintStamp(options.keys, mailbox.id).text };
  await tx.query(`insert into step_sends (mailbox_id, enrollment_id, position, message_id, stamp, state, at) values ($1, $2, $3, $4, $5, 'begun', $6)`, [
    mailbox.id,
    enrollmentId,
    position,
    begun.messageId,
    begun.stamp,
    now,
  ]);
  return { enrollment, campaign, step, ...begun };
}

function mailOf({ keys, clock, publicUrl }: StepOptions, mailbox: Mailbox, { enrollment, step, messageId, stamp }: Begun): Promise<BuiltMail> {
  const domain = mailbox.address.slice(mailbox.address.lastIndexOf('@') + 1);
  return buildStepMail({
    from: { name: mailbox.name, address: mailbox.address },
    to: { name: enrollment.name, address: enrollment.address },
    subject: step.subject,
    body: step.body,
    stamp,
    internetMessageId: `<${messageId}@${domain}>`,
    unsubscribeUrl: unsubscribeUrl(keys, publicUrl, enrollment),
    publicUrl,
    date: clock.now(),
  });
}

/** Mail to somebody who may have answered waits, for as long as nobody knows. The others of the mailbox go on. */
async function stopForUnreadable({ dataSource, clock, log }: StepOptions, { enrollment, campaign }: Begun, leftAlone: readonly MailItem[]): Promise<void> {
  const item = await concerning(dataSource, leftAlone, enrollment.address);
  if (item === null) return;
  log.error({ campaign: campaign.id, item: item.itemId }, 'a mail that may be an answer cannot be handled; nothing more is sent to this person');
  const person = { address: enrollment.address, name: enrollment.name };
  const alarm = { code: 'REPLY_UNREADABLE', says: ERRORS.REPLY_UNREADABLE.says, overAt: null };
  const line = { mailboxId: enrollment.mailboxId, at: clock.now(), kind: 'alarm', messageId: null, groupKey: `unreadable:${enrollment.id}:${item.itemId}` } as const;
  await dataSource.transaction((tx) => append(tx, { ...line, data: { person, campaign: { id: campaign.id, name: campaign.name }, alarm } }));
  throw new ReadbackError('REPLY_UNREADABLE');
}

/** Asked in the moment before it goes: hours may lie between the beginning of a mail and this, and a weekend. */
async function mayGo(tx: EntityManager, { clock }: StepOptions, mailbox: Mailbox, { enrollment, campaign }: Begun): Promise<boolean> {
  const [locked] = await lockEnrollmentsById(tx, mailbox.id, [enrollment.id]);
  const inTime = enrollment.sendNow || maySendAt(clock.now(), { hour: campaign.sendHour, zone: mailbox.timeZone });
  return inTime && locked?.state === 'active' && !(await isOptedOut(tx, enrollment.address));
}

async function noteSent(tx: EntityManager, { clock }: StepOptions, mailbox: Mailbox, begun: Begun, { subject }: BuiltMail): Promise<void> {
  const { enrollment, campaign, step, messageId } = begun;
  const now = clock.now();
  const noted = await tx.query<[unknown[], number]>(
    `update step_sends set state = 'sent', at = $4
     where mailbox_id = $1 and enrollment_id = $2 and position = $3 and state = 'begun'`,
    [enrollment.mailboxId, enrollment.id, step.position, now],
  );
  if (noted[1] === 0) return;
  const startedAt = enrollment.startedAt ?? dayOneOf(now, step.day, mailbox.timeZone);
  const next = await tx.findOneBy(stepEntity, { mailboxId: enrollment.mailboxId, campaignId: campaign.id, position: step.position + 1 });
  await tx.query(
    `update enrollments set started_at = $3, queued_at = null, send_now = false, next_position = $4, next_at = $5,
       state = case when $4::int is null and state = 'active' then 'finished' else state end
     where mailbox_id = $1 and id = $2 and state <> 'ended'`,
    [
      enrollment.mailboxId,
      enrollment.id,
      startedAt,
      next?.position ?? null,
      next === null ? null : stepDueAt(startedAt, next.day, now, { hour: campaign.sendHour, zone: mailbox.timeZone }),
    ],
  );
  const line = sentActivity({ mailboxId: enrollment.mailboxId, id: messageId, subject, sentAt: now, recipients: [{ kind: 'to', ...enrollment }] });
  await append(tx, { ...line, data: { ...line.data, campaign: { id: campaign.id, name: campaign.name }, day: step.day } });
}

/** The person answered, or is asked about, or its time passed, while the mail was being made. */
async function giveUp(tx: EntityManager, { clock, log }: StepOptions, { enrollment, campaign, step, messageId }: Begun): Promise<void> {
  log.info({ campaign: campaign.id, day: step.day }, 'a mail of a campaign was stopped before it went');
  await tx.query('delete from step_sends where mailbox_id = $1 and enrollment_id = $2 and position = $3 and message_id = $4', [
    enrollment.mailboxId,
    enrollment.id,
    step.position,
    messageId,
  ]);
  await forgetMessage(tx, enrollment.mailboxId, messageId);
  await tx.query(`update enrollments set queued_at = null, next_at = greatest(next_at, $3) where mailbox_id = $1 and id = $2 and state <> 'ended'`, [
    enrollment.mailboxId,
    enrollment.id,
    clock.now(),
  ]);
}

/** A mail that vanished while it was handed over may have gone: it stays known, so that an answer to it is matched. */
async function noteFailed(tx: EntityManager, options: StepOptions, begun: Begun, error: ReadbackError, became: 'abandoned' | 'unknown'): Promise<void> {
  if (became === 'abandoned') await giveUp(tx, options, begun);
  const { enrollment, campaign } = begun;
  const locked = await lockEnrollmentsById(tx, enrollment.mailboxId, [enrollment.id]);
  await endAsFailed(tx, options, { locked, enrollment, campaign, reason: `Exchange did not take the mail: ${error.message}` });
}

interface Failure extends Pick<Begun, 'enrollment' | 'campaign'> {
  /** Empty if the enrollment has ended. */
  readonly locked: readonly EnrollmentRef[];
  readonly reason: string;
}

async function endAsFailed(tx: EntityManager, { clock }: StepOptions, { locked, enrollment, campaign, reason }: Failure): Promise<void> {
  if (locked.length === 0) return;
  const at = clock.now();
  const detail = { person: { address: enrollment.address, name: enrollment.name }, campaign: { id: campaign.id, name: campaign.name }, reason };
  await endEnrollments(tx, locked, { reason: 'failed', at, detail });
  await append(tx, { mailboxId: enrollment.mailboxId, at, kind: 'failed', messageId: null, data: detail });
}

async function unqueue({ dataSource, clock }: StepOptions, { mailboxId, enrollmentId }: StepJob): Promise<void> {
  await dataSource.query(
    `update enrollments set queued_at = null, next_at = $3::timestamptz + interval '1 minute' where mailbox_id = $1 and id = $2 and state = 'active'`,
    [mailboxId, enrollmentId, clock.now()],
  );
}

function idOfStamp(keys: Keys, text: string): string {
  const stamp = readStamp(keys, text);
  if (stamp === null) throw new Error('a stamp of a step cannot be read: its key is no longer among SECRET_KEY');
  return stamp.id;
}

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
 * more is given up for good: its draft is deleted, and it is forgotten unless Exchange had it in hands.
 */
import type { DataSource, EntityManager } from 'typeorm';
import { consentLineFor, privacyUrl } from '../consent/index.js';
import { documentsForMail } from '../documents/index.js';
import { ERRORS, ReadbackError } from '../errors.js';
import { append } from '../feed/index.js';
import type { Mailbox, Mailboxes, MailItem } from '../mailbox/index.js';
import { readStamp, recordMessage, stepScope, type Stamp } from '../tracking/index.js';
import { lockEnrollmentsById } from './enrollment-ref.js';
import { concerning, lastLook } from './last-look.js';
import { obstacleTo } from './obstacles.js';
import { maySendAt } from './schedule.js';
import { giveUp, noteFailed, noteSent } from './step-after.js';
import { begin, endIfInterrupted, type Begun, type BeginOptions, type StepJob } from './step-begin.js';
import { buildStepMail, type BuiltMail } from './step-mail.js';
import { tellsTooMuch, whyMode } from './step-mode.js';
import { documentsIn, type DocumentCards } from './template.js';
import { unsubscribeUrl } from './unsubscribe-token.js';

export interface StepOptions extends BeginOptions {
  readonly dataSource: DataSource;
  readonly publicUrl: string;
  readonly mailboxes: Mailboxes;
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
  const stamp = stampOf(options.keys, begun.stamp);
  const documents = await documentsForMail(options.dataSource.manager, options, {
    mailboxId: mailbox.id,
    repId: begun.campaign.repId,
    stamp,
    scope: stepScope(begun.campaign.id, begun.step.position),
    documentIds: documentsIn(begun.step.body),
  });
  const mail = await mailOf(options, mailbox, begun, stamp, documents.cards);
  if (mail.untouched !== null) options.log.warn({ campaign: begun.campaign.id, because: mail.untouched }, 'the links of a mail of a campaign stay as they are');
  if (begun.went) {
    await options.dataSource.transaction((tx) => noteSent(tx, options, mailbox, begun, mail));
    return;
  }
  try {
    await options.mailboxes.draftOnce(mailbox.id, key, mail.mime, async (tx, ids) => {
      await recordMessage(tx, {
        mailboxId: mailbox.id,
        id: begun.messageId,
        stampId: stamp.id,
        stampAmbiguous: false,
        howSent: mail.howSent,
        modeBecause: await whyMode(tx, options, begun, stamp.mode),
        itemId: ids.itemId,
        conversationId: ids.conversationId,
        subject: mail.subject,
        source: 'step',
        sentAt: null,
        recordedAt: options.clock.now(),
        recipients: [{ kind: 'to', address: begun.enrollment.address, name: begun.enrollment.name }],
        internetMessageIds: [ids.internetMessageId],
      });
      await documents.keep(tx, options.clock.now());
    });
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

async function mailOf({ dataSource, keys, clock, publicUrl, consentPolicy }: StepOptions, mailbox: Mailbox, { enrollment, campaign, step, messageId }: Begun, stamp: Stamp, documents: DocumentCards): Promise<BuiltMail> {
  const line = { wanted: campaign.mode, recipient: enrollment.address, setting: consentPolicy };
  const domain = mailbox.address.slice(mailbox.address.lastIndexOf('@') + 1);
  return buildStepMail({
    from: { name: mailbox.name, address: mailbox.address },
    to: { name: enrollment.name, address: enrollment.address },
    subject: step.subject,
    body: step.body,
    documents,
    tracking: { keys, publicUrl, stamp, scope: stepScope(campaign.id, step.position) },
    internetMessageId: `<${messageId}@${domain}>`,
    unsubscribeUrl: unsubscribeUrl(keys, publicUrl, enrollment),
    privacyUrl: privacyUrl(keys, publicUrl, { mailboxId: mailbox.id, address: enrollment.address }),
    consentLine: await dataSource.transaction((tx) => consentLineFor(tx, line)),
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

/**
 * Asked in the moment before it goes: hours may lie between the beginning of a mail and this, and a
 * weekend. That it was let go is written down: from then on nobody can be sure that it did not.
 */
async function mayGo(tx: EntityManager, options: StepOptions, mailbox: Mailbox, begun: Begun): Promise<boolean> {
  const { enrollment, campaign, step } = begun;
  const [locked] = await lockEnrollmentsById(tx, mailbox.id, [enrollment.id]);
  const now = options.clock.now();
  const inTime = enrollment.sendNow || maySendAt(now, { hour: campaign.sendHour, zone: mailbox.timeZone });
  if (!inTime || locked?.state !== 'active' || (locked.pausedUntil !== null && locked.pausedUntil > now)) return false;
  if ((await obstacleTo(tx, mailbox, enrollment)) !== null) return false;
  if (await tellsTooMuch(tx, options, begun)) return false;
  await tx.query('update step_sends set handed_over = true where mailbox_id = $1 and enrollment_id = $2 and position = $3', [mailbox.id, enrollment.id, step.position]);
  return true;
}

async function unqueue({ dataSource, clock }: StepOptions, { mailboxId, enrollmentId }: StepJob): Promise<void> {
  await dataSource.query(
    `update enrollments set queued_at = null, next_at = $3::timestamptz + interval '1 minute' where mailbox_id = $1 and id = $2 and state = 'active'`,
    [mailboxId, enrollmentId, clock.now()],
  );
}

function stampOf(keys: StepOptions['keys'], text: string): Stamp {
  const stamp = readStamp(keys, text);
  if (stamp === null) throw new Error('a stamp of a step cannot be read: its key is no longer among SECRET_KEY');
  return stamp;
}

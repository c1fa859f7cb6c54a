/**
 * What `readback explain` says of one mail: what kind it is, and why. Pure. The names are those of
 * the command's output and stay as they are: programs read them.
 */
import { readMime, type MimeMail } from '../../mailbox/index.js';
import { classify, type Classification, type MailKind, type Reason } from '../../replies/index.js';

export interface Explanation {
  readonly kind: MailKind;
  readonly reasons: readonly Reason[];
  /** Ids with angle brackets. */
  readonly in_reply_to: string | null;
  readonly references: readonly string[];
  /** Of a bounce or receipt: the mail it is about; null where it names none, and for everything else. */
  readonly original_message_id: string | null;
  readonly failed_recipients: readonly string[];
  /** Enhanced status code (RFC 3463). */
  readonly status: string | null;
  /** Of an automatic answer: first day back, ISO 8601. */
  readonly return_date: string | null;
  /** What is known of each failed recipient. */
  readonly recipients: NonNullable<Classification['bounce']>['recipients'];
  readonly smtp: number | null;
  /** Of an automatic answer. */
  readonly sort: string | null;
  readonly stand_in: string | null;
  readonly calendar: Classification['calendar'];
  readonly wants_no_more: Reason | null;
}

/** @param source the mail as MIME */
export function explain(source: Buffer): Explanation {
  return explainMail(readMime(source));
}

export function explainMail({ item, body }: MimeMail): Explanation {
  const { kind, reasons, automatic, bounce, receipt, calendar, wantsNoMore } = classify(item, body);
  return {
    kind,
    reasons,
    in_reply_to: item.inReplyTo,
    references: item.references,
    original_message_id: bounce?.originalMessageId ?? receipt?.originalMessageId ?? null,
    failed_recipients: bounce?.recipients.map(({ address }) => address) ?? [],
    status: bounce?.status ?? null,
    return_date: automatic?.returnDate ?? null,
    recipients: bounce?.recipients ?? [],
    smtp: bounce?.smtp ?? null,
    sort: automatic?.sort ?? null,
    stand_in: automatic?.standIn?.address ?? null,
    calendar,
    wants_no_more: wantsNoMore,
  };
}

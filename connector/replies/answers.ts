/** Which mails are answers, and which lines of the feed tell of them: what is asked when one is taken back. */
import type { EntityManager } from 'typeorm';

export interface ReplyLine {
  readonly mailboxId: string;
  readonly activityId: string;
}

/** @param key of the mail in `replies` */
export async function noteLines(tx: EntityManager, key: string, isAnswer: boolean, lines: readonly ReplyLine[]): Promise<void> {
  await tx.query('update replies set is_answer = $2 where internet_message_id = $1', [key, isAnswer]);
  await tx.query(
    `insert into reply_lines (mailbox_id, activity_id, internet_message_id)
     select mailbox_id, activity_id, $1 from unnest($2::uuid[], $3::bigint[]) as line (mailbox_id, activity_id) on conflict do nothing`,
    [key, lines.map(({ mailboxId }) => mailboxId), lines.map(({ activityId }) => activityId)],
  );
}

/** The lines that tell of a mail. */
export async function linesOf(tx: EntityManager, key: string): Promise<ReplyLine[]> {
  return tx.query<ReplyLine[]>(
    'select mailbox_id as "mailboxId", activity_id::text as "activityId" from reply_lines where internet_message_id = $1 order by mailbox_id, activity_id',
    [key],
  );
}

/** The rep said that the mail of this line is an answer after all; more lines may tell of it now. */
export async function noteIsAnswer(tx: EntityManager, { mailboxId, activityId }: ReplyLine, lines: readonly ReplyLine[]): Promise<void> {
  const [mail] = await tx.query<{ key: string }[]>('select internet_message_id as key from reply_lines where mailbox_id = $1 and activity_id = $2', [mailboxId, activityId]);
  if (mail !== undefined) await noteLines(tx, mail.key, true, lines);
}

export async function noteUndone(tx: EntityManager, { mailboxId, activityId }: ReplyLine, at: Date): Promise<void> {
  await tx.query('update reply_lines set undone_at = $3 where mailbox_id = $1 and activity_id = $2', [mailboxId, activityId, at]);
}

/** True if somebody with one of these addresses answered since, by another mail than that of the line, which was not taken back. */
export async function answeredOtherwise(tx: EntityManager, addresses: readonly string[], since: Date, { mailboxId, activityId }: ReplyLine): Promise<boolean> {
  const found = await tx.query<unknown[]>(
    `select 1 from replies
     where is_answer and from_address = any ($1::text[]) and received_at >= $2
       and not exists (
         select from reply_lines line where line.internet_message_id = replies.internet_message_id
           and (line.undone_at is not null or (line.mailbox_id = $3 and line.activity_id = $4)))
     limit 1`,
    [addresses, since, mailboxId, activityId],
  );
  return found.length > 0;
}

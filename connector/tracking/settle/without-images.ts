/**
 * "Answered without loading images": somebody replied to a mail, or clicked in it, or opened a document of it, whose images had
 * not been loaded by anybody by then, not even ahead by their mail service: their mail program has
 * images off. Said only where it is known who that was, of a mail with a pixel of its own; never
 * counted as a view; taken back when a view from before turns up.
 */
import type { EntityManager } from 'typeorm';
import { linesAbout, patchLines, type Activity, type LinePatch } from '../../feed/index.js';
import type { StampKey } from '../hit.js';
import { columnsOf } from './hits.js';
import { resettle } from './resettle.js';
import { messagesOfStamps, isToSeveral, type ToldMessage } from './message-facts.js';

/** Images come a moment after the mail is shown; who is quicker than they are did not do without. */
const MOMENT_MS = 60_000;
const LINES_AT_MOST = 200;

export function isWithoutImages(message: ToldMessage, firstLoadedAt: Date | null, at: Date): boolean {
  const mayTell = message.mode === 'full' && message.hasPixel && !isToSeveral(message) && !message.isTest && message.recipients.every(({ isOwn }) => !isOwn);
  // Of what came since nobody knows whether images were loaded with it.
  const isKnown = message.silencedSince === null || at < message.silencedSince;
  return mayTell && isKnown && (firstLoadedAt === null || firstLoadedAt.getTime() > at.getTime() + MOMENT_MS);
}

export interface Doing {
  readonly mailboxId: string;
  readonly messageId: string;
  /** When the reply came. */
  readonly at: Date;
}

/** For who writes a line that tells of a reply, in that transaction. Taken back soon after should a view from before still be on its way. */
export async function answeredWithoutImages(tx: EntityManager, { mailboxId, messageId, at }: Doing): Promise<boolean> {
  const [row] = await tx.query<{ stampId: string; loaded: Date | null }[]>(
    `select message.stamp_id as "stampId", figures.first_loaded_at as loaded
     from messages message
     left join stamp_figures figures on figures.mailbox_id = message.mailbox_id and figures.stamp_id = message.stamp_id
     where message.mailbox_id = $1 and message.id = $2 and message.stamp_id is not null`,
    [mailboxId, messageId],
  );
  if (row === undefined) return false;
  const message = (await messagesOfStamps(tx, [{ mailboxId, stampId: row.stampId }])).get(row.stampId);
  if (message?.id !== messageId || !isWithoutImages(message, row.loaded, at)) return false;
  await resettle(tx, [message]);
  return true;
}

/** As `answeredWithoutImages`, of a document of whichever mail carries this stamp. */
export async function openedWithoutImages(tx: EntityManager, { mailboxId, stampId }: StampKey, at: Date): Promise<boolean> {
  const message = (await messagesOfStamps(tx, [{ mailboxId, stampId }])).get(stampId);
  if (message === undefined) return false;
  const [figures] = await tx.query<{ loaded: Date | null }[]>('select first_loaded_at as loaded from stamp_figures where mailbox_id = $1 and stamp_id = $2', [mailboxId, stampId]);
  return isWithoutImages(message, figures?.loaded ?? null, at);
}

/** Of these stamps the images were loaded first at another time than was known: clicks, and documents that were opened, further away, which were not looked at with them, are looked at again. */
export async function clicksAgain(tx: EntityManager, stamps: readonly StampKey[], lookedAt: readonly string[]): Promise<void> {
  if (stamps.length === 0) return;
  await resettle(
    tx,
    await tx.query<StampKey[]>(
      `select mailbox_id as "mailboxId", stamp_id as "stampId"
       from unnest($1::uuid[], $2::text[]) as stamp (mailbox_id, stamp_id)
       where exists (
         select from views
         where views.mailbox_id = stamp.mailbox_id and views.stamp_id = stamp.stamp_id and kind = 'click' and withdrawn_at is null and not views.id = any ($3::uuid[]))
         or exists (
           select from stamp_figures figures
           where figures.mailbox_id = stamp.mailbox_id and figures.stamp_id = stamp.stamp_id and documents > 0)`,
      [...columnsOf(stamps), lookedAt],
    ),
  );
}

/** Makes the lines of replies to these messages say what is true now. */
export async function rewriteReplies(tx: EntityManager, messages: readonly ToldMessage[], firstLoadedAt: (stampId: string) => Date | null): Promise<void> {
  const byId = new Map(messages.map((message) => [message.id, message]));
  const lines = await linesAbout(tx, { messages, kinds: ['reply'], limit: LINES_AT_MOST });
  const patches = lines.flatMap((line) => {
    const message = byId.get(line.messageId ?? '');
    return message === undefined ? [] : patchOf(line, isWithoutImages(message, firstLoadedAt(message.stampId), new Date(line.at)));
  });
  await patchLines(tx, patches);
}

function patchOf({ mailboxId, id, data }: Activity, isWithout: boolean): LinePatch[] {
  // What is only probably a reply says nothing of images.
  const withoutImages = isWithout && data.certain !== false && data.undone === undefined;
  if ((data.withoutImages === true) === withoutImages) return [];
  return [withoutImages ? { mailboxId, id, with: { withoutImages } } : { mailboxId, id, without: ['withoutImages'] }];
}

/**
 * Which mail a report is about. Other ids stand near the right one: the report's own, those of
 * queues, those the returned mail itself answers. So the places are asked in this order:
 * a field of the report, the returned mail's own Message-ID, a line of the text that says so, and what
 * the report answers (Exchange puts our id into In-Reply-To).
 */
import { messageIds } from '../../../mailbox/index.js';
import type { Mail } from '../mail.js';
import type { Report } from './report.js';
import { returnedId, type Notice } from './returned.js';

/** "Message-ID: <a@b>" within text, whatever the language calls it. */
const LABELLED =
  /(?:message[- ]?id(?:entifier)?|msg-?id|nachrichten-?id|mensaje[- ]id|id (?:du message|del mensaje|del messaggio|da mensagem|wiadomo\u015bci|zpr\u00e1vy)|meddelande-?id|meldings-?id|viestin tunnus|\u043a\u043e\u0434 \u0441\u043e\u043e\u0431\u0449\u0435\u043d\u0438\u044f|\u30e1\u30c3\u30bb\u30fc\u30b8 ?id|\u90ae\u4ef6 ?id)[ \t"']{0,4}[:=\uff1a]?[ \t\n>|"']{0,12}<?([^\s<>"']{1,400}@[^\s<>"']{1,255})/iu;

/** With angle brackets; null where nothing names it. */
export function originalIdOf(mail: Mail, notice: Notice, report: Report | null): string | null {
  const named = report?.originalMessageId ?? (notice.returned === null ? null : returnedId(notice.returned));
  if (named !== null) return named;
  const own = mail.item.internetMessageId;
  const candidates = [...messageIds(LABELLED.exec(mail.text)?.[1] ?? ''), mail.item.inReplyTo, mail.item.references.at(-1) ?? null];
  return candidates.find((id) => id !== null && id !== own) ?? null;
}

/**
 * The ids a mail names, best evidence first (RFC 5322 section 3.6.4): whoever wrote it, from
 * whatever address, only ids count. Pure.
 */
import { messageIds, type MailBody, type MailItem } from '../../mailbox/index.js';
import type { Classification } from '../classify/index.js';
import { idEvidence, type Proof } from './evidence.js';

export interface MailFacts {
  readonly item: Pick<MailItem, 'inReplyTo' | 'references' | 'parentMessageId'>;
  readonly body: MailBody | null;
  readonly classification: Pick<Classification, 'bounce' | 'receipt'>;
}

export interface NamedId extends Proof {
  readonly id: string;
}

/** A mail with more references than this is cut to its last ones: the parent stands at the end. */
const REFERENCES_AT_MOST = 1_000;
const RETURNED = ['message/rfc822', 'message/global', 'message/rfc822-headers', 'message/global-headers', 'text/rfc822-headers'];
/** Of a returned mail, where its Message-ID stands among long other headers. Characters. */
const LONGEST_HEAD = 200_000;
const MESSAGE_ID = /^message-id[ \t]*:[ \t]*((?:[^\r\n]|\r?\n[ \t])*)/gim;

/** Every id, each once, under the strongest rung that names it. */
export function idsNamedBy({ item, body, classification }: MailFacts): NamedId[] {
  const about = [classification.bounce?.originalMessageId, classification.receipt?.originalMessageId, ...returnedIds(body)];
  const all: NamedId[] = [
    ...(item.inReplyTo === null ? [] : [idEvidence('in-reply-to', item.inReplyTo)]),
    ...item.references
      .slice(-REFERENCES_AT_MOST)
      .reverse()
      .map((id) => idEvidence('references', id)),
    ...(item.parentMessageId === null ? [] : [idEvidence('parent', item.parentMessageId)]),
    ...about.filter((id) => id !== null && id !== undefined).map((id) => idEvidence('report', id)),
  ];
  const seen = new Set<string>();
  return all.filter(({ id }) => !seen.has(id) && seen.add(id));
}

/** Message-IDs in the heads of mails that came back. */
function returnedIds(body: MailBody | null): string[] {
  return (body?.parts ?? [])
    .filter(({ type }) => RETURNED.includes(type))
    .flatMap(({ text }) => [...headOf(text).matchAll(MESSAGE_ID)].flatMap(([, value = '']) => messageIds(value)));
}

function headOf(text: string): string {
  const trimmed = text.slice(0, LONGEST_HEAD).trimStart();
  const end = trimmed.search(/\r?\n\r?\n/);
  return end === -1 ? trimmed : trimmed.slice(0, end);
}

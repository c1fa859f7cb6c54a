/** The ids by which a mail names others: from its headers, and from what Exchange keeps of them. */
import type { Header, MailItem } from '../types.js';
import { headerValues } from './headers.js';
import { messageIds } from './message-ids.js';

/** MAPI properties that repeat headers; '' where unknown. */
export interface KeptIds {
  readonly inReplyTo: string;
  readonly references: string;
  readonly parent: string;
}

type ThreadIds = Pick<MailItem, 'inReplyTo' | 'references' | 'parentMessageId'>;

/**
 * In-Reply-To may name several ids: the first is `inReplyTo`, the others join the references.
 * References come from the headers and from the property, because either may be cut short.
 */
export function threadIds(headers: readonly Header[], kept: KeptIds = { inReplyTo: '', references: '', parent: '' }): ThreadIds {
  const [inReplyTo = null, ...alsoRepliedTo] = unique([...messageIds(kept.inReplyTo), ...headerValues(headers, 'in-reply-to').flatMap(messageIds)]);
  const references = unique([...headerValues(headers, 'references').flatMap(messageIds), ...messageIds(kept.references), ...alsoRepliedTo]);
  const [parent = null] = [kept.parent, ...headerValues(headers, 'x-ms-exchange-parent-message-id')].flatMap(messageIds);
  return { inReplyTo, references, parentMessageId: parent };
}

function unique(ids: readonly string[]): string[] {
  return [...new Set(ids)];
}

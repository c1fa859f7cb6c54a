// The draft createReply and createReplyAll make: to whom, under which subject, and with the threading fields a reply
// needs (RFC 5322 section 3.6.4).
import { bodyOf } from './body.js';
import type { DirectoryUser } from './directory.js';
import { fieldsOf, fieldValue, messageIdsIn } from './mail/header.js';
import type { DraftContent } from './mail/compose.js';
import type { Address, MailContent } from './mail/parse.js';
import type { Item } from './store/index.js';
import { newMessageId } from './transport.js';

export interface ReplyOptions {
  toAll: boolean;
  comment: string | null;
  date: Date;
}

export function replyContent(user: DirectoryUser, item: Item, original: MailContent, options: ReplyOptions): DraftContent {
  const { facts } = item;
  return {
    messageId: newMessageId(user),
    date: options.date,
    from: { name: user.displayName, address: user.mail },
    sender: null,
    ...recipientsOfReply(user, item, options.toAll),
    bcc: [],
    replyTo: [],
    subject: /^re:/i.test(facts.subject) ? facts.subject : `RE: ${facts.subject}`,
    body: { contentType: 'html', content: quoted(item, original, options.comment) },
    importance: 'normal',
    asksReadReceipt: false,
    headers: [
      { name: 'In-Reply-To', value: item.messageId },
      { name: 'References', value: [...referencesOf(item), item.messageId].join(' ') },
      { name: 'Thread-Topic', value: asciiTopic(facts.subject) },
    ],
    attachments: [],
  };
}

/** A reply to one's own mail goes to the people that mail went to. */
function recipientsOfReply(user: DirectoryUser, { facts }: Item, toAll: boolean): Pick<DraftContent, 'to' | 'cc'> {
  const own = new Set([user.mail, user.userPrincipalName, ...user.aliases].map((address) => address.toLowerCase()));
  const isOwn = ({ address }: Address) => own.has(address.toLowerCase());
  const author = facts.replyTo.length > 0 ? facts.replyTo : facts.from === null ? [] : [facts.from];
  const toOthers = facts.from !== null && isOwn(facts.from);
  const to = toOthers ? facts.to : author;
  if (!toAll) return { to, cc: [] };
  const taken = new Set(to.map(({ address }) => address.toLowerCase()));
  const others = (people: Address[]) => people.filter((person) => !isOwn(person) && !taken.has(person.address.toLowerCase()));
  return { to: toOthers ? to : [...to, ...others(facts.to)], cc: others(facts.cc) };
}

function referencesOf(item: Item): string[] {
  return messageIdsIn(fieldValue(fieldsOf(item.facts.head), 'References'));
}

function quoted(item: Item, original: MailContent, comment: string | null): string {
  const { facts } = item;
  const from = facts.from === null ? '' : `${facts.from.name} &lt;${facts.from.address}&gt;`;
  const inner = /<body[^>]*>([^]*)<\/body>/i.exec(bodyOf(original).content)?.[1] ?? bodyOf(original).content;
  return (
    '<html><head>\r\n<meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head><body>' +
    `<div>${escape(comment ?? '')}</div><hr tabindex="-1" style="display:inline-block; width:98%">` +
    `<div id="divRplyFwdMsg" dir="ltr"><b>From:</b> ${from}<br><b>Sent:</b> ${new Date(facts.sentAt ?? item.receivedAt).toUTCString()}<br>` +
    `<b>To:</b> ${facts.to.map(({ name }) => escape(name)).join('; ')}<br><b>Subject:</b> ${escape(facts.subject)}</div>` +
    `<div>${inner}</div></body></html>`
  );
}

function escape(text: string): string {
  return text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function asciiTopic(subject: string): string {
  return subject.replace(/^((re|aw|fw|fwd|wg):\s*)+/i, '').replace(/[^\x20-\x7e]/g, '?');
}

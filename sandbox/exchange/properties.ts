// Extended properties (MAPI) of a message, by the ids Graph gives them: `String 0x1039` for a tag,
// `String {guid} Name x-header` for a named one. Tags are answered in Exchange's own spelling (`String 0x7d` for the
// asked `String 0x007D`); names and GUIDs as they were asked for.
import { GraphError } from './errors.js';
import { fieldsOf, fieldValue } from './mail/header.js';
import type { Item } from './store/index.js';

export interface PropertyId {
  /** The same for every spelling of one property. */
  key: string;
  /** As Exchange spells it in an answer. */
  spelling: string;
}

/** PS_INTERNET_HEADERS ([MS-OXPROPS] section 1.3.2): named properties that are header fields. */
const INTERNET_HEADERS = '{00020386-0000-0000-c000-000000000046}';

/** Property tags ([MS-OXPROPS]) derived from the mail itself. */
const TAGS = {
  messageClass: 0x001a,
  subject: 0x0037,
  transportHeaders: 0x007d,
  internetMessageId: 0x1035,
  internetReferences: 0x1039,
  inReplyToId: 0x1042,
} as const;

export function propertyId(text: string): PropertyId {
  const tag = /^(\w+) 0x([0-9a-f]{1,8})$/i.exec(text.trim());
  if (tag?.[1] !== undefined && tag[2] !== undefined) {
    const spelling = `${tag[1]} 0x${Number.parseInt(tag[2], 16).toString(16)}`;
    return { key: spelling.toLowerCase(), spelling };
  }
  const named = /^(\w+) (\{[0-9a-f-]{36}\}) (Name|Id) (.+)$/i.exec(text.trim());
  if (named === null) throw new GraphError('BadRequest', `The extended property id '${text}' is not valid.`);
  const [, type = '', guid = '', kind = '', name = ''] = named;
  const isHeader = guid.toLowerCase() === INTERNET_HEADERS;
  const key = `${type} ${guid} ${kind}`.toLowerCase() + ` ${isHeader ? name.toLowerCase() : name}`;
  return { key, spelling: text.trim() };
}

/** Name of the header field a property stands for, if it does. */
export function headerOfProperty({ key }: PropertyId): string | undefined {
  const prefix = `string ${INTERNET_HEADERS} name `;
  if (key.startsWith(prefix)) return key.slice(prefix.length);
  if (key === 'string 0x1039') return 'References';
  return key === 'string 0x1042' ? 'In-Reply-To' : undefined;
}

/** undefined: the message has no such property. */
export function propertyOf(item: Item, id: PropertyId): string | undefined {
  const set = item.properties[id.key];
  if (set !== undefined) return set;
  const header = headerOfProperty(id);
  if (header !== undefined) return fieldValue(fieldsOf(item.facts.head), header);
  switch (id.key) {
    case tagKey(TAGS.messageClass):
      return item.facts.messageClass;
    case tagKey(TAGS.subject):
      return item.facts.subject;
    case tagKey(TAGS.internetMessageId):
      return item.messageId;
    case tagKey(TAGS.transportHeaders):
      return item.origin === 'received' ? item.facts.head : undefined;
    default:
      return undefined;
  }
}

function tagKey(tag: number): string {
  return `string 0x${tag.toString(16)}`;
}

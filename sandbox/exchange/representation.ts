// How an item looks through Graph: the message resource with what was selected and expanded.
import { bodyOf, uniqueBodyOf, type Body, type BodyType } from './body.js';
import { conversationId, folderId, immutableId, plainId } from './ids.js';
import { fieldsOf } from './mail/header.js';
import type { Address, MailContent } from './mail/parse.js';
import { literalsFor, type Filter, type Scalar, type Subject } from './odata/filter.js';
import type { Expansion } from './odata/query.js';
import { propertyId, propertyOf } from './properties.js';
import type { Item, Mailbox } from './store/index.js';

export interface View {
  immutableIds: boolean;
  bodyType: BodyType | undefined;
  /** null: the default properties. */
  select: readonly string[] | null;
  expand: Expansion;
}

export type Json = Record<string, unknown>;

const DEFAULT_PROPERTIES = [
  'id', 'createdDateTime', 'lastModifiedDateTime', 'changeKey', 'categories', 'receivedDateTime', 'sentDateTime',
  'hasAttachments', 'internetMessageId', 'subject', 'bodyPreview', 'importance', 'parentFolderId', 'conversationId',
  'conversationIndex', 'isDeliveryReceiptRequested', 'isReadReceiptRequested', 'isRead', 'isDraft', 'webLink',
  'inferenceClassification', 'body', 'sender', 'from', 'toRecipients', 'ccRecipients', 'bccRecipients', 'replyTo',
  'flag',
] as const;

export function itemId(mailbox: Mailbox, item: Pick<Item, 'number' | 'folder' | 'incarnation'>, immutable: boolean): string {
  return immutable
    ? immutableId(mailbox.user.id, item.number)
    : plainId(mailbox.user.id, item.number, item.folder, item.incarnation);
}

export function etagOf(item: Pick<Item, 'number' | 'change'>): string {
  return `W/"${changeKeyOf(item)}"`;
}

/** Graph gives whole seconds. */
export function dateTime(time_ms: number): string {
  return `${new Date(time_ms).toISOString().slice(0, 19)}Z`;
}

/** The message resource; `loadContent` is called only when a body or attachment is wanted. */
export async function messageJson(
  mailbox: Mailbox,
  item: Item,
  view: View,
  loadContent: () => Promise<MailContent>,
): Promise<Json> {
  const names: readonly string[] = view.select === null ? DEFAULT_PROPERTIES : ['id', ...view.select];
  const json: Json = { ...typeOf(item), '@odata.etag': etagOf(item) };
  for (const name of names) {
    if (name === 'body' || name === 'uniqueBody') json[name] = await bodyJson(name, view.bodyType, loadContent);
    else Object.assign(json, propertyJson(mailbox, item, name, view.immutableIds));
  }
  if (view.expand.extendedProperties.length > 0) {
    const properties = extendedPropertiesJson(item, view.expand.extendedProperties);
    if (properties.length > 0) json['singleValueExtendedProperties'] = properties;
  }
  if (view.expand.attachments) json['attachments'] = attachmentsJson(item, await loadContent());
  return json;
}

/** What $filter may ask of an item. */
export function filterSubject(mailbox: Mailbox, item: Item): Subject {
  return {
    value: (path) => scalarAt(mailbox, item, path),
    elements: (path, body) => elementsAt(item, path, body),
  };
}

export function attachmentsJson(item: Item, content: MailContent): Json[] {
  return content.attachments.map((attachment, index) => ({
    '@odata.type': '#microsoft.graph.fileAttachment',
    id: Buffer.from(`${item.number}:${index}`).toString('base64url'),
    lastModifiedDateTime: dateTime(item.modifiedAt),
    name: attachment.filename ?? `attachment-${index + 1}`,
    contentType: attachment.contentType,
    size: attachment.size,
    isInline: attachment.related === true,
    contentId: attachment.cid ?? null,
    contentLocation: null,
    contentBytes: attachment.content.toString('base64'),
  }));
}

function propertyJson(mailbox: Mailbox, item: Item, name: string, immutableIds: boolean): Json {
  const { facts } = item;
  switch (name) {
    case 'id':
      return { id: itemId(mailbox, item, immutableIds) };
    case 'createdDateTime':
      return { createdDateTime: dateTime(item.createdAt) };
    case 'lastModifiedDateTime':
      return { lastModifiedDateTime: dateTime(item.modifiedAt) };
    case 'changeKey':
      return { changeKey: changeKeyOf(item) };
    case 'categories':
      return { categories: item.categories };
    case 'receivedDateTime':
      return { receivedDateTime: dateTime(item.receivedAt) };
    case 'sentDateTime':
      return { sentDateTime: dateTime(facts.sentAt ?? item.createdAt) };
    case 'hasAttachments':
      return { hasAttachments: facts.hasAttachments };
    case 'internetMessageId':
      return { internetMessageId: item.messageId };
    case 'subject':
      return { subject: facts.subject };
    case 'bodyPreview':
      return { bodyPreview: facts.preview };
    case 'importance':
      return { importance: facts.importance };
    case 'parentFolderId':
      return { parentFolderId: folderId(mailbox.user.id, item.folder) };
    case 'conversationId':
      return { conversationId: conversationId(mailbox.user.id, item.conversation) };
    case 'conversationIndex':
      return { conversationIndex: item.conversationIndex };
    case 'isDeliveryReceiptRequested':
      return { isDeliveryReceiptRequested: item.origin === 'received' ? null : false };
    case 'isReadReceiptRequested':
      return { isReadReceiptRequested: facts.asksReadReceipt };
    case 'isRead':
      return { isRead: item.isRead };
    case 'isDraft':
      return { isDraft: item.origin === 'draft' };
    case 'webLink':
      return { webLink: `https://outlook.office365.com/owa/?ItemID=${encodeURIComponent(itemId(mailbox, item, false))}&exvsurl=1&viewmodel=ReadMessageItem` };
    case 'inferenceClassification':
      return { inferenceClassification: 'focused' };
    case 'sender':
      return facts.sender === null ? {} : { sender: recipient(facts.sender) };
    case 'from':
      return facts.from === null ? {} : { from: recipient(facts.from) };
    case 'toRecipients':
      return { toRecipients: facts.to.map(recipient) };
    case 'ccRecipients':
      return { ccRecipients: facts.cc.map(recipient) };
    case 'bccRecipients':
      return { bccRecipients: facts.bcc.map(recipient) };
    case 'replyTo':
      return { replyTo: facts.replyTo.map(recipient) };
    case 'flag':
      return { flag: { flagStatus: item.flagStatus } };
    case 'internetMessageHeaders':
      return item.origin === 'received' ? { internetMessageHeaders: fieldsOf(facts.head) } : {};
    default:
      return {};
  }
}

async function bodyJson(
  name: 'body' | 'uniqueBody',
  type: BodyType | undefined,
  loadContent: () => Promise<MailContent>,
): Promise<Body> {
  const content = await loadContent();
  return name === 'body' ? bodyOf(content, type) : uniqueBodyOf(content, type);
}

function extendedPropertiesJson(item: Item, ids: readonly string[]): { id: string; value: string }[] {
  return ids.flatMap((asked) => {
    const id = propertyId(asked);
    const value = propertyOf(item, id);
    return value === undefined ? [] : [{ id: id.spelling, value }];
  });
}

function typeOf(item: Item): Json {
  if (!item.facts.messageClass.startsWith('IPM.Schedule.Meeting.')) return {};
  const kind = item.facts.messageClass.includes('.Resp.') ? 'eventMessageResponse' : 'eventMessageRequest';
  return { '@odata.type': `#microsoft.graph.${kind}` };
}

function scalarAt(mailbox: Mailbox, item: Item, path: string): Scalar | undefined {
  const [name = '', ...rest] = path.split('/');
  if (rest.length === 0) return scalar(propertyJson(mailbox, item, name, false)[name]);
  if (rest.join('/').startsWith('emailAddress/')) {
    const person = name === 'from' ? item.facts.from : name === 'sender' ? item.facts.sender : undefined;
    return rest[1] === 'address' ? (person?.address ?? null) : (person?.name ?? null);
  }
  return name === 'flag' ? item.flagStatus : undefined;
}

function elementsAt(item: Item, path: string, body: Filter): (Subject | Scalar)[] | undefined {
  if (path === 'categories') return item.categories;
  if (path.toLowerCase() !== 'singlevalueextendedproperties') return undefined;
  const variable = pathPrefix(body);
  return extendedPropertiesAsked(item, literalsFor(body, `${variable}/id`));
}

/** Extended properties cannot be listed, only asked for by id. */
function extendedPropertiesAsked(item: Item, ids: readonly string[]): Subject[] {
  return ids.flatMap((asked) => {
    const value = propertyOf(item, propertyId(asked));
    if (value === undefined) return [];
    return [{ value: (path: string) => (path === 'id' ? asked : path === 'value' ? value : undefined), elements: () => undefined }];
  });
}

function pathPrefix(filter: Filter): string {
  switch (filter.kind) {
    case 'and':
    case 'or':
      return pathPrefix(filter.left);
    case 'not':
      return pathPrefix(filter.operand);
    default:
      return filter.path.split('/')[0] ?? '';
  }
}

function scalar(value: unknown): Scalar | undefined {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' || value === null) return value;
  return undefined;
}

function recipient({ name, address }: Address): Json {
  return { emailAddress: { name, address } };
}

function changeKeyOf(item: Pick<Item, 'number' | 'change'>): string {
  const bytes = Buffer.alloc(18);
  bytes.writeUIntBE(item.number, 0, 6);
  bytes.writeUIntBE(item.change, 12, 6);
  return bytes.toString('base64');
}

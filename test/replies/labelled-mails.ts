/** The labelled mails of `test/mails`, as MIME and as the JSON that Graph makes of them. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { PACKAGE_ROOT } from '../../connector/config/index.js';
import { bodyOf } from '../../connector/mailbox/item/body.js';
import { PROPERTY } from '../../connector/mailbox/item/fields.js';
import { mailItem } from '../../connector/mailbox/item/item.js';
import { graphMessage } from '../../connector/mailbox/item/schema.js';
import { readMime, type Address, type ItemAccess, type MailItem } from '../../connector/mailbox/index.js';
import { MAIL_KINDS } from '../../connector/replies/index.js';

const FOLDER = join(PACKAGE_ROOT, 'test/mails');

const label = z.object({
  file: z.string(),
  kind: z.enum(MAIL_KINDS),
  in_reply_to: z.string().nullable(),
  references: z.array(z.string()),
  original_message_id: z.string().nullable(),
  failed_recipients: z.array(z.string()),
  status: z.string().nullable(),
  return_date: z.string().nullable(),
  stand_in: z.string().nullable(),
  wants_no_more: z.boolean().default(false),
  calendar: z.string().nullable().default(null),
  made_by: z.string(),
});

export type MailLabel = z.infer<typeof label>;

export function labels(): MailLabel[] {
  return readFileSync(join(FOLDER, 'labels.jsonl'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => label.parse(JSON.parse(line)));
}

export function mailFiles(): string[] {
  return MAIL_KINDS.flatMap((kind) => readdirSync(join(FOLDER, kind)).map((name) => `${kind}/${name}`)).sort();
}

export function sourceOf(file: string): Buffer {
  return readFileSync(join(FOLDER, file));
}

/** Where the header of a mail stands in Graph's JSON: in the MAPI property, in its own field, or nowhere. */
export const HEADER_PLACES = ['property', 'field', 'nowhere'] as const;
export type HeaderPlace = (typeof HEADER_PLACES)[number];

/**
 * The mail as Graph answers it: fields of its own, ids and class in MAPI properties, its body as
 * HTML where it has any. `mime` of the access is the mail itself, as Graph's $value is.
 */
export function asGraphGivesIt(source: Buffer, place: HeaderPlace): { item: MailItem; access: ItemAccess } {
  const { item, body } = readMime(source);
  const text = source.toString('latin1').replaceAll('\r\n', '\n');
  const header = text.slice(0, text.indexOf('\n\n'));
  const property = (id: string, value: string | null): { id: string; value: string }[] => (value === null || value === '' ? [] : [{ id, value }]);
  const json = {
    id: 'AAMk',
    internetMessageId: item.internetMessageId,
    subject: item.subject,
    from: recipient(item.from),
    sender: recipient(item.sender),
    toRecipients: item.to.map(recipient),
    ccRecipients: item.cc.map(recipient),
    receivedDateTime: item.receivedAt.toISOString(),
    sentDateTime: item.sentAt?.toISOString(),
    isDraft: false,
    internetMessageHeaders: place === 'field' ? item.headers.map(({ name, value }) => ({ name, value })) : null,
    singleValueExtendedProperties: [
      ...property(PROPERTY.messageClass, messageClass(text)),
      ...property(PROPERTY.inReplyTo, item.inReplyTo),
      ...property(PROPERTY.references, item.references.join(' ')),
      ...property(PROPERTY.parentMessageId, item.parentMessageId),
      ...property(PROPERTY.transportHeaders, place === 'property' ? header : null),
    ],
  };
  const html = body.html !== '';
  return {
    item: mailItem(graphMessage.parse(JSON.parse(JSON.stringify(json))), 'inbox'),
    access: { foundBy: 'notification', mime: () => Promise.resolve(source), body: () => Promise.resolve(html ? bodyOf('html', body.html) : bodyOf('text', body.text)) },
  };
}

function recipient(address: Address | null): { emailAddress: Address } | null {
  return address === null ? null : { emailAddress: address };
}

/** The class that Exchange gives to what comes in (MS-OXCMAIL section 2.2.3, MS-OXCICAL section 2.1.3.1). */
function messageClass(text: string): string {
  const report = /^content-type:\s*multipart\/report;[^]*?report-type\s*=\s*"?([a-z-]+)/im.exec(text)?.[1]?.toLowerCase();
  if (report === 'delivery-status') return `REPORT.IPM.Note.${/^action:\s*failed/im.test(text) ? 'NDR' : /^action:\s*delayed/im.test(text) ? 'Delayed' : 'DR'}`;
  if (report === 'disposition-notification') return /^disposition:.*;\s*displayed/im.test(text) ? 'REPORT.IPM.Note.IPNRN' : 'REPORT.IPM.Note.IPNNRN';
  const method = /^content-type:\s*text\/calendar;\s*method=([a-z]+)/im.exec(text)?.[1]?.toUpperCase();
  if (method === 'REQUEST') return 'IPM.Schedule.Meeting.Request';
  if (method === 'CANCEL') return 'IPM.Schedule.Meeting.Canceled';
  if (method === undefined) return 'IPM.Note';
  const answer = /PARTSTAT=([A-Z]+)/.exec(text)?.[1] ?? '';
  return `IPM.Schedule.Meeting.Resp.${answer === 'ACCEPTED' ? 'Pos' : answer === 'DECLINED' ? 'Neg' : 'Tent'}`;
}

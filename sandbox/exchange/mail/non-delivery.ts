// The report a mailbox gets when its mail reached nobody at some address (RFC 3464), in the shape of Exchange Online's:
// from its own sender address, words for people in text and HTML, the delivery status, and the head of the failed mail,
// whose Message-ID it answers. A temporary failure (4.x.x) is told as a delay.
import { randomBytes, randomUUID } from 'node:crypto';
import type { DeliveryFailure } from '../../post.js';
import type { DirectoryUser } from '../directory.js';
import { fieldsOf, fieldValue, headOf } from './header.js';

/** The local part Exchange Online's reports come from. */
const REPORTER = 'MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e';

/** What Exchange says to people, by enhanced status (learn.microsoft.com: Email non-delivery reports in Exchange Online). */
const EXPLANATIONS: readonly (readonly [RegExp, (recipient: string) => string])[] = [
  [/^5\.1\./, (recipient) => `${localPart(recipient)} wasn't found at ${domainOf(recipient)}.`],
  [/^[45]\.2\.2$/, (recipient) => `${localPart(recipient)}'s mailbox is full and can't accept messages now.`],
  [/^5\.7\./, (recipient) => `The group or person at ${domainOf(recipient)} only accepts messages from people in its organization or on its allowed senders list.`],
  [/^4\./, (recipient) => `Delivery is delayed to ${recipient}. Exchange keeps trying.`],
];

export function nonDeliveryReport(sender: DirectoryUser, failed: Buffer, failures: readonly DeliveryFailure[], now: Date): Buffer {
  const domain = sender.mail.slice(sender.mail.lastIndexOf('@') + 1);
  const head = headOf(failed);
  const fields = fieldsOf(head);
  const messageId = fieldValue(fields, 'Message-ID') ?? '';
  const subject = fieldValue(fields, 'Subject') ?? '';
  const threadIndex = fieldValue(fields, 'Thread-Index');
  const date = now.toUTCString().replace('GMT', '+0000');
  const delayed = failures.every(({ status }) => status.startsWith('4.'));
  const server = `${randomBytes(5).toString('hex').toUpperCase()}.prod.${domain}`;
  const [outer, inner] = [`_000_${randomUUID().replaceAll('-', '')}_`, `_001_${randomUUID().replaceAll('-', '')}_`];
  const sentences = failures.flatMap(({ recipient, status }) => [
    delayed ? `Delivery of your message to ${recipient} is delayed.` : `Your message to ${recipient} couldn't be delivered.`,
    EXPLANATIONS.find(([pattern]) => pattern.test(status))?.[1](recipient) ?? "The recipient's server refused it.",
  ]);
  const lines = [
    `From: "Microsoft Outlook" <${REPORTER}@${domain}>`,
    `To: <${sender.mail}>`,
    `Date: ${date}`,
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=delivery-status;\r\n\tboundary="${outer}"`,
    'X-MS-Exchange-Message-Is-Ndr:',
    'Content-Language: en-US',
    `Message-ID: <${randomUUID()}@${server}>`,
    ...(messageId === '' ? [] : [`In-Reply-To: ${messageId}`, `References: ${messageId}`]),
    `Thread-Topic: ${subject}`,
    ...(threadIndex === undefined ? [] : [`Thread-Index: ${threadIndex}`]),
    `Subject: ${delayed ? 'Delivery delayed' : 'Undeliverable'}: ${subject}`,
    'Auto-Submitted: auto-replied',
    '',
    `--${outer}`,
    `Content-Type: multipart/alternative; differences=Content-Type;\r\n\tboundary="${inner}"`,
    '',
    `--${inner}`,
    'Content-Type: text/plain; charset="us-ascii"',
    '',
    ...sentences,
    '',
    'Original Message Details',
    `Sender Address: ${sender.mail}`,
    ...failures.map(({ recipient }) => `Recipient Address: ${recipient}`),
    `Subject: ${subject}`,
    '',
    ...failures.map(({ reason }) => `Error: ${reason}`),
    '',
    `--${inner}`,
    'Content-Type: text/html; charset="us-ascii"',
    '',
    `<html><head></head><body>${sentences.map((sentence) => `<p>${escaped(sentence)}</p>`).join('')}<p><b>Original Message Details</b></p>` +
      `<p>Sender Address: ${escaped(sender.mail)}<br>Subject: ${escaped(subject)}</p></body></html>`,
    '',
    `--${inner}--`,
    '',
    `--${outer}`,
    'Content-Type: message/delivery-status',
    '',
    `Reporting-MTA: dns;${server}`,
    `Received-From-MTA: dns;${server}`,
    `Arrival-Date: ${date}`,
    ...failures.flatMap(({ recipient, status, reason }) => [
      '',
      `Final-Recipient: rfc822;${recipient}`,
      `Action: ${status.startsWith('4.') ? 'delayed' : 'failed'}`,
      `Status: ${status}`,
      `Diagnostic-Code: smtp;${reason}`,
    ]),
    '',
    `--${outer}`,
    'Content-Type: message/rfc822',
    '',
    head.trimEnd(),
    '',
    '',
    `--${outer}--`,
    '',
  ];
  return Buffer.from(lines.join('\r\n'));
}

function localPart(address: string): string {
  return address.slice(0, address.lastIndexOf('@'));
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1);
}

function escaped(text: string): string {
  return text.replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
}

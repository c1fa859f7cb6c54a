// The report a mailbox gets when its mail reached nobody at some address (RFC 3464), in the manner of Exchange: it
// carries In-Reply-To with the Message-ID of the failed mail.
import { randomUUID } from 'node:crypto';
import type { DeliveryFailure } from '../../post.js';
import type { DirectoryUser } from '../directory.js';
import { fieldsOf, fieldValue, headOf } from './header.js';

export function nonDeliveryReport(
  sender: DirectoryUser,
  failed: Buffer,
  failures: readonly DeliveryFailure[],
  now: Date,
): Buffer {
  const domain = sender.mail.slice(sender.mail.lastIndexOf('@') + 1);
  const head = headOf(failed);
  const fields = fieldsOf(head);
  const messageId = fieldValue(fields, 'Message-ID') ?? '';
  const boundary = randomUUID();
  const lines = [
    `From: "Microsoft Outlook" <postmaster@${domain}>`,
    `To: <${sender.mail}>`,
    `Date: ${now.toUTCString().replace('GMT', '+0000')}`,
    'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=delivery-status; boundary="${boundary}"`,
    `Message-ID: <${randomUUID()}@mail.${domain}>`,
    ...(messageId === '' ? [] : [`In-Reply-To: ${messageId}`, `References: ${messageId}`]),
    `Subject: Undeliverable: ${fieldValue(fields, 'Subject') ?? ''}`,
    'Auto-Submitted: auto-replied',
    'X-MS-Exchange-Message-Is-Ndr:',
    '',
    `--${boundary}`,
    'Content-Type: text/plain; charset=utf-8',
    '',
    'Your message could not be delivered to:',
    ...failures.map(({ recipient, reason }) => `${recipient}: ${reason}`),
    '',
    `--${boundary}`,
    'Content-Type: message/delivery-status',
    '',
    `Reporting-MTA: dns; mail.${domain}`,
    ...failures.flatMap(({ recipient, status, reason }) => [
      '',
      `Final-Recipient: rfc822; ${recipient}`,
      'Action: failed',
      `Status: ${status}`,
      `Diagnostic-Code: smtp; ${reason}`,
    ]),
    '',
    `--${boundary}`,
    'Content-Type: text/rfc822-headers',
    '',
    head.trimEnd(),
    '',
    `--${boundary}--`,
    '',
  ];
  return Buffer.from(lines.join('\r\n'));
}

/** Mails written by hand, for tests of what recognises them. */
import { readMime } from '../../../connector/mailbox/index.js';
import { classify, type Classification } from '../../../connector/replies/index.js';

/** Header and body as lines, joined as they travel. */
export function mime(lines: readonly string[], end = '\r\n'): Buffer {
  return Buffer.from(lines.join(end), 'utf8');
}

export function classified(source: Buffer): Classification {
  const { item, body } = readMime(source);
  return classify(item, body);
}

/** What is asked of most mails here. */
export function told(classification: Classification): { kind: string; failed: string[]; original: string | null; status: string | null } {
  const { kind, bounce, receipt } = classification;
  return {
    kind,
    failed: bounce?.recipients.map(({ address }) => address) ?? [],
    original: bounce?.originalMessageId ?? receipt?.originalMessageId ?? null,
    status: bounce?.status ?? null,
  };
}

const ORIGINAL = '<step-1@contoso.example>';

/** The mail of ours that comes back. */
export const RETURNED = [
  'Received: from contoso.example by mx.contoso.example; Mon, 23 Nov 2026 10:00:00 +0000',
  `Message-ID: ${ORIGINAL}`,
  'In-Reply-To: <earlier@elsewhere.example>',
  'From: Riley Carter <riley@contoso.example>',
  'To: flynn@arcade.example',
  'Subject: Arcade lease',
  '',
  'Hello Flynn,',
];

interface ReportFields {
  readonly action: string;
  readonly status: string;
  readonly said?: string;
  readonly recipient?: string;
  readonly original?: string;
}

/** A report as RFC 3464 wants it, about one or more recipients. */
export function report(recipients: readonly ReportFields[], header: readonly string[] = []): Buffer {
  return mime([
    'Return-Path: <>',
    'From: Mail Delivery System <MAILER-DAEMON@mx.arcade.example>',
    'To: riley@contoso.example',
    'Message-ID: <report-1@mx.arcade.example>',
    'Subject: Returned to sender',
    ...header,
    'MIME-Version: 1.0',
    'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
    '',
    '--b',
    'Content-Type: text/plain; charset=us-ascii',
    '',
    'What became of your message is described below.',
    '--b',
    'Content-Type: message/delivery-status',
    '',
    'Reporting-MTA: dns; mx.arcade.example',
    '',
    ...recipients.flatMap(({ action, status, said, recipient = 'flynn@arcade.example', original }) => [
      ...(original === undefined ? [] : [`Original-Recipient: rfc822; ${original}`]),
      `Final-Recipient: rfc822; ${recipient}`,
      `Action: ${action}`,
      `Status: ${status}`,
      ...(said === undefined ? [] : [`Diagnostic-Code: smtp; ${said}`]),
      '',
    ]),
    '--b',
    'Content-Type: message/rfc822',
    '',
    ...RETURNED,
    '--b--',
  ]);
}

/** A report in words only. */
export function notice(subject: string, words: readonly string[], { from = 'MAILER-DAEMON@mx.arcade.example', header = ['Return-Path: <>'] }: { from?: string; header?: readonly string[] } = {}): Buffer {
  return mime([...header, `From: ${from}`, 'To: riley@contoso.example', 'Message-ID: <notice-1@mx.arcade.example>', `Subject: ${subject}`, 'Content-Type: text/plain; charset=utf-8', '', ...words]);
}

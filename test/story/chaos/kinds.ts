/**
 * The kinds of answers of the chaos test, one row each: how the mail is written, what it must be
 * recorded as, and what becomes of the person's campaign.
 */
import { DateTime } from 'luxon';

/** The mail that is answered, and those concerned. */
export interface Answered {
  /** Unique within the run; goes into ids and addresses. */
  readonly key: string;
  readonly person: string;
  /** The rep's mailbox. */
  readonly rep: string;
  /** Another connected mailbox of the organisation. */
  readonly colleague: string;
  readonly messageId: string;
  readonly subject: string;
  /** Address of the pixel in it. */
  readonly pixel: string;
  /** The time everybody there lives in. */
  readonly now: Date;
}

/** A mail on the wire. */
export interface Wire {
  /** '' for reports. */
  readonly from: string;
  readonly to: readonly string[];
  /** Signed in as this mailbox, as its owner's own mail program. */
  readonly as?: string;
  /** Message-ID. */
  readonly id: string;
  readonly lines: readonly string[];
}

export type Then =
  /** The campaign ends. */
  | 'ends'
  /** The next mail goes. */
  | 'goes on'
  /** The next mail waits, but the campaign does not end. */
  | 'waits';

export interface Kind {
  /** As in `replies.kind`; null: nothing is recorded. */
  readonly recorded: string | null;
  /** Kind of its line in the feed; null: none. */
  readonly line: string | null;
  readonly then: Then;
  /** It answers no mail of ours: once the campaign is over it means nothing. */
  readonly onlyWhileItRuns?: true;
  /** Where it is recorded as an answer to no mail of ours, because it came before the sent copy was known: it counts as a new thread by the person. */
  readonly orNewThread?: true;
  readonly write: (answered: Answered) => Wire;
}

const REPLY_TEXT = 'Thank you, that is interesting. Can we talk on Thursday?';

export const KINDS = {
  'from the person': { recorded: 'human_reply', line: 'reply', then: 'ends', write: (to) => reply(to, { from: to.person }) },
  'from another address': { recorded: 'human_reply', line: 'reply', then: 'ends', write: (to) => reply(to, { from: otherAddress(to) }) },
  'from somebody on CC': { recorded: 'human_reply', line: 'reply', then: 'ends', write: (to) => reply(to, { from: `cc-${to.person}` }) },
  'to a colleague’s mailbox only': { recorded: 'human_reply', line: 'reply', then: 'ends', write: (to) => reply(to, { from: to.person, to: [to.colleague] }) },
  'to both mailboxes': { recorded: 'human_reply', line: 'reply', then: 'ends', write: (to) => reply(to, { from: to.person, to: [to.rep, to.colleague] }) },
  'with References only': {
    recorded: 'human_reply',
    line: 'reply',
    then: 'ends',
    write: (to) => reply(to, { from: otherAddress(to), threading: [`References: <first-${to.key}@elsewhere.example>`, `\t${to.messageId}`] }),
  },
  'with the quoted pixel only': { recorded: 'human_reply', line: 'reply', then: 'ends', write: (to) => quoted(to) },
  'in another thread': {
    recorded: 'other',
    line: 'mail',
    then: 'ends',
    onlyWhileItRuns: true,
    write: (to) => reply(to, { from: to.person, subject: `A question about delivery ${to.key}`, threading: [] }),
  },
  'with the subject only': { recorded: 'human_reply', line: 'reply', then: 'waits', orNewThread: true, write: (to) => reply(to, { from: to.person, threading: [] }) },
  'out of office until a date': { recorded: 'auto_reply', line: 'auto_reply', then: 'waits', write: (to) => outOfOffice(to) },
  'bounced for good': { recorded: 'bounce_hard', line: 'bounce', then: 'ends', write: (to) => bounce(to, { status: '5.1.1', says: '550 5.1.1 User unknown' }) },
  'bounced for now': { recorded: 'bounce_soft', line: 'bounce', then: 'goes on', write: (to) => bounce(to, { status: '4.2.2', says: '452 4.2.2 Mailbox full' }) },
  'a read receipt': { recorded: 'receipt', line: 'receipt', then: 'goes on', write: (to) => receipt(to) },
  'a meeting declined': { recorded: 'calendar', line: 'calendar', then: 'waits', write: (to) => declined(to) },
  'the rep’s own forward': {
    recorded: null,
    line: null,
    then: 'goes on',
    write: (to) => ({ ...reply(to, { from: to.rep, to: [to.colleague], subject: `FW: ${to.subject}` }), as: to.rep }),
  },
  'a colleague’s answer': { recorded: null, line: null, then: 'goes on', write: (to) => reply(to, { from: 'admin@contoso.example' }) },
  silence: { recorded: null, line: null, then: 'goes on', write: () => ({ from: '', to: [], id: '', lines: [] }) },
} as const satisfies Record<string, Kind>;

export type KindName = keyof typeof KINDS;

/** Mail that has nothing to do with us: the marker must not be found anywhere afterwards. */
export function newsletter(number: number, to: string, marker: string, now: Date): Wire {
  const from = `news@${marker}.example`;
  return {
    from,
    to: [to],
    id: `<${marker}-${number}@${marker}.example>`,
    lines: [
      `From: ${marker} News <${from}>`,
      `To: ${to}`,
      `Subject: ${marker} number ${number}`,
      `Date: ${rfcDate(now)}`,
      `Message-ID: <${marker}-${number}@${marker}.example>`,
      `List-Id: <news.${marker}.example>`,
      'Precedence: bulk',
      '',
      `All about ${marker}.`,
    ],
  };
}

function otherAddress({ key, person }: Answered): string {
  return `${key}@other-${person.slice(person.indexOf('@') + 1)}`;
}

function reply(answered: Answered, how: { from: string; to?: readonly string[]; subject?: string; threading?: readonly string[] }): Wire {
  const { from, to = [answered.rep], subject = `Re: ${answered.subject}`, threading = [`In-Reply-To: ${answered.messageId}`, `References: ${answered.messageId}`] } = how;
  const id = `<${answered.key}-answer@elsewhere.example>`;
  return {
    from,
    to,
    id,
    lines: [
      `From: Somebody <${from}>`,
      `To: ${to.join(', ')}`,
      `Subject: ${subject}`,
      `Date: ${rfcDate(answered.now)}`,
      `Message-ID: ${id}`,
      ...threading,
      'MIME-Version: 1.0',
      'Content-Type: text/plain; charset=utf-8',
      '',
      REPLY_TEXT,
    ],
  };
}

function quoted(answered: Answered): Wire {
  const plain = reply(answered, { from: answered.person, subject: `Answer ${answered.key}`, threading: [] });
  const head = plain.lines.slice(0, plain.lines.indexOf('') - 1);
  return {
    ...plain,
    lines: [
      ...head,
      'Content-Type: text/html; charset=utf-8',
      '',
      `<html><body><p>${REPLY_TEXT}</p><blockquote type="cite"><p>Hello</p><img src="${answered.pixel}" width="1" height="1" alt=""></blockquote></body></html>`,
    ],
  };
}

function outOfOffice(answered: Answered): Wire {
  const plain = reply(answered, { from: answered.person, subject: `Automatic reply: ${answered.subject}` });
  const back = DateTime.fromJSDate(answered.now, { zone: 'Europe/Berlin' }).plus({ days: 14 }).setLocale('en').toFormat('d MMMM yyyy');
  const blank = plain.lines.indexOf('');
  return {
    ...plain,
    from: '',
    lines: [...plain.lines.slice(0, blank), 'Auto-Submitted: auto-generated', 'X-Auto-Response-Suppress: All', '', `I am out of the office and will be back on ${back}.`],
  };
}

function report(answered: Answered, type: string, part: string, subject: string, text: string, status: readonly string[]): Wire {
  const id = `<${answered.key}-report@elsewhere.example>`;
  const boundary = `cut-${answered.key}`;
  return {
    from: '',
    to: [answered.rep],
    id,
    lines: [
      `From: Mail Delivery System <mailer-daemon@${answered.person.slice(answered.person.indexOf('@') + 1)}>`,
      `To: ${answered.rep}`,
      `Subject: ${subject}`,
      `Date: ${rfcDate(answered.now)}`,
      `Message-ID: ${id}`,
      'Auto-Submitted: auto-replied',
      'MIME-Version: 1.0',
      `Content-Type: multipart/report; report-type=${type}; boundary="${boundary}"`,
      '',
      `--${boundary}`,
      'Content-Type: text/plain; charset=utf-8',
      '',
      text,
      '',
      `--${boundary}`,
      `Content-Type: message/${part}`,
      '',
      ...status,
      '',
      `--${boundary}`,
      'Content-Type: text/rfc822-headers',
      '',
      `From: ${answered.rep}`,
      `To: ${answered.person}`,
      `Subject: ${answered.subject}`,
      `Message-ID: ${answered.messageId}`,
      '',
      `--${boundary}--`,
    ],
  };
}

function bounce(answered: Answered, { status, says }: { status: string; says: string }): Wire {
  const domain = answered.person.slice(answered.person.indexOf('@') + 1);
  return report(answered, 'delivery-status', 'delivery-status', 'Undelivered Mail Returned to Sender', `Your message to ${answered.person} could not be delivered: ${says}`, [
    `Reporting-MTA: dns; mx.${domain}`,
    '',
    `Final-Recipient: rfc822; ${answered.person}`,
    'Action: failed',
    `Status: ${status}`,
    `Diagnostic-Code: smtp; ${says}`,
  ]);
}

function receipt(answered: Answered): Wire {
  const wire = report(answered, 'disposition-notification', 'disposition-notification', `Read: ${answered.subject}`, 'Your message was read.', [
    'Reporting-UA: mail.elsewhere.example; a mail program',
    `Final-Recipient: rfc822; ${answered.person}`,
    `Original-Message-ID: ${answered.messageId}`,
    'Disposition: manual-action/MDN-sent-manually; displayed',
  ]);
  return { ...wire, lines: wire.lines.map((line) => (line.startsWith('From: Mail Delivery') ? `From: Somebody <${answered.person}>` : line)) };
}

function declined(answered: Answered): Wire {
  const plain = reply(answered, { from: answered.person, subject: `Declined: ${answered.subject}` });
  const head = plain.lines.slice(0, plain.lines.indexOf('') - 1);
  const boundary = `cut-${answered.key}`;
  return {
    ...plain,
    lines: [
      ...head,
      `Content-Type: multipart/alternative; boundary="${boundary}"`,
      '',
      `--${boundary}`,
      'Content-Type: text/plain; charset=utf-8',
      '',
      'Declined.',
      `--${boundary}`,
      'Content-Type: text/calendar; charset=utf-8; method=REPLY',
      '',
      'BEGIN:VCALENDAR',
      'PRODID:-//Somebody//Calendar//EN',
      'VERSION:2.0',
      'METHOD:REPLY',
      'BEGIN:VEVENT',
      `UID:${answered.key}`,
      'SEQUENCE:0',
      `DTSTAMP:${stamp(answered.now)}`,
      `DTSTART:${stamp(answered.now)}`,
      `ORGANIZER:mailto:${answered.rep}`,
      `ATTENDEE;PARTSTAT=DECLINED:mailto:${answered.person}`,
      `SUMMARY:${answered.subject}`,
      'END:VEVENT',
      'END:VCALENDAR',
      `--${boundary}--`,
    ],
  };
}

function stamp(time: Date): string {
  return `${time.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
}

function rfcDate(time: Date): string {
  return time.toUTCString().replace('GMT', '+0000');
}

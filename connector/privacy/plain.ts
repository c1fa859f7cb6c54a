/**
 * What parts store, in words for the person it is about: names of fields and states become plain
 * words, what is empty is left out, and their own address and name are said once, not in every row.
 * A state without a word here is shown as it is stored.
 */
import type { PersonalRows } from '../identity/index.js';

/** How somebody said it, as it is stored with what they said, for administrators to read. */
export const ON_PAGE = 'on their own page, linked in a mail';
export const ON_PAGE_WITH_CODE = 'on their own page, with a code mailed to them';

const LABELS = {
  at: 'When',
  sentAt: 'When',
  receivedAt: 'When',
  from: 'From',
  name: 'Name',
  address: 'Address',
  subject: 'Subject',
  what: 'What',
  kind: 'What',
  link: 'Link',
  program: 'Program',
  network: 'Network of',
  takenFor: 'Counted as',
  because: 'Why',
  reason: 'Why',
  toYouAlone: 'To you alone',
  trackedLinks: 'Tracked links',
  matchedBy: 'Recognised by',
  state: 'State',
  how: 'How',
  proof: 'Proof',
  country: 'Country',
  campaign: 'Campaign',
  since: 'Since',
  endedBecause: 'Ended because',
  endedAt: 'Ended',
  mailsSent: 'Mails sent',
  document: 'Document',
  until: 'Until',
  addressYouGave: 'Address you gave',
  device: 'Device',
  pagesAndTimes: 'Pages and seconds',
  downloads: 'Downloads',
  status: 'Answer of the mail server',
} as const satisfies Record<string, string>;

const VALUES = {
  what: {
    sent: 'mail sent',
    view: 'mail viewed',
    click: 'link opened',
    reply: 'you answered',
    auto_reply: 'automatic answer',
    bounce: 'mail came back',
    receipt: 'receipt',
    calendar: 'answer to an invitation',
    mail: 'mail from you',
    written: 'the sender wrote to you',
    question: 'the sender was asked something about you',
    enrolled: 'added to a campaign',
    ended: 'taken out of a campaign',
    unsubscribe: 'you unsubscribed',
    failed: 'a mail could not be sent',
    alarm: 'several views',
    document: 'document opened',
  },
  device: { computer: 'computer', phone: 'phone', tablet: 'tablet' },
  kind: {
    human_reply: 'written by a person',
    auto_reply: 'automatic answer',
    bounce_hard: 'could not be delivered',
    bounce_soft: 'could not be delivered for now',
    bounce_delayed: 'delivery delayed',
    receipt: 'receipt',
    calendar: 'answer to an invitation',
    other: 'other mail',
  },
  takenFor: { human: 'a person', self: 'the sender', proxy: 'a mail service, read or not', prefetch: 'a machine that loaded it ahead', scanner: 'a machine that checks mail' },
  state: { given: 'agreed', refused: 'refused', withdrawn: 'agreed, and took it back', active: 'going on', waiting: 'waiting', finished: 'all mails were sent', ended: 'ended' },
  endedBecause: {
    reply: 'you answered',
    bounced: 'mail could not be delivered',
    departed: 'you no longer work there',
    unsubscribed: 'you unsubscribed',
    removed: 'the sender took you out',
    erased: 'you had your data erased',
    failed: 'a mail could not be sent',
  },
  how: { link: 'by a link in a mail', reply: 'in an answer', joined: 'for another address of yours', kept: 'kept when everything else was erased', [ON_PAGE]: 'on this page', [ON_PAGE_WITH_CODE]: 'on this page, with a code mailed to you' },
} as const satisfies Record<string, Readonly<Record<string, string>>>;

type Labels = typeof LABELS;
type Values = typeof VALUES;

/** Every word of ours in what is given out. */
export type Term = Labels[keyof Labels] | { [Key in keyof Values]: Values[Key][keyof Values[Key]] }[keyof Values] | 'images loaded' | 'yes' | 'no';

/** Labels whose values are ours: the others stand before what somebody wrote. */
const OURS: ReadonlySet<string> = new Set([...Object.keys(VALUES).flatMap((key) => lookUp(LABELS, key) ?? []), LABELS.toYouAlone]);

/** Labels of sentences that are stored as they were told, in English. */
const SENTENCES: ReadonlySet<string> = new Set([LABELS.because, LABELS.matchedBy]);

/** Whether a value is a word of ours, a sentence that is stored in English, or what somebody wrote. */
export function sortOfValue(label: string): 'term' | 'sentence' | 'text' {
  if (OURS.has(label)) return 'term';
  return SENTENCES.has(label) ? 'sentence' : 'text';
}

/** Sentences of the judgement speak to the sender: those that say "you" would mislead whoever else reads them. */
const TO_THE_SENDER = /\byour?\b/i;

/** @param own address asked for and names of the person, in lower case: left out of the rows */
export function plainRows(rows: PersonalRows, own: ReadonlySet<string>): PersonalRows {
  return rows.map((row) => Object.fromEntries(Object.entries(row).flatMap(([key, value]) => plainField(key, value, own)))).filter((row) => Object.keys(row).length > 0);
}

function plainField(key: string, value: unknown, own: ReadonlySet<string>): [string, unknown][] {
  if (value === null || value === undefined || value === '') return [];
  const label = lookUp(LABELS, key) ?? key;
  if (typeof value === 'boolean') return [[label, value ? 'yes' : 'no']];
  if (typeof value !== 'string') return [[label, value]];
  if (['address', 'name', 'from'].includes(key) && own.has(value.trim().toLowerCase())) return [];
  if (key === 'because' && TO_THE_SENDER.test(value)) return [];
  return [[label, lookUp(lookUp(VALUES, key) ?? {}, value) ?? value]];
}

function lookUp<Value>(table: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/**
 * Calendar mails: invitations, and what people answer to ours. Outlook says which by message class
 * (MS-OXOCAL section 2.2), everybody else by a text/calendar part with a method (RFC 5546). A subject
 * ("Accepted: …") only helps where Exchange gave neither, and never alone.
 */
import { NOTHING_KNOWN, type Classification } from './classification.js';
import { headerOf, saying, type Mail } from './mail.js';
import { subjectLine } from './subject-line.js';
import { fold } from './words/fold.js';
import { LANGUAGES } from './words/languages/index.js';

type Sort = NonNullable<Classification['calendar']>;

/** A reply class carries no proposal of its own: a counter-proposal is a reply with this property set, seen as COUNTER in MIME. */
const CLASSES: readonly (readonly [RegExp, Sort])[] = [
  [/^IPM\.Schedule\.Meeting\.Request/i, 'request'],
  [/^IPM\.Schedule\.Meeting\.Cancell?ed/i, 'cancelled'],
  [/^IPM\.Schedule\.Meeting\.Resp\.Pos/i, 'accepted'],
  [/^IPM\.Schedule\.Meeting\.Resp\.Neg/i, 'declined'],
  [/^IPM\.Schedule\.Meeting\.Resp\.Tent/i, 'tentative'],
];

const METHODS: Readonly<Record<string, Sort>> = { REQUEST: 'request', ADD: 'request', CANCEL: 'cancelled', COUNTER: 'proposal', DECLINECOUNTER: 'declined' };
const ANSWERS: Readonly<Record<string, Sort>> = { ACCEPTED: 'accepted', DECLINED: 'declined', TENTATIVE: 'tentative' };
/** Content lines of iCalendar are folded (RFC 5545 section 3.1). Characters. */
const CALENDAR_READ = 10_000;

const SUBJECTS: readonly (readonly [Sort, ReadonlySet<string>])[] = [
  ['accepted', subjectWords('accepted')],
  ['declined', subjectWords('declined')],
  ['tentative', subjectWords('tentative')],
  ['cancelled', subjectWords('cancelled')],
];

export function findCalendar(mail: Mail): Classification | null {
  const { messageClass } = mail.item;
  const byClass = CLASSES.find(([wanted]) => wanted.test(messageClass));
  const part = calendarPart(mail);
  // A proposal of another time has the class of a tentative or declining answer, and COUNTER in its part.
  if (byClass !== undefined && part?.sort !== 'proposal') return calendar('calendar-class', messageClass, byClass[1]);
  if (part !== null) return calendar('calendar-part', part.says, part.sort);
  const content = mail.matching('Content-Type', /^\s*text\/calendar\b.*\bmethod\s*=/i);
  if (content !== null) {
    const method = /\bmethod\s*=\s*"?([a-z]+)/i.exec(content)?.[1]?.toUpperCase() ?? '';
    const sort = METHODS[method] ?? (method === 'REPLY' ? sortOfSubject(mail) : null);
    if (sort !== null) return calendar('calendar-part', content, sort);
  }
  // What Exchange writes on every calendar mail; without class and part only the subject tells which it is.
  const sort = mail.has('X-MS-Exchange-Calendar-Originator-Id') || mail.matching('Content-Class', /calendarmessage/i) !== null ? sortOfSubject(mail) : null;
  return sort === null ? null : calendar('calendar-subject', mail.subject, sort);
}

function calendar(code: string, words: string, sort: Sort): Classification {
  return { ...NOTHING_KNOWN, kind: 'calendar', reasons: [{ code, says: saying(words) }], calendar: sort };
}

/** The first calendar part with a method that asks or answers; METHOD:PUBLISH is a file somebody attached. */
function calendarPart(mail: Mail): { sort: Sort; says: string } | null {
  for (const { headers, text } of mail.parts('text/calendar')) {
    const lines = text.slice(0, CALENDAR_READ).replace(/\r?\n[ \t]/g, '').split(/\r?\n/);
    const stated = /\bmethod\s*=\s*"?([a-z]+)/i.exec(headerOf(headers, 'Content-Type'))?.[1] ?? valueOf(lines, /^METHOD:/i);
    const method = stated.trim().toUpperCase();
    if (method === 'REPLY') {
      const attendee = lines.find((line) => /^ATTENDEE\b/i.test(line)) ?? '';
      const answer = /;PARTSTAT="?([A-Z-]+)/i.exec(attendee)?.[1]?.toUpperCase() ?? '';
      const sort = ANSWERS[answer] ?? sortOfSubject(mail);
      if (sort !== null) return { sort, says: `METHOD:REPLY PARTSTAT=${answer}` };
    }
    const sort = METHODS[method];
    if (sort !== undefined) return { sort, says: `METHOD:${method}` };
  }
  return null;
}

function valueOf(lines: readonly string[], name: RegExp): string {
  return (lines.find((line) => name.test(line)) ?? '').replace(name, '');
}

/** "Accepted: Lunch": the word before the colon, in any language. */
function sortOfSubject(mail: Mail): Sort | null {
  const before = /^([^:：]{2,40})[:：]/.exec(subjectLine(mail.subject).rest)?.[1];
  if (before === undefined) return null;
  const word = fold(before).text.trim();
  return SUBJECTS.find(([, words]) => words.has(word))?.[0] ?? null;
}

function subjectWords(sort: 'accepted' | 'declined' | 'tentative' | 'cancelled'): ReadonlySet<string> {
  return new Set(LANGUAGES.flatMap(({ calendar }) => calendar[sort]).map((word) => fold(word).text.trim()));
}

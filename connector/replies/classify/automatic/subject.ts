/**
 * What the subject says. Only what stands at its very beginning counts in full: "Automatic reply: X"
 * is written by a program, "Re: Automatic reply: X" by a person who answers it.
 */
import type { Mail } from '../mail.js';
import { subjectLine } from '../subject-line.js';
import { fold } from '../words/fold.js';
import { LANGUAGES } from '../words/languages/index.js';
import { findPhrase, phrases, type Phrases } from '../words/phrase.js';
import { says } from '../words/topics.js';
import { evidence, type Evidence } from './evidence.js';

/** How far from its beginning a subject may announce itself: behind "Auto:", a tag, a name. Characters. */
const BEGINNING = 4;
const TICKET_NUMBER = /[[(#{][^\])}]{0,40}#?\s?\d{3,}[^\])}]{0,20}[\])}]|(?:ticket|case|request|incident|inc|sr|bug)\s?(?:id|no|number)?[\s#:=-]{1,3}[a-z]{0,6}-?\d{3,}|#\d{3,}/i;
/** "Auto: …", as several programs begin every automatic answer. */
const AUTO_COLON = /^\s*auto[-\s]?(?:reply|response|re)?\s?:/i;

interface SubjectPhrases {
  readonly automatic: Phrases;
  readonly absence: Phrases;
  readonly received: Phrases;
}

const PHRASES: SubjectPhrases = {
  automatic: LANGUAGES.flatMap(({ subjects }) => phrases(subjects.automatic)),
  absence: LANGUAGES.flatMap(({ subjects }) => phrases(subjects.absence)),
  received: LANGUAGES.flatMap(({ subjects }) => phrases(subjects.received)),
};

export function subjectEvidence(mail: Mail): Evidence[] {
  const line = subjectLine(mail.subject);
  const found: Evidence[] = [];
  // What stands behind "Re:" or "Fwd:" is the subject of the mail answered, not what this mail is.
  if (line.prefix === null) {
    const subject = fold(line.rest.slice(0, 400));
    const auto = AUTO_COLON.exec(mail.subject);
    const bracketed = fold(mail.subject.slice(0, 400));
    const inRest = findPhrase(subject, PHRASES.automatic);
    const automatic = inRest ?? findPhrase(bracketed, PHRASES.automatic);
    const absence = findPhrase(subject, PHRASES.absence);
    const received = findPhrase(subject, PHRASES.received);
    if (auto !== null) found.push(evidence('automatic-subject', mail.subject, 60));
    else if (automatic !== null && automatic.from <= BEGINNING) found.push(evidence('automatic-subject', automatic.words, (inRest === null ? standsAlone(mail.subject, bracketed.origin(automatic.to - 1)) : standsAlone(line.rest, subject.origin(automatic.to - 1))) ? 75 : 60));
    else if (automatic !== null) found.push(evidence('automatic-in-subject', automatic.words, 45));
    if (absence !== null) {
      // "Out of office: X", as programs put it before the subject they answer.
      const rest = line.rest.slice(subject.origin(absence.to - 1) + 1).trim();
      const isPrefix = absence.from <= BEGINNING && /^[:：]\s*\S/.test(rest);
      const isAll = absence.from <= BEGINNING && rest === '';
      found.push(evidence('absence-subject', absence.words, isPrefix ? 60 : isAll ? 55 : 40));
    }
    if (received !== null) found.push(evidence('received-subject', received.words, 30));
    const list = says(subject, 'list');
    if (list !== null) found.push(evidence('list-subject', list.words, 40));
    const challenge = says(subject, 'challenge');
    if (challenge !== null) found.push(evidence('challenge-subject', challenge.words, 40));
  }
  const number = TICKET_NUMBER.exec(mail.subject.slice(0, 400));
  if (number !== null) found.push(evidence('ticket-number', number[0], /^[[({#]/.test(number[0]) || line.prefix === null ? 10 : 5));
  return found;
}

/** "Automatic reply: X" and "Automatic reply" are written by programs; "Automatic reply loops" is a subject people choose. */
function standsAlone(subject: string, lastLetter: number): boolean {
  return /^\s*(?:$|[^\p{L}\p{N}\s'"])/u.test(subject.slice(lastLetter + 1));
}

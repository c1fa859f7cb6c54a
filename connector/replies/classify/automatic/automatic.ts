/**
 * Automatic answers: absence, acknowledgement, challenge, list robot. Evidence of the header, the
 * subject and the writer's own text is weighed together against signs of a person.
 *
 *     report or delivery notice            → none of these, whatever it claims
 *     notification to subscribers          → none of these, unless a strong header says it answers
 *     sum of the evidence ≥ ENOUGH         → auto_reply, with its sort
 *     otherwise                            → not automatic
 */
import { NOTHING_KNOWN, type Classification } from '../classification.js';
import type { Mail } from '../mail.js';
import { notificationOf, unsubscribesByProgram } from '../notification.js';
import { subjectLine } from '../subject-line.js';
import { fold } from '../words/fold.js';
import { DECIDES, ENOUGH, evidence, type Evidence } from './evidence.js';
import { headerEvidence, namesAnother } from './headers.js';
import { peopleEvidence } from './people.js';
import { returnDate } from './return-date.js';
import { sortOf } from './sort.js';
import { standIn } from './stand-in.js';
import { subjectEvidence } from './subject.js';
import { textEvidence, topicsOf, type SaidByTopic } from './text.js';

/** What an automatic answer is about stands at its beginning. Characters. */
const TEXT_READ = 6_000;
/** A short text. Characters. */
const SHORT = 700;
/** At the beginning, behind a greeting and thanks. Characters of folded text. */
const SOON = 160;

export function findAutomatic(mail: Mail): Classification | null {
  if (isReport(mail) || unsubscribesByProgram(mail)) return null;
  const own = mail.ownText.slice(0, TEXT_READ);
  const text = fold(own);
  const said = topicsOf(text);
  const header = headerEvidence(mail);
  const strong = header.some(({ weight }) => weight >= DECIDES);
  if (!strong && notificationOf(mail) !== null) return null;

  const ofSubject = subjectEvidence(mail);
  const saysInSubject = ofSubject.some(({ code }) => code !== 'ticket-number');
  const forMachine = [...header, ...ofSubject, ...textEvidence(said, answersSomething(mail), saysInSubject), ...answersWithoutPrefix(mail, said.size > 0 || saysInSubject), ...onlyAbsence(mail, said)];
  const all: Evidence[] = strong ? forMachine : [...forMachine, ...peopleEvidence(mail, said)];
  const sum = all.reduce((total, { weight }) => total + weight, 0);
  if (sum < ENOUGH) return null;

  const reasons = forMachine.sort((left, right) => right.weight - left.weight).map(({ code, says }) => ({ code, says }));
  const sort = sortOf(all);
  const isAbsence = sort === 'out_of_office' || sort === 'departed' || sort === 'unknown';
  return {
    ...NOTHING_KNOWN,
    kind: 'auto_reply',
    reasons,
    automatic: {
      sort,
      returnDate: sort === 'out_of_office' || sort === 'unknown' ? returnDate(mail, own) : null,
      standIn: isAbsence ? standIn(mail, own) : null,
    },
  };
}

/** True if it names a mail, or its subject says that it answers one. */
function answersSomething(mail: Mail): boolean {
  return namesAnother(mail) || subjectLine(mail.subject).answers || subjectEvidence(mail).some(({ code }) => code !== 'ticket-number');
}

/** In somebody's thread, but without "Re:", which people's mail programs put there. */
function answersWithoutPrefix(mail: Mail, saysSo: boolean): Evidence[] {
  const isUnlikely = subjectLine(mail.subject).prefix !== null || !namesAnother(mail) || mail.quotes || !saysSo;
  return isUnlikely ? [] : [evidence('answers-without-prefix', mail.subject, 15)];
}

/** A short text that begins with the absence and goes on with nothing but what belongs to one. */
function onlyAbsence(mail: Mail, said: SaidByTopic): Evidence[] {
  const absence = said.get('absence');
  if (absence === undefined || absence.from > SOON || said.size < 3) return [];
  // "Back to you tomorrow. Kim is on leave": somebody else's absence.
  const back = said.get('back');
  if (back !== undefined && back.from < absence.from && namesAnother(mail)) return [evidence('absence-of-another', absence.words, -15)];
  const isMore = mail.quotes || mail.ownText.length > SHORT || mail.ownText.includes('?');
  return isMore ? [] : [evidence('only-absence', absence.words, 15)];
}

/** Delivery notices and abuse reports are generated too, and answer nothing. */
function isReport(mail: Mail): boolean {
  return mail.matching('Content-Type', /^\s*multipart\/report/i) !== null || /^report\./i.test(mail.item.messageClass);
}

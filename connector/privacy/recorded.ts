/** What a sender records about one person, and what they said about it, in plain words: pure functions. */
import type { ConsentState, Mode } from '../consent/index.js';
import type { Words } from './words/words.js';

export interface Told {
  /** Of mails we know of. */
  readonly mails: number;
  readonly since: Date | null;
  readonly consent: ConsentState;
  /** When that was said; null for unknown. */
  readonly saidAt: Date | null;
  /** How much a mail to this person would tell today, at most. */
  readonly mode: Mode;
}

/** One sentence per thing that is recorded. */
export function recorded({ mails, since, mode }: Told, words: Words): string[] {
  const { recorded: says } = words;
  const sent = mails === 0 ? says.noMail : says.mails(mails, since === null ? null : day(since, words));
  return [sent, says.answers, ...byMode(mode, words)];
}

/** What is recorded besides, of whoever agrees. */
export function agreedTo({ recorded: says }: Words): string[] {
  return [says.images, says.links];
}

function byMode(mode: Mode, words: Words): string[] {
  const { recorded: says } = words;
  switch (mode) {
    case 'full':
      return agreedTo(words);
    case 'links':
      return [says.links, says.noImages];
    case 'anonymous':
      return [says.counted];
    case 'replies':
    case 'off':
      return [says.nothing];
  }
}

/** What the person said, one sentence. */
export function choice({ consent, saidAt }: Told, words: Words): string {
  if (consent === 'unknown' || saidAt === null) return words.choice.unknown;
  return words.choice[consent](day(saidAt, words));
}

/** 23 November 2026, in UTC. */
function day(date: Date, { locale }: Words): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(date);
}

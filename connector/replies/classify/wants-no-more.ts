/**
 * A person asks for no more mail. Looked for in the writer's own text only: the footer of a quoted
 * mail says "unsubscribe" too. What only sounds like it ("please don't remove me") is taken out first.
 * In a long text such words are usually about something else, so they must stand near its beginning or end.
 */
import type { Reason } from './classification.js';
import { saying } from './mail.js';
import { fold } from './words/fold.js';
import { findEach } from './words/phrase.js';
import { phrasesOf } from './words/topics.js';

/** Texts up to this length are read whole. Characters. */
const SHORT = 800;
/** Of longer ones, so much of the beginning. Characters. */
const BEGINNING = 400;

const WANTS_NO_MORE = phrasesOf('wantsNoMore');
const WANTS_MORE = phrasesOf('wantsMore');

/** The word that subjects and answers of one word say, in any language. */
const ONE_WORD = /^\s*(?:unsubscribe|remove|stop|abmelden|austragen|abbestellen|d[eé]sinscription|d[eé]sabonnement|baja|cancelar suscripci[oó]n|cancellami|remover|descadastrar|uitschrijven|afmelden|avregistrera|avanm[aä]l|afmeld|avmeld|poista|wypisz|odhl[aá]sit|отписаться|отписка|配信停止|退订|退訂|수신거부)[\s.!]*$/iu;

/** The words that ask for it; null if nobody does. */
export function wantsNoMore(ownText: string): Reason | null {
  const word = ONE_WORD.exec(ownText.slice(0, 60));
  if (word !== null && ownText.length <= 60) return { code: 'wants-no-more', says: saying(word[0]) };
  const read = ownText.length <= SHORT ? ownText : ownText.slice(0, BEGINNING);
  const text = fold(read);
  const notMeant = findEach(text, WANTS_MORE);
  const asked = findEach(text, WANTS_NO_MORE).find(({ from, to }) => !notMeant.some((other) => other.from < to && other.to > from));
  return asked === undefined ? null : { code: 'wants-no-more', says: saying(asked.words) };
}

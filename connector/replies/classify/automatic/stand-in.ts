/**
 * Whom an automatic answer names to turn to: an address in the writer's own text that is not the
 * writer's and not ours, near words such as "in urgent cases contact", "Vertretung", "no longer works
 * here". The name is taken where it stands directly before the address.
 */
import type { Address } from '../../../mailbox/index.js';
import type { Mail } from '../mail.js';
import { fold } from '../words/fold.js';
import { findEach, type Phrases } from '../words/phrase.js';
import { phrasesOf } from '../words/topics.js';

/** How far behind such words the address may stand. Characters. */
const BEHIND = 260;
/** How far before them. Characters. */
const BEFORE = 120;
const TEXT_READ = 3_000;

const ADDRESS = /[\p{L}\p{N}._%+'-]{1,64}@(?:[\p{L}\p{N}-]{1,63}\.){1,6}[\p{L}]{2,24}/gu;
/** Up to four words of a name, then what stands between a name and an address. */
const NAME_BEFORE = /((?:\p{Lu}[\p{L}'’.-]{0,30} ){0,3}\p{Lu}[\p{L}'’-]{1,30}) {0,2}(?:[,;:(<[–-] {0,2})*(?:(?:at|on|via|by|per|under|unter|an|auf|à|par|sous|en|al|a|em|no|naar|op|på|pod|na|email|e-mail|mail|mailto) {0,1}:? {0,1}){0,2}[(<[" ]{0,3}(?:mailto:)?$/u;
/** Not part of a name. */
const TITLES = /^(?:(?:please|contact|email|e-mail|mail|mr|mrs|ms|miss|dr|prof|herr|herrn|frau|kollegin|kollegen|kollege|madame|monsieur|mme|m|señor|señora|sr|sra|sig|sig\.ra|colleague|bitte|my|meine|meinen|an|to|cc|tel|phone|or|and|und|oder|et|ou)\.? )+/i;

const INSTEAD = phrasesOf('instead');
const DEPARTED = phrasesOf('departed');

export function standIn(mail: Mail, own: string): Address | null {
  const text = own.slice(0, TEXT_READ).replace(/\s+/g, ' ');
  const folded = fold(text);
  const places = (wanted: Phrases): { from: number; to: number }[] => findEach(folded, wanted).map(({ from, to }) => ({ from: folded.origin(from), to: folded.origin(to) }));
  const gone = places(DEPARTED);
  const turnTo = [...places(INSTEAD), ...gone];
  const known = new Set([mail.from, mail.item.sender?.address ?? '', ...[...mail.item.to, ...mail.item.cc].map(({ address }) => address)]);
  for (const match of text.matchAll(ADDRESS)) {
    const address = match[0].toLowerCase().replace(/^['.]+/, '');
    const isNear = turnTo.some(({ from, to }) => match.index >= from - BEFORE && match.index <= to + BEHIND);
    // "The address x@y is no longer in use" names what is gone.
    const isGone = gone.some(({ from, to }) => match.index >= from && match.index < to);
    if (isNear && !isGone && !known.has(address)) return { address, name: nameBefore(text.slice(Math.max(0, match.index - 120), match.index)) };
  }
  return null;
}

function nameBefore(text: string): string {
  const name = NAME_BEFORE.exec(text)?.[1]?.replace(TITLES, '') ?? '';
  return /^(?:please|contact|email|e-mail|mail)$/i.test(name) ? '' : name;
}

/**
 * Our marks in what a mail quotes: addresses of the pixel, of links, and for unsubscribing. What
 * passes a gateway comes back wrapped (Safe Links, URL defense, image proxies), percent-encoded
 * once or more, or cut by a line end; so the text is looked through in several spellings for
 * anything that could be a mark. Whether it is one says its signature alone: the host in front of
 * it may be the wrapper's, or one we had years ago. Pure, and linear in the text's length.
 */
import { STAMP_HEADER, STAMP_LENGTH } from './stamp.js';

export interface Marks {
  /** 56 characters each, in the order of the text; unverified. */
  readonly stamps: readonly string[];
  /** Tokens of `/u/` addresses, 60 characters each; unverified. */
  readonly unsubscribes: readonly string[];
}

const UNSUBSCRIBE_LENGTH = 60;
/** What our mails quote stands in the first part of a long mail; the rest is what hangs on it. */
const LONGEST_TEXT = 1_000_000;
/** Each costs a signature. */
const MOST_MARKS = 200;
const MOST_ENCODINGS = 3;

const MARK = /\/([olu])\/([A-Za-z0-9_-]{56,60})/g;
const HEADER = new RegExp(`^[> \\t]*${STAMP_HEADER}:\\s*([A-Za-z0-9_-]{${STAMP_LENGTH}})`, 'gim');

/** Every mark in the text, each once. */
export function marksIn(text: string): Marks {
  const cut = text.slice(0, LONGEST_TEXT);
  const stamps = new Set<string>();
  const unsubscribes = new Set<string>();
  const full = (): boolean => stamps.size + unsubscribes.size >= MOST_MARKS;
  for (const spelling of spellings(cut)) {
    for (const [, kind, token = ''] of spelling.matchAll(MARK)) {
      if (full()) break;
      if (kind !== 'u') stamps.add(token.slice(0, STAMP_LENGTH));
      else if (token.length >= UNSUBSCRIBE_LENGTH) unsubscribes.add(token.slice(0, UNSUBSCRIBE_LENGTH));
    }
    for (const [, stamp = ''] of spelling.matchAll(HEADER)) if (!full()) stamps.add(stamp);
  }
  return { stamps: [...stamps], unsubscribes: [...unsubscribes] };
}

/** The text as it is, without line ends, decoded as often as it is encoded, and as URL defense's second version spells addresses. */
function* spellings(text: string): Generator<string> {
  yield text;
  let encoded = text.replace(/=?\r?\n[> \t]*/g, '');
  if (encoded !== text) yield encoded;
  for (let times = 0; times < MOST_ENCODINGS; times += 1) {
    const decoded = encoded.replace(/%([2-7][0-9a-f])/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
    if (decoded === encoded) break;
    encoded = decoded;
    yield decoded;
  }
  // urldefense.proofpoint.com/v2: "/" is written "_", and "-XX" stands for "%XX".
  if (/urldefense/i.test(text)) yield encoded.replace(/_/g, '/').replace(/-([2-7][0-9A-F])/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
  const entities = text.replace(/&#x2f;|&#47;|&sol;/gi, '/');
  if (entities !== text) yield entities;
}

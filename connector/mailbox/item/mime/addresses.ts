/** Addresses in From, To and Cc (RFC 5322 section 3.4), as mail programs really write them. Linear in the length. */
import type { Address } from '../../types.js';
import { decodeWords } from '../encoded-words.js';

const LONGEST = 60_000;
const AT_MOST = 1_000;

/** Every mailbox of the field in order; groups are their members. */
export function addressesIn(field: string): Address[] {
  const found: Address[] = [];
  for (const piece of pieces(field.slice(0, LONGEST))) {
    const address = addressOf(piece);
    if (address !== null) found.push(address);
    if (found.length >= AT_MOST) break;
  }
  return found;
}

interface Piece {
  /** Outside angle brackets, quotes and comments. */
  words: string;
  comment: string;
  /** Between angle brackets; null where there are none. */
  route: string | null;
}

function pieces(field: string): Piece[] {
  const all: Piece[] = [];
  let piece: Piece = { words: '', comment: '', route: null };
  let quoted = false;
  let depth = 0;
  let inRoute = false;
  const next = (): void => {
    all.push(piece);
    piece = { words: '', comment: '', route: null };
  };
  for (let at = 0; at < field.length; at += 1) {
    const character = field.charAt(at);
    if (character === '\\' && (quoted || depth > 0)) {
      at += 1;
      if (quoted) piece.words += field.charAt(at);
    } else if (quoted) {
      if (character === '"') quoted = false;
      else piece.words += character;
    } else if (depth > 0) {
      if (character === '(') depth += 1;
      else if (character === ')') depth -= 1;
      if (depth > 0) piece.comment += character;
    } else if (inRoute) {
      if (character === '>') inRoute = false;
      else piece.route = (piece.route ?? '') + character;
    } else if (character === '"') quoted = true;
    else if (character === '(') depth = 1;
    else if (character === '<') {
      inRoute = true;
      piece.route = '';
    } else if (character === ',' || character === ';') next();
    else if (character === ':' && !piece.words.includes('@')) piece.words = '';
    else piece.words += character;
  }
  next();
  return all;
}

function addressOf({ words, comment, route }: Piece): Address | null {
  const said = words.trim();
  const bare = route === null ? (said.split(/\s+/).find((word) => word.includes('@')) ?? said) : route;
  // A source route "@a,@b:x@y" (RFC 5321 section 4.1.1.3) ends with the address.
  const address = bare.replace(/^@[^:]*:/, '').replace(/\s+/g, '').toLowerCase();
  if (address === '' || (route === null && !address.includes('@') && !/^[a-z0-9._-]+$/.test(address))) return null;
  const name = route === null ? comment : said;
  return { address, name: decodeWords(name).trim() };
}

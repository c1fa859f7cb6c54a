/**
 * Reads people out of what was pasted: from a mail's To line, a list, or a spreadsheet. Whatever
 * cannot be read is told with its reason; nothing is dropped in silence.
 */
import { campaignWords } from './strings.js';

const words = campaignWords.add.problems;

export interface ParsedPerson {
  readonly address: string;
  readonly name: string;
}

export interface UnreadableEntry {
  readonly entry: string;
  readonly why: string;
}

export interface ParsedPeople {
  readonly people: readonly ParsedPerson[];
  readonly unreadable: readonly UnreadableEntry[];
}

/** What the API takes at a time. */
export const MOST_PEOPLE = 500;
const LONGEST_NAME = 120;
/** As strict as the API is (zod's `z.email()`). */
const ADDRESS = /^(?!\.)(?!.*\.\.)[\w'+\-.]*[\w+-]@(?:[A-Za-z0-9][A-Za-z0-9-]*\.)+[A-Za-z]{2,}$/;
const LONGEST_ADDRESS = 254;

export function parsePeople(text: string): ParsedPeople {
  const people: ParsedPerson[] = [];
  const unreadable: UnreadableEntry[] = [];
  const known = new Set<string>();
  for (const entry of entriesOf(text)) {
    const person = personIn(entry);
    const why = typeof person === 'string' ? person : problemWith(person, known, people.length);
    if (typeof person === 'string' || why !== undefined) {
      unreadable.push({ entry, why: why ?? words.badAddress });
      continue;
    }
    known.add(person.address.toLowerCase());
    people.push(person);
  }
  return { people, unreadable };
}

function problemWith({ address, name }: ParsedPerson, known: ReadonlySet<string>, count: number): string | undefined {
  if (address.length > LONGEST_ADDRESS || !ADDRESS.test(address)) return words.badAddress;
  if (known.has(address.toLowerCase())) return words.twice;
  if (name.length > LONGEST_NAME) return words.longName(LONGEST_NAME);
  return count >= MOST_PEOPLE ? words.tooMany(MOST_PEOPLE) : undefined;
}

/** Cuts at line ends, semicolons and commas, but not inside quotes or angle brackets, nor within "Flynn, Kevin <…>". */
function entriesOf(text: string): string[] {
  return text.split(/\r?\n/).flatMap((line) => joinSurnames(cut(line)));
}

function cut(line: string): string[] {
  const parts: string[] = [];
  let part = '';
  let quoted = false;
  let bracketed = false;
  for (const character of line) {
    if (character === '"') quoted = !quoted;
    if (character === '<') bracketed = true;
    if (character === '>') bracketed = false;
    if ((character === ',' || character === ';') && !quoted && !bracketed) {
      parts.push(part);
      part = '';
    } else {
      part += character;
    }
  }
  return [...parts, part].map((one) => one.trim()).filter(Boolean);
}

/** Outlook writes "Flynn, Kevin <kevin@…>" without quotes: a part without any address belongs to the name after it. */
function joinSurnames(parts: readonly string[]): string[] {
  const joined: string[] = [];
  for (const part of parts) {
    const before = joined.at(-1);
    if (before !== undefined && !before.includes('@') && /^[^@<]+<[^>]*@/.test(part)) joined[joined.length - 1] = `${before}, ${part}`;
    else joined.push(part);
  }
  return joined;
}

/** The person in one entry, or why there is none. */
function personIn(entry: string): ParsedPerson | string {
  const bracketed = /^(.*)<([^<>]*)>$/s.exec(entry);
  if (bracketed) return { name: nameIn(bracketed[1] ?? ''), address: (bracketed[2] ?? '').trim().replace(/^mailto:/i, '') };
  if (!entry.includes('@')) return words.noAddress;
  const pieces = entry.split(/\s+/);
  const address = pieces.find((piece) => piece.includes('@')) ?? '';
  return { address: address.replace(/^mailto:/i, ''), name: nameIn(pieces.filter((piece) => piece !== address).join(' ')) };
}

/** "Flynn, Kevin" → "Kevin Flynn"; quotes taken off. */
function nameIn(text: string): string {
  const bare = text.trim().replace(/^["']+|["']+$/g, '').replace(/\s+/g, ' ').trim();
  const turned = /^([^,]+), ([^,]+)$/.exec(bare);
  return turned ? `${turned[2] ?? ''} ${turned[1] ?? ''}` : bare;
}

/**
 * A mail as the rules see it: header facts and, where it was read, what it says. Every lookup that
 * more than one rule needs stands here, so that a mail that came as JSON, with or without transport
 * headers, and one that came as MIME look the same to all of them. Nothing here decides.
 */
import { decodeWords, type Header, type MailBody, type MailItem, type MailPart } from '../../mailbox/index.js';
import { separate, type Separated } from './own-text.js';
import { plainLines } from './plain-lines.js';

/** No rule reads further: what a mail is stands at its beginning. Characters. */
const LONGEST_TEXT = 60_000;
/** Values longer than this are no evidence of anything. Characters. */
const LONGEST_VALUE = 4_000;
/** Words given as a reason. Characters. */
const LONGEST_SAYING = 200;

export class Mail {
  /** Decoded, in one line. */
  readonly subject: string;
  /** Lower-cased address in From; '' where there is none. */
  readonly from: string;
  readonly #values = new Map<string, string[]>();
  #text: string | undefined;
  #separated: Separated | undefined;

  constructor(
    readonly item: MailItem,
    /** Null where it was not read. */
    readonly body: MailBody | null,
  ) {
    this.subject = oneLine(decodeWords(item.subject.slice(0, LONGEST_VALUE)));
    this.from = item.from?.address ?? '';
    for (const { name, value } of item.headers) {
      const key = name.toLowerCase();
      const values = this.#values.get(key);
      if (values === undefined) this.#values.set(key, [value]);
      else values.push(value);
    }
  }

  /** Text with what it quotes, lines ended by \n, without invisible characters; '' where it was not read. */
  get text(): string {
    this.#text ??= plainLines((this.body?.text ?? '').slice(0, LONGEST_TEXT));
    return this.#text;
  }

  /** Text without what it quotes: what the writer of this mail wrote. */
  get ownText(): string {
    return this.#separate().own;
  }

  /** True if it quotes or forwards something in its text. */
  get quotes(): boolean {
    return this.#separate().quotes;
  }

  /** Values of a header in order, decoded, each in one line; the name in any case. */
  values(name: string): string[] {
    return (this.#values.get(name.toLowerCase()) ?? []).map((value) => oneLine(decodeWords(value.slice(0, LONGEST_VALUE))));
  }

  /** The first value of a header; '' where it is missing. */
  value(name: string): string {
    return this.values(name)[0] ?? '';
  }

  has(name: string): boolean {
    return this.#values.has(name.toLowerCase());
  }

  /** `Name: value` of the first header with this name whose value matches: the words of a reason. */
  matching(name: string, pattern: RegExp): string | null {
    const value = this.values(name).find((candidate) => pattern.test(candidate));
    return value === undefined ? null : saying(`${name}: ${value}`);
  }

  /** True if it quotes as only answers do, below "On …, X wrote:". */
  get attributes(): boolean {
    return this.#separate().attributed;
  }

  #separate(): Separated {
    this.#separated ??= separate(this.text);
    return this.#separated;
  }

  /** Parts of one of these media types, in order; none where the body was not read with its parts. */
  parts(...types: readonly string[]): MailPart[] {
    return (this.body?.parts ?? []).filter(({ type }) => types.includes(type));
  }
}

/** Words of a mail as a reason: in one line, cut. */
export function saying(words: string): string {
  return oneLine(words.slice(0, LONGEST_SAYING * 2)).slice(0, LONGEST_SAYING);
}

/** The first value of a header of a part; '' where it is missing. */
export function headerOf(headers: readonly Header[], name: string): string {
  const wanted = name.toLowerCase();
  return headers.find((header) => header.name.toLowerCase() === wanted)?.value ?? '';
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}

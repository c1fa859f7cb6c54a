/**
 * A draft's HTML as the tips see it: pictures, links with the place of their text, and web addresses
 * that are no links. Read by a tokenising parser with positions, so that a remedy changes the few
 * characters it is about and nothing else.
 */
import { Parser } from 'htmlparser2';

export interface DraftImage {
  readonly address: string;
  /** Too small to be seen, or hidden. */
  readonly isHidden: boolean;
}

export interface DraftLink {
  readonly address: string;
  /** What it shows, on one line. */
  readonly text: string;
  /** Where what stands between its tags is; null: it is never closed. */
  readonly inner: { readonly from: number; readonly to: number } | null;
  readonly hasElements: boolean;
}

export interface BareAddress {
  readonly address: string;
  readonly from: number;
  readonly to: number;
}

export interface DraftHtml {
  readonly images: readonly DraftImage[];
  readonly links: readonly DraftLink[];
  readonly bare: readonly BareAddress[];
  /** The card of a document is put in when it is sent: a picture, and links to follow. */
  readonly hasDocument: boolean;
  /** Where the mail's own content ends: before `</body>`, or at the end. */
  readonly end: number;
}

/** Longer drafts are read up to here. Characters. */
const LONGEST = 1_000_000;
const DOCUMENT = /\{\{\s*document:[^\s{}]+\s*\}\}/;
const UNSEEN = new Set(['style', 'script', 'head', 'title', 'template']);

/** A web address in running text; what ends a sentence is no part of it. */
export const WEB_ADDRESS = /\b(?:https?:\/\/|www\.)[^\s<>"'“”‘’]*[^\s<>"'“”‘’.,;:!?)\]}]/gi;

export function readHtml(html: string): DraftHtml {
  const read = html.slice(0, LONGEST);
  const images: DraftImage[] = [];
  const links: DraftLink[] = [];
  const bare: BareAddress[] = [];
  const unseen: string[] = [];
  let open: { address: string; text: string; from: number; hasElements: boolean } | null = null;
  let end = -1;
  /** Text that stands together; it is told in pieces, split where entities are. */
  let run = { from: 0, to: 0 };
  const endRun = (): void => {
    bare.push(...bareIn(read.slice(run.from, run.to), run.from));
    run = { from: 0, to: 0 };
  };
  const close = (to: number | null): void => {
    if (open === null) return;
    const { address, text, from, hasElements } = open;
    links.push({ address, text: text.replace(/\s+/g, ' ').trim(), inner: to === null ? null : { from, to }, hasElements });
    open = null;
  };
    const parser = new Parser(
    {
      onopentag: (name, attributes) => {
        endRun();
        if (UNSEEN.has(name)) unseen.push(name);
        if (unseen.length > 0) return;
        if (name === 'img') images.push({ address: attributes.src ?? '', isHidden: isHidden(attributes) });
        if (open !== null) open.hasElements = true;
        if (name === 'a' && attributes.href !== undefined) {
          close(null);
          open = { address: attributes.href.trim(), text: '', from: parser.endIndex + 1, hasElements: false };
        }
      },
      ontext: (text) => {
        if (unseen.length > 0) return;
        if (open !== null) open.text += text;
        else {
          if (run.to !== parser.startIndex) endRun();
          run = { from: run.to === parser.startIndex ? run.from : parser.startIndex, to: parser.endIndex + 1 };
        }
      },
      onclosetag: (name, isImplied) => {
        endRun();
        if (UNSEEN.has(name) && unseen.at(-1) === name) unseen.pop();
        if (name === 'a') close(isImplied ? null : parser.startIndex);
        if (name === 'body' && end === -1) end = isImplied ? read.length : parser.startIndex;
      },
    },
    { decodeEntities: true, lowerCaseTags: true, lowerCaseAttributeNames: true },
  );
  parser.end(read);
  endRun();
  close(null);
  return { images, links, bare, hasDocument: DOCUMENT.test(read), end: end === -1 ? html.length : end };
}

/** White space and quotes that end an address where it stands in HTML; `&amp;` is part of it. */
const ENDING_ENTITY = /&(?:nbsp|ensp|emsp|thinsp|quot|apos|lt|gt|#x?[\da-f]+)(?:;[^]*)?$/i;

/** @param text as it stands in HTML */
function bareIn(text: string, from: number): BareAddress[] {
  return [...text.matchAll(WEB_ADDRESS)].map((match) => {
    const address = match[0].replace(ENDING_ENTITY, '');
    return { address, from: from + match.index, to: from + match.index + address.length };
  });
}

function isHidden({ width, height, style = '' }: Readonly<Record<string, string>>): boolean {
  return [width, height].some((size) => size !== undefined && /^\s*[0-2](?:px)?\s*$/.test(size)) || /display\s*:\s*none|visibility\s*:\s*hidden/i.test(style);
}

/** For text that goes into HTML. */
export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/**
 * Finds the links of a mail where a browser finds them, with the place of their address in the
 * text. The whole tree is needed, not tokens only: a link may be excluded by what stands around it,
 * and one that is never closed is repeated by the parser and still is one link.
 *
 * Mails come from anywhere: what is nested too deeply, or unfolds into too many elements (formatting
 * that is never closed), is given up before it costs time.
 */
import { defaultTreeAdapter, parse, type DefaultTreeAdapterTypes, type ParserError } from 'parse5';
import type { UntouchedBecause } from './reasons.js';

type Document = DefaultTreeAdapterTypes.Document;
type Element = DefaultTreeAdapterTypes.Element;
type ChildNode = DefaultTreeAdapterTypes.ChildNode;

/** Browsers stop nesting at 512, too. */
const DEEPEST = 500;
const MOST_ELEMENTS = 60_000;
const LONGEST_TEXT = 200;

/** A link with an address. */
export interface FoundLink {
  /** The address, entities decoded. */
  readonly href: string;
  /** What it shows: its text, or that of its images. On one line, 200 characters. */
  readonly text: string;
  /** Where the attribute's value stands, without quotes. */
  readonly from: number;
  readonly to: number;
  readonly stands: 'shown' | 'excluded' | 'quoted' | 'outlook' | 'hidden';
}

/** A mail that is not to be touched. */
export class Untouched extends Error {
  override readonly name = 'Untouched';

  constructor(readonly because: UntouchedBecause) {
    super(because);
  }
}

export interface ParseMailOptions {
  readonly onError?: (error: ParserError) => void;
  /** Addresses to be read as others. */
  readonly insteadOf?: ReadonlyMap<string, string>;
}

/** Parses as a mail program does: without scripts. Throws Untouched. */
export function parseMail(html: string, { onError, insteadOf }: ParseMailOptions = {}): Document {
  let depth = 0;
  let elements = 0;
  return parse(html, {
    sourceCodeLocationInfo: true,
    scriptingEnabled: false,
    onParseError: onError ?? null,
    treeAdapter: {
      ...defaultTreeAdapter,
      createElement: (tagName, namespace, attrs) => {
        if (++elements > MOST_ELEMENTS) throw new Untouched('too-deep');
        const read = insteadOf === undefined ? attrs : attrs.map((attr) => ({ ...attr, value: insteadOf.get(attr.value) ?? attr.value }));
        return defaultTreeAdapter.createElement(tagName, namespace, read);
      },
      onItemPush: () => {
        if (++depth > DEEPEST) throw new Untouched('too-deep');
      },
      onItemPop: () => {
        depth -= 1;
      },
    },
  });
}

/** The links in the order of the mail, each once. Throws Untouched. */
export function findLinks(html: string): FoundLink[] {
  const oddities: number[] = [];
  const document = parseMail(html, {
    onError: ({ code, startOffset }) => {
      if (ODD.has(code)) oddities.push(startOffset);
    },
  });
  const found = new Finder(html, oddities);
  found.lookThrough(document.childNodes, 'shown');
  return found.links.sort((one, other) => one.from - other.from);
}

/** What makes it doubtful where an attribute ends. */
const ODD = new Set<string>(['duplicate-attribute', 'unexpected-character-in-attribute-name', 'unexpected-character-in-unquoted-attribute-value', 'unexpected-equals-sign-before-attribute-name', 'unexpected-null-character', 'eof-in-tag']);
const LINKS = new Set(['a', 'area']);
const HTML_NAMESPACE = 'http://www.w3.org/1999/xhtml';
const ADDRESS = /^href[\t\n\f\r ]*=[\t\n\f\r ]*(?:"([^"]*)"|'([^']*)'|([^"'\t\n\f\r >][^\t\n\f\r >]*))$/i;
const CONDITION = /^\s*\[if\b/i;
const HREF = /\shref\s*=\s*(?:"([^"<>]*)"|'([^'<>]*)'|([^\s"'<>]+))/gi;

class Finder {
  readonly links: FoundLink[] = [];
  readonly #seen = new Set<number>();
  #quotedFromHere = false;

  constructor(
    private readonly html: string,
    private readonly oddities: readonly number[],
  ) {}

  lookThrough(nodes: readonly ChildNode[], within: FoundLink['stands']): void {
    for (const node of nodes) {
      if ('data' in node) this.#comment(node);
      if (!('tagName' in node)) continue;
      this.#quotedFromHere ||= beginsQuote(node);
      const stands = within !== 'shown' ? within : standsIn(node);
      if (LINKS.has(node.tagName)) this.#link(node, stands === 'shown' && this.#quotedFromHere ? 'quoted' : stands);
      this.lookThrough(node.childNodes, stands);
      if ('content' in node) this.lookThrough(node.content.childNodes, 'hidden');
    }
  }

  #link(element: Element, stands: FoundLink['stands']): void {
    const location = element.sourceCodeLocation;
    const tag = location?.startTag ?? location;
    const href = attribute(element, 'href');
    if (href === null || tag === null || tag === undefined || element.namespaceURI.toString() !== HTML_NAMESPACE) return;
    const at = location?.attrs?.['href'];
    if (at === undefined || this.#seen.has(at.startOffset)) return;
    this.#seen.add(at.startOffset);
    if (this.oddities.some((oddity) => oddity >= tag.startOffset && oddity < tag.endOffset)) throw new Untouched('odd-markup');
    const written = this.html.slice(at.startOffset, at.endOffset);
    const value = firstGroup(ADDRESS.exec(written));
    if (value === undefined) {
      if (href.trim() === '') return;
      throw new Untouched('odd-markup');
    }
    if (/[<>]/.test(value)) throw new Untouched('odd-markup');
    const from = at.startOffset + written.lastIndexOf(value);
    this.links.push({ href, text: shownBy(element), from, to: from + value.length, stands });
  }

  /** What stands in a conditional comment is shown by Outlook's Word only. */
  #comment(node: DefaultTreeAdapterTypes.CommentNode): void {
    const start = node.sourceCodeLocation?.startOffset;
    if (start === undefined || !CONDITION.test(node.data)) return;
    for (const match of node.data.matchAll(HREF)) {
      this.links.push({ href: firstGroup(match) ?? '', text: '', from: start, to: start, stands: 'outlook' });
    }
  }
}

/** The group of several ways of writing that matched. */
function firstGroup(match: readonly (string | undefined)[] | null): string | undefined {
  return match?.slice(1).find((group) => group !== undefined);
}

function standsIn(element: Element): FoundLink['stands'] {
  if (attribute(element, 'data-readback')?.trim().toLowerCase() === 'off') return 'excluded';
  return isQuote(element) ? 'quoted' : 'shown';
}

/** What mail programs put around the mail that is answered or forwarded. */
function isQuote(element: Element): boolean {
  if (element.tagName === 'blockquote' && attribute(element, 'type')?.toLowerCase() === 'cite') return true;
  if (/(?:^|\s)(?:gmail_quote|yahoo_quoted|protonmail_quote)(?:\s|$)/.test(attribute(element, 'class') ?? '')) return true;
  return attribute(element, 'id') === 'mail-editor-reference-message-container';
}

/** What Outlook puts in front of it: nothing that follows is the rep's. */
function beginsQuote(element: Element): boolean {
  if (/^(?:x_)*divRplyFwdMsg$/.test(attribute(element, 'id') ?? '')) return true;
  return element.tagName === 'div' && /border:\s*none;\s*border-top:\s*solid #(?:E1E1E1|B5C4DF) 1\.0pt/i.test(attribute(element, 'style') ?? '');
}

function shownBy(element: Element): string {
  const parts: string[] = element.tagName === 'area' ? [attribute(element, 'alt') ?? ''] : [];
  const collect = (nodes: readonly ChildNode[]): void => {
    for (const node of nodes) {
      if ('value' in node) parts.push(node.value);
      else if ('tagName' in node) {
        if (node.tagName === 'img') parts.push(attribute(node, 'alt') ?? '');
        collect(node.childNodes);
      }
    }
  };
  collect(element.childNodes);
  return parts.join('').replace(/\s+/g, ' ').trim().slice(0, LONGEST_TEXT);
}

function attribute(element: Element, name: string): string | null {
  return element.attrs.find((attr) => attr.name === name)?.value ?? null;
}

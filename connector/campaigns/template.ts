/**
 * Templates of campaign mails: `{{first_name}}`, `{{name}}`, `{{address}}` and `{{privacy_link}}`, the
 * address of the person's own page, are filled in, and in bodies `{{document:ID}}`, the card of a
 * document of the content library. A missing value is an error, never a hole in somebody's mail.
 */
import { convert } from 'html-to-text';
import { bodyHtml, escapeHtml } from './body-html.js';

export interface TemplateValues {
  readonly name: string;
  readonly address: string;
  /** Everybody has one once a mail is made. */
  readonly privacyLink?: string;
}

/** What a document looks like in a mail. */
export interface DocumentCard {
  readonly html: string;
  readonly text: string;
}

/** By the documents' ids. */
export type DocumentCards = ReadonlyMap<string, DocumentCard>;

const FIELD = /\{\{\s*([a-z_]+(?::[^\s{}]*)?)\s*\}\}/g;
const DOCUMENT = /^document:([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})$/i;
/** A card is a table: a paragraph around it would be torn in two. */
const AROUND_DOCUMENT = /<p(?:\s[^<>]*)?>\s*(\{\{\s*document:[^\s{}]+\s*\}\})\s*<\/p>/gi;
const PRIVACY_LINK = 'privacy_link';
const KNOWN_FIELDS = ['first_name', 'name', 'address', PRIVACY_LINK] as const;

/** Fields a template uses that do not exist. @param part subjects take no documents */
export function unknownFields(template: string, part: 'subject' | 'body'): string[] {
  const known: readonly string[] = KNOWN_FIELDS;
  return [...new Set(fieldsOf(template).filter((field) => !known.includes(field) && (part === 'subject' || documentOf(field) === null)))];
}

/** Whether a document stands within a tag, where no card can. */
export function hasDocumentInTag(template: string): boolean {
  return /<[a-z][^<>]*\{\{\s*document:[^<>]*>/i.test(template);
}

/** Ids of the documents a body sends, each once. */
export function documentsIn(template: string): string[] {
  return [...new Set(fieldsOf(template).flatMap((field) => documentOf(field) ?? []))];
}

/** Fields a template uses for which this person has no value. */
export function missingFields(template: string, values: TemplateValues): string[] {
  return [...new Set(fieldsOf(template).filter((field) => field !== PRIVACY_LINK && documentOf(field) === null && valueOf(field, values) === ''))];
}

/** A subject line with its fields filled in, on one line. */
export function fillSubject(template: string, values: TemplateValues): string {
  return fill(template, values, (value) => value).replace(/\s+/g, ' ').trim();
}

/** A body as HTML with its fields filled in. Plain text becomes paragraphs, and web addresses in it links. */
export function fillBody(template: string, values: TemplateValues, cards: DocumentCards): string {
  return fill(bodyHtml(template).replace(AROUND_DOCUMENT, '$1'), values, escapeHtml, (id) => cards.get(id)?.html);
}

/** The same as plain text. */
export function fillText(template: string, values: TemplateValues, cards: DocumentCards): string {
  const card = (id: string): string | undefined => {
    const text = cards.get(id)?.text;
    return text === undefined ? undefined : `<p>${escapeHtml(text)}</p>`;
  };
  return textOf(fill(bodyHtml(template).replace(AROUND_DOCUMENT, '$1'), values, escapeHtml, card));
}

/** The plain-text alternative of an HTML body. */
function textOf(html: string): string {
  return convert(html, {
    wordwrap: 76,
    selectors: [
      { selector: 'img', format: 'skip' },
      { selector: 'a', options: { hideLinkHrefIfSameAsText: true } },
    ],
  });
}

/** Whether the text leads to the person's own page by itself. */
export function hasPrivacyLink(template: string): boolean {
  return fieldsOf(template).includes(PRIVACY_LINK);
}

function fieldsOf(template: string): string[] {
  return [...template.matchAll(FIELD)].map((match) => match[1] ?? '');
}

/** In one go: what is filled in is not looked through again. */
function fill(template: string, values: TemplateValues, encode: (value: string) => string, card: (id: string) => string | undefined = () => undefined): string {
  return template.replace(FIELD, (_, field: string) => {
    const documentId = documentOf(field);
    if (documentId === null) return encode(valueOf(field, values));
    const filled = card(documentId);
    if (filled === undefined) throw new Error('a document of a campaign mail is not there');
    return filled;
  });
}

/** Id of the document a field names, in lower case. */
function documentOf(field: string): string | null {
  return DOCUMENT.exec(field)?.[1]?.toLowerCase() ?? null;
}

function valueOf(field: string, { name, address, privacyLink = '' }: TemplateValues): string {
  if (field === 'first_name') return name.trim().split(/\s+/)[0] ?? '';
  if (field === 'name') return name.trim();
  if (field === PRIVACY_LINK) return privacyLink;
  return field === 'address' ? address : '';
}

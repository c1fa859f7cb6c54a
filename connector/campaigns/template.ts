/**
 * Templates of campaign mails: `{{first_name}}`, `{{name}}`, `{{address}}` and `{{privacy_link}}`, the
 * address of the person's own page, are filled in. A missing value is an error, never a hole in
 * somebody's mail.
 */
import { convert } from 'html-to-text';
import { bodyHtml, escapeHtml } from './body-html.js';

export interface TemplateValues {
  readonly name: string;
  readonly address: string;
  /** Everybody has one once a mail is made. */
  readonly privacyLink?: string;
}

const FIELD = /\{\{\s*([a-z_]+)\s*\}\}/g;
const PRIVACY_LINK = 'privacy_link';
const KNOWN_FIELDS = ['first_name', 'name', 'address', PRIVACY_LINK] as const;

/** Fields a template uses that do not exist. */
export function unknownFields(template: string): string[] {
  const known: readonly string[] = KNOWN_FIELDS;
  return [...new Set(fieldsOf(template).filter((field) => !known.includes(field)))];
}

/** Fields a template uses for which this person has no value. */
export function missingFields(template: string, values: TemplateValues): string[] {
  return [...new Set(fieldsOf(template).filter((field) => field !== PRIVACY_LINK && valueOf(field, values) === ''))];
}

/** A subject line with its fields filled in, on one line. */
export function fillSubject(template: string, values: TemplateValues): string {
  return fill(template, values, (value) => value).replace(/\s+/g, ' ').trim();
}

/** A body as HTML with its fields filled in. Plain text becomes paragraphs, and web addresses in it links. */
export function fillBody(template: string, values: TemplateValues): string {
  return fill(bodyHtml(template), values, escapeHtml);
}

/** The plain-text alternative of an HTML body. */
export function textOf(html: string): string {
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

function fill(template: string, values: TemplateValues, encode: (value: string) => string): string {
  return template.replace(FIELD, (_, field: string) => encode(valueOf(field, values)));
}

function valueOf(field: string, { name, address, privacyLink = '' }: TemplateValues): string {
  if (field === 'first_name') return name.trim().split(/\s+/)[0] ?? '';
  if (field === 'name') return name.trim();
  if (field === PRIVACY_LINK) return privacyLink;
  return field === 'address' ? address : '';
}

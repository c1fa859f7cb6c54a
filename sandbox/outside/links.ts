/** The links of a mail, as its reader sees them, and the way a click on one of them goes. */
import { Parser } from 'htmlparser2';
import { OutsideError } from './errors.js';
import type { Mail } from './mail.js';

export interface MailLink {
  readonly url: string;
  /** What the reader sees. */
  readonly text: string;
}

const WEB = /^https?:\/\//i;
/** A full stop or comma behind an address is the sentence's. */
export const WEB_ADDRESS_IN_TEXT = /https?:\/\/[^\s<>"')]*[^\s<>"').,;:!?]/gi;

/** Web links of the shown body, in their order; of the text where there is no HTML. */
export function linksOf({ html, text }: Pick<Mail, 'html' | 'text'>): MailLink[] {
  if (html === undefined) return [...text.matchAll(WEB_ADDRESS_IN_TEXT)].map(([url]) => ({ url, text: url }));
  const links: MailLink[] = [];
  let open: { url: string; text: string } | undefined;
  const parser = new Parser({
    onopentag: (name, { href = '' }) => {
      if (name === 'a' && WEB.test(href.trim())) open = { url: href.trim(), text: '' };
    },
    ontext: (shown) => {
      if (open !== undefined) open.text += shown;
    },
    onclosetag: (name) => {
      if (name !== 'a' || open === undefined) return;
      links.push({ url: open.url, text: open.text.replace(/\s+/g, ' ').trim() });
      open = undefined;
    },
  });
  parser.end(html);
  return links;
}

/**
 * The link that is meant: by its place counted from 0, or by a part of what the reader sees or of its address.
 * @throws OutsideError LINK_UNKNOWN
 */
export function linkMeant(mail: Pick<Mail, 'html' | 'text'>, wanted: number | string): MailLink {
  const links = linksOf(mail);
  const found = typeof wanted === 'number' ? links[wanted] : (links.find(({ text }) => text.includes(wanted)) ?? links.find(({ url }) => url.includes(wanted)));
  if (found === undefined) throw new OutsideError('LINK_UNKNOWN', `The message has no such link; it has ${links.length}.`);
  return found;
}

/**
 * Documents in the text of a mail: `{{document:ID}}`, which becomes a card when the mail is sent. A
 * card is a block of its own and cannot stand within a tag, so it is placed where it can. Pure.
 */

const FIELD = /\{\{\s*document:([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\s*\}\}/gi;

/** Ids of the documents a text sends, each once, in its order. */
export function documentsOf(body: string): string[] {
  return [...new Set([...body.matchAll(FIELD)].flatMap(([, id]) => id?.toLowerCase() ?? []))];
}

export interface Placed {
  readonly body: string;
  /** Where whoever writes goes on. */
  readonly cursor: number;
}

/**
 * Puts a document where the cursor is, or right after the tag the cursor is in. In plain text it
 * gets lines of its own. @param end where what was marked, and is replaced, ends
 */
export function placeDocument(body: string, id: string, at: number, end: number): Placed {
  const from = afterTag(body, at);
  const until = Math.max(from, end);
  const before = body.slice(0, from);
  const after = body.slice(until);
  const isHtml = /<[a-z][^<>]*>/i.test(body);
  const lead = isHtml || before === '' ? '' : '\n'.repeat(Math.max(0, 2 - newlinesAt(/\n*$/, before)));
  const trail = isHtml || after === '' ? '' : '\n'.repeat(Math.max(0, 2 - newlinesAt(/^\n*/, after)));
  const field = `{{document:${id}}}`;
  return { body: `${before}${lead}${field}${trail}${after}`, cursor: before.length + lead.length + field.length };
}

/** Takes all of a document out of the text; lines it had for itself go with it. */
export function withoutDocument(body: string, id: string): string {
  const one = new RegExp(`(\\n*)\\{\\{\\s*document:${id}\\s*\\}\\}(\\n*)`, 'gi');
  return body.replace(one, (_, before: string, after: string) => (before.length > after.length ? before : after)).replace(/^\n+/, '');
}

function newlinesAt(place: RegExp, text: string): number {
  return place.exec(text)?.[0].length ?? 0;
}

function afterTag(body: string, at: number): number {
  const opened = body.lastIndexOf('<', at - 1);
  const isTag = at > 0 && opened >= 0 && /^<\/?[a-z][^<>]*$/i.test(body.slice(opened, at));
  const closes = isTag ? body.indexOf('>', at) : -1;
  return closes < 0 ? at : closes + 1;
}

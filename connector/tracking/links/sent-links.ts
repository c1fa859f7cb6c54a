/**
 * The tracked links of a mail that was sent: number, destination and text. They are read from the
 * mail itself, so that those nobody clicked are known too. A mail with very many keeps the first;
 * how many there are stands with the message. They are part of the mail, like its subject, and go
 * where that is erased.
 */
import type { EntityManager } from 'typeorm';
import type { Keys } from '../../config/index.js';
import type { Stamp } from '../stamp.js';
import { findLinks, Untouched } from './find.js';
import { readLink } from './link-token.js';
import { LONGEST_HTML } from './rewrite.js';

export interface SentLink {
  /** Which of the mail's links, from 1. */
  readonly number: number;
  readonly destination: string;
  /** What it shows; empty: nobody knows. At most 200 characters. */
  readonly text: string;
}

/** So many of a mail are kept. */
export const LINKS_KEPT = 200;
/** Each costs a signature. */
const MOST_READ = 300;
const TOKEN = /\/l\/([A-Za-z0-9_-]{57,2000})/;
const TOKENS = new RegExp(TOKEN, 'g');

/** The links of ours in a mail, each number once, in their order. Pure. */
export function linksIn(keys: Keys, html: string, isOurs: (stamp: Stamp) => boolean): SentLink[] {
  const links = new Map<number, SentLink>();
  for (const [token, text] of tokensIn(html)) {
    const link = readLink(keys, token);
    if (link !== null && isOurs(link.stamp) && !links.has(link.number)) links.set(link.number, { number: link.number, destination: link.destination, text });
  }
  return [...links.values()].sort((one, other) => one.number - other.number);
}

/** Tokens of links with what they show; '' for one that a browser would not find. */
function tokensIn(html: string): Map<string, string> {
  const tokens = new Map<string, string>();
  const take = (token: string | undefined, text: string): void => {
    if (token !== undefined && !tokens.has(token) && tokens.size < MOST_READ) tokens.set(token, text);
  };
  for (const { href, text } of linksShown(html)) take(TOKEN.exec(href)?.[1], text);
  for (const [, token] of html.matchAll(TOKENS)) take(token, '');
  return tokens;
}

function linksShown(html: string): ReturnType<typeof findLinks> {
  if (html.length > LONGEST_HTML) return [];
  try {
    return findLinks(html);
  } catch (error) {
    if (error instanceof Untouched) return [];
    throw error;
  }
}

export async function storeLinks(tx: EntityManager, mailboxId: string, messageId: string, links: readonly SentLink[]): Promise<void> {
  const kept = links.slice(0, LINKS_KEPT);
  if (kept.length === 0) return;
  await tx.query(
    `insert into message_links (mailbox_id, message_id, number, destination, text)
     select $1::uuid, $2::uuid, number, destination, text from unnest($3::int[], $4::text[], $5::text[]) as link (number, destination, text)`,
    [mailboxId, messageId, kept.map(({ number }) => number), kept.map(({ destination }) => destination), kept.map(({ text }) => text.replaceAll('\0', ''))],
  );
}

export interface MessageKey {
  readonly mailboxId: string;
  readonly id: string;
}

/** By message id, in the order of the mail. */
export async function linksOf(tx: EntityManager, messages: readonly MessageKey[]): Promise<Map<string, SentLink[]>> {
  const rows = await tx.query<(SentLink & { id: string })[]>(
    `select message_id as id, number, destination, text
     from unnest($1::uuid[], $2::uuid[]) as message (mailbox_id, message_id) join message_links using (mailbox_id, message_id)
     order by message_id, number`,
    keysOf(messages),
  );
  const links = new Map<string, SentLink[]>();
  for (const { id, ...link } of rows) links.set(id, [...(links.get(id) ?? []), link]);
  return links;
}

export async function forgetLinks(tx: EntityManager, messages: readonly MessageKey[]): Promise<void> {
  await tx.query('delete from message_links using unnest($1::uuid[], $2::uuid[]) as gone (mailbox_id, id) where message_links.mailbox_id = gone.mailbox_id and message_id = gone.id', keysOf(messages));
}

function keysOf(messages: readonly MessageKey[]): [string[], string[]] {
  return [messages.map(({ mailboxId }) => mailboxId), messages.map(({ id }) => id)];
}

/** The tracked links of a mail, clicked or not, in the order of the mail. */
import type { EntityManager } from 'typeorm';
import { LINKS_KEPT, linksOf, type SentLink } from '../links/sent-links.js';
import type { LinkFigures, MessageDetails } from './api.js';
import type { MessageRow } from './rows.js';

interface ClicksOfLink {
  readonly number: number;
  readonly destination: string | null;
  readonly clicks: number;
  readonly last: Date | null;
  readonly machines: number;
}

export async function linkFigures(tx: EntityManager, mailboxId: string, { id, stampId, links }: Pick<MessageRow, 'id' | 'stampId' | 'links'>): Promise<Pick<MessageDetails, 'links' | 'moreLinks'>> {
  const clicks = await tx.query<ClicksOfLink[]>(
    `select link as number, max(destination) as destination,
       count(*) filter (where verdict in ('human', 'proxy'))::int as clicks, max(at) filter (where verdict in ('human', 'proxy')) as last,
       count(*) filter (where verdict = 'scanner')::int as machines
     from hits where mailbox_id = $1 and stamp_id = $2 and kind = 'click' and link is not null
     group by link order by link`,
    [mailboxId, stampId],
  );
  return linkList((await linksOf(tx, [{ mailboxId, id }])).get(id) ?? [], clicks, links);
}

/**
 * What the mail holds, with what was clicked. Of mails from before links were kept, only how many
 * there are is known. Pure.
 */
export function linkList(sent: readonly SentLink[], clicks: readonly ClicksOfLink[], count: number): Pick<MessageDetails, 'links' | 'moreLinks'> {
  const links = new Map<number, LinkFigures>();
  const unlisted = sent.length === 0 ? Math.min(count, LINKS_KEPT) : 0;
  for (let number = 1; number <= unlisted; number += 1) links.set(number, { ...UNKNOWN, number });
  for (const { number, destination, text } of sent) links.set(number, { ...UNKNOWN, number, destination, text: text === '' ? null : text });
  for (const { number, destination, clicks: people, last, machines } of clicks) {
    const known = links.get(number) ?? { ...UNKNOWN, number };
    links.set(number, { ...known, destination: known.destination ?? destination, clicks: people, lastClickedAt: last?.toISOString() ?? null, machines });
  }
  const listed = [...links.values()].sort((one, other) => one.number - other.number);
  return { links: listed, moreLinks: Math.max(0, count - listed.length) };
}

const UNKNOWN = { destination: null, text: null, clicks: 0, lastClickedAt: null, machines: 0 } as const;

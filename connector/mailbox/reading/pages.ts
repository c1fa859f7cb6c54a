/**
 * Mail by the time it was received, page after page, oldest first. Each page is asked for from the
 * last moment of the one before, not by a number of mails to skip: what is deleted or comes in
 * meanwhile shifts nothing, and no bound on the length of a list cuts it short.
 */
import { z } from 'zod';
import type { Graph } from '../graph/client.js';
import { ITEM_QUERY } from '../item/fields.js';
import { graphMessage, type GraphMessage } from '../item/schema.js';

const page = z.object({ value: z.array(z.unknown()), '@odata.nextLink': z.string().optional() });

export interface DatedPage {
  /** Each mail once. */
  readonly messages: readonly GraphMessage[];
  /** Entries that could not be read at all. */
  readonly unreadable: number;
  /** All mail received before this has been given; null on the last page. */
  readonly reached: Date | null;
}

export interface Dated {
  /** Of messages: `/users/{id}/messages` or one folder's. */
  readonly address: string;
  readonly since: Date;
  /** Messages of one request. */
  readonly size: number;
  /** Give the rest of Exchange precedence (see graph/slots.ts). */
  readonly politely?: boolean;
}

export async function* pagesByDate(graph: Graph, { address, since, size, politely = false }: Dated): AsyncGenerator<DatedPage> {
  let from = atSecond(since);
  let known = new Set<string>();
  for (;;) {
    const query = { ...ITEM_QUERY, $filter: `receivedDateTime ge ${from}`, $orderby: 'receivedDateTime asc', $top: size };
    let answer = await graph.get(address, page, { query, politely });
    let last = from;
    for (;;) {
      const parsed = answer.value.map((entry) => graphMessage.safeParse(entry));
      const messages = parsed.flatMap((result) => (result.success ? [result.data] : []));
      last = messages.reduce((latest, message) => latestOf(latest, secondOf(message)), last);
      const next = answer['@odata.nextLink'];
      yield {
        messages: messages.filter(({ id }) => !known.has(id)),
        unreadable: parsed.length - messages.length,
        reached: next === undefined ? null : new Date(last),
      };
      if (next === undefined) return;
      const ofLast = messages.filter((message) => secondOf(message) === last).map(({ id }) => id);
      if (last > from) {
        known = new Set(ofLast);
        break;
      }
      // More mail in one second than fits a page: only here the list's own order is followed.
      for (const id of ofLast) known.add(id);
      answer = await graph.get(next, page, { politely });
    }
    from = last;
  }
}

/** Graph's times have seconds; so do filters, or mail of the same second would be left out. */
export function atSecond(time: Date): string {
  return time.toISOString().replace(/\.\d+/, '');
}

function secondOf({ receivedDateTime }: GraphMessage): string {
  const date = new Date(receivedDateTime ?? '');
  return Number.isNaN(date.getTime()) ? '' : atSecond(date);
}

/** As texts: they are of one form. */
function latestOf(one: string, other: string): string {
  return one > other ? one : other;
}

/**
 * Further looks at one mail, for handlers whom its header facts do not suffice. Exchange answers
 * 5xx, or nothing, to some mails for ever: that is the mail's failure, not the world's, and must
 * not hold up its mailbox.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';
import { path, type Graph } from '../graph/client.js';
import { ReadbackError } from '../../errors.js';
import { isGone, isOfOneItem } from '../graph/failure.js';
import { bodyOf } from '../item/body.js';
import type { Pace } from '../pace.js';
import type { FoundBy, ItemAccess } from '../types.js';

/** Header and text of a mail stand before what is attached; a mail can have 150 MB of that. */
const LONGEST_MIME_BYTES = 4_000_000;

const withBody = z.object({ body: z.object({ contentType: z.string().nullish(), content: z.string().nullish() }).nullish() });

export function itemAccess({ graph, pace }: { readonly graph: Graph; readonly pace: Pace }, userId: string, itemId: string, foundBy: FoundBy): ItemAccess {
  const unlessGone = <T>(ask: () => Promise<T>): Promise<T | null> => askUnlessGone(ask, pace.contentThere_ms);
  return {
    foundBy,
    mime: () => unlessGone(() => graph.getBytes(`${path`/users/${userId}/messages/${itemId}`}/$value`, LONGEST_MIME_BYTES)),
    body: () =>
      unlessGone(async () => {
        const { body } = await graph.get(path`/users/${userId}/messages/${itemId}`, withBody, { query: { $select: 'body' } });
        return bodyOf(body?.contentType ?? '', body?.content ?? '');
      }),
  };
}

/** The access of a mail that was given too often: nothing more is asked, its header must do. */
export function withoutContent({ foundBy }: ItemAccess): ItemAccess {
  return { foundBy, mime: () => Promise.resolve(null), body: () => Promise.resolve(null) };
}

/** A new mail stands in its folder before it can be read by its id: only what stays away is gone. */
async function askUnlessGone<T>(ask: () => Promise<T>, [wait_ms, ...waits_ms]: readonly number[]): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (isGone(error)) {
      if (wait_ms === undefined) return null;
      await sleep(wait_ms);
      return askUnlessGone(ask, waits_ms);
    }
    if (isOfOneItem(error)) throw new ReadbackError('MAIL_UNREADABLE', undefined, {}, { cause: error });
    throw error;
  }
}

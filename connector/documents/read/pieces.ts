/**
 * Many small pieces of a file in one answer, one behind the other. A reader's program looks at the
 * list of all pages before it shows the first; in a file whose pages stand one behind the other those
 * are hundreds of places all over it, and a request for each would take longer than all the rest.
 */
import { buffer } from 'node:stream/consumers';
import { z } from 'zod';
import type { DocumentStore } from '../store/store.js';
import { LONGEST_TICKET, MOST_PIECES } from '../viewer-api.js';

const AT_MOST_BYTES = 4 * 1024 * 1024;
const READS_AT_ONCE = 8;

export const piecesRequestSchema = z.object({
  ticket: z.string().max(LONGEST_TICKET),
  /** First byte and last, inclusive. */
  pieces: z.array(z.tuple([z.int().min(0), z.int().min(0)])).min(1).max(MOST_PIECES),
});

/** Null where a piece lies outside of the file, or they are too much together. */
export async function readPieces(store: Pick<DocumentStore, 'read'>, { key, bytes }: { readonly key: string; readonly bytes: number }, pieces: readonly (readonly [number, number])[]): Promise<Buffer | null> {
  let sum = 0;
  for (const [first, last] of pieces) {
    if (last < first || last >= bytes) return null;
    sum += last - first + 1;
  }
  if (sum > AT_MOST_BYTES) return null;
  const read: Buffer[] = [];
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let at = next++; at < pieces.length; at = next++) {
      const [first, last] = pieces[at] ?? [0, 0];
      read[at] = await buffer(await store.read(key, { first, last }));
    }
  };
  await Promise.all(Array.from({ length: READS_AT_ONCE }, worker));
  return Buffer.concat(read);
}

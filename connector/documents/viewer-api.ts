/**
 * What the reader's viewer and the connector say to each other. No cookie and no sign-in: the page
 * comes with a ticket, signed for this one visit, and every later request carries it.
 *
 *     GET  /d/{token}                     the viewer's page; its state stands in it as JSON (`viewerStateSchema`)
 *     POST /d/{token}/unlock              UnlockRequest → ViewerState, `ready` or with `problem`
 *     GET  /d/{token}/file?k=TICKET       the pages as PDF; ranges
 *     GET  /d/{token}/thumbnails/{page}?k=TICKET   JPEG
 *     GET  /d/{token}/download?k=TICKET   the original, where allowed
 *     POST /d/{token}/pieces              many small pieces of the same file in one answer
 *     POST /d/{token}/beats               Beat → 204; as text/plain, too (sendBeacon)
 *     POST /d/{token}/choice              Choice → ViewerState
 *     GET  /d/{token}/card.jpg            the first page, small, for the card in a mail; leaves nothing behind
 */
import { z } from 'zod';
import { LONGEST_PATH, LONGEST_TICKET } from './viewer-limits.js';

export { BEAT_EVERY_MS, IDLE_AFTER_MS, LANGUAGES, LONGEST_PATH, LONGEST_TICKET, MOST_PIECES } from './viewer-limits.js';

export const viewerStateSchema = z.discriminatedUnion('state', [
  z.object({
    state: z.literal('ready'),
    /** For every later request. Of this visit only. */
    ticket: z.string(),
    name: z.string(),
    pages: z.int(),
    /** Width and height of each page, in points of 1/72 inch, or of the first only where all are the same. */
    sizes: z.array(z.tuple([z.number(), z.number()])),
    bytes: z.number(),
    mayDownload: z.boolean(),
    /** The original's name, for the download. */
    fileName: z.string(),
    sender: z.object({ name: z.string(), address: z.string() }),
    /** `on`: page times are told. `ask`: only if the reader agrees, in one visible line. `off`: nothing is told, and nothing asked. */
    times: z.enum(['on', 'ask', 'off']),
    /** Language of the page, from Accept-Language. */
    language: z.string(),
  }),
  z.object({
    state: z.literal('locked'),
    name: z.string(),
    sender: z.object({ name: z.string(), address: z.string() }),
    needs: z.object({ passcode: z.boolean(), address: z.boolean() }),
    /** What was wrong with the last try: a stable code; null: none yet. */
    problem: z.enum(['wrong-passcode', 'wrong-address', 'too-often']).nullable(),
    language: z.string(),
  }),
  z.object({
    state: z.literal('closed'),
    /** `wrong`: no such document, said of a damaged address, too. `preparing`: its pages are being made. */
    because: z.enum(['expired', 'revoked', 'wrong', 'preparing', 'failed']),
    /** Null where nobody may know. */
    sender: z.object({ name: z.string(), address: z.string() }).nullable(),
    language: z.string(),
  }),
]);

export const unlockRequestSchema = z.object({ passcode: z.string().max(100).optional(), address: z.string().max(254).optional() });

/**
 * What was read since the page was opened: sums, never differences, so that a beat that is lost,
 * late or repeated does no harm; the greatest of each is kept.
 */
export const beatSchema = z.object({
  ticket: z.string().max(LONGEST_TICKET),
  /** Grows with every beat of a visit. */
  sequence: z.int().min(0),
  /** Milliseconds each page was in view while the tab was visible and the reader active. Pages from 1. */
  pages: z.array(z.object({ page: z.int().min(1), time_ms: z.int().min(0) })).max(2_000),
  /** Pages in the order they were looked at, from the one numbered `pathFrom` (0: the first). */
  path: z.array(z.int().min(1)).max(LONGEST_PATH),
  pathFrom: z.int().min(0).max(LONGEST_PATH),
  /** The page in view; null: the tab is hidden, or closed. */
  now: z.int().min(1).nullable(),
  /** Where readers were asked for their address: the one they gave, the same in every beat. */
  gaveAddress: z.string().max(254).optional(),
});

/** `agree` and `refuse` page times; refusing erases what this visit told. */
export const choiceSchema = z.object({
  ticket: z.string().max(LONGEST_TICKET),
  choice: z.enum(['agree', 'refuse']),
  /** As in beats. */
  gaveAddress: z.string().max(254).optional(),
});

export type ViewerState = z.infer<typeof viewerStateSchema>;
export type UnlockRequest = z.infer<typeof unlockRequestSchema>;
export type Beat = z.infer<typeof beatSchema>;
export type Choice = z.infer<typeof choiceSchema>;

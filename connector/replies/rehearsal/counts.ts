/** What a rehearsal counts, and as what a mail counts. Pure. */
import type { z } from 'zod';
import type { Classification } from '../classify/index.js';
import type { countsSchema } from './api.js';

export type Counts = z.infer<typeof countsSchema>;
export type Counted = keyof Counts;

export const NOTHING: Counts = { replies: 0, outOfOffice: 0, otherAutomatic: 0, bounces: 0, receipts: 0, calendar: 0, doubtful: 0 };

/** Null: none of these. @param namesMail whether its header names a mail it answers */
export function countedAs({ kind, automatic }: Pick<Classification, 'kind' | 'automatic'>, namesMail: boolean): Counted | null {
  switch (kind) {
    case 'human_reply':
      return namesMail ? 'replies' : 'doubtful';
    case 'auto_reply':
      return automatic?.sort === 'out_of_office' ? 'outOfOffice' : 'otherAutomatic';
    case 'bounce_hard':
    case 'bounce_soft':
    case 'bounce_delayed':
      return 'bounces';
    case 'receipt':
      return 'receipts';
    case 'calendar':
      return 'calendar';
    case 'other':
      return null;
  }
}

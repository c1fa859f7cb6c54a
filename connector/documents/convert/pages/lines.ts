/** What the process that opens a PDF says, a line of JSON each, and what it is asked. */
import { z } from 'zod';

/** Exit code of the process when PDFium itself broke down. */
export const CRASHED = 70;

export const askedSchema = z.object({
  path: z.string(),
  /** Pictures are drawn into this folder, `1.jpg` and so on; null: it is only opened. */
  folder: z.string().nullable(),
  /** The first page to draw, from 1. */
  from: z.int().min(1),
  /** Documents with more pages are refused. */
  mostPages: z.int(),
});

export const lineSchema = z.discriminatedUnion('is', [
  z.object({ is: z.literal('refused'), code: z.enum(['password', 'corrupt', 'no-pages', 'too-many-pages']) }),
  z.object({ is: z.literal('opened'), pages: z.int(), sizes: z.array(z.tuple([z.number(), z.number()])) }),
  /** About to draw a page: when it crashes or hangs, it was at this one. */
  z.object({ is: z.literal('drawing'), page: z.int() }),
  z.object({ is: z.literal('drawn'), page: z.int() }),
]);

export type Asked = z.infer<typeof askedSchema>;
export type Line = z.infer<typeof lineSchema>;

/** What the load generator is told, and what it tells. */
import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { z } from 'zod';

export const loadOptionsSchema = z.object({
  port: z.int(),
  stampsPath: z.string(),
  connections: z.int().default(64),
  seconds: z.number(),
  warmUp_s: z.number().default(2),
  /** Requests a second; 0: as fast as they are answered. */
  rate: z.number().default(0),
  /** Every request names its number in its agent, after the label. */
  numbered: z.boolean().default(false),
  label: z.string().default(''),
  /** Where the numbers of what was answered go, one a line. */
  answeredPath: z.string().optional(),
});
export type LoadOptions = z.infer<typeof loadOptionsSchema>;

const loadResultSchema = z.object({
  answered: z.number(),
  perSecond: z.number(),
  median_ms: z.number(),
  p99_ms: z.number(),
  longest_ms: z.number(),
  /** Cores that the generator itself kept busy. */
  cores: z.number(),
  /** Connections lost. */
  failed: z.number(),
  /** Answers that were no image. */
  wrong: z.number(),
});
export type LoadResult = z.infer<typeof loadResultSchema>;

const MAIN = fileURLToPath(new URL('load.js', import.meta.url));

export async function load(options: z.input<typeof loadOptionsSchema>): Promise<LoadResult> {
  const { stdout } = await promisify(execFile)(process.execPath, [MAIN, JSON.stringify(options)], { maxBuffer: 1e8 });
  return loadResultSchema.parse(JSON.parse(stdout));
}

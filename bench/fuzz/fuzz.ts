/**
 * `npm run bench fuzz -- [MAILS] [SEED]`: reads and classifies that many damaged mails (default
 * 100,000). Ends at the first that throws or gets an impossible answer, and keeps it in a file.
 */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { checkAnswer } from './check.js';
import { mutate } from './mutate.js';
import { Random } from './random.js';
import { seedMails } from './seeds.js';

const MAILS = 100_000;
const SEED = 1;
const AIM_MS = 100;

export function measureFuzz(args: readonly string[], print: (line: string) => void): number {
  const [mails = MAILS, seed = SEED] = args.filter((arg) => !arg.startsWith('--')).map(Number);
  const random = new Random(seed);
  const seeds = seedMails();
  // Patterns are compiled where they are first used: that is no mail's time.
  for (const seedMail of seeds) checkAnswer(seedMail);
  const times: number[] = [];
  let slowest: { milliseconds: number; source: Buffer; index: number } = { milliseconds: 0, source: Buffer.alloc(0), index: 0 };
  for (let index = 0; index < mails; index += 1) {
    const source = mutate(random.pick(seeds), random.pick(seeds), random);
    const start = performance.now();
    try {
      checkAnswer(source);
    } catch (error) {
      print(`Mail ${index} of seed ${seed} broke it: ${keep(source)}`);
      print(error instanceof Error ? (error.stack ?? error.message) : String(error));
      return 1;
    }
    const milliseconds = performance.now() - start;
    times.push(milliseconds);
    if (milliseconds > slowest.milliseconds) slowest = { milliseconds, source, index };
  }
  times.sort((a, b) => a - b);
  const at = (share: number): string => (times[Math.min(times.length - 1, Math.floor(share * times.length))] ?? 0).toFixed(1);
  print(`${mails} damaged mails (seed ${seed}, from ${seeds.length}): no exception. Median ${at(0.5)} ms, p99.9 ${at(0.999)} ms, slowest ${slowest.milliseconds.toFixed(0)} ms (aim ${AIM_MS})`);
  if (slowest.milliseconds > AIM_MS) print(`The slowest is number ${slowest.index}: ${keep(slowest.source)}`);
  return 0;
}

function keep(source: Buffer): string {
  const path = join(mkdtempSync(join(tmpdir(), 'readback-fuzz-')), 'mail.eml');
  writeFileSync(path, source);
  return path;
}

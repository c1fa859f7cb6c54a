/**
 * The worst of days in full: `npm run bench chaos [-- --seed N] [--small]`. The same code as the
 * chaos test of the suite (test/story/chaos/), with bigger numbers. Exit code 1 if anything was
 * missed, invented, or sent twice or too late.
 */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { joinEmbeddedServer } from '../connector/database/index.js';
import { removeDataDir } from '../sandbox/demo/data-dir.js';
import { playChaos } from '../test/story/chaos/chaos.js';
import { FULL, SMALL } from '../test/story/chaos/plan.js';

const DEFAULT_SEED = 20_261_123;

export async function runChaos(args: readonly string[], print: (line: string) => void): Promise<number> {
  const { values } = parseArgs({ args: [...args], options: { seed: { type: 'string' }, small: { type: 'boolean', default: false } } });
  const seed = Number(values.seed ?? DEFAULT_SEED);
  const directory = await mkdtemp(join(tmpdir(), 'readback-chaos-'));
  const server = await joinEmbeddedServer({ dataDir: directory, log: pino({ level: 'silent' }) });
  const begun = Date.now();
  try {
    print(`seed ${seed}`);
    const { complaints, counts, kills, parts, logs } = await playChaos({
      databaseUrl: server.url,
      seed,
      sizes: values.small ? SMALL : FULL,
      patience_ms: PATIENCE_MS,
      progress: (text) => print(`${Math.round((Date.now() - begun) / 1000)} s: ${text}`),
    });
    for (const complaint of complaints) print(complaint);
    for (const [what, count] of Object.entries(counts)) print(`${String(count).padStart(7)} ${what}`);
    print(`${parts.length} mails, ${parts.filter(({ kind }) => kind !== 'silence').length} answers, ${kills} kills, ${Math.round((Date.now() - begun) / 1000)} s: ${complaints.length === 0 ? 'nothing missed, nothing invented' : `${complaints.length} faults; logs in ${logs}`}`);
    return complaints.length === 0 ? 0 : 1;
  } finally {
    await server.leave();
    await removeDataDir(directory);
  }
}

/** How long the mails of one day may take. */
const PATIENCE_MS = 900_000;

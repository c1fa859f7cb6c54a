/**
 * The worst of days, in small: every kind of answer and every kind of fault, connectors killed.
 * The same in full is `npm run bench chaos`. `CHAOS_SEED` plays another day, or one again.
 */
import assert from 'node:assert/strict';
import { openTestDatabase } from '../database.js';
import { playChaos } from './chaos/chaos.js';
import { SMALL } from './chaos/plan.js';

const SEED = Number(process.env.CHAOS_SEED ?? 20_261_123);
/** How long the mails of one day may take. */
const PATIENCE_MS = 75_000;

describe('chaos', function () {
  // Well under three minutes on two busy cores; on overloaded ones it may take longer, and still must be right.
  this.timeout(360_000);

  it(`loses no answer, invents none, and sends nothing twice or too late (seed ${SEED})`, async () => {
    const { url, drop } = await openTestDatabase({ entities: [], migrations: [] });
    try {
      const { complaints, counts, kills, logs } = await playChaos({ databaseUrl: url, seed: SEED, sizes: SMALL, patience_ms: PATIENCE_MS, progress: () => undefined });
      assert.equal(complaints.length, 0, `seed ${SEED}, ${kills} kills, logs in ${logs}, faults: ${JSON.stringify(counts)}\n${complaints.join('\n')}`);
    } finally {
      await drop();
    }
  });
});

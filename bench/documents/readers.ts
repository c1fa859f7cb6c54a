/**
 * How long a beat takes to be answered, and whether all are kept, with 200 readers at once who each
 * tell every ten seconds what they read: over HTTP, into PostgreSQL, lines of the feed told meanwhile.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Database } from '../../connector/database/index.js';
import { ReadingWorld, type Opened } from '../../test/documents/reading-world.js';
import { percentile, type Figure } from '../report.js';

const READERS = 200;
const BEAT_EVERY_MS = 10_000;
const ROUNDS = 4;
const PAGES = 12;

export async function measureReaders(database: Database, progress: (text: string) => void): Promise<Figure[]> {
  const world = new ReadingWorld({ database, url: database.url });
  await world.start();
  const atNow = (): void => {
    world.documents.now = new Date();
  };
  const telling = setInterval(() => {
    atNow();
    void world.reading.tell();
  }, 1_000);
  try {
    atNow();
    const share = await world.sent();
    const readers: Opened[] = [];
    for (let reader = 0; reader < READERS; reader += 1) readers.push(await world.open(share, { from: `192.0.2.${reader}` }));
    progress(`${READERS} readers opened it`);
    const taken_ms: number[] = [];
    let refused = 0;
    const beat = async (opened: Opened, round: number): Promise<void> => {
      atNow();
      const pages = Object.fromEntries(Array.from({ length: Math.min(PAGES, round * 2) }, (_, index) => [index + 1, 1_000 * (round - Math.floor(index / 2))]));
      const began_ms = performance.now();
      const status = await world.beat(opened, { sequence: round, path: [...Array(round).keys()].map((page) => page + 1), now: round, pages });
      taken_ms.push(performance.now() - began_ms);
      if (status !== 204) refused += 1;
    };
    for (let round = 1; round <= ROUNDS; round += 1) {
      const begun = readers.map(async (opened, index) => {
        await sleep((index * BEAT_EVERY_MS) / READERS);
        await beat(opened, round);
      });
      await Promise.all(begun);
      progress(`round ${round} of ${ROUNDS}`);
    }
    const visits = await world.visits(share);
    const told_ms = Array.from({ length: Math.min(PAGES, ROUNDS * 2) }, (_, index) => 1_000 * (ROUNDS - Math.floor(index / 2))).reduce((all, one) => all + one, 0);
    const whole = visits.filter(({ pages, path }) => path.length === ROUNDS && Object.values(pages).reduce((all, one) => all + one, 0) === told_ms).length;
    return [
      { what: `a beat of ${READERS} readers at once: median`, value: percentile(taken_ms, 0.5), unit: 'ms' },
      { what: 'a beat: p99', value: percentile(taken_ms, 0.99), unit: 'ms', aim: 100 },
      { what: 'beats refused, and visits that miss something', value: refused + (READERS - whole), unit: '', aim: 1 },
    ];
  } finally {
    clearInterval(telling);
    await world.stop();
  }
}

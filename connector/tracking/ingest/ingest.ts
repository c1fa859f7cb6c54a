/**
 * Puts together what takes hits in: the front, the groups, the journal, what is silenced, and the
 * figures of it all. It needs no database to begin: until it is given one, hits go to the journal,
 * and those on silenced stamps are dropped when they are settled.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { Clock } from '../../clock.js';
import type { Keys, Settings } from '../../config/index.js';
import type { Database } from '../../database/index.js';
import { loadNetworks } from '../judge/networks/table.js';
import { openSilence, type Silence } from '../silence.js';
import { unreadableAnswer } from './answers.js';
import { HitFigures } from './figures.js';
import { Front, type FrontOptions, type Opening } from './front.js';
import { HitGroups } from './groups.js';
import { Journal } from './journal.js';
import { dropOldHits, ensureHitPartitions } from './partitions.js';

const BYTES_PER_MB = 1024 ** 2;

export interface IngestOptions extends Pick<FrontOptions, 'clientAddress'> {
  readonly settings: Pick<Settings, 'dataDir' | 'hitsJournal_MB' | 'hitsKeepMonths' | 'honourDoNotTrack' | 'networksPath'>;
  /** Address of the PostgreSQL; it need not be there yet. */
  readonly url: string;
  readonly keys: Keys;
  readonly clock: Clock;
  readonly log: Logger;
  readonly registry: Registry;
  /** Called after each commit of hits. */
  readonly committed: () => void;
}

export interface Ingest {
  /** Answers pixels and links; false for other requests. */
  readonly front: (request: IncomingMessage, response: ServerResponse) => boolean;
  /** Takes in that a document is being opened; resolves when that is kept. False: nothing of this request may be stored, now or later. */
  readonly leave: (request: IncomingMessage, opening: Opening) => Promise<boolean>;
  /** The answer to a request that node could not read; null if it was none for an image. */
  readonly unreadable: (packet: Buffer | undefined) => Buffer | null;
  /** For readiness: throws while hits are being let go. */
  readonly check: () => Promise<void>;
  /** More hits come than people make: what can wait should. */
  readonly isBusy: () => boolean;
  /** From now on silenced stamps are known. To be called once, when the database is there. */
  readonly follow: (database: Database) => Promise<void>;
  /** Partitions of the months to come, and an end to those that are too old. */
  readonly keepHouse: (database: Database) => Promise<void>;
  /** Resolves when all that was taken in is stored. */
  readonly close: () => Promise<void>;
}

/** Throws SETTINGS_INVALID when the table of networks is none. */
export function openIngest(options: IngestOptions): Ingest {
  const { settings, url, keys, clock, log, registry, committed, clientAddress } = options;
  const { networkOf, version: networkTable } = loadNetworks(settings.networksPath);
  const journal = new Journal({ directory: join(settings.dataDir, 'hits'), limit_bytes: settings.hitsJournal_MB * BYTES_PER_MB, log });
  const figures = new HitFigures({ registry, journalBytes: () => journal.bytes });
  let silenced: Silence | null = null;
  const groups = new HitGroups({ url, log, committed, journal, figures });
  const keepHouse = async ({ dataSource }: Database): Promise<void> => {
    await ensureHitPartitions(dataSource, clock.now());
    const dropped = await dropOldHits(dataSource, clock.now(), settings.hitsKeepMonths);
    if (dropped.length > 0) log.info({ dropped, keep_months: settings.hitsKeepMonths }, 'hits of old months were dropped');
  };
  const front = new Front({
    keys,
    groups,
    clock,
    clientAddress,
    networkOf,
    networkTable,
    isSilenced: (stampId) => silenced?.has(stampId) === true,
    honourDoNotTrack: settings.honourDoNotTrack,
    figures,
    log,
  });
  groups.lookAround();
  return {
    front: (request, response) => front.answer(request, response),
    leave: (request, opening) => front.leave(request, opening),
    unreadable: unreadableAnswer,
    check: () => groups.check(),
    isBusy: () => groups.isBusy,
    follow: async (database) => {
      silenced = await openSilence({ database, log });
    },
    keepHouse,
    close: async () => {
      await groups.close();
      await silenced?.close();
    },
  };
}

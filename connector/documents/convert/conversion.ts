/** Conversion put together: the job, the API, and what happens now and then. */
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import type { Clock } from '../../clock.js';
import type { Settings } from '../../config/index.js';
import { messageOf } from '../../errors.js';
import type { Route } from '../../http/index.js';
import { defineTask, type Task } from '../../jobs/index.js';
import type { DocumentStore } from '../store/store.js';
import { converterChoice, type ConverterChoice } from './converters/choose.js';
import { wasmInstallation, type Installation } from './converters/installation.js';
import { makePages } from './make-pages.js';
import { convertJob, queueConversion } from './queue.js';
import { converterRoutes } from './routes.js';
import { sweepScratch } from './scratch.js';
import { nowConverting, versionsWithoutJob } from './version-row.js';

export interface ConversionOptions {
  readonly settings: Pick<Settings, 'converterUrl' | 'sofficePath' | 'dataDir' | 'converterInstalls'>;
  readonly dataSource: DataSource;
  readonly store: DocumentStore;
  readonly clock: Clock;
  readonly log: Logger;
  /** Default: as the settings say. */
  readonly converters?: ConverterChoice;
  readonly installation?: Installation;
  /** How soon what waits for room, or for a server, is tried again; default: a minute. */
  readonly again_ms?: number;
}

export interface Conversion {
  readonly task: Task;
  readonly routes: readonly Route[];
  /** Queues what waits for a converter that is there by now, and what lost its job; clears what a killed connector left. To be called now and then. */
  resume(): Promise<void>;
}

export function createConversion(options: ConversionOptions): Conversion {
  const { settings, dataSource, store, clock, log } = options;
  const installation = options.installation ?? wasmInstallation(settings.dataDir);
  const converters = options.converters ?? converterChoice(settings, installation);
  const resume = (): Promise<void> => resumeConversions(dataSource, converters);
  const install = (): void => {
    installation.install().then(resume).catch((error: unknown) => log.error({ reason: messageOf(error) }, 'the converter could not be installed'));
  };
  // Of what failed once it is said what is wrong; only a person asks again.
  const converterMissing = (): void => {
    if (settings.converterInstalls === 'itself' && installation.problem() === null) install();
  };
  const parts = { dataSource, store, clock, log, converters, converterMissing, ...(options.again_ms === undefined ? {} : { again_ms: options.again_ms }) };
  return {
    task: defineTask(convertJob, (job, run) => makePages(parts, job, run)),
    routes: converterRoutes({ dataSource, converters, installation, install }),
    resume: async () => {
      await sweepScratch();
      await resume();
    },
  };
}

/** For the command line, too, once it installed the converter. */
export async function resumeConversions(dataSource: DataSource, converters: ConverterChoice): Promise<void> {
  const hasConverter = (await converters.choose()) !== null;
  for (const { documentId, version } of await versionsWithoutJob(dataSource.manager, hasConverter)) {
    await dataSource.transaction(async (tx) => {
      await nowConverting(tx, { documentId, version }, 0);
      await queueConversion(tx, documentId, version);
    });
  }
}

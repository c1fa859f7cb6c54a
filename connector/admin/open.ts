/** What each command opens and closes: settings, log, and the database a running connector may be using as well. */
import { pino } from 'pino';
import { clockOf, type Clock } from '../clock.js';
import { readSettings, type Settings } from '../config/index.js';
import { openDatabase, type Database } from '../database/index.js';
import { migrateJobs } from '../jobs/index.js';
import { entities, migrations } from '../schema.js';

export interface Opened {
  readonly settings: Settings;
  readonly database: Database;
  readonly log: pino.Logger;
  readonly clock: Clock;
}

/** Opens what the settings name, brings the tables up to date, and closes it again when the work is done. */
export async function withDatabase<T>(environment: NodeJS.ProcessEnv, work: (opened: Opened) => Promise<T>): Promise<T> {
  const settings = readSettings(environment);
  const log = pino({ level: settings.logLevel === 'info' ? 'error' : settings.logLevel }, pino.destination(2));
  const database = await openDatabase({ databaseUrl: settings.databaseUrl, dataDir: settings.dataDir, entities, migrations, log, poolSize: 2 });
  try {
    await migrateJobs(database.url, log);
    return await work({ settings, database, log, clock: clockOf(settings) });
  } finally {
    await database.close();
  }
}

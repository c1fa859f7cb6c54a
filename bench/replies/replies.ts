/**
 * How fast incoming mail is classified and matched, whether matching stays as fast when a hundred
 * times as many messages are tracked, and how many notifications are taken a second, each stored
 * before it is answered. On a PostgreSQL of its own that writes to disk as in earnest.
 */
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { joinEmbeddedServer, openDatabase } from '../../connector/database/index.js';
import { migrateJobs } from '../../connector/jobs/index.js';
import * as schema from '../../connector/schema.js';
import { removeDataDir } from '../../sandbox/demo/data-dir.js';
import type { Report } from '../report.js';
import { measureClassifying } from './classifying.js';
import { measureMatching } from './matching.js';
import { measureNotifications } from './notifications.js';

export async function measureReplies(progress: (text: string) => void): Promise<Report> {
  const log = pino({ level: 'silent' });
  const directory = await mkdtemp(join(tmpdir(), 'readback-bench-'));
  const server = await joinEmbeddedServer({ dataDir: directory, log });
  try {
    const database = await openDatabase({ ...schema, databaseUrl: server.url, dataDir: '', log });
    try {
      await migrateJobs(database.url, log);
      progress('classifying');
      const classifying = measureClassifying();
      const notifications = await measureNotifications(database, progress);
      const matching = await measureMatching(database.dataSource, progress);
      return { name: 'replies', figures: [...classifying, ...matching, ...notifications] };
    } finally {
      await database.close();
    }
  } finally {
    await server.leave();
    await removeDataDir(directory);
  }
}

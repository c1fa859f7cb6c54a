/**
 * What documents cost: pages made of files, readers who tell what they read, and the first page of a
 * large one in a browser. On a PostgreSQL of its own that writes to disk as in earnest.
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
import { measureConversions } from './conversions.js';
import { measureFirstPage } from './first-page.js';
import { measureReaders } from './readers.js';

export async function measureDocuments(progress: (text: string) => void): Promise<Report> {
  const log = pino({ level: 'silent' });
  const directory = await mkdtemp(join(tmpdir(), 'readback-bench-'));
  const server = await joinEmbeddedServer({ dataDir: directory, log });
  try {
    const database = await openDatabase({ ...schema, databaseUrl: server.url, dataDir: '', log });
    try {
      await migrateJobs(database.url, log);
      const firstPage = await measureFirstPage(database, progress);
      const readers = await measureReaders(database, progress);
      const { figures, notes } = await measureConversions(progress);
      return { name: 'documents', figures: [...firstPage, ...readers, ...figures], notes };
    } finally {
      await database.close();
    }
  } finally {
    await server.leave();
    await removeDataDir(directory);
  }
}

/** Brings the tables up to date, one connector at a time. */
import type { DataSource } from 'typeorm';

/** Any number, as long as nobody else locks with it: the letters "rdbk". */
const MIGRATION_LOCK = 0x7264_626b;

/**
 * Runs the pending migrations. Of several connectors starting at once one does it, under an advisory
 * lock that PostgreSQL takes back if that connector dies; the others wait and find nothing to do.
 */
export async function migrate(dataSource: DataSource): Promise<readonly string[]> {
  const runner = dataSource.createQueryRunner();
  try {
    await runner.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    try {
      return (await dataSource.runMigrations({ transaction: 'each' })).map(({ name }) => name);
    } finally {
      await runner.query('select pg_advisory_unlock($1)', [MIGRATION_LOCK]);
    }
  } finally {
    await runner.release();
  }
}

/**
 * Holds the connector at a chosen point of its work: a trigger makes the statement that reaches
 * that point wait for a lock the test has. A connector killed there has done everything before the
 * statement, and nothing after it.
 */
import pg from 'pg';
import { until } from '../until.js';

export interface Point {
  readonly table: string;
  readonly on: 'insert' | 'update' | 'insert or update' | 'delete';
  /** Condition on `new` or `old`, such as `new.state = 'sent'`. */
  readonly when?: string;
}

const LOCK = 7_355_608;
const TRIGGER = 'held_by_the_test';

export class Hold {
  private constructor(
    private readonly client: pg.Client,
    private readonly table: string,
  ) {}

  /** From now on whoever comes to this point waits. */
  static async at(databaseUrl: string, { table, on, when }: Point): Promise<Hold> {
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    await client.query('select pg_advisory_lock($1)', [LOCK]);
    await client.query(`
      create or replace function ${TRIGGER}() returns trigger language plpgsql as $$
      begin
        perform pg_advisory_xact_lock_shared(${LOCK});
        return coalesce(new, old);
      end $$`);
    await client.query(`create trigger ${TRIGGER} before ${on} on ${table} for each row ${when === undefined ? '' : `when (${when})`} execute function ${TRIGGER}()`);
    return new Hold(client, table);
  }

  /** Resolves when somebody waits there; gives the application names of their connections. */
  async reached(): Promise<string[]> {
    return until(
      async () => {
        const waiting = await this.#waiting();
        return waiting.length === 0 ? undefined : waiting.map(({ name }) => name);
      },
      { timeout_ms: 30_000, what: `the connector at ${this.table}` },
    );
  }

  /** Lets go. `killed`: what waits belongs to a killed connector and must not go on. */
  async release({ killed }: { killed: boolean }): Promise<void> {
    if (killed) {
      for (const { pid } of await this.#waiting()) await this.client.query('select pg_terminate_backend($1)', [pid]);
      await until(async () => (await this.#waiting()).length === 0, { what: 'the end of the killed connector’s connections' });
    }
    await this.client.query('select pg_advisory_unlock($1)', [LOCK]);
    await this.client.query(`drop trigger ${TRIGGER} on ${this.table}`);
    await this.client.end();
  }

  async #waiting(): Promise<{ pid: number; name: string }[]> {
    const { rows } = await this.client.query<{ pid: number; name: string }>(
      `select activity.pid, activity.application_name as name from pg_locks lock join pg_stat_activity activity using (pid)
       where lock.locktype = 'advisory' and lock.objid = $1 and not lock.granted and lock.database = (select oid from pg_database where datname = current_database())`,
      [LOCK],
    );
    return rows;
  }
}

/**
 * Writes groups to the database on connections of its own, so that hits never wait for a place
 * among the connector's other work. One statement, prepared once per connection, committed by
 * itself. A write that takes too long is given up together with its connection: whether it was
 * committed is unclear then, and writing the same group again does no harm.
 */
import pg from 'pg';
import type { Group } from './group.js';

/** The usual case: a long text costs less as a value of its own than within an array. */
const WRITE_ONE = {
  name: 'write a hit group',
  text: 'insert into hit_groups (id, at, hits) values ($1, to_timestamp($2::float8 / 1000), $3) on conflict do nothing',
};
const WRITE = {
  name: 'write hit groups',
  text: `insert into hit_groups (id, at, hits)
    select id, to_timestamp(at_ms / 1000), hits from unnest($1::uuid[], $2::float8[], $3::text[]) as fresh (id, at_ms, hits)
    on conflict do nothing`,
};
const CONNECTIONS = 3;
const IDLE_MS = 60_000;

export class GroupRows {
  private readonly pool: pg.Pool;

  constructor(url: string) {
    this.pool = new pg.Pool({ connectionString: url, max: CONNECTIONS, keepAlive: true, idleTimeoutMillis: IDLE_MS, allowExitOnIdle: true });
    // A lost connection is replaced when the next one is needed; what was being written on it has failed by itself.
    this.pool.on('error', () => undefined);
    this.pool.on('connect', (client) => client.on('error', () => undefined));
  }

  /** Resolves when they are committed; rejects when that failed, or is not known `within_ms` after the call. */
  async write(groups: readonly Group[], within_ms: number): Promise<void> {
    let given: NodeJS.Timeout | undefined;
    let client: pg.PoolClient | undefined;
    let isLate = false;
    const late = new Promise<never>((_resolve, reject) => {
      given = setTimeout(() => {
        isLate = true;
        reject(new Error(`PostgreSQL did not commit within ${within_ms} ms`));
      }, within_ms);
    });
    const write = async (): Promise<void> => {
      client = await this.pool.connect();
      if (isLate) return;
      await client.query(statementOf(groups));
    };
    const written = write();
    try {
      await Promise.race([written, late]);
      client?.release();
    } catch (error) {
      // A connection that comes too late is given back; one that is being waited for is cut.
      if (client === undefined) written.then(() => client?.release(), () => undefined);
      else {
        written.catch(() => undefined);
        client.release(true);
      }
      throw error;
    } finally {
      clearTimeout(given);
    }
  }

  async close(): Promise<void> {
    await this.pool.end();
  }
}

function statementOf(groups: readonly Group[]): pg.QueryConfig {
  const [only] = groups;
  if (groups.length === 1 && only !== undefined) return { ...WRITE_ONE, values: [only.id, only.at_ms, only.hits] };
  return { ...WRITE, values: [groups.map(({ id }) => id), groups.map(({ at_ms }) => at_ms), groups.map(({ hits }) => hits)] };
}

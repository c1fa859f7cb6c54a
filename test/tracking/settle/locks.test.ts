import assert from 'node:assert/strict';
import { randomBytes, randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import * as schema from '../../../connector/schema.js';
import { silenceMailTo } from '../../../connector/tracking/index.js';
import { markStampAmbiguous } from '../../../connector/tracking/messages.js';
import { lockStamps } from '../../../connector/tracking/stamp-lock.js';
import { until, useTestDatabase } from '../../database.js';
import { World } from './world.js';

describe('stamps are locked', () => {
  const test = useTestDatabase(schema);
  const ids = (count: number): string[] => Array.from({ length: count }, () => randomBytes(12).toString('base64url'));
  const isWaiting = async (): Promise<boolean> =>
    (await test.database.dataSource.query<unknown[]>(`select from pg_locks where not granted and database = (select oid from pg_database where datname = current_database())`)).length > 0;

  /** One that holds what it locked until it is let go. */
  const begin = async (lock: (tx: EntityManager) => Promise<void>): Promise<{ tx: EntityManager; end: () => Promise<void> }> => {
    const runner = test.database.dataSource.createQueryRunner();
    await runner.startTransaction();
    await lock(runner.manager);
    return {
      tx: runner.manager,
      end: async () => {
        await runner.commitTransaction();
        await runner.release();
      },
    };
  };

  it('however many there are', async () => {
    await test.database.dataSource.transaction((tx) => lockStamps(tx, ids(40_000), 'alone'));
  });

  it('against each other, few and many', async () => {
    const [one = '', ...others] = ids(2_000);
    for (const [first, second] of [[[one], [one, ...others]], [[one, ...others], [one]]] as const) {
      const holder = await begin((tx) => lockStamps(tx, first, 'alone'));
      let isLocked = false;
      const waiter = test.database.dataSource.transaction((tx) => lockStamps(tx, second, 'alone')).then(() => (isLocked = true));
      await until(isWaiting);
      assert.equal(isLocked, false);
      await holder.end();
      await waiter;
    }
  });

  it('before rows, so that a refusal and a mail that is being bound never wait for each other', async () => {
    const world = new World(test.database.dataSource);
    const stamp = world.stamp();
    const address = `${randomUUID()}@encom.com`;
    await world.send(stamp, [address]);
    const binding = await begin((tx) => lockStamps(tx, [stamp.id], 'alone'));
    const refusing = test.database.dataSource.transaction((tx) => silenceMailTo(tx, [address]));
    refusing.catch(() => undefined);
    await until(isWaiting);
    await markStampAmbiguous(binding.tx, world.mailboxId, stamp.id);
    await binding.end();
    await refusing;
    await world.settler.close();
  });
});

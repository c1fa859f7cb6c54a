/** What handling an incoming mail needs besides the mail: a Sent Items that is empty unless the test says otherwise. */
import type { DataSource } from 'typeorm';
import type { Clock } from '../../connector/clock.js';
import { keysFrom } from '../../connector/config/index.js';
import type { IncomingOptions } from '../../connector/replies/index.js';
import { silentLog } from '../log.js';

export const TEST_KEYS = keysFrom(['a secret of at least thirty-two characters']);

export function incomingOptions(dataSource: DataSource, clock: Clock): IncomingOptions {
  return { dataSource, clock, log: silentLog, keys: TEST_KEYS, sent: { find: () => Promise.resolve([]), handle: () => Promise.resolve() } };
}

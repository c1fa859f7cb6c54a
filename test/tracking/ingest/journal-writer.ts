/** Writes to a journal until it is killed: `node journal-writer.js FOLDER`; prints the id of each group that is on disk. */
import { silentLog } from '../../log.js';
import { groupOf } from '../../../connector/tracking/ingest/group.js';
import { Journal } from '../../../connector/tracking/index.js';
import { keysFrom } from '../../../connector/config/index.js';
import { mintStamp } from '../../../connector/tracking/index.js';
import { aHit } from './hits.js';

const journal = new Journal({ directory: process.argv[2] ?? '', limit_bytes: 1e9, log: silentLog });
const keys = keysFrom(['a secret of at least thirty-two characters']);
const stamp = mintStamp(keys, '11111111-2222-4333-8444-555555555555');
for (;;) {
  const hits = Array.from({ length: 50 }, () => aHit(stamp, { agent: 'x'.repeat(300) }));
  if (await journal.append(groupOf(hits))) process.stdout.write(`${hits.map(({ id }) => id).join(' ')}\n`);
}

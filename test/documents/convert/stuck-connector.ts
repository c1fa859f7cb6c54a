/** A connector whose converter never ends, to be killed in the middle: `node stuck-connector.js URL STORE`. */
import { createConversion, openFolderStore } from '../../../connector/documents/index.js';
import { openDatabase } from '../../../connector/database/index.js';
import { startJobs } from '../../../connector/jobs/index.js';
import { silentLog } from '../../log.js';

const [, , url, folder] = process.argv;
if (process.send !== undefined && url !== undefined && folder !== undefined) {
  const database = await openDatabase({ databaseUrl: url, dataDir: '', entities: [], migrations: [], log: silentLog, migrate: false });
  const conversion = createConversion({
    settings: { converterUrl: undefined, sofficePath: undefined, dataDir: folder, converterInstalls: 'when-asked' },
    dataSource: database.dataSource,
    store: await openFolderStore(folder),
    clock: { now: () => new Date() },
    log: silentLog,
    converters: {
      choose: () =>
        Promise.resolve({
          kind: 'soffice',
          convert: () => {
            process.send?.('converting');
            return new Promise<never>(() => setInterval(() => undefined, 60_000));
          },
        }),
    },
  });
  await startJobs({ database, tasks: [conversion.task], log: silentLog });
  process.send('ready');
}

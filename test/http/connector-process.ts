/** The connector of ./connector.ts as a process of its own, with settings from the environment as the real one takes them. */
import { readSettings } from '../../connector/config/index.js';
import { openDatabase } from '../../connector/database/index.js';
import { silentLog } from '../log.js';
import { schema, startConnector } from './connector.js';

const settings = readSettings(process.env);
const { azure, publicUrl, port, dataDir, databaseUrl, secretKeys } = settings;
const database = await openDatabase({ ...schema, databaseUrl, dataDir, log: silentLog, migrate: false });
const connector = await startConnector({ database, azure, publicUrl, port, ...(secretKeys === undefined ? {} : { secrets: secretKeys }) });
process.once('SIGTERM', () => {
  void (async () => {
    await connector.close();
    await database.close();
  })();
});
process.stdout.write('ready\n');

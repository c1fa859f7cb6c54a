/** A client of the embedded server in a process of its own: `node client.js DATA_DIR`; tells its address, leaves when told so. */
import { joinEmbeddedServer } from '../../connector/database/index.js';
import { silentLog } from '../log.js';

const [, , dataDir] = process.argv;
if (process.send !== undefined && dataDir !== undefined) {
  const server = await joinEmbeddedServer({ dataDir, log: silentLog, durable: false });
  process.on('message', () => void server.leave().then(() => process.exit(0)));
  process.send(server.url);
}

/**
 * The connector as a process. Ends gracefully on SIGTERM, SIGINT, and when the process that started
 * it is gone (its IPC channel closes).
 */
import { pino } from 'pino';
import { startConnector } from './app.js';
import { readSettings } from './config/index.js';
import { messageOf, ReadbackError } from './errors.js';

/** What runs is given this long; with the database gone it would wait for ever. */
const ENDS_WITHIN_MS = 30_000;

async function main(): Promise<void> {
  const settings = readSettings(process.env);
  const log = pino({ level: settings.logLevel, base: { pid: process.pid } });
  // Before it is ready it may wait for PostgreSQL for long; what was answered by then is on disk.
  const orphaned = (): void => process.exit(1);
  process.once('disconnect', orphaned);
  const connector = await startConnector(settings, log);
  process.off('disconnect', orphaned);
  log.info({ publicUrl: settings.publicUrl, port: connector.port }, 'the connector is ready');

  let ending = false;
  const end = (why: string): void => {
    if (ending) return;
    ending = true;
    log.info({ why }, 'the connector stops');
    setTimeout(() => {
      log.error('the connector did not stop in time');
      process.exit(1);
    }, ENDS_WITHIN_MS).unref();
    connector.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ error: messageOf(error) }, 'the connector did not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.on('SIGTERM', () => end('SIGTERM'));
  process.on('SIGINT', () => end('SIGINT'));
  process.on('disconnect', () => end('its starter is gone'));
}

main().catch((error: unknown) => {
  process.stderr.write(error instanceof ReadbackError ? `${error.message}\n(${error.code})\n` : `${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exit(1);
});

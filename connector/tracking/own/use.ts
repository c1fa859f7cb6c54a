/**
 * Every signed-in request says from which network and on which device its rep is. Written down at
 * most once an hour for each, beside the request and never in its way. Signals leave no trace here
 * (see signals.ts): they would say when somebody was at work.
 */
import type { IncomingMessage } from 'node:http';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import type { Clock } from '../../clock.js';
import { messageOf } from '../../errors.js';
import type { Rep } from '../../identity/index.js';
import type { Browsers } from './browsers.js';
import { noteSeen } from './devices.js';
import { noteNetwork } from './rep-networks.js';

const AGAIN_AFTER_MS = 60 * 60_000;
/** Of reps with their networks and devices, in this process; the oldest go first, and are then written once more. */
const REMEMBERED_AT_MOST = 20_000;

export interface UseOptions {
  readonly dataSource: DataSource;
  readonly clock: Clock;
  readonly log: Logger;
  readonly browsers: Pick<Browsers, 'markOf'>;
  /** Keyed hash of who asks. */
  readonly addressHash: (request: IncomingMessage) => Buffer;
}

/** Notes that a rep used Readback. Never throws, waits for nothing. */
export type NoteUse = (rep: Pick<Rep, 'id'>, request: IncomingMessage) => void;

export function createNoteUse({ dataSource, clock, log, browsers, addressHash }: UseOptions): NoteUse {
  const written = new Map<string, number>();
  const isDue = (key: string, now_ms: number): boolean => {
    const before = written.get(key);
    if (before !== undefined && now_ms - before < AGAIN_AFTER_MS) return false;
    written.delete(key);
    written.set(key, now_ms);
    const [oldest] = written.keys();
    if (written.size > REMEMBERED_AT_MOST && oldest !== undefined) written.delete(oldest);
    return true;
  };
  const write = (key: string, work: () => Promise<void>): void => {
    work().catch((error: unknown) => {
      written.delete(key);
      log.warn({ reason: messageOf(error) }, 'where a rep used Readback could not be noted');
    });
  };
  return (rep, request) => {
    const now = clock.now();
    const hash = addressHash(request);
    const network = `${rep.id} ${hash.toString('base64url')}`;
    if (isDue(network, now.getTime())) write(network, () => noteNetwork(dataSource.manager, rep.id, hash, now));
    const mark = browsers.markOf(request);
    if (mark?.repId !== rep.id) return;
    const device = `${rep.id} ${mark.deviceId}`;
    if (isDue(device, now.getTime())) write(device, () => noteSeen(dataSource.manager, mark, now));
  };
}

/**
 * Failures of handlers. Some are the mail's own (it will fail again: it is counted, and given up in
 * the end), some are the world's (Exchange or PostgreSQL away: nothing is counted, all waits).
 */
import { ReadbackError } from '../../errors.js';

const OF_THE_WORLD: readonly string[] = ['EXCHANGE_UNREACHABLE', 'MAILBOX_DENIED', 'DATABASE_UNREACHABLE', 'NOT_READY'];
/** SQLSTATE classes: connection lost, transaction to be repeated, resources used up, stopped by an operator. */
const SQLSTATE_OF_THE_WORLD = /^(08|40|53|57|58)...$/;
const SOCKET_TROUBLE = /^(ECONN|EPIPE|ETIMEDOUT|EAI_|ENOTFOUND)/;

export function isOfTheWorld(error: unknown): boolean {
  const code = codeOf(error);
  if (OF_THE_WORLD.includes(code) || SQLSTATE_OF_THE_WORLD.test(code) || SOCKET_TROUBLE.test(code)) return true;
  return error instanceof Error && /^(Connection terminated|timeout exceeded when trying to connect|Driver not Connected)/.test(error.message);
}

/** PostgreSQL itself cannot be reached or takes nothing. */
export function isDatabaseAway(error: unknown): boolean {
  // 40: it took the transaction back, and takes it when it is made again.
  return isOfTheWorld(error) && !/^40...$/.test(codeOf(error));
}

/** The code of anything thrown; its name where it has none. */
export function codeOf(error: unknown): string {
  if (error instanceof ReadbackError) return error.code;
  if (error instanceof Error) return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
  return 'UNKNOWN';
}

/** Where it was thrown. Never the message, which may quote the mail. */
export function placeOf(error: unknown): string[] {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 5)
    .map((line) => line.trim());
}

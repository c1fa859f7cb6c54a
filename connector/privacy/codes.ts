/**
 * Codes that prove that whoever asks reads the mail of that address. Six digits are enough, because
 * few may be asked for and few guessed: thirty guesses a day at a million numbers. Only a hash is
 * stored, and only the latest code counts. A code does what it was asked for and nothing else: the
 * mail it stands in says what that is.
 *
 *     asked for → mailed → used, or 15 minutes old, or guessed wrong 5 times, or followed by another
 */
import { randomInt, timingSafeEqual } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { Keys } from '../config/index.js';
import { ReadbackError } from '../errors.js';

export const CODE_LIVES_MINUTES = 15;
export const CODES_PER_HOUR = 3;
/** Somebody may ask for codes for others, who then get them. */
export const CODES_PER_DAY = 6;
export const GUESSES = 5;

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** What a code is for. */
export type CodePurpose = 'see' | 'agree';

export interface CodeStore {
  readonly tx: EntityManager;
  readonly keys: Keys;
  readonly now: Date;
}

/** A new code for this address; to be mailed once this is committed. Throws TOO_MANY_CODES. */
export async function newCode({ tx, keys, now }: CodeStore, address: string, purpose: CodePurpose): Promise<string> {
  await lock(tx, address);
  const [count] = await tx.query<{ hour: number; day: number }[]>(
    `select count(*) filter (where sent_at > $2)::int as hour, count(*)::int as day
     from privacy_codes where name = erased_name($1) and sent_at > $3`,
    [address, new Date(now.getTime() - 60 * MINUTE_MS), new Date(now.getTime() - DAY_MS)],
  );
  if (count !== undefined && (count.hour >= CODES_PER_HOUR || count.day >= CODES_PER_DAY)) throw new ReadbackError('TOO_MANY_CODES');
  const code = randomInt(1_000_000).toString().padStart(6, '0');
  await tx.query('insert into privacy_codes (name, code_hash, sent_at) values (erased_name($1), $2, $3)', [address, hashOf(keys, address, purpose, code), now]);
  return code;
}

/** True if this is the code last mailed to the address; it is used up by that. To be committed also if it is not: the guess counts. */
export async function useCode({ tx, keys, now }: CodeStore, address: string, purpose: CodePurpose, code: string): Promise<boolean> {
  await lock(tx, address);
  const [latest] = await tx.query<{ id: string; code_hash: Buffer; sent_at: Date; guesses: number; used: boolean }[]>(
    'select id, code_hash, sent_at, guesses, used from privacy_codes where name = erased_name($1) order by id desc limit 1',
    [address],
  );
  if (latest === undefined || latest.used || latest.guesses >= GUESSES || now.getTime() - latest.sent_at.getTime() > CODE_LIVES_MINUTES * MINUTE_MS) return false;
  const isRight = timingSafeEqual(latest.code_hash, hashOf(keys, address, purpose, code.replaceAll(/\s/g, '')));
  await tx.query('update privacy_codes set guesses = guesses + 1, used = $2 where id = $1', [latest.id, isRight]);
  return isRight;
}

/** Codes older than the day they are counted in. */
export async function forgetOldCodes(tx: EntityManager, now: Date): Promise<void> {
  await tx.query('delete from privacy_codes where sent_at < $1', [new Date(now.getTime() - DAY_MS)]);
}

async function lock(tx: EntityManager, address: string): Promise<void> {
  await tx.query('select pg_advisory_xact_lock(hashtextextended($1, 0))', [`privacy-code:${address}`]);
}

function hashOf(keys: Keys, address: string, purpose: CodePurpose, code: string): Buffer {
  return keys.sign('privacy-code', Buffer.from(`${purpose}\n${address}\n${code}`));
}

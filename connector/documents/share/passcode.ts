/**
 * Passcodes of shares, stored as scrypt hashes only (RFC 7914). The cost is that of a sign-in:
 * some 50 ms and 16 MB for each try, so the number of tries is limited apart (read/attempts.ts).
 *
 *     scrypt$ salt 16 bytes $ hash 32 bytes, both base64url
 */
import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

const HASH_BYTES = 32;
const COST = { N: 16_384, r: 8, p: 1 } as const;
const HASH = /^scrypt\$([A-Za-z0-9_-]{22})\$([A-Za-z0-9_-]{43})$/;

export async function hashPasscode(passcode: string): Promise<string> {
  const salt = randomBytes(16);
  return `scrypt$${salt.toString('base64url')}$${(await derived(passcode, salt)).toString('base64url')}`;
}

/** True if `passcode` is the one of this hash. Spaces around it do not count: it is typed off a mail, or a phone adds one. */
export async function isPasscode(passcode: string, hash: string): Promise<boolean> {
  const [, salt, expected] = HASH.exec(hash) ?? [];
  if (salt === undefined || expected === undefined) return false;
  return timingSafeEqual(await derived(passcode, Buffer.from(salt, 'base64url')), Buffer.from(expected, 'base64url'));
}

function derived(passcode: string, salt: Buffer): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(passcode.normalize('NFKC').trim(), salt, HASH_BYTES, COST, (error, key) => {
      if (error === null) resolve(key);
      else reject(error);
    });
  });
}

/**
 * Signing with the organisation's secret keys: the first signs, all verify, so that a key can be
 * replaced while mail signed with the old one is still out there. Each purpose gets keys of its
 * own (HKDF, RFC 5869), so that a token made for one purpose never passes for another.
 */
import { createHash, hkdfSync, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { hmacOf } from './hmac.js';
import type { Settings } from './settings.js';

export type Purpose = 'stamp' | 'link' | 'unsubscribe' | 'session' | 'sign-in' | 'address-hash' | 'device' | 'looking' | 'privacy-link' | 'privacy-link-cipher' | 'privacy-ticket' | 'privacy-code' | 'share' | 'visit' | 'reader-hash';

export interface Keys {
  /** HMAC-SHA-256 with the first key, cut to `length` bytes. */
  sign(purpose: Purpose, data: Uint8Array, length?: number): Buffer;
  /**
   * True if any key made this signature (constant time per key).
   * @param keyId where the data names its key: only those of this id are tried
   */
  verify(purpose: Purpose, data: Uint8Array, signature: Uint8Array, keyId?: number): boolean;
  /** Names the key that signs, in a byte: the first of its SHA-256. Two keys may have the same. */
  keyId(purpose: Purpose): number;
  /** The raw 32-byte keys of a purpose, signing key first; for libraries that sign themselves. */
  raw(purpose: Purpose): readonly Buffer[];
}

interface DerivedKey {
  readonly key: Buffer;
  readonly id: number;
  readonly mac: (data: Uint8Array) => Buffer;
}

/** Builds keys from secrets; at least one is needed. */
export function keysFrom(secrets: readonly string[]): Keys {
  const cache = new Map<Purpose, DerivedKey[]>();
  const derived = (purpose: Purpose): DerivedKey[] => {
    const known = cache.get(purpose);
    if (known !== undefined) return known;
    const keys = secrets.map((secret) => {
      const key = Buffer.from(hkdfSync('sha256', secret, '', `readback/${purpose}`, 32));
      return { key, id: createHash('sha256').update(key).digest().readUInt8(0), mac: hmacOf(key) };
    });
    cache.set(purpose, keys);
    return keys;
  };
  const signing = (purpose: Purpose): DerivedKey => {
    const [first] = derived(purpose);
    if (first === undefined) throw new RangeError('keysFrom needs at least one secret');
    return first;
  };
  return {
    raw: (purpose) => derived(purpose).map(({ key }) => key),
    sign: (purpose, data, length = 32) => signing(purpose).mac(data).subarray(0, length),
    verify: (purpose, data, signature, keyId) =>
      signature.length >= 8 && derived(purpose).some(({ mac, id }) => (keyId === undefined || id === keyId) && timingSafeEqual(mac(data).subarray(0, signature.length), signature)),
    keyId: (purpose) => signing(purpose).id,
  };
}

/** The keys of SECRET_KEY, or else of `DATA_DIR/secret.key`, which is made on first use (0600). */
export function loadKeys(settings: Pick<Settings, 'secretKeys' | 'dataDir'>): Keys {
  return keysFrom(settings.secretKeys ?? [secretInDataDir(settings.dataDir)]);
}

/** Written beside and linked into place, so that another process finds all of it or nothing. */
function secretInDataDir(dataDir: string): string {
  const path = join(dataDir, 'secret.key');
  mkdirSync(dataDir, { recursive: true });
  if (!existsSync(path)) {
    const fresh = `${path}.${randomUUID()}`;
    writeFileSync(fresh, randomBytes(48).toString('base64url'), { flag: 'wx', mode: 0o600 });
    try {
      linkSync(fresh, path);
    } catch (error) {
      if (!existsSync(path)) throw error;
    } finally {
      rmSync(fresh);
    }
  }
  return readFileSync(path, 'utf8').trim();
}

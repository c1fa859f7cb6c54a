/**
 * Signing with the organisation's secret keys: the first signs, all verify, so that a key can be
 * replaced while mail signed with the old one is still out there. Each purpose gets keys of its
 * own (HKDF, RFC 5869), so that a token made for one purpose never passes for another.
 */
import { createHmac, hkdfSync, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from './settings.js';

export type Purpose = 'stamp' | 'link' | 'unsubscribe' | 'session' | 'sign-in' | 'address-hash';

export interface Keys {
  /** HMAC-SHA-256 with the first key, cut to `length` bytes. */
  sign(purpose: Purpose, data: Uint8Array, length?: number): Buffer;
  /** True if any key made this signature (constant time per key). */
  verify(purpose: Purpose, data: Uint8Array, signature: Uint8Array): boolean;
  /** The raw 32-byte keys of a purpose, signing key first; for libraries that sign themselves. */
  raw(purpose: Purpose): readonly Buffer[];
}

/** Builds keys from secrets; at least one is needed. */
export function keysFrom(secrets: readonly string[]): Keys {
  const cache = new Map<Purpose, Buffer[]>();
  const raw = (purpose: Purpose): Buffer[] => {
    const known = cache.get(purpose);
    if (known !== undefined) return known;
    const derived = secrets.map((secret) => Buffer.from(hkdfSync('sha256', secret, '', `readback/${purpose}`, 32)));
    cache.set(purpose, derived);
    return derived;
  };
  const mac = (key: Buffer, data: Uint8Array, length: number): Buffer =>
    createHmac('sha256', key).update(data).digest().subarray(0, length);
  return {
    raw,
    sign: (purpose, data, length = 32) => {
      const [first] = raw(purpose);
      if (first === undefined) throw new RangeError('keysFrom needs at least one secret');
      return mac(first, data, length);
    },
    verify: (purpose, data, signature) =>
      signature.length >= 8 && raw(purpose).some((key) => timingSafeEqual(mac(key, data, signature.length), signature)),
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

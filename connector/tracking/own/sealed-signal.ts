/**
 * A signal as one connector tells it to the others: sealed with the organisation's key, so that
 * whoever listens in the database, or reads a log of its statements, learns nothing of who looks at
 * what (AES-256-GCM, NIST SP 800-38D; a random 96-bit nonce each).
 *
 *     nonce 12 | ciphertext | tag 16, as base64url
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { Keys } from '../../config/index.js';
import { CLIENTS } from './clients.js';
import type { Signal } from './signals.js';

const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

const toldSchema = z.object({
  /** Which connector tells it. */
  teller: z.string(),
  looker: z.string(),
  repId: z.string(),
  client: z.enum(CLIENTS),
  addressHash: z.string(),
  stampIds: z.array(z.string()),
  at_ms: z.number(),
});

export type ToldSignal = Signal & { readonly teller: string };

export function sealSignal(keys: Keys, signal: ToldSignal): string {
  const [key] = keys.raw('looking');
  if (key === undefined) throw new RangeError('sealSignal needs at least one key');
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(ALGORITHM, key, nonce);
  return Buffer.concat([nonce, cipher.update(JSON.stringify(signal), 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64url');
}

/** Null if it was not sealed by a connector of ours. */
export function openSignal(keys: Keys, text: string): ToldSignal | null {
  const bytes = Buffer.from(text, 'base64url');
  if (bytes.length < NONCE_BYTES + TAG_BYTES) return null;
  for (const key of keys.raw('looking')) {
    try {
      const decipher = createDecipheriv(ALGORITHM, key, bytes.subarray(0, NONCE_BYTES)).setAuthTag(bytes.subarray(-TAG_BYTES));
      const plain = Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
      return toldSchema.safeParse(JSON.parse(plain.toString('utf8'))).data ?? null;
    } catch {
      // Sealed with another key.
    }
  }
  return null;
}

/**
 * The keys of the sandbox's Entra, kept in its data directory so that tokens outlive a restart: an RSA pair that signs
 * tokens, and a symmetric key that seals refresh tokens (which only Entra itself reads).
 */
import { calculateJwkThumbprint, exportJWK, generateKeyPair, importJWK, type CryptoKey, type JWK } from 'jose';
import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { replaceFile } from '../tls/files.js';

const stored = z.object({
  signing: z.looseObject({ kty: z.literal('RSA'), n: z.string(), e: z.string(), d: z.string() }),
  sealing: z.base64url().length(43),
});

export interface EntraKeys {
  /** Key id in token headers and in the key set. */
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  readonly publicJwk: JWK;
  /** 256 bits, for A256GCM. */
  readonly sealing: Uint8Array;
}

/** Reads the keys in `directory`, or makes them. */
export async function openEntraKeys(directory: string): Promise<EntraKeys> {
  const path = join(directory, 'entra-keys.json');
  const text = await readFile(path, 'utf8').catch(() => undefined);
  const found = text === undefined ? undefined : stored.parse(JSON.parse(text));
  const keys = found ?? (await makeKeys());
  if (found === undefined) await replaceFile(path, JSON.stringify(keys));

  const publicJwk: JWK = { kty: 'RSA', n: keys.signing.n, e: keys.signing.e };
  return {
    kid: await calculateJwkThumbprint(publicJwk),
    privateKey: asKey(await importJWK(keys.signing, 'RS256')),
    publicKey: asKey(await importJWK(publicJwk, 'RS256')),
    publicJwk,
    sealing: Buffer.from(keys.sealing, 'base64url'),
  };
}

async function makeKeys(): Promise<z.infer<typeof stored>> {
  const { privateKey } = await generateKeyPair('RS256', { modulusLength: 2048, extractable: true });
  return stored.parse({ signing: await exportJWK(privateKey), sealing: randomBytes(32).toString('base64url') });
}

function asKey(key: CryptoKey | Uint8Array): CryptoKey {
  if (key instanceof Uint8Array) throw new TypeError('The signing key is no RSA key.');
  return key;
}

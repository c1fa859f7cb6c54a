/** Small signed, dated contents for cookies: a JWT (RFC 7519) that only we make and read. */
import { errors, jwtVerify, SignJWT } from 'jose';
import type { z } from 'zod';
import type { Clock } from '../clock.js';

const ALGORITHM = 'HS256';

export interface SignedText<T> {
  sign(content: T, lasts_s: number): Promise<string>;
  /** Undefined for what is absent, expired, tampered with or signed by somebody else. */
  read(text: string | undefined): Promise<{ content: T; age_s: number } | undefined>;
}

/** @param keys the first signs, all verify */
export function signedText<T extends Record<string, unknown>>({
  keys,
  schema,
  clock,
}: {
  keys: readonly Uint8Array[];
  schema: z.ZodType<T>;
  clock: Clock;
}): SignedText<T> {
  const [signingKey] = keys;
  if (signingKey === undefined) throw new RangeError('signedText needs at least one key');
  const now_s = (): number => Math.floor(clock.now().getTime() / 1000);

  const readWith = async (key: Uint8Array, text: string): Promise<{ content: T; age_s: number } | undefined> => {
    try {
      const { payload } = await jwtVerify(text, key, { algorithms: [ALGORITHM], requiredClaims: ['iat', 'exp'], currentDate: clock.now() });
      const content = schema.safeParse(payload);
      return content.success ? { content: content.data, age_s: now_s() - (payload.iat ?? 0) } : undefined;
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  };

  return {
    sign: (content, lasts_s) =>
      new SignJWT(content)
        .setProtectedHeader({ alg: ALGORITHM })
        .setIssuedAt(now_s())
        .setExpirationTime(now_s() + lasts_s)
        .sign(signingKey),
    read: async (text) => {
      if (text === undefined || text === '') return undefined;
      for (const key of keys) {
        const found = await readWith(key, text);
        if (found !== undefined) return found;
      }
      return undefined;
    },
  };
}

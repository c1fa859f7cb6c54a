/**
 * Access tokens as the API takes them: v2.0 tokens of our tenant, for us, on behalf of a user
 * (https://learn.microsoft.com/entra/identity-platform/access-tokens#validate-tokens).
 *
 * | what is wrong | answer |
 * |---|---|
 * | signature, algorithm, issuer, audience, lifetime, tenant | 401 TOKEN_INVALID |
 * | no user in it: an application's own token, an id token, another scope | 401 TOKEN_INVALID |
 * | the tenant's keys cannot be fetched | 503 ENTRA_UNREACHABLE: the token may well be good |
 *
 * Lifetimes are those of real time, also where the connector's clock is shifted for a demo.
 */
import { createRemoteJWKSet, errors, jwtVerify, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import type { Settings } from '../config/index.js';
import { messageOf, ReadbackError } from '../errors.js';
import type { DirectoryPerson } from '../identity/index.js';
import type { Authority, Discovery } from './authority.js';

const SCOPE = 'access_as_user';
const CLOCK_TOLERANCE_S = 60;
/** A key we don't know makes us fetch the keys again, at most this often. */
const KEYS_COOLDOWN_MS = 30_000;
const KEYS_TIMEOUT_MS = 5_000;

const claimsSchema = z.object({
  oid: z.string().min(1),
  tid: z.string().min(1),
  scp: z.string().refine((scopes) => scopes.split(' ').includes(SCOPE)),
  preferred_username: z.string().optional(),
  email: z.string().optional(),
  name: z.string().optional(),
});

/** Whom an access token speaks for. Throws TOKEN_INVALID, ENTRA_UNREACHABLE. */
export type VerifyBearer = (token: string) => Promise<DirectoryPerson>;

export function bearerVerifier(azure: Settings['azure'], authority: Authority): VerifyBearer {
  let known: { discovery: Discovery; keys: JWTVerifyGetKey } | undefined;
  const keysOf = (discovery: Discovery): JWTVerifyGetKey => {
    if (known?.discovery.jwks_uri !== discovery.jwks_uri) known = { discovery, keys: fetchedKeys(discovery.jwks_uri) };
    return known.keys;
  };
  return async (token) => {
    const discovery = await authority();
    const payload = await verified(token, keysOf(discovery), {
      algorithms: ['RS256'],
      issuer: discovery.issuer,
      audience: [azure.clientId, `api://${azure.clientId}`],
      clockTolerance: CLOCK_TOLERANCE_S,
      requiredClaims: ['exp'],
    });
    const claims = claimsSchema.safeParse(payload);
    if (!claims.success) throw invalid('it was not issued for a user with the permission access_as_user');
    const { oid, tid, preferred_username: username, email, name } = claims.data;
    if (tid !== tenantIn(discovery.issuer)) throw invalid('it belongs to another tenant');
    return { oid, address: username ?? email ?? '', name: name ?? '' };
  };
}

async function verified(token: string, keys: JWTVerifyGetKey, options: Parameters<typeof jwtVerify>[2]): Promise<unknown> {
  try {
    return (await jwtVerify(token, keys, options)).payload;
  } catch (error) {
    if (error instanceof errors.JWTExpired) throw invalid('it has expired', error);
    if (error instanceof errors.JOSEError) throw invalid(messageOf(error), error);
    throw error;
  }
}

/** The tenant's keys; a failure to fetch them is told apart from a token that fits none. */
function fetchedKeys(address: string): JWTVerifyGetKey {
  const remote = createRemoteJWKSet(new URL(address), { cooldownDuration: KEYS_COOLDOWN_MS, timeoutDuration: KEYS_TIMEOUT_MS });
  return async (header, token) => {
    try {
      return await remote(header, token);
    } catch (error) {
      const isOfToken = error instanceof errors.JWKSNoMatchingKey || error instanceof errors.JWKSMultipleMatchingKeys || error instanceof errors.JOSENotSupported;
      throw isOfToken ? error : new ReadbackError('ENTRA_UNREACHABLE', undefined, { reason: messageOf(error) }, { cause: error });
    }
  };
}

/** `https://login.microsoftonline.com/{tenant id}/v2.0` */
function tenantIn(issuer: string): string | undefined {
  return URL.canParse(issuer) ? new URL(issuer).pathname.split('/')[1] : undefined;
}

function invalid(why: string, cause?: unknown): ReadbackError {
  return new ReadbackError('TOKEN_INVALID', `The access token is not valid for this service: ${why}.`, {}, { cause });
}

/**
 * How a client proves at the token endpoint that it is the registered application: by its secret (in the form, or as
 * HTTP Basic), or by an assertion signed with the key of a registered certificate
 * (learn.microsoft.com/entra/identity-platform/certificate-credentials, RFC 7523).
 *
 * An assertion may come again word for word while it is valid: @azure/msal-node sends the same one for ten minutes.
 * Another assertion under a `jti` seen before is a replay and refused.
 */
import { decodeProtectedHeader, errors as joseErrors, jwtVerify } from 'jose';
import { createHash } from 'node:crypto';
import { z } from 'zod';
import { EntraError } from './errors.js';
import type { Registration } from './registration.js';
import { PROOF, type Proof } from './tokens.js';

export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
const CLOCK_TOLERANCE_S = 300;

const assertionHeader = z.looseObject({ alg: z.string(), x5t: z.string().optional(), 'x5t#S256': z.string().optional() });
const assertionClaims = z.object({ jti: z.string().min(1), iss: z.string(), sub: z.string(), exp: z.number() });

/** What the request says about its client. */
export interface ClientCredentials {
  clientId?: string | undefined;
  secret?: string | undefined;
  assertion?: string | undefined;
  assertionType?: string | undefined;
}

export interface ClientAuthenticationOptions {
  registration: Registration;
  tenantName: string;
  /** What `aud` of an assertion may be: the token endpoint, or the issuer. */
  audiences: () => readonly string[];
  now: () => Date;
}

export class ClientAuthentication {
  /** Digest and expiry (seconds since 1970) of the assertion seen under each `jti`. */
  readonly #seen = new Map<string, { digest: string; expires_s: number }>();

  constructor(readonly options: ClientAuthenticationOptions) {}

  /** @returns how it was proved; `none` when the request carries neither secret nor assertion */
  async check(credentials: ClientCredentials): Promise<Proof> {
    const { registration, tenantName } = this.options;
    const { clientId, secret, assertion } = credentials;
    if (clientId === undefined) throw new EntraError('parameterMissing', 'client_id');
    if (clientId.toLowerCase() !== registration.clientId) throw new EntraError('applicationUnknown', clientId, tenantName);
    if (assertion !== undefined) {
      if (credentials.assertionType !== ASSERTION_TYPE) throw new EntraError('parameterMissing', 'client_assertion_type');
      await this.#checkAssertion(assertion);
      return PROOF.certificate;
    }
    if (secret === undefined) return PROOF.none;
    if (!registration.isSecret(secret)) throw new EntraError('secretInvalid', clientId);
    return PROOF.secret;
  }

  async #checkAssertion(assertion: string): Promise<void> {
    const { alg, x5t, 'x5t#S256': x5tS256 } = readHeader(assertion);
    if (alg !== 'RS256' && alg !== 'PS256') throw new EntraError('assertionAlgorithm', alg);
    if (x5t === undefined && x5tS256 === undefined) throw new EntraError('assertionMalformed', 'The header names no certificate: x5t or x5t#S256 is needed.');

    const certificate = await this.options.registration.findCertificate({ sha1: x5t, sha256: x5tS256 });
    if (certificate === undefined) throw new EntraError('assertionSignature', `The key was not found., Thumbprint of key used by client: '${x5tS256 ?? x5t ?? ''}'`);
    const now = this.options.now();
    if (new Date(certificate.validTo) < now || new Date(certificate.validFrom) > now) throw new EntraError('assertionSignature', 'The key used is expired.');

    const claims = await this.#verify(assertion, certificate.publicKey, alg);
    if (claims.iss !== this.options.registration.clientId || claims.sub !== claims.iss) throw new EntraError('assertionClient');
    this.#refuseReplay(assertion, claims);
  }

  async #verify(assertion: string, key: Parameters<typeof jwtVerify>[1] & object, alg: string): Promise<z.infer<typeof assertionClaims>> {
    try {
      const { payload } = await jwtVerify(assertion, key, {
        algorithms: [alg],
        audience: [...this.options.audiences()],
        clockTolerance: CLOCK_TOLERANCE_S,
        currentDate: this.options.now(),
        requiredClaims: ['iss', 'sub', 'exp', 'jti'],
      });
      return assertionClaims.parse(payload);
    } catch (error) {
      throw asEntraError(error);
    }
  }

  #refuseReplay(assertion: string, { jti, exp }: z.infer<typeof assertionClaims>): void {
    const now_s = this.options.now().getTime() / 1000;
    for (const [id, { expires_s }] of this.#seen) {
      if (expires_s + CLOCK_TOLERANCE_S < now_s) this.#seen.delete(id);
    }
    const digest = createHash('sha256').update(assertion).digest('base64url');
    const before = this.#seen.get(jti);
    if (before !== undefined && before.digest !== digest) throw new EntraError('assertionMalformed', 'Another assertion has used this jti.');
    this.#seen.set(jti, { digest, expires_s: exp });
  }
}

function readHeader(assertion: string): z.infer<typeof assertionHeader> {
  try {
    return assertionHeader.parse(decodeProtectedHeader(assertion));
  } catch {
    throw new EntraError('assertionMalformed', 'It is no signed JWT.');
  }
}

function asEntraError(error: unknown): EntraError {
  if (error instanceof joseErrors.JWSSignatureVerificationFailed) return new EntraError('assertionSignature', 'The key was found, but use of the key to verify the signature failed.');
  if (error instanceof joseErrors.JWTExpired) return new EntraError('assertionTime', error.message);
  if (error instanceof joseErrors.JWTClaimValidationFailed) {
    if (error.claim === 'aud') return new EntraError('assertionAudience');
    if (error.claim === 'nbf' || error.claim === 'iat') return new EntraError('assertionTime', error.message);
    return new EntraError('assertionMalformed', error.message);
  }
  return new EntraError('assertionMalformed', error instanceof joseErrors.JOSEError ? error.message : 'A claim is missing or of the wrong kind: iss, sub, aud, exp and jti are needed.');
}

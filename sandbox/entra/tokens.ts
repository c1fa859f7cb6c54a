/**
 * Makes and reads the tokens of the sandbox's Entra: version 2.0 access tokens (RS256), id tokens, and refresh tokens,
 * which are sealed for Entra alone and need no table. As in Entra, using a refresh token gives a new one and the old
 * one stays good until it expires.
 * Claims: learn.microsoft.com/entra/identity-platform/access-token-claims-reference and id-token-claims-reference.
 */
import { EncryptJWT, SignJWT, errors as joseErrors, jwtDecrypt, jwtVerify, type JWTPayload } from 'jose';
import { createHash, randomBytes } from 'node:crypto';
import { z } from 'zod';
import type { DirectoryUser, TokenClaims } from '../exchange/index.js';
import { EntraError } from './errors.js';
import type { EntraKeys } from './keys.js';
import { describeScopes, type DelegatedScopes, type Resource } from './scopes.js';
import { APPLICATION, TENANT } from './tenant.js';

export const ACCESS_TOKEN_LIFE_S = 3600;
const REFRESH_TOKEN_LIFE_S = 90 * 86_400;
/** `azpacr`: how the client proved who it is. */
export const PROOF = { none: '0', secret: '1', certificate: '2' } as const;
export type Proof = (typeof PROOF)[keyof typeof PROOF];

const resourceClaims = z.object({
  azp: z.string(),
  roles: z.array(z.string()).default([]),
  scp: z.string().optional(),
  oid: z.string().optional(),
});

const refreshClaims = z.object({ oid: z.string(), scope: z.string() });

/** The body of an answer of the token endpoint. */
export interface TokenResponse {
  token_type: 'Bearer';
  expires_in: number;
  ext_expires_in: number;
  access_token: string;
  scope?: string;
  refresh_token?: string;
  id_token?: string;
  client_info?: string;
}

export interface TokenMintOptions {
  keys: EntraKeys;
  issuer: string;
  /** Origin of Graph: `aud` of tokens for it. */
  graphResource: string;
  now: () => Date;
}

export class TokenMint {
  constructor(readonly options: TokenMintOptions) {}

  async appOnly(resource: Resource, proof: Proof): Promise<TokenResponse> {
    const access_token = await this.#sign({
      aud: this.#audience(resource),
      azp: APPLICATION.clientId,
      azpacr: proof,
      idtyp: 'app',
      oid: APPLICATION.servicePrincipalId,
      sub: APPLICATION.servicePrincipalId,
      ...(resource === 'graph' ? { appid: APPLICATION.clientId, app_displayname: APPLICATION.displayName, roles: APPLICATION.graphRoles } : {}),
    });
    return bearer(access_token);
  }

  async forUser(user: DirectoryUser, scopes: DelegatedScopes, proof: Proof, nonce?: string): Promise<TokenResponse> {
    const person = {
      oid: user.id,
      sub: pairwiseSubject(user.id),
      name: user.displayName,
      preferred_username: user.userPrincipalName,
      ...(scopes.openId.includes('email') ? { email: user.mail } : {}),
    };
    const permissions = [...scopes.permissions, ...(scopes.resource === 'graph' ? scopes.openId.filter((word) => word !== 'offline_access') : [])];
    const access_token = await this.#sign({
      aud: this.#audience(scopes.resource),
      azp: APPLICATION.clientId,
      azpacr: proof,
      scp: permissions.join(' '),
      ...person,
    });
    const description = describeScopes(scopes, this.options.graphResource);
    return {
      ...bearer(access_token),
      scope: description,
      ...(scopes.openId.includes('offline_access') ? { refresh_token: await this.#seal(user, description) } : {}),
      ...(scopes.openId.includes('openid')
        ? { id_token: await this.#sign({ aud: APPLICATION.clientId, ...person, ...(nonce === undefined ? {} : { nonce }) }) }
        : {}),
      client_info: Buffer.from(JSON.stringify({ uid: user.id, utid: TENANT.id })).toString('base64url'),
    };
  }

  /** @throws EntraError when it is not ours or has expired */
  async openRefreshToken(token: string): Promise<z.infer<typeof refreshClaims>> {
    try {
      const { payload } = await jwtDecrypt(token, this.options.keys.sealing, { issuer: this.options.issuer, currentDate: this.options.now() });
      return refreshClaims.parse(payload);
    } catch (error) {
      throw new EntraError(error instanceof joseErrors.JWTExpired ? 'refreshExpired' : 'refreshInvalid');
    }
  }

  /** What a token for Graph says. Rejects when it is forged, expired, or for another audience. */
  async verifyGraphToken(token: string): Promise<TokenClaims> {
    const { issuer, graphResource, keys, now } = this.options;
    const { payload } = await jwtVerify(token, keys.publicKey, { issuer, audience: graphResource, algorithms: ['RS256'], currentDate: now() });
    const { azp, roles, scp, oid } = resourceClaims.parse(payload);
    return { appId: azp, roles, ...(scp === undefined ? {} : { scp }), ...(oid === undefined ? {} : { oid }) };
  }

  #audience(resource: Resource): string {
    return resource === 'api' ? APPLICATION.clientId : this.options.graphResource;
  }

  async #sign(claims: JWTPayload): Promise<string> {
    const now_s = Math.floor(this.options.now().getTime() / 1000);
    return new SignJWT({ ...claims, tid: TENANT.id, uti: randomBytes(16).toString('base64url'), ver: '2.0' })
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT', kid: this.options.keys.kid })
      .setIssuer(this.options.issuer)
      .setIssuedAt(now_s)
      .setNotBefore(now_s)
      .setExpirationTime(now_s + ACCESS_TOKEN_LIFE_S)
      .sign(this.options.keys.privateKey);
  }

  async #seal(user: DirectoryUser, scope: string): Promise<string> {
    const now_s = Math.floor(this.options.now().getTime() / 1000);
    return new EncryptJWT({ oid: user.id, scope })
      .setProtectedHeader({ alg: 'dir', enc: 'A256GCM' })
      .setIssuer(this.options.issuer)
      .setJti(randomBytes(16).toString('base64url'))
      .setIssuedAt(now_s)
      .setExpirationTime(now_s + REFRESH_TOKEN_LIFE_S)
      .encrypt(this.options.keys.sealing);
  }
}

function bearer(access_token: string): TokenResponse {
  return { token_type: 'Bearer', expires_in: ACCESS_TOKEN_LIFE_S - 1, ext_expires_in: ACCESS_TOKEN_LIFE_S - 1, access_token };
}

/** `sub` differs from `oid`, as in Entra, where it is the person as seen by one application. */
function pairwiseSubject(userId: string): string {
  return createHash('sha256').update(`${APPLICATION.clientId}:${userId}`).digest('base64url');
}

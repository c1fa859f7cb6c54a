/**
 * The sandbox's Entra ID: one tenant, one application, a few people, and real tokens.
 *
 * Its tokens, keys and discovery are served over https; the pages a person's browser visits are on plain
 * http://localhost, so that no certificate warning stands in the way.
 */
import express, { type Router } from 'express';
import type { TokenVerifier } from '../exchange/index.js';
import { authorizeRouter } from './authorize.js';
import { ClientAuthentication } from './client-authentication.js';
import { AuthorizationCodes } from './codes.js';
import { discoveryRouter, issuerAt, type EntraAddresses } from './discovery.js';
import { openEntraKeys } from './keys.js';
import { Registration } from './registration.js';
import { entraErrors, tokenEndpoint } from './token-endpoint.js';
import { TENANT } from './tenant.js';
import { TokenMint } from './tokens.js';

export { addPeople, APPLICATION, findUser, TENANT, USERS } from './tenant.js';
export type { EntraAddresses } from './discovery.js';

export interface EntraOptions {
  /** Where keys, secret and registered certificates are kept. */
  directory: string;
  addresses: EntraAddresses;
  now?: () => Date;
}

export interface Entra {
  readonly clientSecret: string;
  /** PEM files here are the application's registered certificates. */
  readonly certificateDirectory: string;
  /** For Exchange: accepts tokens for Graph only. */
  readonly verifyToken: TokenVerifier;
  /** For the https listener. */
  authority(): Router;
  /** For the plain http listener. */
  pages(): Router;
}

export async function openEntra({ directory, addresses, now = () => new Date() }: EntraOptions): Promise<Entra> {
  const [keys, registration] = await Promise.all([openEntraKeys(directory), Registration.open(directory)]);
  const { authorityHost } = addresses;
  const issuer = issuerAt(authorityHost);
  const codes = new AuthorizationCodes(now);
  const mint = new TokenMint({ keys, issuer, graphResource: authorityHost, now });
  const audiences = [TENANT.id, TENANT.domain, 'common', 'organizations'].map((name) => `${authorityHost}/${name}/oauth2/v2.0/token`);
  const authentication = new ClientAuthentication({ registration, tenantName: TENANT.displayName, audiences: () => [issuer, ...audiences], now });

  return {
    clientSecret: registration.clientSecret,
    certificateDirectory: registration.certificateDirectory,
    verifyToken: (token) => mint.verifyGraphToken(token),
    authority() {
      const router = express.Router();
      router.use(['/:tenant/oauth2/v2.0/token', '/:tenant/v2.0', '/:tenant/discovery', '/common/discovery'], allowOtherOrigins);
      router.use(discoveryRouter(() => addresses, keys));
      router.post('/:tenant/oauth2/v2.0/token', tokenEndpoint({ authentication, codes, mint, now }));
      router.get(['/:tenant/oauth2/v2.0/authorize', '/:tenant/oauth2/v2.0/logout'], (request, response) => {
        response.redirect(`${addresses.pagesHost}${request.originalUrl}`);
      });
      router.use(entraErrors(now));
      return router;
    },
    pages: () => authorizeRouter({ registration, codes, graphResource: () => authorityHost, now }),
  };
}

/** Applications that run in a browser read discovery and redeem their codes from another origin. */
const allowOtherOrigins: express.RequestHandler = (request, response, next) => {
  response.set('access-control-allow-origin', '*');
  if (request.method !== 'OPTIONS') {
    next();
    return;
  }
  response.set({
    'access-control-allow-methods': 'GET, POST, OPTIONS',
    'access-control-allow-headers': request.get('access-control-request-headers') ?? '*',
    'access-control-max-age': '600',
  });
  response.status(204).end();
};

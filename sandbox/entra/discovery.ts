/** What clients read first: OpenID discovery, the signing keys, and the instance discovery that MSAL asks for. */
import express, { type Router } from 'express';
import { ASSERTION_TYPE } from './client-authentication.js';
import { EntraError } from './errors.js';
import type { EntraKeys } from './keys.js';
import { namesTenant, TENANT } from './tenant.js';

export interface EntraAddresses {
  /** https origin: tokens, keys, discovery. */
  authorityHost: string;
  /** Plain http origin of the pages that a person's browser visits. */
  pagesHost: string;
}

export function issuerAt(authorityHost: string): string {
  return `${authorityHost}/${TENANT.id}/v2.0`;
}

export function discoveryRouter(addresses: () => EntraAddresses, keys: EntraKeys): Router {
  const router = express.Router();

  router.get('/:tenant/v2.0/.well-known/openid-configuration', (request, response) => {
    const { tenant } = request.params;
    if (!namesTenant(tenant)) throw new EntraError('tenantNotFound', tenant);
    response.json(configuration(addresses(), tenant));
  });

  router.get('/:tenant/discovery/v2.0/keys', (request, response) => {
    const { tenant } = request.params;
    if (!namesTenant(tenant)) throw new EntraError('tenantNotFound', tenant);
    response.json({ keys: [{ ...keys.publicJwk, use: 'sig', kid: keys.kid, issuer: issuerAt(addresses().authorityHost) }] });
  });

  router.get('/common/discovery/instance', (_request, response) => {
    const { authorityHost } = addresses();
    const { host } = new URL(authorityHost);
    response.json({
      tenant_discovery_endpoint: `${authorityHost}/${TENANT.id}/v2.0/.well-known/openid-configuration`,
      'api-version': '1.1',
      metadata: [{ preferred_network: host, preferred_cache: host, aliases: [host] }],
    });
  });
  return router;
}

/** As Entra's, with `{tenantid}` in the issuer where the address does not name the tenant. */
function configuration({ authorityHost, pagesHost }: EntraAddresses, tenant: string): object {
  const multiple = ['common', 'organizations'].includes(tenant);
  const path = multiple ? tenant : TENANT.id;
  return {
    issuer: multiple ? `${authorityHost}/{tenantid}/v2.0` : issuerAt(authorityHost),
    authorization_endpoint: `${pagesHost}/${path}/oauth2/v2.0/authorize`,
    token_endpoint: `${authorityHost}/${path}/oauth2/v2.0/token`,
    end_session_endpoint: `${pagesHost}/${path}/oauth2/v2.0/logout`,
    jwks_uri: `${authorityHost}/${path}/discovery/v2.0/keys`,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'private_key_jwt', 'client_secret_basic'],
    token_endpoint_auth_signing_alg_values_supported: ['RS256', 'PS256'],
    client_assertion_types_supported: [ASSERTION_TYPE],
    response_modes_supported: ['query', 'fragment', 'form_post'],
    response_types_supported: ['code'],
    grant_types_supported: ['authorization_code', 'client_credentials', 'refresh_token'],
    code_challenge_methods_supported: ['S256'],
    subject_types_supported: ['pairwise'],
    id_token_signing_alg_values_supported: ['RS256'],
    scopes_supported: ['openid', 'profile', 'email', 'offline_access'],
    claims_supported: ['sub', 'iss', 'aud', 'exp', 'iat', 'nbf', 'nonce', 'name', 'oid', 'tid', 'ver', 'preferred_username', 'email'],
    request_uri_parameter_supported: false,
    http_logout_supported: true,
    frontchannel_logout_supported: false,
    tenant_region_scope: null,
    cloud_instance_name: new URL(authorityHost).host,
  };
}

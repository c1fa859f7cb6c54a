/**
 * `POST /{tenant}/oauth2/v2.0/token`: client_credentials, authorization_code and refresh_token.
 *
 * | request                         | who may ask                                                  |
 * |---------------------------------|--------------------------------------------------------------|
 * | client_credentials              | the application, by secret or certificate                    |
 * | code or refresh token, no Origin | the application, by secret or certificate                    |
 * | code or refresh token with Origin | a page in a browser (a public client); a code only with PKCE |
 */
import express, { type ErrorRequestHandler, type Request, type RequestHandler } from 'express';
import { z } from 'zod';
import type { ClientAuthentication, ClientCredentials } from './client-authentication.js';
import type { AuthorizationCodes } from './codes.js';
import { EntraError } from './errors.js';
import { parseAppOnlyScope, parseDelegatedScopes } from './scopes.js';
import { findUser, namesTenant, TENANT } from './tenant.js';
import { PROOF, type Proof, type TokenMint, type TokenResponse } from './tokens.js';

const formSchema = z.record(z.string(), z.string());
type Form = z.infer<typeof formSchema>;

export interface TokenEndpointOptions {
  authentication: ClientAuthentication;
  codes: AuthorizationCodes;
  mint: TokenMint;
  now: () => Date;
}

export function tokenEndpoint(options: TokenEndpointOptions): RequestHandler[] {
  return [
    express.urlencoded({ extended: false, limit: '100kb' }),
    async (request, response) => {
      const { tenant } = request.params;
      if (typeof tenant !== 'string' || !namesTenant(tenant)) throw new EntraError('tenantNotFound', String(tenant));
      const form = formSchema.safeParse(request.body ?? {});
      if (!form.success) throw new EntraError('malformed');
      const proof = await options.authentication.check(credentialsOf(request, form.data));
      response.set({ 'cache-control': 'no-store, no-cache', pragma: 'no-cache' });
      response.json(await grant(options, form.data, proof, request.get('origin') !== undefined));
    },
  ];
}

/** Answers an EntraError as Entra does; everything else goes on. */
export function entraErrors(now: () => Date): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (!(error instanceof EntraError)) {
      next(error);
      return;
    }
    const correlationId = request.get('client-request-id');
    response.status(error.status).set('cache-control', 'no-store, no-cache').json(error.toBody(now(), correlationId));
  };
}

async function grant({ codes, mint }: TokenEndpointOptions, form: Form, proof: Proof, fromBrowser: boolean): Promise<TokenResponse> {
  const grantType = needed(form, 'grant_type');
  if (!['client_credentials', 'authorization_code', 'refresh_token'].includes(grantType)) throw new EntraError('grantUnsupported', grantType);
  if (proof === PROOF.none && (grantType === 'client_credentials' || !fromBrowser)) throw new EntraError('credentialMissing');

  const { graphResource } = mint.options;
  if (grantType === 'client_credentials') return mint.appOnly(parseAppOnlyScope(needed(form, 'scope'), graphResource), proof);
  if (grantType === 'authorization_code') {
    const agreed = codes.redeem(needed(form, 'code'), needed(form, 'redirect_uri'), form.code_verifier);
    if (proof === PROOF.none && agreed.codeChallenge === undefined) throw new EntraError('proofRequired');
    const scopes = parseDelegatedScopes(form.scope ?? agreed.scope, graphResource);
    return mint.forUser(userWith(agreed.userId), scopes, proof, agreed.nonce);
  }
  const { oid, scope } = await mint.openRefreshToken(needed(form, 'refresh_token'));
  return mint.forUser(userWith(oid), parseDelegatedScopes(form.scope ?? scope, graphResource), proof);
}

function credentialsOf(request: Request, form: Form): ClientCredentials {
  const fromForm = { clientId: form.client_id, secret: form.client_secret, assertion: form.client_assertion, assertionType: form.client_assertion_type };
  const [, encoded] = /^Basic ([A-Za-z0-9+/=]+)$/.exec(request.get('authorization') ?? '') ?? [];
  if (encoded === undefined) return fromForm;
  const [id = '', secret = ''] = Buffer.from(encoded, 'base64').toString().split(':').map(decodeForm);
  return { clientId: id, secret };
}

/** RFC 6749 section 2.3.1: both halves of HTTP Basic are form-encoded first. */
function decodeForm(text: string): string {
  return new URLSearchParams(`v=${text}`).get('v') ?? '';
}

function needed(form: Form, name: string): string {
  const value = form[name];
  if (value === undefined || value === '') throw new EntraError('parameterMissing', name);
  return value;
}

function userWith(id: string): NonNullable<ReturnType<typeof findUser>> {
  const user = findUser(id);
  if (user === undefined) throw new EntraError('userUnknown', id, TENANT.id);
  return user;
}

/**
 * `/{tenant}/oauth2/v2.0/authorize` and `/logout`: the pages a person's browser visits.
 *
 * A wrong application or redirect address is shown to the person and never redirected (RFC 6749 section 4.1.2.1);
 * every other problem goes back to the application. Then, as in Entra:
 *
 * | prompt                 | somebody signed in           | nobody signed in |
 * |------------------------|------------------------------|------------------|
 * | none                   | code                         | login_required   |
 * | login, select_account, consent | page                 | page             |
 * | absent                 | code, unless login_hint names another | page    |
 *
 * The page posts `user=<address>` to its own address; a script may do the same without seeing the page.
 */
import express, { type Request, type Response, type Router } from 'express';
import { randomBytes } from 'node:crypto';
import { z } from 'zod';
import { assetDirectory } from '../assets.js';
import type { DirectoryUser } from '../exchange/index.js';
import type { AuthorizationCodes } from './codes.js';
import { EntraError } from './errors.js';
import { formPostPage, refusalPage, signedOutPage, signInPage } from './pages.js';
import type { Registration } from './registration.js';
import { parseDelegatedScopes } from './scopes.js';
import { SignInSessions } from './sessions.js';
import { findUser, namesTenant, TENANT, USERS } from './tenant.js';

const querySchema = z.record(z.string(), z.string());
const choiceSchema = z.object({ user: z.string().optional(), cancel: z.string().optional() });
const modeSchema = z.enum(['query', 'fragment', 'form_post']);
const S256_CHALLENGE = /^[A-Za-z0-9_-]{43}$/;

export interface AuthorizeOptions {
  registration: Registration;
  codes: AuthorizationCodes;
  graphResource: () => string;
  now: () => Date;
}

/** A sign-in whose application and redirect address are known to be good. */
interface SignInRequest {
  redirectUri: string;
  mode: z.infer<typeof modeSchema>;
  state: string | undefined;
  query: Record<string, string>;
}

export function authorizeRouter(options: AuthorizeOptions): Router {
  const router = express.Router();
  const sessions = new SignInSessions();
  router.use('/sign-in', express.static(assetDirectory('entra', 'page')));
  router.use('/:tenant/oauth2/v2.0', (_request, response, next) => {
    response.set({ 'cache-control': 'no-store', 'x-frame-options': 'DENY', 'referrer-policy': 'no-referrer' });
    next();
  });

  router.get('/:tenant/oauth2/v2.0/authorize', (request, response) => {
    const asked = accept(options, request, response);
    if (asked === undefined) return;
    answering(options, response, asked, () => {
      const { prompt, login_hint: hint } = checkQuery(asked.query, options.graphResource());
      const current = sessions.find(request);
      const hinted = hint === undefined ? undefined : findUser(hint);
      if (prompt === 'none' && current === undefined) throw new EntraError('notSignedIn');
      const silent = current !== undefined && (prompt === 'none' || (prompt === undefined && (hint === undefined || hinted === current)));
      if (silent) finish(options, response, asked, current);
      else send(response, signInPage(request.originalUrl, USERS, hinted, current), asked.redirectUri);
    });
  });

  router.post('/:tenant/oauth2/v2.0/authorize', express.urlencoded({ extended: false }), (request, response) => {
    const asked = accept(options, request, response);
    if (asked === undefined) return;
    answering(options, response, asked, () => {
      checkQuery(asked.query, options.graphResource());
      const choice = choiceSchema.safeParse(request.body ?? {});
      if (!choice.success) throw new EntraError('malformed');
      if (choice.data.cancel !== undefined) throw new EntraError('cancelled');
      const user = findUser(choice.data.user ?? '');
      if (user === undefined) throw new EntraError('userUnknown', choice.data.user ?? '', TENANT.displayName);
      sessions.start(response, user);
      finish(options, response, asked, user);
    });
  });

  router.get('/:tenant/oauth2/v2.0/logout', (request, response) => {
    sessions.end(request, response);
    const { post_logout_redirect_uri: target, state } = querySchema.catch({}).parse(request.query);
    if (target === undefined || !options.registration.acceptsRedirect(target)) {
      send(response, signedOutPage());
      return;
    }
    const address = new URL(target);
    if (state !== undefined) address.searchParams.set('state', state);
    response.redirect(address.href);
  });
  return router;
}

/** The request when its application and redirect address are good; otherwise the refusal has been shown. */
function accept({ registration, now }: AuthorizeOptions, request: Request, response: Response): SignInRequest | undefined {
  try {
    const { tenant } = request.params;
    if (typeof tenant !== 'string' || !namesTenant(tenant)) throw new EntraError('tenantNotFound', String(tenant));
    const query = querySchema.safeParse(request.query);
    if (!query.success) throw new EntraError('malformed');
    const { client_id: clientId, redirect_uri: redirectUri, response_mode: mode, state } = query.data;
    if (clientId === undefined) throw new EntraError('parameterMissing', 'client_id');
    if (clientId.toLowerCase() !== registration.clientId) throw new EntraError('applicationUnknown', clientId, TENANT.displayName);
    if (redirectUri === undefined) throw new EntraError('parameterMissing', 'redirect_uri');
    if (!registration.acceptsRedirect(redirectUri)) throw new EntraError('redirectMismatch', redirectUri, clientId);
    const knownMode = modeSchema.safeParse(mode ?? 'query');
    if (!knownMode.success) throw new EntraError('responseModeUnsupported', mode ?? '');
    return { redirectUri, mode: knownMode.data, state, query: query.data };
  } catch (error) {
    if (!(error instanceof EntraError)) throw error;
    response.status(error.status);
    send(response, refusalPage(error.toBody(now()).error_description));
    return undefined;
  }
}

/** Sends an EntraError of `act` back to the application. */
function answering({ now }: AuthorizeOptions, response: Response, asked: SignInRequest, act: () => void): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof EntraError)) throw error;
    const { error: code, error_description } = error.toBody(now());
    answer(response, asked, { error: code, error_description });
  }
}

/** @throws EntraError for what the application may be told */
function checkQuery(query: Record<string, string>, graphResource: string): Record<string, string> {
  if (query.response_type !== 'code') throw new EntraError('responseTypeUnsupported', query.response_type ?? '');
  if (query.scope === undefined) throw new EntraError('parameterMissing', 'scope');
  parseDelegatedScopes(query.scope, graphResource);
  const { code_challenge: challenge, code_challenge_method: method } = query;
  if (challenge !== undefined && (method !== 'S256' || !S256_CHALLENGE.test(challenge))) throw new EntraError('challengeMethod', method ?? 'plain');
  return query;
}

function finish({ codes }: AuthorizeOptions, response: Response, asked: SignInRequest, user: DirectoryUser): void {
  const { scope = '', nonce, code_challenge: codeChallenge } = asked.query;
  answer(response, asked, { code: codes.issue({ userId: user.id, redirectUri: asked.redirectUri, scope, nonce, codeChallenge }) });
}

function answer(response: Response, { redirectUri, mode, state }: SignInRequest, result: Record<string, string>): void {
  const fields = state === undefined ? result : { ...result, state };
  if (mode === 'form_post') {
    const nonce = randomBytes(16).toString('base64');
    send(response, formPostPage(redirectUri, fields, nonce), redirectUri, nonce);
    return;
  }
  const address = new URL(redirectUri);
  if (mode === 'fragment') address.hash = new URLSearchParams(fields).toString();
  else for (const [name, value] of Object.entries(fields)) address.searchParams.set(name, value);
  response.redirect(address.href);
}

/** `form-action` also governs where a posted form is redirected to, so the application's origin must be in it. */
function send(response: Response, page: string, formTarget?: string, scriptNonce?: string): void {
  const target = formTarget === undefined ? '' : ` ${new URL(formTarget).origin}`;
  const script = scriptNonce === undefined ? '' : `; script-src 'nonce-${scriptNonce}'`;
  response
    .set('content-security-policy', `default-src 'none'; style-src 'self'; form-action 'self'${target}; frame-ancestors 'none'; base-uri 'none'${script}`)
    .type('html')
    .send(page);
}

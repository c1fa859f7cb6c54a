/**
 * Sign-in of the web app: authorization code with PKCE (RFC 7636), handled here, so that the
 * browser holds a first-party session cookie and never a token.
 *
 * State, nonce and verifier wait in a short-lived signed cookie of the browser that began, named
 * after the state: several tabs can sign in at once, and any connector with the same SECRET_KEY
 * can take the answer.
 */
import { CryptoProvider, type ConfidentialClientApplication } from '@azure/msal-node';
import { randomBytes } from 'node:crypto';
import { json, Router, type Request, type Response } from 'express';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Clock } from '../clock.js';
import type { Keys } from '../config/index.js';
import { messageOf, ReadbackError } from '../errors.js';
import { signedIn, type DirectoryPerson, type Rep } from '../identity/index.js';
import type { Authority } from './authority.js';
import type { CookieJar } from './cookies.js';
import { refuseCrossSite } from './cross-site.js';
import { localPath } from './local-path.js';
import { sendFailurePage, sendPage } from './pages.js';
import type { Sessions } from './session.js';
import { signedText } from './signed-text.js';

const SCOPES = ['openid', 'profile', 'email'];
const LASTS_S = 10 * 60;
const HOME = '/app/';

const attemptSchema = z.object({ state: z.string(), nonce: z.string(), verifier: z.string(), return: z.string() });

const answerSchema = z.object({
  state: z.string().min(16).optional(),
  code: z.string().optional(),
  error: z.string().optional(),
  error_description: z.string().optional(),
});

const claimsSchema = z.object({
  oid: z.string().min(1),
  preferred_username: z.string().default(''),
  email: z.string().optional(),
  name: z.string().default(''),
});

export interface SignInOptions {
  readonly publicUrl: string;
  readonly keys: Keys;
  readonly dataSource: DataSource;
  readonly client: Pick<ConfidentialClientApplication, 'getAuthCodeUrl' | 'acquireTokenByCode' | 'getTokenCache'>;
  readonly authority: Authority;
  readonly sessions: Sessions;
  readonly jar: CookieJar;
  /** Real time, as for sessions. */
  readonly clock: Clock;
  readonly log: Logger;
  readonly signedIn: (rep: Rep, request: Request, response: Response) => Promise<unknown>;
}

/** `/auth/sign-in`, `/auth/callback`, `/auth/sign-out`; to be mounted at `/auth`. */
export function signInRouter(options: SignInOptions): Router {
  const { publicUrl, keys, dataSource, client, authority, sessions, jar, clock, log } = options;
  const attempts = signedText({ keys: keys.raw('sign-in'), schema: attemptSchema, clock });
  const redirectUri = `${publicUrl}/auth/callback`;
  const crypto = new CryptoProvider();

  const begin = async (request: Request, response: Response): Promise<void> => {
    const { verifier, challenge } = await crypto.generatePkceCodes();
    const attempt = {
      state: randomBytes(24).toString('base64url'),
      nonce: randomBytes(24).toString('base64url'),
      verifier,
      return: localPath(request.query.return, HOME),
    };
    const address = await pageOfMicrosoft({ state: attempt.state, nonce: attempt.nonce, codeChallenge: challenge });
    jar.set(response, cookieOf(attempt.state), await attempts.sign(attempt, LASTS_S), LASTS_S);
    response.redirect(302, address);
  };

  const pageOfMicrosoft = async (attempt: { state: string; nonce: string; codeChallenge: string }): Promise<string> => {
    try {
      return await client.getAuthCodeUrl({ ...attempt, scopes: SCOPES, redirectUri, responseMode: 'query', codeChallengeMethod: 'S256' });
    } catch (error) {
      throw new ReadbackError('ENTRA_UNREACHABLE', undefined, { reason: messageOf(error) }, { cause: error });
    }
  };

  const finish = async (request: Request, response: Response): Promise<void> => {
    const answer = answerSchema.safeParse(request.query);
    if (!answer.success || answer.data.state === undefined) throw new ReadbackError('SIGN_IN_FAILED', 'This is no answer to a sign-in. Start again.');
    const { state, code, error, error_description: description } = answer.data;
    const attempt = (await attempts.read(jar.read(request, cookieOf(state))))?.content;
    jar.clear(response, cookieOf(state));
    if (attempt?.state !== state) {
      throw new ReadbackError('SIGN_IN_FAILED', 'This sign-in was not begun in this browser, or more than 10 minutes ago. Start again.');
    }
    if (code === undefined) {
      throw new ReadbackError('SIGN_IN_FAILED', undefined, { error, description });
    }
    const person = await redeem(code, attempt);
    const rep = await signedIn(dataSource.manager, person, clock.now());
    await sessions.start(response, rep.id);
    await options.signedIn(rep, request, response).catch((failure: unknown) => log.warn({ reason: messageOf(failure) }, 'a browser could not be made a device'));
    response.redirect(302, attempt.return);
  };

  const redeem = async (code: string, { verifier, nonce }: z.infer<typeof attemptSchema>): Promise<DirectoryPerson> => {
    try {
      const result = await client.acquireTokenByCode({ code, scopes: SCOPES, redirectUri, codeVerifier: verifier, nonce });
      // Only who it is was wanted: the client keeps no tokens of people.
      if (result.account !== null) await client.getTokenCache().removeAccount(result.account);
      const { oid, preferred_username: username, email, name } = claimsSchema.parse(result.idTokenClaims);
      return { oid, address: username === '' ? (email ?? '') : username, name };
    } catch (error) {
      throw new ReadbackError('SIGN_IN_FAILED', undefined, { reason: messageOf(error) }, { cause: error });
    }
  };

  const signOut = async (request: Request, response: Response): Promise<void> => {
    refuseCrossSite(request, publicUrl);
    sessions.end(response);
    const microsoft = await endSessionAddress(authority, publicUrl).catch(() => null);
    if (request.accepts(['html', 'json']) === 'json') {
      response.json({ microsoft });
      return;
    }
    sendPage(response, 200, {
      title: 'Signed out',
      says: 'You are signed out of Readback in this browser.',
      links: [
        { to: HOME, label: 'Sign in again' },
        ...(microsoft === null ? [] : [{ to: microsoft, label: 'Sign out of Microsoft too' }]),
      ],
    });
  };

  const page =
    (handle: (request: Request, response: Response) => Promise<void>) =>
    async (request: Request, response: Response): Promise<void> => {
      response.setHeader('Cache-Control', 'no-store');
      try {
        await handle(request, response);
      } catch (thrown) {
        sendFailurePage(response, thrown, log);
      }
    };

  const router = Router();
  router.get('/sign-in', page(begin));
  router.get('/callback', page(finish));
  router.post('/sign-out', json({ limit: 1024 }), page(signOut));
  return router;
}

function cookieOf(state: string): string {
  return `sign-in-${state.slice(0, 8).replaceAll(/[^\w-]/g, '')}`;
}

async function endSessionAddress(authority: Authority, publicUrl: string): Promise<string | null> {
  const { end_session_endpoint: endpoint } = await authority();
  if (endpoint === undefined) return null;
  const address = new URL(endpoint);
  address.searchParams.set('post_logout_redirect_uri', `${publicUrl}/app/`);
  return address.href;
}

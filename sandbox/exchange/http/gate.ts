// What every request passes before it reaches a resource: its address in one form, its ids, its token, the limit of
// concurrent requests, and the faults ordered for it.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ErrorRequestHandler, Request, RequestHandler } from 'express';
import { GraphError } from '../errors.js';
import type { Directory, DirectoryUser } from '../directory.js';
import type { CallFault, Faults } from '../../faults/index.js';
import { claimsFor, rememberClaims } from './call.js';
import { doom } from './fate.js';
import type { TokenVerifier } from './permissions.js';

/** Requests one app may have running in one mailbox (Graph throttling limits, Outlook service). */
const MAILBOX_CONCURRENCY = 4;
const RETRY_AFTER_S = 1;

/** `users('id')/mailFolders('inbox')/messages/delta()` → `users/id/mailFolders/inbox/messages/delta` */
export const plainPath: RequestHandler = (request, _response, next) => {
  const [path = '', ...query] = request.url.split('?');
  const plain = path.replace(/\((?:'|%27)(.*?)(?:'|%27)\)/gi, '/$1').replace(/\(\)/g, '').replace(/\/microsoft\.graph\.delta$/i, '/delta');
  request.url = [plain, ...query].join('?');
  next();
};

export const requestIds: RequestHandler = (request, response, next) => {
  const requestId = randomUUID();
  response.setHeader('request-id', requestId);
  response.setHeader('client-request-id', request.get('client-request-id') ?? requestId);
  response.setHeader('Strict-Transport-Security', 'max-age=31536000');
  next();
};

export function authenticated(verifyToken: TokenVerifier): RequestHandler {
  return async (request, _response, next) => {
    const bearer = bearerOf(request);
    if (bearer === '') throw new GraphError('InvalidAuthenticationToken', 'Access token is empty.');
    const claims = await verifyToken(bearer).catch((error: unknown) => {
      const why = error instanceof Error ? ` ${error.message}` : '';
      throw new GraphError('InvalidAuthenticationToken', `Access token validation failure.${why}`);
    });
    rememberClaims(request, claims);
    next();
  };
}

/** Refuses the fifth concurrent request of an app to a mailbox; refused ones do not count. */
export function throttled(directory: Directory, faults: Faults): RequestHandler {
  const running = new Map<string, number>();
  return (request, response, next) => {
    const name = mailboxIn(request.url);
    if (name === undefined) {
      next();
      return;
    }
    const user = userNamed(directory, name);
    const key = `${claimsFor(request)?.appId ?? ''} ${user?.id ?? name}`;
    const count = running.get(key) ?? 0;
    if (count >= MAILBOX_CONCURRENCY) {
      faults.journal.note({ what: 'call.overConcurrency', mailbox: user?.mail, detail: `${request.method} ${request.url}` });
      throw new GraphError('ApplicationThrottled', undefined, { 'Retry-After': String(RETRY_AFTER_S) });
    }
    running.set(key, count + 1);
    response.once('close', () => {
      const left = (running.get(key) ?? 1) - 1;
      if (left === 0) running.delete(key);
      else running.set(key, left);
    });
    next();
  };
}

/** Lets the faults ordered for this call befall it. */
export function faulty(directory: Directory, faults: Faults): RequestHandler {
  return async (request, response, next) => {
    const name = mailboxIn(request.url);
    const user = name === undefined ? undefined : userNamed(directory, name);
    const fault = faults.ofCall({ method: request.method, path: request.url, bearer: bearerOf(request), mailbox: user?.mail });
    if (fault !== undefined) refuse(fault);
    if (fault === 'slow') await sleep(faults.slowness_ms());
    if (fault === 'timedOutDone') doom(response, 'lost');
    if (fault === 'cut') doom(response, 'cut');
    next();
  };
}

/** Those faults that keep a request from being carried out. */
function refuse(fault: CallFault): void {
  switch (fault) {
    case 'throttled':
      throw new GraphError('ApplicationThrottled', 'Application is over its request limit.', { 'Retry-After': String(RETRY_AFTER_S) });
    case 'throttledBare':
      throw new GraphError('ApplicationThrottled', 'Application is over its request limit.');
    case 'unavailable':
      throw new GraphError('ServiceUnavailable');
    case 'timedOut':
      throw new GraphError('GatewayTimeout');
    case 'refused':
      throw new GraphError('InvalidAuthenticationToken', 'Lifetime validation failed, the token is expired.');
    case 'notFound':
      throw new GraphError('ErrorItemNotFound');
    default:
  }
}

function bearerOf(request: Request): string {
  return /^Bearer (\S+)$/i.exec(request.get('authorization') ?? '')?.[1] ?? '';
}

/** The mailbox a request is about, as it names it; a request for the user alone is none. */
function mailboxIn(url: string): string | undefined {
  const name = /^\/users\/([^/?]+)\/[^/?]/i.exec(url)?.[1];
  return name === undefined ? undefined : percentDecoded(name);
}

function userNamed(directory: Directory, name: string): DirectoryUser | undefined {
  return directory.find(name) ?? directory.findByAddress(name);
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Graph's error body (ODataError). */
export const errorBody: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) {
    next(error);
    return;
  }
  const refusal = asGraphError(error);
  for (const [name, value] of Object.entries(refusal.headers)) response.setHeader(name, value);
  response.status(refusal.status).json({
    error: {
      code: refusal.code,
      message: refusal.message,
      innerError: {
        date: `${new Date().toISOString().slice(0, 19)}Z`,
        'request-id': response.getHeader('request-id'),
        'client-request-id': response.getHeader('client-request-id'),
      },
    },
  });
};

function asGraphError(error: unknown): GraphError {
  if (error instanceof GraphError) return error;
  const status = typeof error === 'object' && error !== null && 'status' in error ? error.status : undefined;
  if (status === 413) return new GraphError('ErrorMessageSizeExceeded');
  if (status === 400) return new GraphError('BadRequest', 'Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of valid JSON format.');
  return new GraphError('UnknownError', error instanceof Error ? error.message : String(error));
}

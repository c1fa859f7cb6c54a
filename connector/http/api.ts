/** Everything below /api: who asks, what they send, what they get, and how it fails; the same for every route. */
import { json, Router, type NextFunction, type Request, type Response } from 'express';
import type { Logger } from 'pino';
import { ReadbackError } from '../errors.js';
import type { Authenticate } from './authenticate.js';
import { failureBody, failureOf, setChallenge } from './failure.js';
import { openApi, type ApiInfo } from './openapi.js';
import { requestIdOf } from './request-id.js';
import type { Route } from './route.js';

/** How long the rest of a file that was refused is read and thrown away. */
const LINGERS_MS = 5_000;

export interface ApiOptions {
  readonly routes: readonly Route[];
  readonly authenticate: Authenticate;
  readonly info: ApiInfo;
  readonly log: Logger;
}

/** To be mounted at `/api`. */
export function apiRouter({ routes, authenticate, info, log }: ApiOptions): Router {
  const router = Router({ caseSensitive: true });
  router.use((_request, response, next) => {
    response.setHeader('Cache-Control', 'no-store');
    next();
  });
  const description = openApi(routes, info);
  router.get('/openapi.json', (_request, response) => void response.json(description));
  for (const route of routes) {
    const readJson = jsonReader(route.bodyLimit_bytes);
    router[route.method](route.path.replaceAll(/\{(\w+)\}/g, ':$1'), async (request: Request, response: Response) => {
      // Who it is comes first: nobody else's body is read.
      const rep = await authenticate(request, response);
      if (route.takesFile) leaveUnread(request, response);
      else await readJson(request, response);
      const output = await route.call(rep, request, response);
      if (response.headersSent || response.writableEnded || response.destroyed) return;
      // Parsing drops what the schema does not name: nothing leaves by accident.
      if (route.output === undefined) response.status(204).end();
      else response.json(route.output.parse(output));
    });
  }
  router.use(() => {
    throw new ReadbackError('NOT_FOUND');
  });
  router.use((thrown: unknown, request: Request, response: Response, next: NextFunction) => {
    const error = failureOf(thrown);
    const requestId = requestIdOf(request);
    if (error.status >= 500) log.error({ err: error.cause ?? error, code: error.code, requestId }, 'an API request failed');
    else log.debug({ code: error.code, requestId }, 'an API request was refused');
    if (response.headersSent) {
      next(thrown);
      return;
    }
    setChallenge(response, error);
    response.status(error.status).json(failureBody(error, requestId));
  });
  return router;
}

/**
 * A file that is refused is not read to its end. Whoever is still sending it hears the answer only
 * while somebody reads on, so that goes on for a moment (nginx calls this a lingering close).
 */
function leaveUnread(request: Request, response: Response): void {
  response.once('finish', () => {
    if (request.complete || request.destroyed) return;
    request.resume();
    const deadline = setTimeout(() => request.destroy(), LINGERS_MS);
    request.once('close', () => clearTimeout(deadline));
  });
}

function jsonReader(limit: number): (request: Request, response: Response) => Promise<void> {
  const parse = json({ limit });
  return (request, response) =>
    new Promise((resolve, reject) => {
      parse(request, response, (error?: unknown) => {
        if (error === undefined) resolve();
        else reject(failureOf(error));
      });
    });
}

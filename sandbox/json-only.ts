/** A foreign page can send forms and plain text to loopback, but no JSON without asking first (CORS), and we never agree. */
import type { RequestHandler } from 'express';

/** @param refusal the error of a request that would change something and brings no JSON */
export function jsonOnly(refusal: () => Error): RequestHandler {
  return (request, _response, next) => {
    const reads = request.method === 'GET' || request.method === 'HEAD';
    const empty = request.get('content-type') === undefined && request.get('content-length') === '0';
    const foreign = request.get('sec-fetch-site') === 'cross-site';
    if (reads || (!foreign && (empty || request.is('application/json') !== false))) next();
    else next(refusal());
  };
}

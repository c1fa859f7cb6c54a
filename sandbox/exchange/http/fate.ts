// Answers that never arrive although the request was carried out: the gateway gives up waiting (504), or the connection
// ends in the middle. Every answer leaves through here.
import type { Response } from 'express';
import { GraphError } from '../errors.js';

export type Fate = 'lost' | 'cut';

const fates = new WeakMap<Response, Fate>();

export function doom(response: Response, fate: Fate): void {
  fates.set(response, fate);
}

/** @throws GraphError GatewayTimeout when nobody waits for this answer any more */
export function deliver(response: Response, body: Buffer | undefined): void {
  const fate = fates.get(response);
  fates.delete(response);
  if (fate === 'lost') throw new GraphError('GatewayTimeout');
  if (fate === undefined) {
    if (body === undefined) response.end();
    else response.end(body);
    return;
  }
  if (body === undefined) {
    response.socket?.destroy();
    return;
  }
  response.setHeader('Content-Length', body.length);
  response.write(body.subarray(0, Math.floor(body.length / 2)), () => response.socket?.destroy());
}

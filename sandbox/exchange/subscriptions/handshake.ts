// The proof that a notification address is reachable and wants to be notified, asked for before a subscription exists.
import { randomUUID } from 'node:crypto';
import { GraphError } from '../errors.js';

/** Graph: the endpoint has 10 seconds. */
const TIMEOUT_MS = 10_000;

/** @throws GraphError ValidationError unless the endpoint answers 200 text/plain with the decoded token. */
export async function validate(url: string): Promise<void> {
  const token = `Validation: Testing client application reachability for subscription Request-Id: ${randomUUID()}`;
  const address = new URL(url);
  address.search += `${address.search === '' ? '?' : '&'}validationToken=${encodeURIComponent(token)}`;
  const refuse = (why: string) => new GraphError('ValidationError', `Subscription validation request failed. ${why}`);
  const answer = await fetch(address, {
    method: 'POST',
    headers: { 'Content-Type': 'text/plain; charset=utf-8' },
    redirect: 'manual',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((error: unknown) => {
    const timedOut = error instanceof DOMException && error.name === 'TimeoutError';
    throw refuse(timedOut ? `${url} did not answer within ${TIMEOUT_MS / 1000} seconds.` : `${url} could not be reached.`);
  });
  const body = await answer.text().catch(() => '');
  if (answer.status !== 200) throw refuse(`Notification endpoint must respond with 200 OK to validation request; it answered ${answer.status}.`);
  if (!(answer.headers.get('content-type') ?? '').toLowerCase().startsWith('text/plain')) {
    throw refuse('Notification endpoint must answer the validation request with text/plain.');
  }
  if (body !== token) throw refuse('Notification endpoint must answer with the decoded validation token.');
}

/** https, or http on this machine. */
export function refuseUnsafe(url: string): void {
  const address = URL.canParse(url) ? new URL(url) : undefined;
  const local = address?.hostname === 'localhost' || address?.hostname === '127.0.0.1';
  if (address?.protocol === 'https:' || (address?.protocol === 'http:' && local)) return;
  throw new GraphError('InvalidRequest', `The notification address '${url}' must be https.`);
}

/**
 * Pixel and links, answered on plain node:http before Express is asked. A pixel is a 43-byte GIF
 * whatever happens; a link leads where its address says, or to a page that says it is damaged. A
 * stamp that was tampered with leaves no hit; a good one is answered once its group is committed.
 */
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../clock.js';
import type { Keys } from '../../config/index.js';
import type { HitKind, RawHit } from '../hit.js';
import { readLink } from '../links/link-token.js';
import { readDevice } from '../own/device-cookie.js';
import { readStamp, type Stamp } from '../stamp.js';
import type { HitGroups } from './groups.js';

/** A transparent image of one pixel. */
export const GIF = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64');

/** A recipient never waits longer than this, even when the database is slow. */
const ANSWER_WITHIN_MS = 2_000;
const AGENT_LENGTH = 512;
/** Everything below /o/ is answered with the image. */
const PIXEL = /^\/o\/(?:([A-Za-z0-9_-]*)\.gif(?:\?.*)?$)?/;
const LINK = /^\/l\/([A-Za-z0-9_-]*)/;

export interface FrontOptions {
  readonly keys: Keys;
  readonly groups: HitGroups;
  readonly clock: Clock;
  /** Hits on these stamps are answered and not stored. */
  readonly isSilenced?: (stampId: string) => boolean;
  readonly clientAddress: (request: IncomingMessage) => string;
}

interface Target {
  readonly stamp: Stamp;
  readonly kind: HitKind;
  readonly link: number | null;
  readonly destination: string | null;
}

/** A handler that answers pixel and link requests and says false to all others. */
export function trackingFront(options: FrontOptions): (request: IncomingMessage, response: ServerResponse) => boolean {
  const { keys } = options;
  return (request, response) => {
    const url = request.url ?? '';
    const method = request.method ?? 'GET';
    const isLook = method === 'GET' || method === 'HEAD';
    const pixel = PIXEL.exec(url);
    if (pixel !== null) {
      const stamp = isLook ? readStamp(keys, pixel[1] ?? '') : null;
      const answer = (): void => answerImage(response, method);
      if (stamp === null) answer();
      else hit(options, request, { stamp, kind: 'pixel', link: null, destination: null }, answer);
      return true;
    }
    const link = LINK.exec(url);
    if (link === null) return false;
    const read = isLook ? readLink(keys, link[1] ?? '') : null;
    if (read === null) answerDamaged(response, method);
    else hit(options, request, { stamp: read.stamp, kind: 'click', link: read.number, destination: read.destination }, () => answerRedirect(response, read.destination));
    return true;
  };
}

function hit({ keys, groups, clock, isSilenced, clientAddress }: FrontOptions, request: IncomingMessage, { stamp, kind, link, destination }: Target, answer: () => void): void {
  if (isSilenced?.(stamp.id) === true) {
    answer();
    return;
  }
  const { headers, method = 'GET' } = request;
  const raw: RawHit = {
    id: randomUUID(),
    at_ms: clock.now().getTime(),
    mailboxId: stamp.mailboxId,
    stampId: stamp.id,
    mode: stamp.mode,
    kind,
    link,
    destination,
    method,
    agent: (headers['user-agent'] ?? '').slice(0, AGENT_LENGTH),
    network: null,
    addressHash: keys.sign('address-hash', Buffer.from(clientAddress(request)), 16).toString('base64url'),
    prefetching: /prefetch/i.test(`${String(headers['sec-purpose'] ?? '')} ${String(headers.purpose ?? '')} ${String(headers['x-moz'] ?? '')}`),
    device: deviceOf(keys, headers.cookie),
  };
  const late = setTimeout(answer, ANSWER_WITHIN_MS);
  void groups.write(raw).finally(() => {
    clearTimeout(late);
    answer();
  });
}

function deviceOf(keys: Keys, cookie: string | undefined): RawHit['device'] {
  const mark = readDevice(keys, cookie);
  return mark === null ? null : { id: mark.deviceId, repId: mark.repId };
}

function answerImage(response: ServerResponse, method: string): void {
  if (response.writableEnded || response.destroyed) return;
  response.writeHead(200, {
    'Content-Type': 'image/gif',
    'Content-Length': GIF.length,
    'Cache-Control': 'no-store, no-cache, must-revalidate, private, max-age=0',
    Pragma: 'no-cache',
    'Cross-Origin-Resource-Policy': 'cross-origin',
    'X-Content-Type-Options': 'nosniff',
  });
  response.end(method === 'HEAD' ? undefined : GIF);
}

function answerRedirect(response: ServerResponse, destination: string): void {
  if (response.writableEnded || response.destroyed) return;
  response.writeHead(302, { Location: destination, 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer', 'Content-Length': 0 });
  response.end();
}

function answerDamaged(response: ServerResponse, method: string): void {
  const text = 'This link is damaged. Please ask the sender for it again.\n';
  response.writeHead(404, { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Length': Buffer.byteLength(text), 'Cache-Control': 'no-store' });
  response.end(method === 'HEAD' ? undefined : text);
}

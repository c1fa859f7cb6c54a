/**
 * Who really asks, behind trusted proxies: the rightmost hop that is no trusted proxy. What stands
 * left of it in X-Forwarded-For was written by somebody we don't know, and is never believed.
 */
import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { networkTest } from '../config/index.js';

const DIGITS_AND_DOTS = /^[\d.]+$/;

export type ClientAddress = (request: IncomingMessage) => string;

/** @param trustedProxies networks in CIDR notation; none: the peer's own address counts */
export function clientAddressOf(trustedProxies: readonly string[]): ClientAddress {
  const isTrusted = networkTest(trustedProxies);
  return (request) => {
    let address = plain(request.socket.remoteAddress ?? '');
    if (!isTrusted(address)) return address;
    // Several such headers come as one text with commas (RFC 9110 5.3).
    const header = request.headers['x-forwarded-for'] ?? '';
    let hops = typeof header === 'string' ? header : header.join(',');
    while (isTrusted(address)) {
      const comma = hops.lastIndexOf(',');
      const hop = plain(hops.slice(comma + 1).trim());
      if (isIP(hop) === 0) return address;
      address = hop;
      hops = hops.slice(0, Math.max(0, comma));
    }
    return address;
  };
}

/** Without port, brackets or IPv4-in-IPv6 prefix: some proxies write `192.0.2.1:50123` or `[2001:db8::1]:443`. */
function plain(hop: string): string {
  if (DIGITS_AND_DOTS.test(hop)) return hop;
  const bare = /^\[(.+)\](?::\d+)?$/.exec(hop)?.[1] ?? /^([\d.]+):\d+$/.exec(hop)?.[1] ?? hop;
  return bare.replace(/^::ffff:(?=\d+\.)/i, '');
}

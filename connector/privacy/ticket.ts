/**
 * What a used code is exchanged for: it lets one read, take away and erase for a quarter of an
 * hour. It stands in the forms of the page, is bound to that page's token, and nothing is stored.
 *
 *     expiry in seconds since 1970, 5 bytes | HMAC-SHA-256 of expiry and token, cut to 16
 */
import type { Keys } from '../config/index.js';

const TICKET = /^[A-Za-z0-9_-]{28}$/;
const EXPIRY_BYTES = 5;
const MAC_BYTES = 16;
const LIVES_S = 15 * 60;

export function ticketFor(keys: Keys, token: string, now: Date): string {
  const expiry = Buffer.alloc(EXPIRY_BYTES);
  expiry.writeUIntBE(Math.floor(now.getTime() / 1000) + LIVES_S, 0, EXPIRY_BYTES);
  return Buffer.concat([expiry, keys.sign('privacy-ticket', signed(expiry, token), MAC_BYTES)]).toString('base64url');
}

export function isTicketFor(keys: Keys, token: string, ticket: string, now: Date): boolean {
  if (!TICKET.test(ticket)) return false;
  const bytes = Buffer.from(ticket, 'base64url');
  const expiry = bytes.subarray(0, EXPIRY_BYTES);
  return expiry.readUIntBE(0, EXPIRY_BYTES) * 1000 >= now.getTime() && keys.verify('privacy-ticket', signed(expiry, token), bytes.subarray(EXPIRY_BYTES));
}

function signed(expiry: Uint8Array, token: string): Buffer {
  return Buffer.concat([expiry, Buffer.from(token)]);
}

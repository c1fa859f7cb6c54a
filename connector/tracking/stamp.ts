/**
 * The stamp: the id a tracked message carries in its pixel, its X-Readback-Stamp header and the
 * item's custom property. Random, owned by one mailbox, signed, and told from a forged one
 * without the database, so that it can be minted before there is any message.
 *
 * 42 bytes as 56 characters of base64url:
 *
 *     version 1 | mode 1 | id 12 | mailbox 16 | HMAC-SHA-256, cut to 12
 */
import { randomBytes } from 'node:crypto';
import { uuidBytes, uuidText, type Keys } from '../config/index.js';
import { MODES, type Mode } from '../consent/index.js';

export interface Stamp {
  /** Unique id of the stamp, 16 characters. */
  readonly id: string;
  /** The mailbox that owns it: a stamp binds only there. */
  readonly mailboxId: string;
  readonly mode: Mode;
  /** The stamp as it is written, 56 characters. */
  readonly text: string;
}

/** Header of a tracked message that holds its stamp. */
export const STAMP_HEADER = 'X-Readback-Stamp';

const VERSION = 1;
const ID_BYTES = 12;
const SIGNED_BYTES = 2 + ID_BYTES + 16;
const MAC_BYTES = 12;
const TEXT = /^[A-Za-z0-9_-]{56}$/;

/** Mints a new stamp for a mailbox. */
export function mintStamp(keys: Keys, mailboxId: string, mode: Mode = 'full'): Stamp {
  const signed = Buffer.concat([
    Buffer.from([VERSION, MODES.indexOf(mode)]),
    randomBytes(ID_BYTES),
    uuidBytes(mailboxId),
  ]);
  const text = Buffer.concat([signed, keys.sign('stamp', signed, MAC_BYTES)]).toString('base64url');
  return { id: idOf(signed), mailboxId, mode, text };
}

/** Reads a stamp; null if it is not one of ours or was tampered with. */
export function readStamp(keys: Keys, text: string): Stamp | null {
  if (!TEXT.test(text)) return null;
  const bytes = Buffer.from(text, 'base64url');
  const signed = bytes.subarray(0, SIGNED_BYTES);
  const mode = MODES[signed[1] ?? -1];
  if (signed[0] !== VERSION || mode === undefined) return null;
  if (!keys.verify('stamp', signed, bytes.subarray(SIGNED_BYTES))) return null;
  return { id: idOf(signed), mailboxId: uuidText(signed.subarray(2 + ID_BYTES)), mode, text };
}

/** Address of the pixel of a stamp. */
export function pixelUrl(publicUrl: string, stamp: string): string {
  return `${publicUrl}/o/${stamp}.gif`;
}

/** The stamps whose pixels are shown in this HTML, in order, each once; unverified. */
export function stampsInHtml(publicUrl: string, html: string): string[] {
  const found = new Set<string>();
  const prefix = pixelUrl(publicUrl, '').slice(0, -'.gif'.length);
  for (let at = html.indexOf(prefix); at !== -1; at = html.indexOf(prefix, at + 1)) {
    const text = html.slice(at + prefix.length, at + prefix.length + 56);
    if (TEXT.test(text)) found.add(text);
  }
  return [...found];
}

function idOf(signed: Buffer): string {
  return signed.subarray(2, 2 + ID_BYTES).toString('base64url');
}

/**
 * The cookie that makes a browser a device of a rep. It proves itself, so that a request for a
 * pixel is told from a recipient's without the database; whether the device still counts is asked
 * later, when the hit is judged.
 *
 * Set twice, under two names, because browsers divide cookies by the site in the address bar
 * (CHIPS, https://developer.mozilla.org/docs/Web/Privacy/Guides/Privacy_sandbox/Partitioned_cookies):
 *
 *     …-here   Partitioned: set by our pane inside Outlook on the web, it returns with the images of
 *              a mail read there, and nowhere else
 *     (plain)  not partitioned: returns everywhere, where browser and settings allow that
 *
 * 53 bytes as 71 characters of base64url:
 *
 *     version 1 | device 16 | rep 16 | seconds since 1970, big endian, 4 | HMAC-SHA-256, cut to 16
 */
import type { ServerResponse } from 'node:http';
import { stringifySetCookie } from 'cookie';
import { uuidBytes, uuidText, type Keys } from '../../config/index.js';

/** What a cookie of ours says. The rep is who signed in when it was set; the device may be somebody else's by now. */
export interface DeviceMark {
  readonly deviceId: string;
  readonly repId: string;
  /** When the cookie was set, in whole seconds. */
  readonly at: Date;
}

const NAME = 'readback-device';
const NAMES = new Set([NAME, `${NAME}-here`, `__Host-${NAME}`, `__Host-${NAME}-here`]);
const LASTS_S = 365 * 24 * 60 * 60;

const VERSION = 1;
const SIGNED_BYTES = 1 + 16 + 16 + 4;
const MAC_BYTES = 16;
const TEXT = /^[A-Za-z0-9_-]{71}$/;
/** A browser sends two; whoever sends more wants to keep us busy. */
const LOOKED_AT_MOST = 4;

/**
 * The device a request comes from; of two the one set last. Null for strangers, after one look for our name.
 * @param header the Cookie header as it came
 */
export function readDevice(keys: Keys, header: string | undefined): DeviceMark | null {
  if (header?.includes(NAME) !== true) return null;
  let newest: DeviceMark | null = null;
  let looked = 0;
  for (const pair of header.split(';')) {
    const equals = pair.indexOf('=');
    if (equals === -1 || !NAMES.has(pair.slice(0, equals).trim())) continue;
    if (++looked > LOOKED_AT_MOST) break;
    const mark = readMark(keys, pair.slice(equals + 1).trim());
    if (mark !== null && (newest === null || mark.at > newest.at)) newest = mark;
  }
  return newest;
}

function readMark(keys: Keys, text: string): DeviceMark | null {
  if (!TEXT.test(text)) return null;
  const bytes = Buffer.from(text, 'base64url');
  const signed = bytes.subarray(0, SIGNED_BYTES);
  if (signed[0] !== VERSION || !keys.verify('device', signed, bytes.subarray(SIGNED_BYTES))) return null;
  return {
    deviceId: uuidText(signed.subarray(1, 17)),
    repId: uuidText(signed.subarray(17, 33)),
    at: new Date(signed.readUInt32BE(33) * 1_000),
  };
}

/** The cookie's value. */
export function deviceText(keys: Keys, { deviceId, repId, at }: DeviceMark): string {
  const issued = Buffer.alloc(4);
  issued.writeUInt32BE(Math.floor(at.getTime() / 1_000));
  const signed = Buffer.concat([Buffer.from([VERSION]), uuidBytes(deviceId), uuidBytes(repId), issued]);
  return Buffer.concat([signed, keys.sign('device', signed, MAC_BYTES)]).toString('base64url');
}

export interface DeviceCookies {
  /** Sets both for a year from now. */
  set(response: ServerResponse, mark: DeviceMark): void;
  clear(response: ServerResponse): void;
}

/**
 * @param publicUrl Over http, which is for localhost only, the plain one is an ordinary Lax cookie:
 *   Safari takes no Secure cookie there. The partitioned one is Secure everywhere; who does not take it does without.
 */
export function deviceCookies(keys: Keys, publicUrl: string): DeviceCookies {
  const isHttps = publicUrl.startsWith('https://');
  const name = `${isHttps ? '__Host-' : ''}${NAME}`;
  const write = (response: ServerResponse, value: string, maxAge: number): void => {
    const shared = { value, maxAge, path: '/', httpOnly: true };
    const plain = isHttps ? ({ secure: true, sameSite: 'none' } as const) : ({ sameSite: 'lax' } as const);
    response.appendHeader('Set-Cookie', stringifySetCookie({ ...shared, ...plain, name }));
    response.appendHeader('Set-Cookie', stringifySetCookie({ ...shared, name: `${name}-here`, secure: true, sameSite: 'none', partitioned: true }));
  };
  return {
    set: (response, mark) => write(response, deviceText(keys, mark), LASTS_S),
    clear: (response) => write(response, '', 0),
  };
}

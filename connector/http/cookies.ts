/**
 * Our cookies: for our own pages only, never readable by scripts. Over https they carry the
 * `__Host-` prefix, with which browsers take them from this very host alone.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { parseCookie, stringifySetCookie } from 'cookie';

export interface CookieJar {
  read(request: IncomingMessage, name: string): string | undefined;
  set(response: ServerResponse, name: string, value: string, maxAge_s: number): void;
  clear(response: ServerResponse, name: string): void;
}

export function cookieJar(publicUrl: string): CookieJar {
  const secure = publicUrl.startsWith('https://');
  const fullName = (name: string): string => `${secure ? '__Host-' : ''}readback-${name}`;
  const set = (response: ServerResponse, name: string, value: string, maxAge_s: number): void => {
    response.appendHeader(
      'Set-Cookie',
      stringifySetCookie({ name: fullName(name), value, path: '/', httpOnly: true, sameSite: 'lax', secure, maxAge: maxAge_s }),
    );
  };
  return {
    read: (request, name) => parseCookie(request.headers.cookie ?? '')[fullName(name)],
    set,
    clear: (response, name) => set(response, name, '', 0),
  };
}

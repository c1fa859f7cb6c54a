/** Who is signed in to the sandbox's Entra in which browser, so that a second sign-in needs no page. Only in memory. */
import { randomBytes } from 'node:crypto';
import { parseCookie, stringifySetCookie } from 'cookie';
import type { Request, Response } from 'express';
import type { DirectoryUser } from '../exchange/index.js';
import { findUser } from './tenant.js';

/** Cookies ignore ports, so the name must not meet one of the product's. */
const COOKIE = 'sandbox-sign-in';

export class SignInSessions {
  readonly #users = new Map<string, string>();

  find(request: Request): DirectoryUser | undefined {
    const userId = this.#users.get(this.#idOf(request));
    return userId === undefined ? undefined : findUser(userId);
  }

  start(response: Response, user: DirectoryUser): void {
    const id = randomBytes(24).toString('base64url');
    this.#users.set(id, user.id);
    response.append('set-cookie', stringifySetCookie({ name: COOKIE, value: id, httpOnly: true, sameSite: 'lax', path: '/' }));
  }

  end(request: Request, response: Response): void {
    this.#users.delete(this.#idOf(request));
    response.append('set-cookie', stringifySetCookie({ name: COOKIE, value: '', httpOnly: true, sameSite: 'lax', path: '/', maxAge: 0 }));
  }

  #idOf(request: Request): string {
    return parseCookie(request.get('cookie') ?? '')[COOKIE] ?? '';
  }
}

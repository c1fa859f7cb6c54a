/**
 * Puts our token on each request, and only on those to Graph's own origin. The SDK's
 * AuthenticationHandler is not used: it appends, so that a request made again carries two tokens
 * and is refused.
 *
 * A token may be refused before its time: withdrawn by Entra ID (continuous access evaluation), or
 * signed with keys that are gone. It is replaced once and the request made again: what was refused
 * for its token was not begun, so even a send may be repeated.
 */
import type { Context, Middleware } from '@microsoft/microsoft-graph-client';
import { requestAddress } from './fetch.js';
import type { TokenSource } from './token.js';

export class AuthorizeMiddleware implements Middleware {
  #next: Middleware | undefined;
  readonly #origin: string;

  /** @param baseUrl of Graph */
  constructor(
    private readonly tokens: Pick<TokenSource, 'token' | 'renew'>,
    baseUrl: string,
  ) {
    this.#origin = new URL(baseUrl).origin;
  }

  setNext(next: Middleware): void {
    this.#next = next;
  }

  async execute(context: Context): Promise<void> {
    if (new URL(requestAddress(context)).origin !== this.#origin) {
      await this.#next?.execute(context);
      return;
    }
    const token = await this.#executeWithToken(context);
    if (context.response?.status !== 401) return;
    await this.tokens.renew(token);
    await this.#executeWithToken(context);
  }

  async #executeWithToken(context: Context): Promise<string> {
    const token = await this.tokens.token();
    const headers = new Headers(context.options?.headers);
    headers.set('Authorization', `Bearer ${token}`);
    context.options = { ...context.options, headers: Object.fromEntries(headers) };
    await this.#next?.execute(context);
    return token;
  }
}

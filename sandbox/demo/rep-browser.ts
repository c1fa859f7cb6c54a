/**
 * The rep's browser, without a window: a cookie jar, the sign-in through Entra's own page, the API
 * as the web app uses it.
 */
import { parseSetCookie } from 'cookie';
import type { z } from 'zod';
import { NotSeen } from './wait.js';

const MOST_REDIRECTS = 10;
const ANSWERS_WITHIN_MS = 15_000;

export class RepBrowser {
  /** Cookies ignore ports, and all here is localhost. */
  readonly #cookies = new Map<string, string>();

  private constructor(readonly url: string) {}

  /** Signs in as this user of the tenant by authorization code. */
  static async signIn(url: string, user: string): Promise<RepBrowser> {
    const browser = new RepBrowser(url);
    const page = await browser.#visit(`${url}/auth/sign-in?return=/app/`);
    if (page.url.startsWith(url)) throw new NotSeen(`the sign-in did not lead to Entra but to ${page.url} (${page.status})`);
    const back = await browser.#visit(page.url, { method: 'POST', body: new URLSearchParams({ user }), headers: { Origin: new URL(page.url).origin } });
    if (!back.url.startsWith(`${url}/app/`)) throw new NotSeen(`after picking ${user} the sign-in ended at ${back.url} (${back.status})`);
    return browser;
  }

  get cookieHeader(): string {
    return [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  async get<Schema extends z.ZodType>(path: string, schema: Schema): Promise<z.output<Schema>> {
    return schema.parse(await this.#call('GET', path));
  }

  async post<Schema extends z.ZodType>(path: string, body: unknown, schema: Schema): Promise<z.output<Schema>> {
    return schema.parse(await this.#call('POST', path, body));
  }

  async #call(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await this.fetch(`${this.url}${path}`, {
      method,
      headers: { Origin: this.url, Accept: 'application/json', ...(body === undefined ? {} : { 'Content-Type': 'application/json' }) },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    if (!response.ok) throw new NotSeen(`${method} ${path} was answered ${response.status}: ${text.slice(0, 500)}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  /** A request with this browser's cookies; follows no redirect. */
  async fetch(address: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (this.#cookies.size > 0) headers.set('Cookie', this.cookieHeader);
    const response = await fetch(address, { signal: AbortSignal.timeout(ANSWERS_WITHIN_MS), ...init, headers, redirect: 'manual' });
    for (const line of response.headers.getSetCookie()) {
      const cookie = parseSetCookie(line);
      if (cookie.value === undefined || cookie.value === '' || cookie.maxAge === 0) this.#cookies.delete(cookie.name);
      else this.#cookies.set(cookie.name, cookie.value);
    }
    return response;
  }

  async #visit(address: string, init: RequestInit = {}): Promise<{ url: string; status: number }> {
    let url = address;
    let response = await this.fetch(url, init);
    for (let redirects = 0; response.status >= 300 && response.status < 400 && redirects < MOST_REDIRECTS; redirects += 1) {
      url = new URL(response.headers.get('location') ?? '', url).href;
      response = await this.fetch(url);
    }
    await response.body?.cancel();
    return { url, status: response.status };
  }
}

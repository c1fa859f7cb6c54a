/** As much of a browser as signing in needs: cookies per host (not per port, as in browsers), redirects one at a time. */
import { parseSetCookie } from 'cookie';

export class BrowserSession {
  readonly cookies = new Map<string, string>();
  /** Set-Cookie headers as they came. */
  readonly received: string[] = [];

  async get(address: string, headers: Record<string, string> = {}): Promise<Response> {
    return this.send(address, { headers });
  }

  async post(address: string, body: URLSearchParams | string | null, headers: Record<string, string> = {}): Promise<Response> {
    return this.send(address, { method: 'POST', body, headers });
  }

  async delete(address: string, headers: Record<string, string> = {}): Promise<Response> {
    return this.send(address, { method: 'DELETE', headers });
  }

  async send(address: string, request: { method?: string; body?: URLSearchParams | string | null; headers: Record<string, string> }): Promise<Response> {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(address, { ...request, headers: { ...request.headers, ...(cookie === '' ? {} : { cookie }) }, redirect: 'manual' });
    for (const header of response.headers.getSetCookie()) {
      this.received.push(header);
      const { name, value, maxAge } = parseSetCookie(header);
      if (value === undefined || value === '' || maxAge === 0) this.cookies.delete(name);
      else this.cookies.set(name, value);
    }
    return response;
  }
}

/** Where an answer leads. */
export function locationOf(response: Response): string {
  const location = response.headers.get('location');
  if (location === null) throw new Error(`answered ${response.status} without a location`);
  return new URL(location, response.url).href;
}

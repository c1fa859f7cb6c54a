/** https as the sandbox's clients speak it: trusting its authority, one connection for each request. */
import { request as httpsRequest } from 'node:https';
import type { INetworkModule } from '@azure/msal-node';

export interface Answer {
  status: number;
  headers: Record<string, string>;
  text: string;
  /** The body as JSON; throws when it is none. */
  json(): unknown;
}

export type Secure = (address: string, options?: { method?: string; headers?: Record<string, string>; body?: string }) => Promise<Answer>;

/** @param ca the authority to trust, PEM */
export function secureRequests(ca: string): Secure {
  return (address, options = {}) => new Promise((resolve, reject) => {
    const request = httpsRequest(address, { ca, agent: false, method: options.method ?? 'GET', headers: options.headers ?? {} }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.once('error', reject);
      response.once('end', () => {
        const text = Buffer.concat(chunks).toString();
        const headers = Object.fromEntries(Object.entries(response.headers).map(([name, value]) => [name, String(value)]));
        resolve({ status: response.statusCode ?? 0, headers, text, json: (): unknown => JSON.parse(text) });
      });
    });
    request.once('error', reject);
    request.end(options.body);
  });
}

/** For msal-node: a network module that speaks so. */
export function networkOf(secure: Secure): INetworkModule {
  const send = async (method: string, url: string, options?: { headers?: Record<string, string>; body?: string }) => {
    const answer = await secure(url, { method, ...options });
    // eslint-disable-next-line @typescript-eslint/no-unsafe-assignment -- MSAL's interface promises whatever type its caller asks for; it is that of the answer
    return { status: answer.status, headers: answer.headers, body: JSON.parse(answer.text) };
  };
  return {
    sendGetRequestAsync: (url, options) => send('GET', url, options),
    sendPostRequestAsync: (url, options) => send('POST', url, options),
  };
}

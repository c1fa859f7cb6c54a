/**
 * A proxy in front of the sandbox's Entra and Graph that can lose requests and answers, which the
 * sandbox does not do by itself. Addresses are rewritten both ways, so that links stay behind it.
 */
import { readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer } from 'node:https';
import { once } from 'node:events';
import { join } from 'node:path';

export interface Seen {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  /** The Prefer header. */
  readonly prefer: string;
}

/**
 * What goes wrong: the request never arrives (`instead`: this is answered; null: the connection breaks),
 * or it is carried out and then something else is answered (`after`).
 */
export type Fault = { readonly instead: Answer | null } | { readonly after: Answer | null };

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Graph's error code. */
  readonly code?: string;
  /** Graph's sentence. */
  readonly says?: string;
  /** Instead of an error. */
  readonly json?: object;
}

export interface Proxy {
  readonly origin: string;
  /** Everything that was asked, in order. */
  readonly seen: Seen[];
  /** Most requests to mailboxes that were under way at the same time. */
  mostAtOnce: number;
  /** Asked for every request. */
  fault: (request: Seen) => Fault | undefined | Promise<Fault | undefined>;
  close(): void;
}

const NOT_FORWARDED = ['host', 'connection', 'content-length', 'transfer-encoding', 'content-encoding', 'accept-encoding', 'keep-alive', 'expect'];

/** @param certificates folder with server.pem and server.key */
export async function startProxy(target: string, certificates: string): Promise<Proxy> {
  const state: { proxy?: Proxy } = {};
  let underWay = 0;
  const server = createServer(
    { cert: readFileSync(join(certificates, 'server.pem')), key: readFileSync(join(certificates, 'server.key')) },
    (request, response) => {
      if (state.proxy !== undefined && request.url?.startsWith('/v1.0/users/') === true) {
        const { proxy } = state;
        underWay += 1;
        proxy.mostAtOnce = Math.max(proxy.mostAtOnce, underWay);
        response.once('close', () => (underWay -= 1));
      }
      if (state.proxy !== undefined) void pass(state.proxy, target, request, response).catch(() => response.destroy());
    },
  );
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  state.proxy = {
    origin: `https://localhost:${address.port}`,
    seen: [],
    mostAtOnce: 0,
    fault: () => undefined,
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
  return state.proxy;
}

async function pass(proxy: Proxy, target: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const seen = { method: request.method ?? 'GET', path: request.url ?? '/', prefer: [request.headers.prefer ?? ''].flat().join(', ') };
  proxy.seen.push(seen);
  const chunks: Buffer[] = [];
  for await (const chunk of request) if (chunk instanceof Buffer) chunks.push(chunk);
  const fault = await proxy.fault(seen);
  if (fault !== undefined && 'instead' in fault) {
    answer(response, fault.instead);
    return;
  }
  const forwarded = await fetch(target + seen.path, {
    method: seen.method,
    headers: headersOf(request),
    redirect: 'manual',
    ...(chunks.length > 0 && { body: swapped(Buffer.concat(chunks).toString('utf8'), proxy.origin, target) }),
  });
  const body = swapped(await forwarded.text(), target, proxy.origin);
  if (fault !== undefined) {
    answer(response, fault.after);
    return;
  }
  response.statusCode = forwarded.status;
  for (const [name, value] of forwarded.headers) if (!NOT_FORWARDED.includes(name)) response.setHeader(name, value);
  response.end(body);
}

function answer(response: ServerResponse, wanted: Answer | null): void {
  if (wanted === null) {
    response.destroy();
    return;
  }
  for (const [name, value] of Object.entries(wanted.headers ?? {})) response.setHeader(name, value);
  response.statusCode = wanted.status;
  response.setHeader('Content-Type', 'application/json');
  response.end(JSON.stringify(wanted.json ?? { error: { code: wanted.code ?? 'FaultOfTheTest', message: wanted.says ?? 'made by the test' } }));
}

function headersOf(request: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined && !NOT_FORWARDED.includes(name)) headers.set(name, [value].flat().join(', '));
  }
  return headers;
}

function swapped(text: string, from: string, to: string): string {
  return text.replaceAll(from, to).replaceAll(encodeURIComponent(from), encodeURIComponent(to));
}

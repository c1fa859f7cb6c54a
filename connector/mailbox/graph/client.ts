/**
 * Requests to Graph. The SDK joins addresses and passes each request through our own chain:
 * immutable ids → retries → limit per mailbox → token → fetch. Every answer is parsed by a schema;
 * every failure is a `GraphFailure` or a `GraphSilence`.
 */
import { Client, GraphClientError, ResponseType, type GraphRequest } from '@microsoft/microsoft-graph-client';
import { z } from 'zod';
import { AuthorizeMiddleware } from './authorize.js';
import { failureOf } from './failure.js';
import { FetchMiddleware, ImmutableIdMiddleware, KeepErrorMiddleware } from './fetch.js';
import { LimitMiddleware } from './limiter.js';
import { RetryMiddleware } from './retry.js';
import type { Slots } from './slots.js';
import type { TokenSource } from './token.js';

export interface GraphOptions {
  readonly baseUrl: string;
  readonly tokens: Pick<TokenSource, 'token' | 'renew'>;
  /** Default 30 s: Exchange itself gives up before that. */
  readonly timeout_ms?: number;
  /** First backoff before a retry. Default 500. */
  readonly firstRetry_ms?: number;
  /** Places at mailboxes, shared with other processes. Default: none are. */
  readonly slots?: Pick<Slots, 'take'>;
}

type Query = Readonly<Record<string, string | number>>;
type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

interface Call {
  readonly method: Method;
  /** Below /v1.0, or a whole link that Graph gave. Built with `path`. */
  readonly address: string;
  readonly query?: Query | undefined;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
  readonly longest_bytes?: number;
  readonly politely?: boolean;
}

interface GetOptions {
  readonly query?: Query;
  readonly headers?: Readonly<Record<string, string>>;
  /** Takes only the last of the mailbox's places: what is not urgent never holds up what is. */
  readonly politely?: boolean;
}

export interface Graph {
  get<T>(address: string, schema: z.ZodType<T>, options?: GetOptions): Promise<T>;
  /** As it is; no more than its first bytes. */
  getBytes(address: string, longest_bytes: number): Promise<Buffer>;
  post<T>(address: string, schema: z.ZodType<T>, body?: unknown): Promise<T>;
  /** MIME goes up as base64 under text/plain (graph: user-post-messages). */
  postMime<T>(address: string, schema: z.ZodType<T>, mime: string): Promise<T>;
  /** A POST whose answer has no body: an action. It does not begin, and is not waited for, after `within_ms` from now. */
  act(address: string, within_ms: number, body?: unknown): Promise<void>;
  patch<T>(address: string, schema: z.ZodType<T>, body: unknown): Promise<T>;
  delete(address: string): Promise<void>;
}

const rawResponse = z.instanceof(Response);

export function graphClient(options: GraphOptions): Graph {
  const client = Client.initWithMiddleware({
    baseUrl: options.baseUrl,
    defaultVersion: 'v1.0',
    middleware: [
      new KeepErrorMiddleware(),
      new ImmutableIdMiddleware(),
      new RetryMiddleware(options.firstRetry_ms ?? 500),
      new LimitMiddleware(options.slots ?? null),
      new AuthorizeMiddleware(options.tokens, options.baseUrl),
      new FetchMiddleware(options.timeout_ms ?? 30_000),
    ],
  });

  const call = async ({ method, address, query, body, headers = {}, signal, longest_bytes, politely }: Call): Promise<Response> => {
    const request = client.api(address).responseType(ResponseType.RAW).headers({ ...headers });
    if (signal !== undefined) request.option('signal', signal);
    if (longest_bytes !== undefined) request.option('longest_bytes', longest_bytes);
    if (politely === true) request.option('politely', true);
    if (query !== undefined) request.query(encoded(query));
    const response = rawResponse.parse(await send(request, method, body).catch(rethrowKept));
    if (!response.ok) throw await failureOf(response, { method, resource: kindOf(address) });
    return response;
  };
  const json = async <T>(request: Call, schema: z.ZodType<T>): Promise<T> => schema.parse(await (await call(request)).json());

  return {
    get: (address, schema, { query, headers, politely } = {}) => json({ method: 'GET', address, query, ...(headers && { headers }), ...(politely === true && { politely }) }, schema),
    getBytes: async (address, longest_bytes) => Buffer.from(await (await call({ method: 'GET', address, longest_bytes })).arrayBuffer()),
    post: (address, schema, body) => json({ method: 'POST', address, body }, schema),
    postMime: (address, schema, mime) =>
      json({ method: 'POST', address, body: Buffer.from(mime).toString('base64'), headers: { 'Content-Type': 'text/plain' } }, schema),
    act: async (address, within_ms, body) => {
      await call({ method: 'POST', address, body, signal: AbortSignal.timeout(within_ms) });
    },
    patch: (address, schema, body) => json({ method: 'PATCH', address, body }, schema),
    delete: async (address) => {
      await call({ method: 'DELETE', address });
    },
  };
}

/** Joins an address, each value in its place escaped. */
export function path(parts: TemplateStringsArray, ...values: readonly string[]): string {
  return parts.map((part, index) => part + encodeURIComponent(values[index] ?? '')).join('');
}

/** A string in an OData filter. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** The SDK puts query values into the address as they are. */
function encoded(query: Query): Record<string, string> {
  return Object.fromEntries(Object.entries(query).map(([name, value]) => [name, encodeURIComponent(value)]));
}

function send(request: GraphRequest, method: Method, body: unknown): Promise<unknown> {
  switch (method) {
    case 'GET':
      return request.get();
    case 'POST':
      return request.post(body);
    case 'PATCH':
      return request.patch(body);
    case 'DELETE':
      return request.delete();
  }
}

function rethrowKept(error: unknown): never {
  if (error instanceof GraphClientError) {
    const kept: unknown = error.customError;
    if (kept instanceof Error) throw kept;
  }
  throw error;
}

/** What kind of thing was asked for, without ids or addresses: for logs. */
function kindOf(address: string): string {
  const [route = ''] = address.replace(/^https:\/\/[^/]+\/[^/]+/, '').split('?');
  return route.replace(/\/(users|messages|subscriptions|mailFolders)\/[^/]+/gi, '/$1/…');
}

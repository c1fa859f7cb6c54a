// POST /$batch (Graph: JSON batching): up to 20 requests in one, each answered for itself. Every one passes the same gate
// as if it had come alone: it is spoken to this very server, over a connection in memory.
import { Agent, createServer, request as httpRequest, type RequestListener, type Server } from 'node:http';
import { duplexPair } from 'node:stream';
import { z } from 'zod';
import { GraphError } from '../errors.js';
import type { Answer, Call } from './call.js';

/** Graph: JSON batching. */
const MOST = 20;
/** Graph throttling limits, Outlook service: requests of a batch to one mailbox run four at a time. */
const AT_ONCE = 4;

const innerRequest = z.object({
  id: z.string(),
  method: z.string().transform((method) => method.toUpperCase()),
  url: z.string(),
  headers: z.record(z.string(), z.string()).default({}),
  body: z.unknown().optional(),
  dependsOn: z.array(z.string()).default([]),
});
const batchInput = z.object({ requests: z.array(innerRequest).min(1) });

type Inner = z.infer<typeof innerRequest>;

interface InnerAnswer {
  id: string;
  status: number;
  headers: Record<string, string>;
  body?: unknown;
}

export class Batch {
  readonly #server: Server;
  readonly #agent = new LoopAgent(() => this.#connect());

  /** @param handle answers a request to an address below `/v1.0`, given with `/v1.0` */
  constructor(handle: RequestListener) {
    this.#server = createServer(handle);
  }

  async answer(call: Call): Promise<Answer> {
    const { requests } = call.body(batchInput);
    refuseUnsound(requests);
    const authorization = call.request.get('authorization') ?? '';
    const responses = new Map<string, InnerAnswer>();
    let waiting = requests;
    while (waiting.length > 0) {
      const ready = waiting.filter(({ dependsOn }) => dependsOn.every((id) => responses.has(id)));
      waiting = waiting.filter((inner) => !ready.includes(inner));
      await inTurn(ready, AT_ONCE, async (inner) => {
        const failed = inner.dependsOn.some((id) => (responses.get(id)?.status ?? 500) >= 400);
        responses.set(inner.id, failed ? dependencyFailed(inner.id) : await this.#ask(inner, authorization));
      });
    }
    return { status: 200, json: { responses: [...responses.values()] } };
  }

  #ask(inner: Inner, authorization: string): Promise<InnerAnswer> {
    const body = bodyOf(inner);
    const headers = { ...inner.headers, authorization, host: 'batch.sandbox.example', ...(body !== undefined && { 'content-length': String(body.length) }) };
    return new Promise((resolve) => {
      const silent = (): void => resolve({ id: inner.id, status: 504, headers: {}, body: errorOf(new GraphError('GatewayTimeout')) });
      const asked = httpRequest({ method: inner.method, path: `/v1.0/${inner.url.replace(/^\//, '')}`, headers, agent: this.#agent }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('error', silent);
        response.once('end', () => {
          const given = Object.fromEntries(Object.entries(response.headers).flatMap(([name, value]) => (SHOWN_HEADERS[name] === undefined ? [] : [[SHOWN_HEADERS[name], String(value)]])));
          resolve({ id: inner.id, status: response.statusCode ?? 500, headers: given, ...shown(Buffer.concat(chunks), response.headers['content-type'] ?? '') });
        });
      });
      asked.once('error', silent);
      asked.end(body);
    });
  }

  #connect() {
    const [ours, theirs] = duplexPair();
    theirs.once('close', () => ours.destroy());
    this.#server.emit('connection', theirs);
    return ours;
  }
}

class LoopAgent extends Agent {
  constructor(private readonly connect: () => ReturnType<typeof duplexPair>[0]) {
    super({ keepAlive: false });
  }

  override createConnection(): ReturnType<typeof duplexPair>[0] {
    return this.connect();
  }
}

const SHOWN_HEADERS: Readonly<Record<string, string>> = {
  'content-type': 'Content-Type',
  'retry-after': 'Retry-After',
  location: 'Location',
  'preference-applied': 'Preference-Applied',
};

function refuseUnsound(requests: readonly Inner[]): void {
  if (requests.length > MOST) throw new GraphError('BadRequest', `Number of batch request steps exceeds the maximum value of ${MOST}.`);
  const seen = new Set<string>();
  for (const { id, url, dependsOn } of requests) {
    if (seen.has(id)) throw new GraphError('BadRequest', `Request id '${id}' is used more than once.`);
    // Those before it only, so that there are no circles.
    if (dependsOn.some((other) => !seen.has(other))) throw new GraphError('BadRequest', `Request '${id}' depends on one that does not come before it.`);
    if (/^[a-z]+:/i.test(url) || url.includes('$batch')) throw new GraphError('BadRequest', `Invalid batch request url '${url}': it must be relative, and no batch.`);
    seen.add(id);
  }
}

function dependencyFailed(id: string): InnerAnswer {
  return { id, status: 424, headers: {}, body: errorOf(new GraphError('FailedDependency')) };
}

function errorOf({ code, message }: GraphError) {
  return { error: { code, message } };
}

function bodyOf({ body }: Inner): Buffer | undefined {
  if (body === undefined || body === null) return undefined;
  return Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
}

/** JSON as it is, anything else as base64. */
function shown(content: Buffer, type: string): { body?: unknown } {
  if (content.length === 0) return {};
  return { body: type.includes('json') ? (JSON.parse(content.toString('utf8')) satisfies unknown) : content.toString('base64') };
}

async function inTurn<T>(all: readonly T[], atOnce: number, act: (one: T) => Promise<void>): Promise<void> {
  const left = [...all];
  await Promise.all(
    Array.from({ length: atOnce }, async () => {
      for (let next = left.shift(); next !== undefined; next = left.shift()) await act(next);
    }),
  );
}

/**
 * The end of the chain: one HTTP exchange, read to its last byte, within a deadline. Whoever gets
 * the answer holds all of it: a body that breaks off counts as no answer.
 */
import { GraphClientError, type Context, type Middleware } from '@microsoft/microsoft-graph-client';
import { z } from 'zod';
import { GraphSilence } from './failure.js';

/** What requests may ask of this end of the chain; the SDK passes it through. */
const asked = z.object({
  signal: z.instanceof(AbortSignal).optional(),
  /** The rest of a longer answer is left unread. */
  longest_bytes: z.number().optional(),
});
const binary = z.instanceof(Uint8Array);
const NO_BODY = [204, 205, 304];

export class FetchMiddleware implements Middleware {
  constructor(private readonly timeout_ms: number) {}

  async execute(context: Context): Promise<void> {
    try {
      const { signal: given, longest_bytes: longest = Infinity } = asked.parse(context.options ?? {});
      const deadline = AbortSignal.timeout(this.timeout_ms);
      const signal = given === undefined ? deadline : AbortSignal.any([given, deadline]);
      const response = await fetch(requestAddress(context), { ...context.options, signal, redirect: 'error' });
      const body = await bodyOf(response, longest);
      const { status, statusText, headers } = response;
      context.response = new Response(NO_BODY.includes(status) ? null : body, { status, statusText, headers });
    } catch (error) {
      throw new GraphSilence(error);
    }
  }
}

async function bodyOf({ body }: Response, longest_bytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body ?? []) {
    const bytes = binary.parse(chunk);
    chunks.push(bytes);
    length += bytes.length;
    if (length >= longest_bytes) break;
  }
  return Buffer.concat(chunks).subarray(0, longest_bytes);
}

/** The SDK passes an address, but types it as `RequestInfo`, which only browsers' types have. */
export function requestAddress(context: Context): string {
  const request: unknown = context.request;
  if (typeof request !== 'string') throw new TypeError('expected an address');
  return request;
}

/** Ids that survive moves between folders, on every call (graph: outlook-immutable-id). Joins other preferences. */
export class ImmutableIdMiddleware implements Middleware {
  #next: Middleware | undefined;

  setNext(next: Middleware): void {
    this.#next = next;
  }

  async execute(context: Context): Promise<void> {
    const headers = new Headers(context.options?.headers);
    headers.append('Prefer', 'IdType="ImmutableId"');
    context.options = { ...context.options, headers: Object.fromEntries(headers) };
    await this.#next?.execute(context);
  }
}

/** The SDK turns any error into one of its own, except this kind: ours passes through as its `customError`. */
export class KeepErrorMiddleware implements Middleware {
  #next: Middleware | undefined;

  setNext(next: Middleware): void {
    this.#next = next;
  }

  async execute(context: Context): Promise<void> {
    try {
      await this.#next?.execute(context);
    } catch (error) {
      const carrier = new GraphClientError();
      carrier.customError = error;
      throw carrier;
    }
  }
}

/**
 * One request to the web, made in somebody's place: with their agent and from their network address, without cookies
 * and without a referrer. A connection of its own each time, as from different machines.
 */
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Persona } from './persona.js';

const MAX_BYTES = 10 * 1024 * 1024;
const DEADLINE_MS = 15_000;
const ACCEPT = {
  image: 'image/avif,image/webp,image/png,image/*;q=0.8,*/*;q=0.5',
  page: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8',
} as const;

export interface Answer {
  readonly status: number;
  /** Media type; empty where none is said. */
  readonly type: string;
  /** Where it sends on to, as an address of its own. */
  readonly location: string | undefined;
  readonly content: Buffer;
}

/** Follows no redirect. Rejects when nothing answers, at the deadline, or when it is too large. */
export async function ask(address: string, persona: Persona, { method = 'GET', wants }: { method?: 'GET' | 'HEAD'; wants: keyof typeof ACCEPT }): Promise<Answer> {
  const url = new URL(address);
  const response = await send(url, persona, method, ACCEPT[wants]);
  const { location } = response.headers;
  const status = response.statusCode ?? 0;
  const leadsOn = status >= 300 && status < 400 && location !== undefined && URL.canParse(location, url.href);
  return {
    status,
    type: response.headers['content-type'] ?? '',
    location: leadsOn ? new URL(location, url).href : undefined,
    content: await readAll(response),
  };
}

async function send(url: URL, { userAgent, networkAddress }: Persona, method: string, accept: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { 'user-agent': userAgent, accept, 'accept-language': 'en-US,en;q=0.9', ...(networkAddress !== undefined && { 'x-forwarded-for': networkAddress }) };
    const make = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = make(url, { method, headers, agent: false, signal: AbortSignal.timeout(DEADLINE_MS) }, resolve);
    request.once('error', reject);
    request.end();
  });
}

async function readAll(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    if (!Buffer.isBuffer(chunk)) continue;
    size += chunk.length;
    if (size > MAX_BYTES) throw new Error('The answer is too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

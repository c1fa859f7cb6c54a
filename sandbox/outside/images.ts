/**
 * Loads the pictures of a mail the way its reader's mail program would: from that person's network address and with
 * that program's name, without cookies or a referrer. Without this, every picture would be fetched by the browser of
 * whoever tries the sandbox, on the same machine and with the same cookies as the sender.
 *
 * The proxy's addresses are signed, so that no other page can make it fetch something in a person's name.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { RequestHandler } from 'express';
import { z } from 'zod';
import type { People, Person } from './people.js';

const MAX_REDIRECTS = 5;
const MAX_BYTES = 10 * 1024 * 1024;
const DEADLINE_MS = 15_000;

/** Ordinary mail programs; people use them in turn. */
const MAIL_PROGRAMS = [
  'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)',
  'Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Thunderbird/128.5.0',
  'Mozilla/5.0 (iPhone; CPU iPhone OS 17_6_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148',
  'Mozilla/4.0 (compatible; MSIE 7.0; Windows NT 10.0; WOW64; Trident/7.0; .NET4.0C; .NET4.0E; Microsoft Outlook 16.0.17928; ms-office; MSOffice 16)',
] as const;

/** Networks set aside for documentation (RFC 5737), so that nobody real is meant. */
const NETWORKS = ['203.0.113', '198.51.100'] as const;
const HOSTS_PER_NETWORK = 254;

export interface Persona {
  readonly userAgent: string;
  /** IPv4; stable for a person, and everyone's own for the first 508 people. */
  readonly networkAddress: string;
}

export function personaOf({ number }: Pick<Person, 'number'>): Persona {
  const network = NETWORKS[Math.floor(number / HOSTS_PER_NETWORK) % NETWORKS.length] ?? NETWORKS[0];
  return {
    userAgent: MAIL_PROGRAMS[number % MAIL_PROGRAMS.length] ?? MAIL_PROGRAMS[0],
    networkAddress: `${network}.${(number % HOSTS_PER_NETWORK) + 1}`,
  };
}

export interface LoadedImage {
  readonly status: number;
  readonly type: string;
  readonly content: Buffer;
}

/** Follows redirects. Rejects when nothing answers, at the deadline, or when it is too large. */
export async function loadImage(address: string, persona: Persona): Promise<LoadedImage> {
  let url = new URL(address);
  for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
    if (url.protocol !== 'http:' && url.protocol !== 'https:') break;
    const response = await send(url, persona);
    const status = response.statusCode ?? 0;
    const { location } = response.headers;
    if (status >= 300 && status < 400 && location !== undefined && URL.canParse(location, url.href)) {
      response.resume();
      url = new URL(location, url);
      continue;
    }
    return { status, type: response.headers['content-type'] ?? '', content: await readAll(response) };
  }
  throw new Error(`${address} leads nowhere.`);
}

const queryOfProxy = z.object({ person: z.string(), url: z.url({ protocol: /^https?$/ }), key: z.string() });

export class ImageProxy {
  readonly #secret = randomBytes(32);

  constructor(readonly people: People) {}

  /** Path and query under which the picture is shown to that person; undefined for what is no web address. */
  addressOf(person: Person, url: string): string | undefined {
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) return undefined;
    return `/image?${new URLSearchParams({ person: person.address, url, key: this.#sign(person.address, url) }).toString()}`;
  }

  readonly handle: RequestHandler = async (request, response) => {
    const query = queryOfProxy.safeParse(request.query);
    if (!query.success || !this.#isSigned(query.data)) {
      response.status(403).end();
      return;
    }
    const image = await loadImage(query.data.url, personaOf(this.people.get(query.data.person))).catch(() => undefined);
    response.set({ 'cache-control': 'no-store', 'content-security-policy': "default-src 'none'; sandbox", 'x-content-type-options': 'nosniff' });
    if (image === undefined) response.status(502).end();
    else if (!/^image\//i.test(image.type)) response.status(415).end();
    else response.status(image.status).type(image.type).send(image.content);
  };

  #sign(person: string, url: string): string {
    return createHmac('sha256', this.#secret).update(`${person}\n${url}`).digest('base64url');
  }

  #isSigned({ person, url, key }: z.infer<typeof queryOfProxy>): boolean {
    const expected = Buffer.from(this.#sign(person, url));
    const given = Buffer.from(key);
    return expected.length === given.length && timingSafeEqual(expected, given);
  }
}

async function send(url: URL, { userAgent, networkAddress }: Persona): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const headers = { 'user-agent': userAgent, accept: 'image/avif,image/webp,image/png,image/*;q=0.8,*/*;q=0.5', 'accept-language': 'en-US,en;q=0.9', 'x-forwarded-for': networkAddress };
    const make = url.protocol === 'https:' ? httpsRequest : httpRequest;
    const request = make(url, { headers, agent: false, signal: AbortSignal.timeout(DEADLINE_MS) }, resolve);
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
    if (size > MAX_BYTES) throw new Error('The picture is too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

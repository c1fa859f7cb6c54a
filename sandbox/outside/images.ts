/**
 * Where a page of the sandbox gets the pictures of a mail: from here, loaded the way its reader's mail program would.
 * Without this, every picture would be fetched by the browser of whoever tries the sandbox, on the same machine and
 * with the same cookies as the sender.
 *
 * The addresses are signed, so that no other page can make it fetch something in a person's name.
 */
import type { RequestHandler } from 'express';
import { z } from 'zod';
import { AddressSeal } from './address-seal.js';
import type { Answer } from './request.js';

/** @param reader and mail as they were given to `addressOf` */
export type LoadPicture = (reader: string, mail: string, url: string) => Promise<Answer | undefined>;

const queryOfProxy = z.object({ reader: z.string(), mail: z.string(), url: z.url({ protocol: /^https?$/ }), key: z.string() });

export class ImageProxy {
  readonly #seal = new AddressSeal();

  constructor(
    /** Where `handle` is mounted. */
    private readonly path: string,
    private readonly load: LoadPicture,
  ) {}

  /** Path and query under which the picture is shown to that reader of that mail; undefined for what is no web address. */
  addressOf(reader: string, mail: string, url: string): string | undefined {
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) return undefined;
    return `${this.path}?${new URLSearchParams({ reader, mail, url, key: this.#seal.of(reader, mail, url) }).toString()}`;
  }

  readonly handle: RequestHandler = async (request, response) => {
    const query = queryOfProxy.safeParse(request.query);
    if (!query.success || !this.#seal.fits(query.data.key, query.data.reader, query.data.mail, query.data.url)) {
      response.status(403).end();
      return;
    }
    const { reader, mail, url } = query.data;
    const image = await this.load(reader, mail, url).catch(() => undefined);
    response.set({ 'cache-control': 'no-store', 'content-security-policy': "default-src 'none'; sandbox", 'x-content-type-options': 'nosniff' });
    if (image === undefined) response.status(502).end();
    else if (!/^image\//i.test(image.type)) response.status(415).end();
    else response.status(image.status).type(image.type).send(image.content);
  };
}

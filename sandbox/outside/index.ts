/**
 * The people outside the tenant: their mailboxes, and the window in the browser where one reads and answers for them.
 *
 *   people       who they are and their mail, in a journal      mailroom   delivery, answering, sending
 *   mail, html   reading                                        compose, auto-reply   writing
 *   mail-programs, gateways   who loads pictures and follows links, and when: tables
 *   networks, persona         as whom, and from where           reader, visits, request     doing it
 *   images, links, safe-links what a mail shows and leads to    api, shown, live, window/   the outside's outside
 */
import { mkdirSync } from 'node:fs';
import express, { type RequestHandler, type Router } from 'express';
import { assetDirectory } from '../assets.js';
import type { OutsideDelivery } from '../post.js';
import { outsideApi } from './api.js';
import { ImageProxy } from './images.js';
import { LiveChanges } from './live.js';
import { Mailroom } from './mailroom.js';
import { People } from './people.js';
import { Reader } from './reader.js';
import { Visits } from './visits.js';

export { ImageProxy } from './images.js';
export { readMail, type Mail } from './mail.js';
export { mailPage } from './shown.js';
export { Visits } from './visits.js';

export interface OutsideOptions {
  /** Folder of the journal. */
  dataDir: string;
  /** Where replies leave: the sandbox's own SMTP port. */
  smtpPort: () => number;
  /** Addresses of the organisation, which nobody outside may use. */
  isTenantAddress: (address: string) => boolean;
  /** Address of the product, for the link in the mail window. */
  readbackUrl: string | undefined;
  now?: () => Date;
}

export class Outside implements OutsideDelivery {
  readonly #people: People;
  readonly #live = new LiveChanges();
  readonly #images: ImageProxy;
  readonly #mailroom: Mailroom;
  readonly #visits: Visits;
  readonly #reader: Reader;
  readonly #readbackUrl: string | undefined;

  constructor({ dataDir, smtpPort, isTenantAddress, readbackUrl, now = () => new Date() }: OutsideOptions) {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    this.#people = new People(dataDir);
    this.#visits = new Visits(now, readbackUrl, (mail) => {
      this.#live.announce({ mail, what: 'visit' });
    });
    const reader = new Reader(this.#people, this.#visits, now);
    this.#reader = reader;
    this.#images = new ImageProxy('/image', (address, mail, url) => reader.picture(this.#people.get(address), mail, url));
    this.#mailroom = new Mailroom({
      people: this.#people,
      live: this.#live,
      smtpPort,
      isTenantAddress,
      arrived: (person, stored, mail) => {
        reader.arrived(person, stored, mail);
      },
      now,
    });
    this.#readbackUrl = readbackUrl;
  }

  deliver(recipient: string, mime: Buffer): Promise<void> {
    return this.#mailroom.deliver(recipient, mime);
  }

  /** The mail window at `/` and its JSON below `/people`. */
  router(): Router {
    const router = express.Router();
    router.use(outsideApi({ people: this.#people, mailroom: this.#mailroom, images: this.#images, reader: this.#reader, visits: this.#visits }));
    router.get('/image', this.#images.handle);
    router.get('/link', this.#reader.follow);
    router.get('/events', this.#live.handle);
    router.get('/settings.json', (_request, response) => void response.json({ readbackUrl: this.#readbackUrl ?? null }));
    router.use(windowPolicy, express.static(assetDirectory('outside', 'window'), { cacheControl: false }));
    return router;
  }

  /** Ends what never ends by itself, so that the listener can close. */
  endStreams(): void {
    this.#live.end();
    this.#reader.close();
  }

  close(): void {
    this.#people.close();
  }
}

export const windowPolicy: RequestHandler = (_request, response, next) => {
  response.set({
    'content-security-policy': "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; frame-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors 'self'",
    'cache-control': 'no-cache',
    'referrer-policy': 'no-referrer',
    'x-content-type-options': 'nosniff',
  });
  next();
};

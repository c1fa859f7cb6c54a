/**
 * A look into a rep's own mailbox, as the rep's Outlook shows it: Sent Items and Inbox at /rep/. Looking at one's own
 * mail loads its pixel like anybody's view does; here one sees what Readback makes of it.
 */
import express, { type ErrorRequestHandler, type Router } from 'express';
import { z } from 'zod';
import { assetDirectory } from '../assets.js';
import { UnknownMailboxError, type Exchange } from '../exchange/index.js';
import { jsonOnly } from '../json-only.js';
import { ImageProxy, mailPage, readMail, Visits, windowPolicy, type Mail } from '../outside/index.js';
import { imageAddressesIn } from '../outside/html.js';
import { OWN_CLIENT_NAMES, OWN_CLIENTS, type OwnClientName } from './clients.js';

export interface OwnMailboxOptions {
  readonly exchange: Exchange;
  readonly owners: readonly { readonly address: string; readonly name: string }[];
  readonly readbackUrl: string | undefined;
  readonly now: () => Date;
}

class OwnMailboxError extends Error {
  constructor(
    readonly status: number,
    readonly code: 'INPUT_INVALID' | 'MAILBOX_UNKNOWN' | 'MESSAGE_UNKNOWN',
    message: string,
  ) {
    super(message);
  }
}

const client = z.enum(OWN_CLIENT_NAMES);
const folder = z.enum(['inbox', 'sentitems']);

export function ownMailbox({ exchange, owners, readbackUrl, now }: OwnMailboxOptions): Router {
  const visits = new Visits(now, readbackUrl, () => undefined);
  const load = (name: OwnClientName, mail: string, url: string) => {
    const { asks, label } = OWN_CLIENTS[name];
    return asks === undefined ? Promise.resolve(undefined) : visits.make(mail, { url, by: label, persona: asks, wants: 'image', onlyHere: false });
  };
  const images = new ImageProxy('/rep/image', (name, mail, url) => load(client.parse(name), mail, url));
  const mailOf = async (address: string, number: string): Promise<Mail> => {
    const mime = exchange.owner(address).mime(Number(number));
    if (mime === undefined) throw new OwnMailboxError(404, 'MESSAGE_UNKNOWN', `${address} has no such message.`);
    return readMail(mime);
  };

  const router = express.Router();
  router.use(jsonOnly(() => new OwnMailboxError(400, 'INPUT_INVALID', 'Send JSON (content-type: application/json).')), express.json());
  router.get('/mailboxes', (_request, response) => {
    const clients = OWN_CLIENT_NAMES.map((name) => ({ name, label: OWN_CLIENTS[name].label, says: OWN_CLIENTS[name].says }));
    response.set('cache-control', 'no-store').json({ owners, clients });
  });
  router.get('/mailboxes/:address/folders/:folder', (request, response) => {
    const wanted = parse(folder, request.params.folder);
    response.set('cache-control', 'no-store').json(exchange.owner(request.params.address).mails(wanted));
  });
  const message = '/mailboxes/:address/messages/:number';
  router.get(`${message}/view`, async (request, response) => {
    const { address, number } = request.params;
    const name = parse(client, request.query.client);
    const direct = OWN_CLIENTS[name].asks === undefined;
    const through = { imageAddress: (url: string) => (direct ? url : images.addressOf(name, `${address}/${number}`, url)), linkAddress: () => undefined };
    const page = mailPage(await mailOf(address, number), through, { textOnly: false });
    // Outlook on the web shows a mail in its own page: with an origin of its own the browser keeps the cookies back.
    const sources = direct ? 'http: https:' : `http://${request.get('host') ?? ''}/rep/image`;
    response.set({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer' });
    response.set('content-security-policy', `default-src 'none'; img-src ${sources} data:; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox${direct ? ' allow-same-origin' : ''}`);
    response.type('html').send(page);
  });
  router.post(`${message}/open`, async (request, response) => {
    const { address, number } = request.params;
    const { client: name } = parse(z.object({ client: z.enum(['outlook-web', 'outlook-desktop']) }), request.body);
    const urls = imageAddressesIn((await mailOf(address, number)).html ?? '');
    response.json({ images: await Promise.all(urls.map(async (url) => ({ url, status: (await load(name, `${address}/${number}`, url))?.status ?? 0 }))) });
  });
  router.get('/image', images.handle);
  router.use(windowPolicy, express.static(assetDirectory('own-mailbox', 'page'), { cacheControl: false }));
  router.use(answerErrors);
  return router;
}

function parse<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new OwnMailboxError(400, 'INPUT_INVALID', parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'It'}: ${message}.`).join(' '));
}

const answerErrors: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  const known = error instanceof UnknownMailboxError ? new OwnMailboxError(404, 'MAILBOX_UNKNOWN', error.message) : error;
  if (known instanceof OwnMailboxError) response.status(known.status).json({ error: { code: known.code, message: known.message } });
  else next(error);
};

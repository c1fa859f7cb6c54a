/**
 * The outside people as JSON, for scripts and for the mail window (docs/sandbox.md). Everything that changes something
 * takes JSON only, which no form of a foreign page can send.
 */
import express, { type ErrorRequestHandler, type RequestHandler, type Router } from 'express';
import { z } from 'zod';
import { jsonOnly } from '../json-only.js';
import { OutsideError } from './errors.js';
import { loadImage, personaOf, type ImageProxy } from './images.js';
import type { Mailroom } from './mailroom.js';
import type { People } from './people.js';
import { mailPage, openMail, showMail, showPerson } from './shown.js';

const address = z.email({ error: 'must be a mail address' });
const addresses = z.union([address.transform((one) => [one]), z.array(address).min(1)]);
const body = z.string().max(1_000_000);

const personInput = z.object({ address, name: z.string().trim().max(200).optional() });
const replyInput = z.object({ from: address.optional(), all: z.boolean().default(false), body });
const forwardInput = z.object({ from: address.optional(), to: addresses, body: body.default('') });
const newMailInput = z.object({ to: addresses, cc: addresses.default([]), subject: z.string().max(998).default(''), body: body.default('') });
const outOfOfficeInput = z.object({ on: z.boolean(), text: z.string().min(1).max(10_000).optional() });

export interface ApiOptions {
  people: People;
  mailroom: Mailroom;
  images: ImageProxy;
}

export function outsideApi({ people, mailroom, images }: ApiOptions): Router {
  const router = express.Router();
  router.use('/people', noStore, jsonOnly(() => new OutsideError('INPUT_INVALID', 'Send JSON (content-type: application/json).')), express.json({ limit: '2mb' }));

  router
    .route('/people')
    .get((_request, response) => void response.json(people.list().map(showPerson)))
    .post((request, response) => {
      const { address: wanted, name } = parse(personInput, request.body);
      response.status(201).json(showPerson(mailroom.addPerson(wanted, name)));
    });

  router.get('/people/:address', (request, response) => {
    response.json(showPerson(people.get(request.params.address)));
  });

  router.put('/people/:address/out-of-office', (request, response) => {
    const { on, text } = parse(outOfOfficeInput, request.body);
    response.json(mailroom.setOutOfOffice(request.params.address, { on, text }));
  });

  router
    .route('/people/:address/messages')
    .get(async (request, response) => {
      const newestFirst = [...people.get(request.params.address).mails.values()].reverse();
      response.json(await Promise.all(newestFirst.map(async (stored) => showMail(stored, await mailroom.read(stored)))));
    })
    .post(async (request, response) => {
      response.status(201).json(await mailroom.write(people.get(request.params.address), parse(newMailInput, request.body)));
    });

  const message = '/people/:address/messages/:id';
  router.get(message, async (request, response) => {
    const { address: owner, id } = request.params;
    const stored = people.mail(owner, id);
    response.json(openMail(people.get(owner), stored, await mailroom.read(stored), images));
  });

  router.get(`${message}/mime`, (request, response) => {
    const { address: owner, id } = request.params;
    response.type('message/rfc822').send(people.mail(owner, id).mime);
  });

  router.get(`${message}/view`, async (request, response) => {
    const { address: owner, id } = request.params;
    const page = mailPage(people.get(owner), await mailroom.read(people.mail(owner, id)), images, request.query.images !== 'no');
    const origin = `http://${request.get('host') ?? ''}`;
    response.set('content-security-policy', `default-src 'none'; img-src ${origin}/image data:; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox`);
    response.set('referrer-policy', 'no-referrer').type('html').send(page);
  });

  router.get(`${message}/attachments/:number`, async (request, response) => {
    const { address: owner, id, number } = request.params;
    const attachment = (await mailroom.read(people.mail(owner, id))).attachments[Number(number)];
    if (attachment === undefined) throw new OutsideError('MESSAGE_UNKNOWN', 'The message has no such attachment.');
    response.attachment(attachment.name).type('application/octet-stream').send(attachment.content);
  });

  router.put(`${message}/read`, (request, response) => {
    mailroom.markRead(request.params.address, request.params.id);
    response.status(204).end();
  });

  router.post(`${message}/open`, async (request, response) => {
    const { address: owner, id } = request.params;
    const person = people.get(owner);
    const stored = people.mail(owner, id);
    const { images: pictures } = openMail(person, stored, await mailroom.read(stored), images);
    mailroom.markRead(owner, id);
    const loaded = await Promise.all(
      pictures.map(async ({ url }) => {
        const image = await loadImage(url, personaOf(person)).catch(() => undefined);
        return { url, status: image?.status ?? 0, type: image?.type ?? '', bytes: image?.content.length ?? 0 };
      }),
    );
    response.json({ images: loaded });
  });

  router.post(`${message}/reply`, async (request, response) => {
    const { address: owner, id } = request.params;
    const { from, all, body: text } = parse(replyInput, request.body);
    response.status(201).json(await mailroom.reply(people.get(owner), people.mail(owner, id), { from, all, body: text }));
  });

  router.post(`${message}/forward`, async (request, response) => {
    const { address: owner, id } = request.params;
    const { from, to, body: text } = parse(forwardInput, request.body);
    response.status(201).json(await mailroom.forward(people.get(owner), people.mail(owner, id), { from, to, body: text }));
  });

  router.use('/people', answerErrors);
  return router;
}

function parse<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input ?? {});
  if (parsed.success) return parsed.data;
  throw new OutsideError('INPUT_INVALID', parsed.error.issues.map((issue) => `${issue.path.join('.') || 'The body'} ${issue.message}.`).join(' '));
}

const noStore: RequestHandler = (_request, response, next) => {
  response.set({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
  next();
};

const answerErrors: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  const known = error instanceof OutsideError ? error : isUnreadable(error) ? new OutsideError('INPUT_INVALID', 'The body is no JSON, or too large.') : undefined;
  if (known === undefined) next(error);
  else response.status(known.status).json({ error: { code: known.code, message: known.message } });
};

function isUnreadable(error: unknown): boolean {
  return error instanceof Error && 'status' in error && (error.status === 400 || error.status === 413);
}

/**
 * The outside people as JSON, for scripts and for the mail window (docs/sandbox.md). Everything that changes something
 * takes JSON only, which no form of a foreign page can send.
 */
import express, { type ErrorRequestHandler, type RequestHandler, type Router } from 'express';
import { z } from 'zod';
import { jsonOnly } from '../json-only.js';
import { OutsideError } from './errors.js';
import { GATEWAY_NAMES, GATEWAYS } from './gateways.js';
import type { ImageProxy } from './images.js';
import { linkMeant } from './links.js';
import { MAIL_PROGRAM_NAMES, MAIL_PROGRAMS } from './mail-programs.js';
import type { Mailroom } from './mailroom.js';
import type { People, Person } from './people.js';
import { loadsAtReading, type Reader } from './reader.js';
import { mailPage, openMail, showMail, showPerson, type ShownPerson, type ShownThrough } from './shown.js';
import type { Visits } from './visits.js';

const address = z.email({ error: 'must be a mail address' });
const addresses = z.union([address.transform((one) => [one]), z.array(address).min(1)]);
const body = z.string().max(1_000_000);
/** Of a gateway, unless something else is asked for. */
const GATEWAY_AFTER_MS = 1_000;

const personInput = z.object({ address, name: z.string().trim().max(200).optional() });
const replyInput = z.object({ from: address.optional(), all: z.boolean().default(false), body });
const forwardInput = z.object({ from: address.optional(), to: addresses, body: body.default('') });
const newMailInput = z.object({ to: addresses, cc: addresses.default([]), subject: z.string().max(998).default(''), body: body.default('') });
const outOfOfficeInput = z.object({ on: z.boolean(), text: z.string().min(1).max(10_000).optional() });

const soon_ms = z.number().int().min(0).max(60_000);
const mailProgramInput = z.object({ mailProgram: z.enum(MAIL_PROGRAM_NAMES), after_ms: soon_ms.optional() });
const gatewayInput = z.object({ gateway: z.enum(GATEWAY_NAMES), after_ms: soon_ms.default(GATEWAY_AFTER_MS) });
/** With another mail program than usual, or not before so many milliseconds after delivery. */
const moment = { mailProgram: z.enum(MAIL_PROGRAM_NAMES).optional(), afterDelivery_ms: soon_ms.default(0) };
const openInput = z.object({ ...moment, allowImages: z.boolean().default(false) });
const clickInput = z.object({ ...moment, link: z.union([z.number().int().min(0), z.string().min(1)]) });

export interface ApiOptions {
  people: People;
  mailroom: Mailroom;
  images: ImageProxy;
  reader: Reader;
  visits: Visits;
}

export function outsideApi({ people, mailroom, images, reader, visits }: ApiOptions): Router {
  const router = express.Router();
  const shown = (person: Person): ShownPerson => showPerson(person, people.gatewayOf(person.address).name);
  const through = (person: Person, mail: string): ShownThrough => ({
    imageAddress: (url) => images.addressOf(person.address, mail, url),
    linkAddress: (url) => reader.linkAddress(person, mail, url),
  });
  router.use(['/people', '/domains'], noStore, jsonOnly(() => new OutsideError('INPUT_INVALID', 'Send JSON (content-type: application/json).')), express.json({ limit: '2mb' }));

  router.get('/people/choices', (_request, response) => {
    response.json({
      mailPrograms: MAIL_PROGRAM_NAMES.map((name) => ({ name, label: MAIL_PROGRAMS[name].label, says: MAIL_PROGRAMS[name].says, pictures: MAIL_PROGRAMS[name].pictures })),
      gateways: GATEWAY_NAMES.map((name) => ({ name, label: GATEWAYS[name].label, says: GATEWAYS[name].says })),
    });
  });

  router
    .route('/people')
    .get((_request, response) => void response.json(people.list().map(shown)))
    .post((request, response) => {
      const { address: wanted, name } = parse(personInput, request.body);
      response.status(201).json(shown(mailroom.addPerson(wanted, name)));
    });

  router.get('/people/:address', (request, response) => {
    response.json(shown(people.get(request.params.address)));
  });

  router.put('/people/:address/out-of-office', (request, response) => {
    const { on, text } = parse(outOfOfficeInput, request.body);
    response.json(mailroom.setOutOfOffice(request.params.address, { on, text }));
  });

  router.put('/people/:address/mail-program', (request, response) => {
    const { mailProgram: name, after_ms } = parse(mailProgramInput, request.body);
    mailroom.setMailProgram(request.params.address, { name, after_ms });
    response.json(shown(people.get(request.params.address)));
  });

  router.put('/domains/:domain/gateway', (request, response) => {
    const { gateway: name, after_ms } = parse(gatewayInput, request.body);
    mailroom.setGateway(request.params.domain, { name, after_ms });
    response.json({ domain: request.params.domain.toLowerCase(), gateway: name });
  });

  router
    .route('/people/:address/messages')
    .get(async (request, response) => {
      const person = people.get(request.params.address);
      const newestFirst = [...person.mails.values()].reverse();
      response.json(await Promise.all(newestFirst.map(async (stored) => showMail(stored, await mailroom.read(person, stored)))));
    })
    .post(async (request, response) => {
      response.status(201).json(await mailroom.write(people.get(request.params.address), parse(newMailInput, request.body)));
    });

  const message = '/people/:address/messages/:id';
  router.get(message, async (request, response) => {
    const { address: owner, id } = request.params;
    const person = people.get(owner);
    const stored = people.mail(owner, id);
    response.json(openMail(stored, await mailroom.read(person, stored), through(person, id)));
  });

  router.get(`${message}/mime`, (request, response) => {
    const { address: owner, id } = request.params;
    response.type('message/rfc822').send(people.mail(owner, id).mime);
  });

  router.get(`${message}/view`, async (request, response) => {
    const { address: owner, id } = request.params;
    const person = people.get(owner);
    const program = MAIL_PROGRAMS[person.mailProgram.name];
    const { images: wanted } = request.query;
    const shows = wanted !== 'no' && (program.pictures === 'delivery' || loadsAtReading(program, wanted === 'yes'));
    const { imageAddress, linkAddress } = through(person, id);
    const page = mailPage(await mailroom.read(person, people.mail(owner, id)), { imageAddress: (url) => (shows ? imageAddress(url) : undefined), linkAddress }, program);
    const origin = `http://${request.get('host') ?? ''}`;
    response.set('content-security-policy', `default-src 'none'; img-src ${origin}/image data:; style-src 'unsafe-inline'; frame-ancestors 'self'; sandbox allow-popups allow-popups-to-escape-sandbox`);
    response.set('referrer-policy', 'no-referrer').type('html').send(page);
  });

  router.get(`${message}/attachments/:number`, async (request, response) => {
    const { address: owner, id, number } = request.params;
    const attachment = (await mailroom.read(people.get(owner), people.mail(owner, id))).attachments[Number(number)];
    if (attachment === undefined) throw new OutsideError('MESSAGE_UNKNOWN', 'The message has no such attachment.');
    response.attachment(attachment.name).type('application/octet-stream').send(attachment.content);
  });

  router.put(`${message}/read`, (request, response) => {
    mailroom.markRead(request.params.address, request.params.id);
    response.status(204).end();
  });

  router.post(`${message}/open`, async (request, response) => {
    const { address: owner, id } = request.params;
    const { mailProgram, afterDelivery_ms, allowImages } = parse(openInput, request.body);
    const person = people.get(owner);
    const stored = people.mail(owner, id);
    const mail = await mailroom.read(person, stored);
    await reader.sinceDelivery(stored, afterDelivery_ms);
    mailroom.markRead(owner, id);
    response.json({ images: await reader.open(person, stored, mail, MAIL_PROGRAMS[mailProgram ?? person.mailProgram.name], allowImages) });
  });

  router.post(`${message}/click`, async (request, response) => {
    const { address: owner, id } = request.params;
    const { mailProgram, afterDelivery_ms, link } = parse(clickInput, request.body);
    const person = people.get(owner);
    const stored = people.mail(owner, id);
    const program = MAIL_PROGRAMS[mailProgram ?? person.mailProgram.name];
    const { html, text } = await mailroom.read(person, stored);
    const { url } = linkMeant({ html: program.textOnly ? undefined : html, text }, link);
    await reader.sinceDelivery(stored, afterDelivery_ms);
    response.json(await reader.click(person, id, url, program));
  });

  router.get(`${message}/visits`, (request, response) => {
    const { id } = people.mail(request.params.address, request.params.id);
    response.json({ visits: visits.of(id), waiting: reader.waitingFor(id) });
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

  router.use(['/people', '/domains'], answerErrors);
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

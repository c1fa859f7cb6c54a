/**
 * The control API: what no client of Exchange could do, for tests and for those who try things out. It orders faults
 * and events, tells what happened, and lends the hands of a mailbox's owner. On loopback, JSON, described in
 * docs/sandbox.md. Nothing else changes faults.
 */
import express, { type ErrorRequestHandler, type Router } from 'express';
import { z } from 'zod';
import { GraphError, UnknownMailboxError, type Exchange } from './exchange/index.js';
import { faultSettingsSchema, onceSchema, type Faults } from './faults/index.js';
import { jsonOnly } from './json-only.js';

class ControlError extends Error {
  constructor(
    readonly status: number,
    readonly code: 'INPUT_INVALID' | 'MAILBOX_UNKNOWN' | 'REFUSED',
    message: string,
  ) {
    super(message);
  }
}

const mailbox = z.string().optional();
const eventSchema = z.discriminatedUnion('event', [
  z.strictObject({ event: z.literal('reauthorizationRequired'), mailbox }),
  z.strictObject({ event: z.literal('subscriptionRemoved'), mailbox, tell: z.boolean().default(true) }),
  z.strictObject({ event: z.literal('missed'), mailbox }),
  z.strictObject({ event: z.literal('deltaExpired'), mailbox }),
  z.strictObject({ event: z.literal('tokensRefused') }),
]);

const journalQuery = z.object({ after: z.coerce.number().default(0), mail: z.string().optional() });
const folderName = z.string().min(1);
const ruleSchema = z.strictObject({
  fromAddresses: z.array(z.string()).optional(),
  senderContains: z.array(z.string()).optional(),
  subjectContains: z.array(z.string()).optional(),
  moveToFolder: folderName.optional(),
  markAsRead: z.boolean().optional(),
  delete: z.boolean().optional(),
});
const moveSchema = z.strictObject({ mail: z.string(), folder: folderName });

export function controlApi({ faults, exchange }: { faults: Faults; exchange: Exchange }): Router {
  const router = express.Router();
  router.use(jsonOnly(() => new ControlError(400, 'INPUT_INVALID', 'Send JSON (content-type: application/json).')), express.json({ limit: '1mb' }));

  const state = () => ({ settings: faults.settings, counts: faults.journal.counts() });
  router
    .route('/faults')
    .get((_request, response) => void response.json(state()))
    .put((request, response) => {
      faults.set(parse(faultSettingsSchema, request.body));
      response.json(state());
    });
  router.post('/faults/once', (request, response) => {
    faults.once(parse(onceSchema, request.body));
    response.status(204).end();
  });
  router.post('/events', (request, response) => {
    happen(parse(eventSchema, request.body), faults, exchange);
    response.status(204).end();
  });
  router.get('/journal', (request, response) => {
    const { after, mail } = parse(journalQuery, request.query);
    response.json(faults.journal.after(after, mail));
  });

  router.post('/mailboxes/:mailbox/rules', (request, response) => {
    response.status(201).json({ id: exchange.owner(request.params.mailbox).addRule(parse(ruleSchema, request.body)) });
  });
  router.post('/mailboxes/:mailbox/move', (request, response) => {
    const { mail, folder } = parse(moveSchema, request.body);
    response.json({ moved: exchange.owner(request.params.mailbox).move(mail, folder) });
  });
  router.use(answerErrors);
  return router;
}

function happen(ordered: z.infer<typeof eventSchema>, faults: Faults, exchange: Exchange): void {
  const { event } = ordered;
  faults.journal.note({ what: `event.${event}`, mailbox: 'mailbox' in ordered ? ordered.mailbox : undefined });
  switch (event) {
    case 'tokensRefused':
      faults.refuseTokens();
      return;
    case 'deltaExpired':
      exchange.expireDelta(ordered.mailbox);
      return;
    case 'reauthorizationRequired':
      exchange.befallSubscriptions('paused', ordered.mailbox);
      return;
    case 'missed':
      exchange.befallSubscriptions('missed', ordered.mailbox);
      return;
    case 'subscriptionRemoved':
      exchange.befallSubscriptions(ordered.tell ? 'removed' : 'vanished', ordered.mailbox);
  }
}

function parse<T>(schema: z.ZodType<T>, input: unknown): T {
  const parsed = schema.safeParse(input ?? {});
  if (parsed.success) return parsed.data;
  throw new ControlError(400, 'INPUT_INVALID', parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'The body'}: ${message}.`).join(' '));
}

const answerErrors: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  const known = asControlError(error);
  if (known === undefined) next(error);
  else response.status(known.status).json({ error: { code: known.code, message: known.message } });
};

function asControlError(error: unknown): ControlError | undefined {
  if (error instanceof ControlError) return error;
  if (error instanceof UnknownMailboxError) return new ControlError(404, 'MAILBOX_UNKNOWN', error.message);
  if (error instanceof GraphError) return new ControlError(error.status, 'REFUSED', error.message);
  const status = error instanceof Error && 'status' in error ? error.status : undefined;
  return status === 400 || status === 413 ? new ControlError(400, 'INPUT_INVALID', 'The body is no JSON, or too large.') : undefined;
}

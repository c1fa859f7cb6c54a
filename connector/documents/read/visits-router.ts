/**
 * What a running page tells: `POST /d/{token}/beats` and `/choice`. A ticket says of which visit, and
 * is good for one share only, so nobody can write times for a visit that is not theirs. Beats come as
 * text too, because that is what a page may send while it is closed (Beacon, section 2.1: a type
 * that needs no question before).
 */
import { Router, text, type Request, type Response } from 'express';
import type { DataSource } from 'typeorm';
import type { z } from 'zod';
import type { Clock } from '../../clock.js';
import type { Keys } from '../../config/index.js';
import { ReadbackError } from '../../errors.js';
import { failureBody, requestIdOf } from '../../http/index.js';
import { readShareToken } from '../share/share-token.js';
import type { DocumentStore } from '../store/store.js';
import { beatSchema, choiceSchema } from '../viewer-api.js';
import { languageOf } from './language.js';
import { wasLockedSince } from './lock.js';
import { sharedOf, standingOf } from './shared.js';
import { closedOrLocked, ready } from './state.js';
import { readVisitTicket, type VisitTicket } from './ticket.js';
import type { Visits } from './visits.js';

export interface VisitsRouterOptions {
  readonly dataSource: DataSource;
  readonly keys: Keys;
  readonly clock: Clock;
  readonly store: Pick<DocumentStore, 'size'>;
  readonly visits: Pick<Visits, 'beat' | 'choose'>;
}

const LONGEST_BODY = '64kb';
/** A page that is open tells it again by then. */
const RETRY_AFTER_S = 5;

/** To be mounted at `/`. */
export function visitsRouter(options: VisitsRouterOptions): Router {
  const { dataSource, keys, clock, store, visits } = options;
  const router = Router();
  const body = text({ limit: LONGEST_BODY, type: () => true });
  router.use(['/d/:token/beats', '/d/:token/choice'], (_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });

  router.post('/d/:token/beats', body, async (request, response) => {
    const told = parsed(beatSchema, request);
    const ticket = ticketOf(options, request, told.ticket);
    if (await visits.beat(request, ticket, told)) response.status(204).end();
    else unavailable(request, response);
  });

  router.post('/d/:token/choice', body, async (request, response) => {
    const told = parsed(choiceSchema, request);
    const ticket = ticketOf(options, request, told.ticket);
    const isTold = await visits.choose(request, ticket, told.choice, told.gaveAddress ?? null);
    const shared = await sharedOf(dataSource.manager, ticket.shareId, ticket.version);
    if (shared === null) throw new ReadbackError('NOT_FOUND');
    const language = languageOf(request);
    // A choice is heard whenever it is made; nothing more is told of a document that was closed meanwhile.
    const isShut = standingOf(shared, clock.now()) !== 'open' || wasLockedSince(ticket, shared);
    const shut = isShut ? closedOrLocked(shared, clock.now(), language) : null;
    response.json(shut ?? (await ready({ keys, store, shared, visitId: ticket.visitId, at: ticket.at, times: isTold ? 'on' : 'off', language })));
  });
  return router;
}

/** Throws INPUT_INVALID. */
function parsed<S extends z.ZodType>(schema: S, request: Request): z.output<S> {
  const given: unknown = request.body;
  const result = schema.safeParse(typeof given === 'string' ? json(given) : undefined);
  if (!result.success) throw new ReadbackError('INPUT_INVALID');
  return result.data;
}

function json(given: string): unknown {
  try {
    return JSON.parse(given);
  } catch {
    return undefined;
  }
}

/** Throws TICKET_INVALID also for a ticket of another share. */
function ticketOf({ keys, clock }: VisitsRouterOptions, request: Request, given: string): VisitTicket {
  const { token } = request.params;
  const ticket = readVisitTicket(keys, given, clock.now());
  if (ticket === null || typeof token !== 'string' || readShareToken(keys, token) !== ticket.shareId) throw new ReadbackError('TICKET_INVALID');
  return ticket;
}

function unavailable(request: Request, response: Response): void {
  const error = new ReadbackError('NOT_READY', 'This could not be stored right now, and is tried again.');
  response.set('Retry-After', String(RETRY_AFTER_S)).status(error.status).json(failureBody(error, requestIdOf(request)));
}

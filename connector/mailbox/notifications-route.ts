/**
 * Where Graph posts. Two kinds of request arrive at both addresses: the handshake when a
 * subscription is made (answered with its token) and batches of notifications (stored, then 202).
 *
 * | what came | answer |
 * |---|---|
 * | a validationToken | 200, the token as plain text |
 * | a batch, whatever part of it is ours | 202 once stored |
 * | no batch, or nothing in it is a notification | 400 NOTIFICATION_INVALID |
 * | a batch while the database is away | 503, so that Graph repeats it (for up to 4 hours) |
 *
 * Graph calls an address slow when it takes over 3 s (change-notifications-delivery-webhooks).
 */
import express, { Router, type ErrorRequestHandler, type RequestHandler } from 'express';
import type { DataSource } from 'typeorm';
import type { Logger } from 'pino';
import type { Clock } from '../clock.js';
import { messageOf, ReadbackError } from '../errors.js';
import { codeOf, isDatabaseAway } from './reading/trouble.js';
import type { NotificationCounters } from './watch/metrics.js';
import { Intake } from './watch/intake.js';
import { readPost, receive, type Notification, type Taken } from './watch/receive.js';

const ADDRESSES = ['/graph/notifications', '/graph/lifecycle'];
/** Ten thousand notifications: Graph names no bound, and one takes up to 1 kB. */
const BODY_LIMIT_BYTES = 10 * 1024 * 1024;
/** Graph's tokens are some hundred characters. */
const LONGEST_TOKEN = 2_048;

interface RouteParts {
  readonly dataSource: DataSource;
  readonly clock: Clock;
  readonly log: Logger;
  readonly counters: NotificationCounters;
}

export function notificationsRoute({ dataSource, clock, log, counters }: RouteParts): Router {
  const intake = new Intake<Notification, Taken>((posts) => receive(dataSource, posts, clock.now()), isDatabaseAway);
  const take: RequestHandler = async (request, response) => {
    const post = readPost(request.body);
    if (post === null) throw new ReadbackError('NOTIFICATION_INVALID');
    const { notifications, unreadable } = post;
    const { taken, ignored: unknown } = await intake.take(notifications).catch((error: unknown) => {
      log.error({ code: codeOf(error), reason: messageOf(error), count: notifications.length }, 'notifications could not be stored; Graph will repeat them');
      throw new ReadbackError('NOT_READY', 'The notifications could not be stored. Send them again.', {}, { cause: error });
    });
    const ignored = unknown + unreadable;
    counters.stored.inc(taken);
    counters.ignored.inc(ignored);
    if (ignored > 0) log.warn({ ignored, taken }, 'ignored notifications that are unreadable, or with an unknown subscription or client state');
    response.status(202).end();
  };

  const router = Router();
  router.post(ADDRESSES, handshake, express.json({ limit: BODY_LIMIT_BYTES, type: () => true }), take);
  router.use(ADDRESSES, unreadable);
  return router;
}

/**
 * Answers the token as it was before it was put into the address
 * (change-notifications-delivery-webhooks, "notificationUrl validation"). Anybody may send one: it
 * goes back as plain text that no browser takes for anything else.
 */
const handshake: RequestHandler = (request, response, next) => {
  const token = request.query.validationToken;
  if (token === undefined) {
    next();
    return;
  }
  if (typeof token !== 'string' || token.length > LONGEST_TOKEN) throw new ReadbackError('NOTIFICATION_INVALID', 'The validationToken is none.');
  response
    .status(200)
    .set({ 'Content-Type': 'text/plain; charset=utf-8', 'X-Content-Type-Options': 'nosniff', 'Content-Security-Policy': "default-src 'none'; sandbox" })
    .end(token);
};

/** What the body parser refuses is no batch; what is too large has a code of its own. */
const unreadable: ErrorRequestHandler = (error: unknown, _request, _response, next) => {
  const type = error instanceof Error && 'type' in error ? error.type : undefined;
  if (type === 'entity.too.large') {
    next(new ReadbackError('BODY_TOO_LARGE', 'The request is larger than 10 MB, the most this address takes.', { limit: BODY_LIMIT_BYTES }));
    return;
  }
  next(typeof type === 'string' && !(error instanceof ReadbackError) ? new ReadbackError('NOTIFICATION_INVALID', undefined, {}, { cause: error }) : error);
};

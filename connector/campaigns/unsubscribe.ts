/**
 * The unsubscribe page. Security scanners fetch every link, so GET only shows a page; only POST
 * acts, from that page's button or from a mail program's one-click (RFC 8058).
 */
import { Router, type Response } from 'express';
import type { DataSource } from 'typeorm';
import type { Clock } from '../clock.js';
import type { Keys } from '../config/index.js';
import { sendPage, type PlainPage } from '../http/index.js';
import type { Mailboxes } from '../mailbox/index.js';
import { enrollmentEntity, type EnrollmentRow } from './entities.js';
import { stopWriting } from './stop-writing.js';
import { readUnsubscribeToken } from './unsubscribe-token.js';

export interface UnsubscribeOptions {
  readonly dataSource: DataSource;
  readonly keys: Keys;
  readonly clock: Clock;
  readonly mailboxes: Pick<Mailboxes, 'get'>;
}

/** Serves `/u/{token}`. */
export function unsubscribeRouter(options: UnsubscribeOptions): Router {
  const router = Router();
  router.get('/u/:token', async (request, response) => {
    const enrollment = await enrollmentOf(options, request.params.token);
    if (enrollment === null) notFound(response);
    else {
      const from = await senderOf(options, enrollment);
      answer(response, 200, { title: 'Unsubscribe', says: `Stop mailings from ${from} and colleagues to ${enrollment.address}?`, button: 'Unsubscribe' });
    }
  });
  router.post('/u/:token', async (request, response) => {
    const enrollment = await enrollmentOf(options, request.params.token);
    if (enrollment === null) {
      notFound(response);
      return;
    }
    const { mailboxId, personId, address, name } = enrollment;
    await options.dataSource.transaction((tx) => stopWriting(tx, { personIds: [personId], person: { address, name }, mailboxId, how: 'link' }, options.clock.now()));
    const from = await senderOf(options, enrollment);
    answer(response, 200, { title: 'You are unsubscribed', says: `No more mailings from ${from} and colleagues will go to ${enrollment.address}.` });
  });
  return router;
}

async function senderOf({ mailboxes }: UnsubscribeOptions, { mailboxId }: EnrollmentRow): Promise<string> {
  const mailbox = await mailboxes.get(mailboxId);
  return mailbox === null ? 'us' : `${mailbox.name} (${mailbox.address})`;
}

async function enrollmentOf({ dataSource, keys }: UnsubscribeOptions, token: string): Promise<EnrollmentRow | null> {
  const key = readUnsubscribeToken(keys, token);
  return key === null ? null : dataSource.manager.findOneBy(enrollmentEntity, key);
}

function notFound(response: Response): void {
  answer(response, 404, {
    title: 'This link is not valid',
    says: 'It may have been cut off. Open it again from the mail, or answer the mail and say that you want no more.',
  });
}

function answer(response: Response, status: number, page: PlainPage): void {
  response.set('Cache-Control', 'no-store');
  sendPage(response, status, page);
}

/**
 * The unsubscribe page. Security scanners fetch every link, so GET only shows a page; only POST
 * acts, from that page's button or from a mail program's one-click (RFC 8058).
 */
import { Router, type Response } from 'express';
import type { DataSource, EntityManager } from 'typeorm';
import type { Clock } from '../clock.js';
import type { Keys } from '../config/index.js';
import { append } from '../feed/index.js';
import { addressesOf } from '../identity/index.js';
import { endEnrollments, lockEnrollmentsOfPerson } from './end.js';
import { enrollmentEntity, type EnrollmentRow } from './entities.js';
import { optOut } from './opt-outs.js';
import { escapeHtml } from './template.js';
import { readUnsubscribeToken } from './unsubscribe-token.js';

export interface UnsubscribeOptions {
  readonly dataSource: DataSource;
  readonly keys: Keys;
  readonly clock: Clock;
}

/** Serves `/u/{token}`. */
export function unsubscribeRouter(options: UnsubscribeOptions): Router {
  const router = Router();
  router.get('/u/:token', async (request, response) => {
    const enrollment = await enrollmentOf(options, request.params.token);
    if (enrollment === null) notFound(response);
    else
      page(response, 200, 'Unsubscribe', `<p>Stop all further mail from us to <b>${escapeHtml(enrollment.address)}</b>?</p>
<form method="post"><button type="submit">Unsubscribe</button></form>`);
  });
  router.post('/u/:token', async (request, response) => {
    const enrollment = await enrollmentOf(options, request.params.token);
    if (enrollment === null) {
      notFound(response);
      return;
    }
    await options.dataSource.transaction((tx) => unsubscribe(tx, enrollment, options.clock.now()));
    page(response, 200, 'You are unsubscribed', `<p>Nothing more will be sent to <b>${escapeHtml(enrollment.address)}</b>.</p>`);
  });
  return router;
}

async function enrollmentOf({ dataSource, keys }: UnsubscribeOptions, token: string): Promise<EnrollmentRow | null> {
  const key = readUnsubscribeToken(keys, token);
  return key === null ? null : dataSource.manager.findOneBy(enrollmentEntity, key);
}

/** Ends the person's campaigns in every mailbox; each mailbox is told of its own only. */
async function unsubscribe(tx: EntityManager, { mailboxId, personId, address, name }: EnrollmentRow, at: Date): Promise<void> {
  const enrollments = await lockEnrollmentsOfPerson(tx, personId);
  const isNew = await optOut(tx, [...new Set([address, ...(await addressesOf(tx, personId))])], 'link', at);
  for (const id of new Set([mailboxId, ...enrollments.map((enrollment) => enrollment.mailboxId)])) {
    const own = enrollments.filter((enrollment) => enrollment.mailboxId === id);
    const ended = own.map((enrollment) => ({ enrollmentId: enrollment.id, address: enrollment.address, campaignId: enrollment.campaignId, campaign: enrollment.campaign }));
    const detail = { person: { address: own[0]?.address ?? address, name: own[0]?.name ?? name }, ended };
    await endEnrollments(tx, own, { reason: 'unsubscribed', at, detail });
    if (isNew || own.length > 0) await append(tx, { mailboxId: id, at, kind: 'unsubscribe', messageId: null, data: detail });
  }
}

function notFound(response: Response): void {
  page(response, 404, 'This link is not valid', '<p>It may have been cut off. Open it again from the mail, or answer the mail and say that you want no more.</p>');
}

function page(response: Response, status: number, title: string, content: string): void {
  response
    .status(status)
    .set({
      'Cache-Control': 'no-store',
      'Content-Security-Policy': "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; frame-ancestors 'none'",
      'Referrer-Policy': 'no-referrer',
    })
    .type('html')
    .send(`<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta name="robots" content="noindex"><title>${title}</title><style>
:root{color-scheme:light dark}body{font:16px/1.5 "Segoe UI",system-ui,sans-serif;max-width:32rem;margin:15vh auto;padding:0 1.5rem}
h1{font-size:1.4rem;font-weight:600}button{font:inherit;padding:.5rem 1.25rem;border:0;border-radius:4px;background:#0f6c5c;color:#fff;cursor:pointer}
button:focus-visible{outline:2px solid currentColor;outline-offset:2px}</style></head>
<body><main><h1>${title}</h1>${content}</main></body></html>`);
}

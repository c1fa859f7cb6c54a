/** API addresses of documents that are sent: into a mail, or as a bare link. */
import { z } from 'zod';
import type { EntityManager } from 'typeorm';
import type { Clock } from '../../clock.js';
import type { Keys } from '../../config/index.js';
import { modeFor, type PolicyKind } from '../../consent/index.js';
import { ReadbackError } from '../../errors.js';
import { route, type Route } from '../../http/index.js';
import { onOwnMailbox, type OwnMailboxOptions } from '../../mailbox/index.js';
import { mintStamp, monthScope, readStamp, type Stamp } from '../../tracking/index.js';
import { newShareAnswerSchema, newShareSchema, shareChangeSchema, shareSchema, sharesPageSchema, sharesQuerySchema, type Share } from '../api.js';
import { visibleDocument } from '../library/access.js';
import { pageOf, placeSchema } from '../library/place.js';
import { requirePlan } from '../plan.js';
import { cardOf } from './card.js';
import { shareRows } from './rows.js';
import { sendableDocument } from './sendable.js';
import { carriedStamp, changeShare, makeShare } from './shares.js';

export interface ShareRoutesOptions extends OwnMailboxOptions {
  readonly keys: Keys;
  readonly clock: Clock;
  readonly publicUrl: string;
  /** CONSENT_POLICY */
  readonly consentPolicy: PolicyKind | undefined;
}

const byId = z.object({ id: z.uuid() });

export function shareRoutes(options: ShareRoutesOptions): Route[] {
  const { clock } = options;
  const onMailbox = onOwnMailbox(options);
  const show = async (tx: EntityManager, mailboxId: string, id: string): Promise<Share> => {
    const [share] = await shareRows(tx, options, { mailboxId, ids: [id] });
    if (share === undefined) throw new ReadbackError('NOT_FOUND', 'There is no such document of yours that was sent.');
    return share;
  };
  return [
    route({
      method: 'post',
      path: '/shares',
      summary: 'Send a document: with the stamp of the mail it goes into, or as a link to be put anywhere; gives the card for the mail',
      body: newShareSchema,
      output: newShareAnswerSchema,
      handle: ({ rep, body }) => {
        requirePlan(rep);
        return onMailbox(rep, async (tx, mailbox) => {
          const stamp = body.stamp === undefined ? await stampOfLink(tx, options, mailbox.id) : stampOfMail(options, mailbox.id, body.stamp);
          const document = await sendableDocument(tx, rep, body.documentId);
          const id = await makeShare(tx, { mailboxId: mailbox.id, repId: rep.id, documentId: document.id, stamp, options: body.options }, clock.now());
          const share = await show(tx, mailbox.id, id);
          return { share, card: cardOf({ ...document, url: share.url, hasPicture: !share.hasPasscode && !share.askAddress }) };
        });
      },
    }),
    route({
      method: 'get',
      path: '/shares/{id}',
      summary: 'A document you sent',
      params: byId,
      output: shareSchema,
      handle: ({ rep, params }) => onMailbox(rep, (tx, mailbox) => show(tx, mailbox.id, params.id)),
    }),
    route({
      method: 'patch',
      path: '/shares/{id}',
      summary: 'Change what its readers may do; close its link, or open it again',
      params: byId,
      body: shareChangeSchema,
      output: shareSchema,
      handle: ({ rep, params, body }) => {
        const { revoked, ...others } = body;
        // Closing a link is always allowed.
        if (revoked !== true || Object.keys(others).length > 0) requirePlan(rep);
        return onMailbox(rep, async (tx, mailbox) => {
          await changeShare(tx, mailbox.id, params.id, body, clock.now());
          return show(tx, mailbox.id, params.id);
        });
      },
    }),
    route({
      method: 'get',
      path: '/documents/{id}/shares',
      summary: 'Where you sent a document, newest first',
      params: byId,
      query: sharesQuerySchema.extend({ before: placeSchema.optional() }),
      output: sharesPageSchema,
      handle: ({ rep, params, query: { limit, before } }) =>
        onMailbox(rep, async (tx, mailbox) => {
          const { shown, next } = pageOf(await shareRows(tx, options, { mailboxId: mailbox.id, documentId: params.id, before, limit: limit + 1 }), limit);
          // What was sent stays one's own, also where a colleague shares the document no longer.
          if (shown.length === 0) await visibleDocument(tx, rep, params.id);
          return { shares: shown, next };
        }),
    }),
  ];
}

function stampOfMail({ keys, clock }: ShareRoutesOptions, mailboxId: string, text: string): Stamp {
  const stamp = readStamp(keys, text);
  if (stamp === null || stamp.mailboxId !== mailboxId || stamp.shared) throw new ReadbackError('STAMP_NOT_YOURS');
  return carriedStamp(keys, stamp, monthScope(clock.now()));
}

/** Nobody knows who gets a bare link: it tells as much as the policy allows of somebody of whom nothing is known. */
async function stampOfLink(tx: EntityManager, { keys, consentPolicy }: ShareRoutesOptions, mailboxId: string): Promise<Stamp> {
  const { mode } = await modeFor(tx, { wanted: 'full', recipients: [''], setting: consentPolicy });
  const stamp = mintStamp(keys, mailboxId, mode);
  return carriedStamp(keys, stamp, `link ${stamp.id}`);
}

/** API addresses of tracked mails and what came of them. */
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import type { Clock } from '../../clock.js';
import { route, type Route } from '../../http/index.js';
import { onOwnMailbox, type OwnMailboxOptions } from '../../mailbox/index.js';
import { hitPageSchema, messageDetailsSchema, messagePageSchema, mineAnswerSchema, mineSchema, trackingSwitchSchema, type MineAnswer } from './api.js';
import { hitListQuery, listHits } from './hits-page.js';
import { listMessages, messageListQuery, type CampaignsOfMessages } from './list.js';
import { sayOfHit, sayOfLine, type Saying } from './mine.js';
import { showMessage } from './show.js';
import { switchTracking } from './switch.js';

export interface MessageRoutesOptions extends OwnMailboxOptions {
  readonly clock: Clock;
  readonly campaigns: CampaignsOfMessages;
  /** Of a line about a document; throws NOT_FOUND for all others. */
  readonly sayOfDocumentLine?: (tx: EntityManager, saying: Saying, activityId: string) => Promise<MineAnswer>;
}

const byId = z.object({ id: z.uuid() });

export function messageRoutes({ dataSource, clock, mailboxOf, campaigns, sayOfDocumentLine }: MessageRoutesOptions): Route[] {
  const onMailbox = onOwnMailbox({ dataSource, mailboxOf });
  return [
    route({
      method: 'get',
      path: '/messages',
      summary: 'Mails that were sent and how each fared, newest first; `q` looks in subjects and recipients',
      query: messageListQuery,
      output: messagePageSchema,
      handle: ({ rep, query }) => onMailbox(rep, (tx, mailbox) => listMessages(tx, mailbox.id, query, campaigns)),
    }),
    route({
      method: 'get',
      path: '/messages/{id}',
      summary: 'One mail: what happened to it, whom it went to, and its links',
      params: byId,
      output: messageDetailsSchema,
      handle: ({ rep, params }) => onMailbox(rep, (tx, mailbox) => showMessage(tx, mailbox.id, params.id, campaigns)),
    }),
    route({
      method: 'get',
      path: '/messages/{id}/hits',
      summary: 'Every request for the image and the links of a mail, newest first, machines and own views included, with what it was judged as and why',
      params: byId,
      query: hitListQuery,
      output: hitPageSchema,
      handle: ({ rep, params, query }) => onMailbox(rep, (tx, mailbox) => listHits(tx, mailbox.id, params.id, query)),
    }),
    route({
      method: 'post',
      path: '/messages/{id}/hits/{hitId}/mine',
      summary: '"This was me", or that it was not, of one request and those that count together with it',
      params: z.object({ id: z.uuid(), hitId: z.uuid() }),
      body: mineSchema,
      output: mineAnswerSchema,
      handle: ({ rep, params, body }) => onMailbox(rep, (tx, mailbox) => sayOfHit(tx, { rep, mailboxId: mailbox.id, mine: body.mine, now: clock.now() }, params.id, params.hitId)),
    }),
    route({
      method: 'post',
      path: '/activities/{id}/mine',
      summary: '"This was me", or that it was not, of a view, a click or somebody who read a document, in the Live Feed',
      params: z.object({ id: z.string().regex(/^\d{1,18}$/, 'is no line of the feed') }),
      body: mineSchema,
      output: mineAnswerSchema,
      handle: ({ rep, params, body }) => onMailbox(rep, (tx, mailbox) => sayOfLine(tx, { rep, mailboxId: mailbox.id, mine: body.mine, now: clock.now() }, params.id, sayOfDocumentLine)),
    }),
    route({
      method: 'put',
      path: '/messages/{id}/tracking',
      summary: 'Switch tracking of a sent mail off or on again; views so far stay',
      params: byId,
      body: trackingSwitchSchema,
      output: messageDetailsSchema,
      handle: ({ rep, params, body }) =>
        onMailbox(rep, async (tx, mailbox) => {
          await switchTracking(tx, mailbox.id, params.id, body.on);
          return showMessage(tx, mailbox.id, params.id, campaigns);
        }),
    }),
  ];
}

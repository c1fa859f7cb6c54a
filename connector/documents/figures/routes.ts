/** API addresses of what was read of documents. A rep sees what was read of what they sent themselves, as with mails. */
import { z } from 'zod';
import type { DataSource, EntityManager } from 'typeorm';
import type { Clock } from '../../clock.js';
import type { PolicyKind } from '../../consent/index.js';
import { route, type Route } from '../../http/index.js';
import type { Rep } from '../../identity/index.js';
import { onOwnMailbox, type OwnMailboxOptions } from '../../mailbox/index.js';
import { mineAnswerSchema, mineSchema } from '../../tracking/index.js';
import { figuresQuerySchema, figuresSchema, messageDocumentsSchema, type Share } from '../api.js';
import { visibleDocument } from '../library/access.js';
import { figuresOf, figuresOfDocument, figuresOfShare, type FiguresOptions } from './figures.js';
import { sayOfVisit } from './mine.js';
import { sharesOfMessage } from './message-shares.js';

export interface FiguresRoutesOptions extends OwnMailboxOptions {
  readonly dataSource: DataSource;
  readonly clock: Clock;
  /** CONSENT_POLICY */
  readonly setting: PolicyKind | undefined;
  /** As the API shows them. */
  readonly sharesOf: (tx: EntityManager, mailboxId: string, ids: readonly string[]) => Promise<Share[]>;
}

const byId = z.object({ id: z.uuid() });

export function figuresRoutes(options: FiguresRoutesOptions): Route[] {
  const { dataSource, clock, setting, sharesOf } = options;
  const onMailbox = onOwnMailbox(options);
  const now = (): FiguresOptions => ({ setting, now: clock.now() });
  const asked = ({ version, all }: z.output<typeof figuresQuerySchema>): { version: number | undefined; all: boolean } => ({ version, all: all === 'yes' });
  const seen = (tx: EntityManager, rep: Rep, id: string) => (): Promise<unknown> => visibleDocument(tx, rep, id);
  return [
    route({
      method: 'get',
      path: '/documents/{id}/figures',
      summary: 'What was read of a document, wherever you sent it: pages, times, readers',
      params: byId,
      query: figuresQuerySchema,
      output: figuresSchema,
      handle: ({ rep, params, query }) => dataSource.transaction((tx) => figuresOfDocument(tx, rep.id, params.id, seen(tx, rep, params.id), asked(query), now())),
    }),
    route({
      method: 'get',
      path: '/shares/{id}/figures',
      summary: 'What was read of a document that you sent with one mail, or behind one link',
      params: byId,
      query: figuresQuerySchema,
      output: figuresSchema,
      handle: ({ rep, params, query }) => dataSource.transaction((tx) => figuresOfShare(tx, rep.id, params.id, asked(query), now())),
    }),
    route({
      method: 'get',
      path: '/messages/{id}/documents',
      summary: 'The documents of a mail, each with what was read of it',
      params: byId,
      output: messageDocumentsSchema,
      handle: ({ rep, params }) =>
        onMailbox(rep, async (tx, mailbox) => {
          const sent = await sharesOfMessage(tx, mailbox.id, params.id);
          const shares = await sharesOf(tx, mailbox.id, sent.map(({ id }) => id));
          const documents = [];
          for (const one of sent) {
            const share = shares.find(({ id }) => id === one.id);
            if (share !== undefined) documents.push({ share, figures: await figuresOf(tx, one.documentId, [one], { all: false }, now()) });
          }
          return { documents };
        }),
    }),
    route({
      method: 'post',
      path: '/visits/{id}/mine',
      summary: '"This was me", or that it was not, of somebody who read a document',
      params: byId,
      body: mineSchema,
      output: mineAnswerSchema,
      handle: ({ rep, params, body }) => onMailbox(rep, (tx, mailbox) => sayOfVisit(tx, { rep, mailboxId: mailbox.id, mine: body.mine, now: clock.now() }, params.id)),
    }),
  ];
}

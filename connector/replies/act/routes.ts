/** API addresses of questions about what came in, and of taking back what followed from it. */
import { z } from 'zod';
import { answerSchema, undoSchema } from '../../campaigns/index.js';
import type { Clock } from '../../clock.js';
import { route, type Route } from '../../http/index.js';
import { onOwnMailbox, type OwnMailboxOptions } from '../../mailbox/index.js';
import { answerQuestion } from './answer.js';
import { showUndo, undo } from './undo.js';

export interface ReplyRoutesOptions extends OwnMailboxOptions {
  readonly clock: Clock;
}

const byActivity = z.object({ id: z.string().regex(/^\d{1,18}$/, 'is no line of the feed') });

export function replyRoutes({ dataSource, clock, mailboxOf }: ReplyRoutesOptions): Route[] {
  const onMailbox = onOwnMailbox({ dataSource, mailboxOf });
  return [
    route({
      method: 'post',
      path: '/questions/{id}/answer',
      summary: 'Answer a question of the feed: by one of its choices, or by naming for whom a reply speaks',
      params: z.object({ id: z.uuid() }),
      body: answerSchema,
      handle: ({ rep, params, body }) =>
        onMailbox(rep, async (tx, mailbox) => {
          await answerQuestion(tx, { clock, mailbox }, params.id, body);
          return undefined;
        }),
    }),
    route({
      method: 'get',
      path: '/activities/{id}/undo',
      summary: 'What would follow from "this was no reply": who goes on, and when their next mail goes',
      params: byActivity,
      output: undoSchema,
      handle: ({ rep, params }) => onMailbox(rep, (tx, mailbox) => showUndo(tx, mailbox, params.id, clock.now())),
    }),
    route({
      method: 'post',
      path: '/activities/{id}/undo',
      summary: 'This was no reply: what followed from it is taken back',
      params: byActivity,
      output: undoSchema,
      handle: ({ rep, params }) => onMailbox(rep, (tx, mailbox) => undo(tx, mailbox, params.id, clock.now())),
    }),
  ];
}

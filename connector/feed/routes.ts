/** The Live Feed's addresses: pages of lines, and the stream of what is new. */
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { ReadbackError } from '../errors.js';
import { route, type Route } from '../http/index.js';
import type { Rep } from '../identity/index.js';
import { activitySchema } from './activity.js';
import { cursorSchema } from './cursor.js';
import { recent } from './lines.js';
import type { LiveFeed } from './live.js';
import { sendEvents } from './stream.js';

const MOST_LINES = 200;

const pageSchema = z.object({
  /** Newest first. */
  activities: z.array(activitySchema),
  next: z.string().nullable(),
  latest: z.string(),
});

export interface FeedOptions {
  readonly dataSource: DataSource;
  readonly live: LiveFeed;
  /** The mailboxes whose lines this rep may see; empty if none is connected. */
  readonly mailboxIdsOf: (rep: Rep) => Promise<readonly string[]>;
}

export function feedRoutes({ dataSource, live, mailboxIdsOf }: FeedOptions): Route[] {
  return [
    route({
      method: 'get',
      path: '/feed',
      summary: 'What happened, newest first. `next` is the cursor for older lines, `latest` the one to begin the stream at',
      query: z.object({
        limit: z.coerce.number().int().min(1).max(MOST_LINES).default(50),
        before: cursorSchema.optional(),
      }),
      output: pageSchema,
      handle: async ({ rep, query: { limit, before } }) =>
        recent(dataSource.manager, { mailboxIds: await mailboxIdsOf(rep), before, limit }),
    }),
    route({
      method: 'get',
      path: '/feed/stream',
      summary: 'What happens from now on, or from a cursor on (the header Last-Event-ID wins over `after`). A changed line comes again under its id',
      query: z.object({ after: cursorSchema.optional() }),
      streams: activitySchema,
      handle: async ({ rep, query, request, response }) => {
        const mailboxIds = await mailboxIdsOf(rep);
        if (mailboxIds.length === 0) throw new ReadbackError('NO_MAILBOX');
        const after = lastEventId(request.get('last-event-id')) ?? query.after ?? null;
        await sendEvents(response, (signal) => live.follow(mailboxIds, after, signal));
        return undefined;
      },
    }),
  ];
}

function lastEventId(header: string | undefined): z.infer<typeof cursorSchema> | undefined {
  if (header === undefined || header === '') return undefined;
  const cursor = cursorSchema.safeParse(header);
  if (cursor.success) return cursor.data;
  throw new ReadbackError('INPUT_INVALID', undefined, { problems: [{ path: 'header.Last-Event-ID', message: 'is no cursor' }] });
}

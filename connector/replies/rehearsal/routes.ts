/** `POST /api/rehearsals` and `GET /api/rehearsals/latest`. */
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Clock } from '../../clock.js';
import { ERRORS, ReadbackError } from '../../errors.js';
import { route, type Route } from '../../http/index.js';
import type { Rep } from '../../identity/index.js';
import type { Mailbox } from '../../mailbox/index.js';
import { rehearsalSchema, type RehearsalView } from './api.js';
import { startRehearsal } from './rehearse.js';
import { latestRehearsal, type Rehearsal } from './rows.js';

export interface RehearsalRoutesOptions {
  readonly dataSource: DataSource;
  readonly clock: Clock;
  readonly mailboxOf: (rep: Rep) => Promise<Pick<Mailbox, 'id'> | null>;
}

export function rehearsalRoutes({ dataSource, clock, mailboxOf }: RehearsalRoutesOptions): Route[] {
  const mailboxIdOf = async (rep: Rep): Promise<string> => {
    const mailbox = await mailboxOf(rep);
    if (mailbox === null) throw new ReadbackError('NO_MAILBOX');
    return mailbox.id;
  };
  return [
    route({
      method: 'post',
      path: '/rehearsals',
      summary: 'Count what would have been found in the last 90 days of your mailbox. Only counts are kept, and nothing follows. One at a time: while one is under way, that one is answered',
      output: rehearsalSchema,
      handle: async ({ rep }) => viewOf(await startRehearsal({ dataSource, clock }, await mailboxIdOf(rep))),
    }),
    route({
      method: 'get',
      path: '/rehearsals/latest',
      summary: 'How far the latest rehearsal has come, and what it has counted; null if there was none',
      output: z.object({ rehearsal: rehearsalSchema.nullable() }),
      handle: async ({ rep }) => {
        const latest = await latestRehearsal(dataSource.manager, await mailboxIdOf(rep));
        return { rehearsal: latest === null ? null : viewOf(latest) };
      },
    }),
  ];
}

function viewOf({ id, state, from, to, reached, counts, problem }: Rehearsal): RehearsalView {
  const known = Object.entries(ERRORS).find(([code]) => code === problem);
  return {
    id,
    state,
    from: from.toISOString(),
    to: to.toISOString(),
    progress: (reached.getTime() - from.getTime()) / Math.max(1, to.getTime() - from.getTime()),
    ...counts,
    problem: problem === null ? null : { code: problem, says: known?.[1].says ?? ERRORS.INTERNAL.says },
  };
}

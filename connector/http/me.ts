/** `GET /api/me`: who is signed in. Stands here, not in identity/, because routes need http/. */
import { meSchema, type Me, type Rep } from '../identity/index.js';
import { route, type Route } from './route.js';

/** What the page says of a rep's mailbox. */
export interface OwnMailbox {
  readonly id: string;
  readonly address: string;
  readonly timeZone: string;
  readonly watchedSince: Date | null;
}

export function meRoute({ mailboxOf }: { mailboxOf: (rep: Rep) => Promise<OwnMailbox | null> }): Route {
  return route({
    method: 'get',
    path: '/me',
    summary: 'Who is signed in, their team and mailbox',
    output: meSchema,
    handle: async ({ rep }) => meOf(rep, await mailboxOf(rep)),
  });
}

function meOf({ id, name, address, role, team }: Rep, mailbox: OwnMailbox | null): Me {
  return {
    rep: { id, name, address, role },
    team: { id: team.id, name: team.name, plan: team.plan },
    mailbox:
      mailbox === null
        ? null
        : {
            id: mailbox.id,
            address: mailbox.address,
            timeZone: mailbox.timeZone,
            watchedSince: mailbox.watchedSince?.toISOString() ?? null,
          },
    signOut: '/auth/sign-out',
  };
}

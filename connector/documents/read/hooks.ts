/** What reading leaves behind is the business of others: given to the pages of the viewer by the composition root. */
import type { IncomingMessage } from 'node:http';
import type { Shared } from './shared.js';
import type { VisitTicket } from './ticket.js';

export interface ReaderHooks {
  /** Leaves the raw hit of a page given out to a reader, under the id of its visit. Resolves once it is kept; never fails for want of it. */
  leaveHit(request: IncomingMessage, shared: Shared, visitId: string, gave: string | null): Promise<void>;
  /** Whether this reader's page times may be told, by consent. @param gave the address they gave; null: none */
  timesOf(request: IncomingMessage, shared: Shared, gave: string | null): Promise<'on' | 'ask' | 'off'>;
  /** The original was given out. */
  downloaded(request: IncomingMessage, shared: Shared, ticket: VisitTicket): Promise<void>;
}

/** Where nobody asks consent, and nothing is kept: what the share's mode says, and no more. */
export const untold: ReaderHooks = {
  leaveHit: () => Promise.resolve(),
  timesOf: (_request, { mode }) => Promise.resolve(mode === 'full' ? 'on' : mode === 'links' || mode === 'anonymous' ? 'ask' : 'off'),
  downloaded: () => Promise.resolve(),
};

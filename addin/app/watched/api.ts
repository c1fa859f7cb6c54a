/** What the API says of how mailboxes are watched. */
import type { Coverage, CoverageGap } from '../../../connector/mailbox/coverage/api.js';
import type { RehearsalView as Rehearsal } from '../../../connector/replies/rehearsal/api.js';
import { ask } from '../api/client.js';
import { list, isNumber, isText, nullable, object, oneOf, type Guard } from '../api/guards.js';

export type { Coverage, CoverageGap, Rehearsal };

const isGap: Guard<CoverageGap> = object({
  from: isText,
  until: nullable(isText),
  reason: oneOf('subscription', 'denied', 'unreachable', 'down', 'removed'),
  state: oneOf('open', 'closed', 'filled', 'unfilled'),
  says: isText,
  late: nullable(isNumber),
});

const isCoverage: Guard<Coverage> = object({
  mailboxId: isText,
  address: isText,
  name: isText,
  trackedSince: isText,
  watchedSince: nullable(isText),
  lastNotificationAt: nullable(isText),
  lastReadAt: nullable(isText),
  lastSweepAt: nullable(isText),
  problem: nullable(object({ code: isText, says: isText })),
  gaps: list(isGap),
});

const isCoverages = object({ mailboxes: list(isCoverage) });

const isRehearsal: Guard<Rehearsal> = object({
  id: isText,
  state: oneOf('waiting', 'running', 'done', 'failed'),
  from: isText,
  to: isText,
  progress: isNumber,
  problem: nullable(object({ code: isText, says: isText })),
  replies: isNumber,
  outOfOffice: isNumber,
  otherAutomatic: isNumber,
  bounces: isNumber,
  receipts: isNumber,
  calendar: isNumber,
  doubtful: isNumber,
});

const isLatest = object({ rehearsal: nullable(isRehearsal) });

/** Null: there was none yet. */
export async function latestRehearsal(signal: AbortSignal): Promise<Rehearsal | null> {
  const { rehearsal } = await ask(isLatest, '/api/rehearsals/latest', { signal });
  return rehearsal;
}

export function startRehearsal(): Promise<Rehearsal> {
  return ask(isRehearsal, '/api/rehearsals', { method: 'POST' });
}

/** Your own mailbox; for administrators all of them. */
export async function loadCoverage(signal: AbortSignal): Promise<Coverage[]> {
  const { mailboxes } = await ask(isCoverages, '/api/coverage', { signal });
  return mailboxes;
}

/** Since when a mailbox is not watched; null while it is, or where that is not known. */
export function unwatchedSince({ watchedSince, gaps }: Coverage): string | null {
  if (watchedSince !== null) return null;
  return gaps.find(({ state }) => state === 'open')?.from ?? null;
}

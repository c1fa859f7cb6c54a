/** How mailboxes are watched: well, with gaps of every kind, and not at all. */
import type { Coverage } from '../../connector/mailbox/coverage/api.js';
import type { RehearsalView } from '../../connector/replies/rehearsal/api.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const ago = (time_ms: number) => new Date(Date.now() - time_ms).toISOString();

export function watchedMailbox(): Coverage {
  return {
    mailboxId: 'm1',
    address: 'rep@contoso.example',
    name: 'Riley Park',
    trackedSince: ago(40 * DAY_MS),
    watchedSince: ago(2 * HOUR_MS),
    lastNotificationAt: ago(3 * MINUTE_MS),
    lastReadAt: ago(2 * MINUTE_MS),
    lastSweepAt: ago(9 * MINUTE_MS),
    problem: null,
    gaps: [
      { from: ago(2 * HOUR_MS + 25 * MINUTE_MS), until: ago(2 * HOUR_MS), reason: 'down', state: 'filled', says: 'Everything that came in was read afterwards; Readback was not running.', late: 2 },
      { from: ago(9 * DAY_MS), until: ago(9 * DAY_MS - HOUR_MS), reason: 'subscription', state: 'filled', says: 'Everything that came in was read afterwards; Exchange was not telling us of new mail.', late: 0 },
      { from: ago(35 * DAY_MS), until: ago(20 * DAY_MS), reason: 'denied', state: 'unfilled', says: 'Answers of this time may be missing: Exchange refused access to the mailbox, longer than Exchange keeps deleted mail.', late: 0 },
    ],
  };
}

export function unwatchedMailbox(): Coverage {
  const from = ago(50 * MINUTE_MS);
  return {
    ...watchedMailbox(),
    watchedSince: null,
    lastReadAt: from,
    lastSweepAt: from,
    problem: { code: 'MAILBOX_DENIED', says: 'Exchange does not let Readback read this mailbox. Ask your administrator to allow it.' },
    gaps: [{ from, until: null, reason: 'denied', state: 'open', says: 'Not watched: Exchange refused access to the mailbox.', late: null }, ...watchedMailbox().gaps],
  };
}

/** A rehearsal as far as that share of its time. */
export function rehearsalOf(state: RehearsalView['state'], progress: number, problem: RehearsalView['problem'] = null): RehearsalView {
  const upTo = (count: number) => Math.floor(count * progress);
  return {
    id: 'rehearsal1',
    state,
    from: ago(90 * DAY_MS),
    to: ago(0),
    progress,
    problem,
    replies: upTo(214),
    outOfOffice: upTo(31),
    otherAutomatic: upTo(12),
    bounces: upTo(9),
    receipts: upTo(5),
    calendar: upTo(17),
    doubtful: upTo(3),
  };
}

/** Many, of which two are not watched. */
export function manyMailboxes(): Coverage[] {
  const others = Array.from({ length: 40 }, (_, index) => ({ ...watchedMailbox(), mailboxId: `other${index}`, address: `rep${index}@contoso.example`, name: index % 3 === 0 ? '' : `Rep number ${index}`, gaps: index % 4 === 0 ? watchedMailbox().gaps : [] }));
  const bad = { ...unwatchedMailbox(), mailboxId: 'bad', address: 'zoe@contoso.example', name: 'Zoe' };
  const worse = { ...unwatchedMailbox(), mailboxId: 'worse', address: 'zack@contoso.example', name: '', lastNotificationAt: null, lastReadAt: null, lastSweepAt: null };
  return [watchedMailbox(), ...others, bad, worse];
}

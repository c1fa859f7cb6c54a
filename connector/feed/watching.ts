/** The line that tells that replies are not being watched, or are again. */
import type { WatchNews } from '../mailbox/index.js';
import type { NewActivity } from './activity.js';

export function watchingActivity({ mailboxId, at, state, from, until, says, filled, late }: WatchNews): NewActivity {
  return {
    mailboxId,
    at,
    kind: 'watching',
    messageId: null,
    data: { watching: { state, from: from.toISOString(), until: until?.toISOString() ?? null, says, filled: state === 'stopped' ? null : filled, late } },
  };
}

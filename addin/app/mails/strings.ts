/** Words of the pages of mails. */
import type { ClicksKnown, Seen } from './api.js';

const counted = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

/** Three states, never two. */
export const seenWords: Record<Seen['state'], string> = { viewed: 'Viewed', 'not-seen': 'Not seen so far', 'cannot-be-known': 'Cannot be known' };

/** The same where something else is known: that stands before it. */
export const viewsUnknown = 'Views cannot be known';

/** Stands under the links where more is to be said than how often each was clicked. */
const clicksSay: Record<ClicksKnown, string> = {
  recorded: 'No link of this mail was clicked so far.',
  'switched-off': 'Since tracking was switched off no click is recorded.',
  together: 'Clicks are counted for many mails together, without knowing whose they are.',
  'no-links': 'Apart from documents, no link of this mail is tracked.',
  'not-recorded': 'Clicks on links of this mail are not recorded.',
};

const noRequests: Record<ClicksKnown, string> = {
  recorded: 'Nothing has loaded it so far.',
  'switched-off': 'Nothing was recorded, and since tracking was switched off nothing is.',
  together: 'What loads it is counted for many mails together.',
  'no-links': 'Nothing has loaded it so far.',
  'not-recorded': 'What loads this mail is not recorded.',
};

/** What can be said while nothing came back: nothing that could not be known either. */
function nothingYet(seen: Seen, clicks: ClicksKnown): string {
  const areClicksKnown = clicks === 'recorded' || clicks === 'no-links';
  if (seen.state !== 'cannot-be-known' && areClicksKnown) return 'Nothing came back so far.';
  if (seen.reason === 'test-mail' || seen.reason === 'own-address') return 'No reply so far.';
  if (areClicksKnown) return clicks === 'recorded' ? 'No click and no reply so far; views cannot be known.' : 'No reply so far; views cannot be known.';
  return 'No reply so far; views and clicks cannot be known.';
}

export const mailWords = {
  list: {
    title: 'Mails',
    search: 'Search by person or subject',
    searching: 'Searching',
    found: (count: number, more: boolean) => (count === 0 ? 'No mail found' : more ? `The newest ${count} mails found` : `${counted(count, 'mail', 'mails')} found`),
    none: { title: (looksFor: string) => `No mail fits “${looksFor}”`, says: 'Names, addresses and subjects are searched.', action: 'Show all mails' },
    empty: {
      title: 'Your tracked mails will stand here',
      says: 'Each with whom it went to and what is known of it: viewed, clicked, answered, or that it cannot be known and why. Mails of campaigns appear as they are sent.',
      action: 'Make a campaign',
    },
    older: 'Older',
  },
  to: 'To',
  more: (count: number) => `and ${counted(count, 'other', 'others')}`,
  nobody: 'Nobody',
  erased: 'somebody who had their data erased',
  erasedPerson: 'Somebody who had their data erased. Subject and address went with it; no further view of this mail is stored.',
  erasedSubject: '(subject erased)',
  day: (day: number) => `day ${day}`,
  notSent: 'not sent yet',
  trackingOff: 'Tracking is off',
  times: (count: number) => `×${count}`,
  timesSpoken: (count: number) => `${count} times`,
  last: 'last',
  clicked: 'Clicked',
  replied: 'Replied',
  one: {
    back: 'Mails',
    loadingTitle: 'Mail',
    notFound: { title: 'There is no such mail', says: 'It may belong to somebody else, or the address is mistyped.' },
    trackingTitle: 'Tracking',
    mode: 'Mode:',
    timeline: 'What happened',
    sent: 'Sent',
    nothingYet,
    why: 'Why?',
    hide: 'Hide',
    recipients: 'Recipients',
    kinds: { to: '', cc: 'Cc', bcc: 'Bcc' },
    links: 'Links',
    moreLinks: (count: number) => (count === 1 ? 'and one more' : `and ${count} more`),
    clicksSay,
    link: (number: number) => `Link ${number}`,
    clicks: (count: number) => (count === 0 ? 'not clicked' : count === 1 ? 'clicked once' : `clicked ${count} times`),
    checked: (count: number) => (count === 1 ? 'checked once by a machine' : `checked ${count} times by machines`),
    everything: 'Everything that loaded it',
    documents: 'Documents',
    everythingSays: 'Each time the image, a link or a document of this mail was asked for, by people, by machines and by you, with the reason it was counted as it was.',
    show: 'Show',
    quiet: (machines: number, own: number) =>
      [machines > 0 && counted(machines, 'time by a machine', 'times by machines'), own > 0 && counted(own, 'time by you or a colleague', 'times by you or colleagues')].filter(Boolean).join(', '),
    notCounted: 'Not counted:',
    noRequests,
    older: 'Older',
  },
  request: {
    noProgram: 'The program does not say what it is',
    quoted: 'Counted for the newer mail',
    mine: 'This was me',
    notMine: 'This was not me',
    saidMine: 'You said that this was you.',
    saidNotMine: 'You said that this was not you.',
    busy: 'Saving',
  },
  tracking: {
    label: 'Track this mail',
    on: 'Views and clicks of this mail are recorded.',
    off: 'Views and clicks of this mail are recorded no longer. What was seen so far stays, links go on working, and replies are watched as before.',
    saving: 'Saving',
  },
} as const;

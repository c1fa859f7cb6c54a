/** Words of the pages of mails. */
import type { Seen } from './api.js';

const counted = (count: number, one: string, many: string) => `${count} ${count === 1 ? one : many}`;

/** Three states, never two. */
export const seenWords: Record<Seen['state'], string> = { viewed: 'Viewed', 'not-seen': 'Not seen so far', 'cannot-be-known': 'Cannot be known' };

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
  sent: 'sent',
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
    nothingYet: 'Nothing came back so far.',
    why: 'Why?',
    hide: 'Hide',
    recipients: 'Recipients',
    kinds: { to: '', cc: 'Cc', bcc: 'Bcc' },
    links: 'Links',
    noLinks: 'No link of this mail was clicked.',
    moreLinks: (count: number) => (count === 1 ? 'and one more' : `and ${count} more`),
    link: (number: number) => `Link ${number}`,
    clicks: (count: number) => (count === 0 ? 'not clicked' : count === 1 ? 'clicked once' : `clicked ${count} times`),
    checked: (count: number) => (count === 1 ? 'checked once by a machine' : `checked ${count} times by machines`),
    everything: 'Everything that loaded it',
    everythingSays: 'Each time the image or a link of this mail was asked for, by people, by machines and by you, with the reason it was counted as it was.',
    show: 'Show',
    quiet: (machines: number, own: number) =>
      [machines > 0 && counted(machines, 'time by a machine', 'times by machines'), own > 0 && counted(own, 'own view', 'own views')].filter(Boolean).join(', '),
    notCounted: 'Not counted:',
    noRequests: 'Nothing has loaded it so far.',
    older: 'Older',
  },
  request: {
    probably: 'Probably',
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

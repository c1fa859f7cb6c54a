/** Words of the Live Feed. */
import type { Activity, ActivityData } from '../api/shapes.js';
import type { Severity } from './bounce-words.js';
import type { Connection } from './follow.js';
import type { Filter } from './lines.js';

/** What a person did, after their name. */
const did: Record<Activity['kind'], string> = {
  sent: '',
  view: 'viewed',
  click: 'clicked a link in',
  reply: 'replied',
  auto_reply: 'answered automatically',
  bounce: '',
  receipt: 'sent a receipt',
  calendar: 'answered an invitation',
  mail: 'wrote in another conversation',
  written: '',
  question: '',
  enrolled: 'was added to the campaign',
  ended: 'left the campaign',
  unsubscribe: 'unsubscribed',
  failed: '',
  alarm: '',
  watching: '',
};

/** What a person did about a meeting, after their name. */
const met: Record<NonNullable<ActivityData['calendar']>, string> = {
  request: 'invited you to a meeting',
  accepted: 'accepted your invitation',
  declined: 'declined your invitation',
  tentative: 'may come to your meeting',
  proposal: 'proposes another time',
  cancelled: 'called the meeting off',
};

/** What a receipt tells, after the name of whoever it came from: a mail system, if the mail was only delivered. */
const receipts: Record<NonNullable<ActivityData['receipt']>, string> = {
  read: 'displayed your mail',
  deleted: 'deleted your mail without reading it',
  delivered: 'says that your mail was delivered',
};

/** What became of a mail, before the name of the person it did not reach. */
const bounced: Record<Severity, string> = {
  hard: 'Could not be delivered to',
  soft: 'Not delivered this time to',
  delayed: 'On its way, but late, to',
};

/** What we did, before the name of the person it concerns. */
const before: Partial<Record<Activity['kind'], string>> = {
  sent: 'Sent to',
  bounce: 'Could not be delivered to',
  written: 'Written by hand to',
  question: 'A question about',
  failed: 'Could not be sent to',
};

const filters: Record<Filter, string> = { all: 'All', replies: 'Replies', views: 'Views', sent: 'Sent', campaign: 'Campaign' };

const connections: Record<Connection, string> = {
  connecting: 'connecting',
  live: 'live',
  reconnecting: 'reconnecting',
  offline: 'offline',
  'signed-out': 'signed out',
};

const connectionWhy: Record<Connection, string> = {
  connecting: 'Connecting to the Live Feed',
  live: 'New lines appear here by themselves',
  reconnecting: 'The connection was lost. Trying again; nothing will be missed',
  offline: 'This computer has no network. Nothing will be missed',
  'signed-out': 'Your sign-in has ended',
};

export const feedWords = {
  title: 'Live Feed',
  did,
  met,
  receipts,
  before,
  bounced,
  filters,
  filterBy: 'Show',
  connections,
  connectionWhy,
  signInAgain: 'Sign in again',
  andMore: (count: number) => (count === 1 ? 'and one other were added to the campaign' : `and ${count} others were added to the campaign`),
  someone: 'Somebody',
  oneOf: 'One of',
  times: (count: number) => `×${count}`,
  timesSpoken: (count: number) => `${count} times`,
  subject: (subject: string) => `“${subject}”`,
  noSubject: '(no subject)',
  to: 'to',
  for: 'for',
  dayOfCampaign: (day: number) => `day ${day}`,
  endsNothing: 'ends no campaign',
  probably: 'probably',
  paused: 'Campaign paused for',
  until: (day: string) => `until ${day}`,
  backOn: (day: string) => `back on ${day}`,
  noReturnDate: 'no date given',
  success: 'Counts as a success',
  standIn: 'Stands in meanwhile:',
  successor: 'Took over:',
  addContact: (name: string) => `Add ${name} to the campaign`,
  joined: (address: string, to: string) => `${address} now counts as an address of ${to}`,
  undone: 'You said this was wrong: what followed from it was taken back',
  campaignEnded: 'Campaign ended for',
  why: 'Why?',
  details: 'Details',
  hide: 'Hide',
  isNew: 'New',
  evidence: {
    happened: 'When',
    who: 'Who',
    oneOfThese: 'One of these people',
    oneBody: 'One mail went to all of them, so they can’t be told apart.',
    writtenTo: 'Written to',
    matched: 'How we know',
    probably: 'This alone proves nothing, so Readback asks you.',
    what: 'What it is',
    kinds: {
      human_reply: 'Written by a person',
      auto_reply: 'An automatic answer',
      bounce_hard: 'A report: it will never arrive',
      bounce_soft: 'A report: it did not arrive this time',
      bounce_delayed: 'A report: it is late',
      receipt: 'A receipt',
      calendar: 'A calendar answer',
      other: 'Ordinary mail',
    } satisfies Record<NonNullable<ActivityData['mailKind']>, string>,
    gaveAway: 'told by',
    moreReasons: (count: number) => `and ${count} more`,
    fewerReasons: 'fewer',
    found: 'Found by',
    foundBy: {
      notification: 'Exchange, which told us at once',
      sweep: 'the regular check of the mailbox',
      last_look: 'the last look before a mail went out',
      waiting: 'looking again: it came in before the mail it answers was known',
    } satisfies Record<NonNullable<ActivityData['foundBy']>, string>,
    followed: 'What followed',
    takenBack: (moment: string) => `Taken back ${moment}.`,
    waited: (until: string) => `The next mail was to wait until ${until}.`,
    followedNothing: 'Nothing: no mail was held because of it.',
    pausedUntil: (until: string) => `The next mail waits until ${until}.`,
    noReturnDate: 'No date was given, so this is the usual time.',
    undelivered: 'Did not reach',
    view: 'Seen by a person',
    automatic: 'Automatic',
    reportedBy: 'Reported by',
    automaticMeans: 'An automatic answer never ends a campaign.',
    reason: 'Why',
    ended: 'Campaign ended',
    noMore: 'No further mail of this campaign goes to them.',
    campaign: 'Campaign',
    countLast: (count: number) => `${count} times, the last`,
  },
  undo: {
    open: { reply: 'This was no reply', other: 'This is wrong' },
    looking: 'Looking what would go on',
    title: 'What would go on',
    notPossible: 'This cannot be taken back',
    next: 'next mail',
    noneLeft: 'goes on, but no mail is left',
    confirm: 'Take it back',
    cancel: 'Leave it',
    busy: 'Taking it back',
  },
  watching: {
    stopped: (moment: string) => `Replies are not being watched since ${moment}`,
    resumed: (span: string) => `Replies are being watched again. Not watched: ${span}`,
    waits: 'Nothing is sent from campaigns meanwhile.',
    late: (count: number) => (count === 1 ? '1 answer was found late.' : `${count} answers were found late.`),
    more: 'See what was watched',
  },
  alarm: {
    over: 'Over since',
    release: 'Send again',
    says: 'Mails that wait go out as planned once you release them.',
    busy: 'Releasing',
    released: 'Released: waiting mails go out as planned',
  },
  question: {
    ask: 'Whose campaign should end?',
    waits: (names: string) => `Until you answer, nothing is sent to ${names}.`,
    why: 'This mail went to several people in campaigns, so Readback does not decide by itself.',
    end: (name: string) => `End for ${name}`,
    both: 'End for both',
    chosen: (count: number) => (count === 1 ? 'End for this one' : `End for these ${count}`),
    nobody: 'Nobody: all go on',
    group: 'People in campaigns',
    inCampaign: 'in campaign',
    answeredFor: 'You ended the campaign for',
    answeredNobody: 'You let all campaigns go on',
    answered: 'You answered:',
    closed: 'No answer is needed any more',
    busy: 'Saving your answer',
  },
  empty: {
    title: 'Replies and views will appear here',
    says: 'As soon as mail of yours is sent, viewed or answered, it stands here within a second. Start with a campaign: one or more mails that stop by themselves when the person answers.',
    action: 'Make a campaign',
  },
  filteredEmpty: (more: boolean) => (more ? 'None among the lines loaded so far.' : 'Nothing of this kind yet.'),
  older: 'Older',
  olderFailed: 'Older lines could not be loaded. Nothing was lost.',
  end: 'That is everything.',
  newAbove: (count: number) => (count === 1 ? '1 new line' : `${count} new lines`),
  announce: {
    replied: (who: string, subject: string) => `${who} replied to ${subject}`,
    many: (count: number) => `${count} new replies`,
    question: 'A question is waiting for your answer',
  },
} as const;

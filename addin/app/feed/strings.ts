/** Words of the Live Feed. */
import type { Activity } from '../api/shapes.js';
import type { Connection } from './follow.js';
import type { Filter } from './lines.js';

/** What a person did, after their name. */
const did: Record<Activity['kind'], string> = {
  sent: '',
  view: 'viewed',
  reply: 'replied',
  auto_reply: 'answered automatically',
  bounce: '',
  receipt: 'sent a receipt',
  calendar: 'answered an invitation',
  mail: 'wrote in another thread',
  written: '',
  question: '',
  enrolled: 'was added to the campaign',
  ended: 'left the campaign',
  unsubscribe: 'unsubscribed',
  failed: '',
  alarm: '',
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
  before,
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
  question: {
    ask: 'Whose campaign should end?',
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

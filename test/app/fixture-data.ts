/** A rep's morning: lines of every kind and campaigns in every state. */
import type { Campaign, EnrollmentView, StepPerson } from '../../connector/campaigns/api.js';
import type { Seen } from '../../connector/tracking/details/api.js';
import { SEEN_REASONS, type SeenReason } from '../../connector/tracking/judge/states.js';
import type { Activity, ActivityData, ActivityKind, Person } from '../../connector/feed/activity.js';
import type { Me } from '../../connector/identity/api.js';

export const flynn: Person = { address: 'flynn@flynnsarcade.com', name: 'Flynn' };
export const kevin: Person = { address: 'kevinf@flynnsarcade.com', name: '' };
export const alan: Person = { address: 'alan@encom.com', name: 'Alan Bradley' };
export const lora: Person = { address: 'lora@encom.com', name: 'Lora Baines' };

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

export const autumn = { id: 'c1', name: 'Autumn arcade leases' };

export const me: Me = {
  rep: { id: 'r1', name: 'Riley Park', address: 'rep@contoso.example', role: 'rep' },
  team: { id: 't1', name: 'Everyone', plan: 'team' },
  mailbox: { id: 'm1', address: 'rep@contoso.example', timeZone: 'Europe/Berlin', watchedSince: new Date(Date.now() - 2 * HOUR_MS).toISOString() },
  signOut: '/auth/sign-out',
};

/** A line. `number` gives its id and cursor: greater is newer. */
export function line(number: number, kind: ActivityKind, ago_ms: number, data: ActivityData, messageId: string | null = 'msg1', count = 1): Activity {
  return { id: String(number), cursor: `1.${number}`, at: new Date(Date.now() - ago_ms).toISOString(), kind, mailboxId: 'm1', messageId, count, data };
}

export const evidence = {
  rung: 'in-reply-to',
  header: 'In-Reply-To',
  messageId: '<AM0PR05MB4321.7f3e5c1a@contoso.example>',
  says: 'Matched by In-Reply-To <AM0PR05MB4321.7f3e5c1a@contoso.example>, the id of the mail you sent.',
} as const;

export function replyFromAnotherAddress(number: number, ago_ms: number): Activity {
  return line(number, 'reply', ago_ms, {
    subject: 'Arcade lease',
    person: kevin,
    writtenTo: [flynn],
    campaign: autumn,
    day: 1,
    evidence,
    ended: [{ enrollmentId: 'e1', address: flynn.address, campaignId: autumn.id, campaign: autumn.name }],
  });
}

export function openQuestion(number: number, ago_ms: number): Activity {
  return line(
    number,
    'reply',
    ago_ms,
    {
      subject: 'Offer for both of you',
      person: { address: 'ed@encom.com', name: 'Ed Dillinger' },
      writtenTo: [alan, lora],
      evidence,
      question: {
        id: 'q1',
        state: 'open',
        about: 'whom',
        says: 'Whose campaign should end?',
        choices: [],
        options: [
          { enrollmentId: '7b7f4a54-6a3e-4c39-9d1f-0a8f3f5e0001', ...alan, campaign: autumn.name },
          { enrollmentId: '7b7f4a54-6a3e-4c39-9d1f-0a8f3f5e0002', ...lora, campaign: autumn.name },
        ],
      },
    },
    'msg7',
  );
}

const seenBy = 'Loaded by a mail program (Apple Mail on iPhone) 4 hours after delivery, not by a security scanner.';

/** Newest first. */
export function morning(): Activity[] {
  return [
    replyFromAnotherAddress(99, 12 * SECOND_MS),
    line(98, 'view', 9 * MINUTE_MS, { subject: 'Arcade lease', person: flynn, reason: seenBy }, 'msg1', 3),
    openQuestion(97, 26 * MINUTE_MS),
    line(96, 'view', 41 * MINUTE_MS, { subject: 'Offer for both of you', oneOf: [alan, lora], reason: seenBy }, 'msg7'),
    line(95, 'auto_reply', 55 * MINUTE_MS, { subject: 'Arcade lease', person: lora, reason: 'Says so itself: Auto-Submitted: auto-replied.', evidence }, 'msg3'),
    line(94, 'sent', 62 * MINUTE_MS, { subject: 'Offer for both of you', oneOf: [alan, lora] }, 'msg7'),
    line(93, 'bounce', 3 * HOUR_MS, { subject: 'Arcade lease', person: { address: 'postmaster@encom.example', name: 'Mail Delivery System' }, writtenTo: [{ address: 'sam@encom.example', name: 'Sam' }], reason: 'The server of encom.example does not know this address.', evidence }, 'msg4'),
    line(92, 'unsubscribe', DAY_MS, { subject: 'Arcade lease', person: { address: 'clu@grid.example', name: 'Clu' }, campaign: autumn }, 'msg5'),
    line(91, 'view', DAY_MS + 10 * MINUTE_MS, { subject: 'Arcade lease', person: flynn, reason: seenBy }, 'msg1'),
    line(90, 'sent', DAY_MS + 2 * HOUR_MS, { subject: 'Arcade lease', person: flynn, campaign: autumn, day: 1 }, 'msg1'),
    line(89, 'failed', DAY_MS + 3 * HOUR_MS, { subject: 'Arcade lease', person: { address: 'info@grid.example', name: '' }, campaign: autumn, day: 1, reason: '{{first_name}} has no value for this person.' }, null),
    line(88, 'enrolled', DAY_MS + 4 * HOUR_MS, { person: flynn, campaign: autumn }, null),
    line(87, 'ended', DAY_MS + 5 * HOUR_MS, { person: lora, campaign: { id: 'c2', name: 'Spring' }, reason: 'Removed by you.' }, null),
  ];
}

/** As many lines as asked for, newest first. */
export function manyLines(count: number): Activity[] {
  return Array.from({ length: count }, (_, index) => {
    const person = { address: `person${index % 40}@example.com`, name: `Person ${index % 40}` };
    return line(10_000 - index, index % 3 === 0 ? 'sent' : 'view', index * 4 * MINUTE_MS + 20 * MINUTE_MS, { subject: `Offer ${index % 12}`, person, reason: seenBy }, `many${index % 60}`);
  });
}

function enrollment(id: string, person: Person, state: EnrollmentView['state'], more: Partial<EnrollmentView> = {}): EnrollmentView {
  const at = new Date(Date.now() - 2 * DAY_MS).toISOString();
  return { id, ...person, state, enrolledAt: at, paused: null, next: null, sent: [{ day: 1, at }], seen: notSeen, viewedAt: null, clickedAt: null, end: null, ...more };
}

/** As the connector says it. */
export function seenAs(reason: SeenReason): Seen {
  return { reason, ...SEEN_REASONS[reason] };
}

const notSeen = seenAs('not-yet');
const viewed = seenAs('viewed');
const cannotBeKnown = seenAs('apple-mail');

/** Those of a campaign who are behind its figures. */
export function behind({ id, address, name, seen, viewedAt, clickedAt }: EnrollmentView): StepPerson[] {
  if (seen === null) return [];
  return [{ enrollmentId: id, messageId: `msg${id.slice(1)}`, address, name, seen, views: viewedAt === null ? 0 : 2, viewedAt, clicked: clickedAt === null ? 'not-clicked' : 'clicked', clicks: clickedAt === null ? 0 : 1, clickedAt }];
}

export const noFigures = { viewed: 0, notSeen: 0, cannotBeKnown: 0, clicked: 0, clickable: 0, views: 0, clicks: 0, viewRate: null, clickRate: null, tooFewToCount: false };

export function campaigns(): Campaign[] {
  const soon = new Date(Date.now() + DAY_MS).toISOString();
  const at = new Date(Date.now() - 12 * SECOND_MS).toISOString();
  return [
    {
      id: 'c1',
      name: autumn.name,
      sendHour: 9,
      timeZone: 'Europe/Berlin',
      replyIsSuccess: false,
      mode: 'full',
      createdAt: at,
      people: { active: 2, waiting: 1, ended: 3, finished: 1, replied: 1, succeeded: 0 },
      steps: [
        { day: 1, subject: 'Arcade lease', body: 'Hello {{first_name}},\n\nthe lease of your arcade ends in spring. Shall we talk?\n\nRiley', sent: 6, figures: { viewed: 2, notSeen: 3, cannotBeKnown: 1, clicked: 1, clickable: 6, views: 4, clicks: 1, viewRate: 2 / 5, clickRate: 1 / 6, tooFewToCount: false } },
        { day: 3, subject: 'Re: Arcade lease', body: 'Hello {{first_name}},\n\ndid you have a look?', sent: 2, figures: { ...noFigures, notSeen: 2, clickable: 2, viewRate: 0, clickRate: 0 } },
        { day: 10, subject: 'One last thing', body: 'Hello {{first_name}},\n\nthis is my last mail about it.', sent: 0, figures: noFigures },
      ],
      enrollments: [
        enrollment('e1', flynn, 'ended', { seen: viewed, viewedAt: at, clickedAt: at, end: { at, reason: 'reply', says: 'kevinf@flynnsarcade.com replied to “Arcade lease”, which went to Flynn.', success: false, detail: replyFromAnotherAddress(99, 12 * SECOND_MS).data } }),
        enrollment('e2', { address: 'tron@encom.com', name: 'Tron' }, 'active', { seen: viewed, viewedAt: at, next: { day: 3, at: soon } }),
        enrollment('e3', { address: 'yori@encom.com', name: 'Yori' }, 'active', { next: { day: 3, at: soon } }),
        enrollment('e4', lora, 'waiting', { seen: cannotBeKnown }),
        enrollment('e5', { address: 'clu@grid.example', name: 'Clu' }, 'ended', { end: { at, reason: 'unsubscribed', says: 'Clu asked not to be written to.', success: false, detail: null } }),
        enrollment('e6', { address: 'info@grid.example', name: '' }, 'ended', { sent: [], seen: null, end: { at, reason: 'failed', says: '{{first_name}} has no value for this person. Add the name and add them again.', success: false, detail: null } }),
        enrollment('e7', { address: 'ram@grid.example', name: 'Ram' }, 'finished'),
      ],
    },
    {
      id: 'c2',
      name: 'Spring',
      sendHour: 14,
      timeZone: 'Europe/Berlin',
      replyIsSuccess: false,
      mode: 'full',
      createdAt: at,
      people: { active: 0, waiting: 0, ended: 0, finished: 0, replied: 0, succeeded: 0 },
      steps: [{ day: 1, subject: 'Spring greetings', body: 'Hello {{name}}', sent: 0, figures: noFigures }],
      enrollments: [],
    },
  ];
}

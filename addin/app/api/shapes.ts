/** What the API answers, as guards over the API's own types (see guards.ts). */
import type { Activity, ActivityData, Person } from '../../../connector/feed/activity.js';
import type { Campaign, CampaignSummary, enrolledSchema, EnrollmentView, HeldMail, HeldPage, Queue, StepFigures, StepPerson, TeamRules, TeamRulesView, Undo } from '../../../connector/campaigns/api.js';
import type { MineAnswer, Seen } from '../../../connector/tracking/details/api.js';
import type { Me } from '../../../connector/identity/api.js';
import type { z } from 'zod';
import { isBoolean, isNumber, isText, list, nullable, object, oneOf, optional, type Guard } from './guards.js';

export type { Activity, ActivityData, Campaign, CampaignSummary, EnrollmentView, HeldMail, HeldPage, Me, Person, Queue, StepPerson, TeamRules, TeamRulesView, Undo };
export type Enrolled = z.infer<typeof enrolledSchema>;
export type Ended = NonNullable<ActivityData['ended']>[number];
export type Question = NonNullable<ActivityData['question']>;

export const isPerson: Guard<Person> = object({ address: isText, name: isText });

const isQuestion: Guard<Question> = object({
  id: isText,
  state: oneOf('open', 'answered', 'closed'),
  about: oneOf('whom', 'is-reply', 'opt-out', 'same-person', 'hand-written', 'pause', 'calendar'),
  says: isText,
  choices: list(object({ id: isText, label: isText })),
  options: list(object({ enrollmentId: isText, address: isText, name: isText, campaign: isText })),
  chosen: optional(list(isText)),
  choice: optional(isText),
});

const isActivityData: Guard<ActivityData> = object({
  subject: optional(isText),
  person: optional(isPerson),
  andMore: optional(isNumber),
  oneOf: optional(list(isPerson)),
  writtenTo: optional(list(isPerson)),
  campaign: optional(object({ id: isText, name: isText })),
  day: optional(isNumber),
  evidence: optional(object({ rung: oneOf('in-reply-to', 'references', 'parent', 'report', 'stamp', 'thread', 'subject'), header: isText, messageId: isText, says: isText })),
  ended: optional(list(object({ enrollmentId: isText, address: isText, campaignId: isText, campaign: isText, name: optional(isText) }))),
  reason: optional(isText),
  question: optional(isQuestion),
  mailKind: optional(oneOf('human_reply', 'auto_reply', 'bounce_hard', 'bounce_soft', 'bounce_delayed', 'receipt', 'calendar', 'other')),
  reasons: optional(list(object({ code: isText, says: isText }))),
  foundBy: optional(oneOf('notification', 'sweep', 'last_look', 'waiting')),
  certain: optional(isBoolean),
  paused: optional(object({ until: isText, returnDate: nullable(isText) })),
  bounce: optional(
    object({
      recipients: list(object({ address: isText, severity: oneOf('hard', 'soft', 'delayed'), status: nullable(isText), smtp: nullable(isNumber) })),
      status: nullable(isText),
      smtp: nullable(isNumber),
    }),
  ),
  calendar: optional(oneOf('request', 'accepted', 'declined', 'tentative', 'proposal', 'cancelled')),
  receipt: optional(oneOf('read', 'deleted', 'delivered')),
  contact: optional(object({ address: isText, name: isText, as: oneOf('stand-in', 'successor') })),
  joined: optional(object({ address: isText, to: isText })),
  success: optional(isBoolean),
  alarm: optional(object({ code: isText, says: isText, overAt: nullable(isText) })),
  watching: optional(object({ state: oneOf('stopped', 'resumed'), from: isText, until: nullable(isText), says: isText, filled: nullable(isBoolean), late: isNumber })),
  destination: optional(isText),
  document: optional(
    object({
      documentId: isText,
      shareId: isText,
      name: isText,
      pageCount: isNumber,
      seen: nullable(object({ pages: isNumber, time_ms: isNumber })),
      now: nullable(isNumber),
      finished: isBoolean,
      downloads: isNumber,
      gaveAddress: isBoolean,
      forwarded: nullable(isText),
    }),
  ),
  withoutImages: optional(isBoolean),
  withdrawn: optional(object({ at: isText, reason: isText })),
  undone: optional(object({ at: isText })),
});

export const isActivity: Guard<Activity> = object({
  id: isText,
  cursor: isText,
  at: isText,
  kind: oneOf('sent', 'view', 'click', 'document', 'reply', 'auto_reply', 'bounce', 'receipt', 'calendar', 'mail', 'written', 'question', 'enrolled', 'ended', 'unsubscribe', 'failed', 'alarm', 'watching'),
  mailboxId: isText,
  messageId: nullable(isText),
  count: isNumber,
  data: isActivityData,
});

/** A page of the feed. Lines are checked one by one: one of a kind this page does not know yet must not hide the others. */
export const isFeedPage = object({ activities: list((value): value is unknown => value !== undefined), next: nullable(isText), latest: nullable(isText) });

export const isMineAnswer: Guard<MineAnswer> = object({ hits: isNumber, says: nullable(isText) });

export const isSeen: Guard<Seen> = object({ state: oneOf('viewed', 'not-seen', 'cannot-be-known'), reason: isText, says: isText });

const isStepFigures: Guard<StepFigures> = object({
  viewed: isNumber,
  notSeen: isNumber,
  cannotBeKnown: isNumber,
  clicked: isNumber,
  clickable: isNumber,
  views: isNumber,
  clicks: isNumber,
  viewRate: nullable(isNumber),
  clickRate: nullable(isNumber),
  tooFewToCount: isBoolean,
});

const isStepPerson: Guard<StepPerson> = object({
  address: isText,
  name: isText,
  enrollmentId: isText,
  messageId: isText,
  seen: isSeen,
  views: isNumber,
  viewedAt: nullable(isText),
  clicked: oneOf('clicked', 'not-clicked', 'cannot-be-known'),
  clicks: isNumber,
  clickedAt: nullable(isText),
});
export const isStepPeople: Guard<{ people: StepPerson[] }> = object({ people: list(isStepPerson) });

const isEnrollment: Guard<EnrollmentView> = object({
  id: isText,
  address: isText,
  name: isText,
  state: oneOf('active', 'waiting', 'ended', 'finished'),
  enrolledAt: isText,
  paused: nullable(object({ until: isText })),
  next: nullable(object({ day: isNumber, at: isText })),
  sent: list(object({ day: isNumber, at: isText })),
  seen: nullable(isSeen),
  viewedAt: nullable(isText),
  clickedAt: nullable(isText),
  end: nullable(
    object({ at: isText, reason: oneOf('reply', 'bounced', 'departed', 'unsubscribed', 'removed', 'erased', 'failed'), says: isText, success: isBoolean, detail: nullable(isActivityData) }),
  ),
});

const counts = object({ active: isNumber, waiting: isNumber, ended: isNumber, finished: isNumber, replied: isNumber, succeeded: isNumber });

export type CampaignMode = Campaign['mode'];
export const isCampaignMode: Guard<CampaignMode> = oneOf('full', 'links', 'anonymous', 'replies');

const isCampaignSummary: Guard<CampaignSummary> = object({
  id: isText,
  name: isText,
  sendHour: isNumber,
  timeZone: isText,
  replyIsSuccess: isBoolean,
  mode: isCampaignMode,
  createdAt: isText,
  steps: isNumber,
  people: counts,
});
export const isCampaignList: Guard<{ campaigns: CampaignSummary[] }> = object({ campaigns: list(isCampaignSummary) });

export const isCampaign: Guard<Campaign> = object({
  id: isText,
  name: isText,
  sendHour: isNumber,
  timeZone: isText,
  replyIsSuccess: isBoolean,
  mode: isCampaignMode,
  createdAt: isText,
  steps: list(object({ day: isNumber, subject: isText, body: isText, sent: isNumber, figures: isStepFigures })),
  people: counts,
  enrollments: list(isEnrollment),
});

export const isEnrolled: Guard<Enrolled> = object({
  enrolled: list(isEnrollment),
  refused: list(object({ address: isText, code: isText, says: isText })),
  warnings: list(object({ address: isText, code: isText, says: isText })),
});

export const isMe: Guard<Me> = object({
  rep: object({ id: isText, name: isText, address: isText, role: oneOf('rep', 'lead', 'administrator') }),
  team: object({ id: isText, name: isText, plan: oneOf('basic', 'team') }),
  mailbox: nullable(object({ id: isText, address: isText, timeZone: isText, watchedSince: nullable(isText) })),
  signOut: isText,
});

export const isUndo: Guard<Undo> = object({
  possible: isBoolean,
  done: isBoolean,
  says: isText,
  people: list(object({ enrollmentId: isText, address: isText, name: isText, campaign: isText, goesOn: isBoolean, nextAt: nullable(isText), because: nullable(isText) })),
});

const isHeldMail: Guard<HeldMail> = object({
  id: isText,
  at: isText,
  campaign: object({ id: isText, name: isText }),
  person: isPerson,
  day: isNumber,
  subject: isText,
  wouldHaveGoneAt: isText,
  what: oneOf('ended', 'paused', 'waiting', 'went'),
  foundBy: oneOf('notification', 'sweep', 'last_look', 'waiting'),
  activityId: isText,
  reply: isActivityData,
});

export const isHeldPage: Guard<HeldPage> = object({ held: list(isHeldMail), next: nullable(isText), thisWeek: isNumber, total: isNumber });

export const isTeamRules: Guard<TeamRulesView> = object({
  endOnOtherThread: isBoolean,
  endOnSameCompany: isBoolean,
  absenceDays: isNumber,
  acceptedIsSuccess: isBoolean,
  team: object({ id: isText, name: isText }),
  mayChange: isBoolean,
});

export const isQueue: Guard<Queue> = object({ held: nullable(object({ since: isText, says: isText, activityId: isText })) });

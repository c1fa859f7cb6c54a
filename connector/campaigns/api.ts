/** What the API says of campaigns. Shared by the routes, the OpenAPI page and the web app. */
import { z } from 'zod';
import { activityDataSchema, personSchema } from '../feed/activity.js';
import { seenSchema } from '../tracking/details/api.js';

/** How much the mails of a campaign tell, where people's consent allows it. Off is none of them: a campaign always stops on a reply. */
export const CAMPAIGN_MODES = ['full', 'links', 'anonymous', 'replies'] as const;

export const newStepSchema = z.object({
  /** Day within the campaign; day 1 is the first working day the person is in it. */
  day: z.int().min(1).max(365),
  subject: z.string().trim().min(1).max(255),
  /** HTML or plain text with blank lines between paragraphs; {{first_name}}, {{name}}, {{address}}, {{privacy_link}} and {{document:ID}} are filled in. */
  body: z.string().trim().min(1).max(100_000),
});

export const newCampaignSchema = z.object({
  name: z.string().trim().min(1).max(120),
  /** Local hour at which mails go out, Monday to Friday. */
  sendHour: z.int().min(0).max(23).default(9),
  /** A person who replies counts as a success. */
  replyIsSuccess: z.boolean().optional(),
  /** Default: full. */
  mode: z.enum(CAMPAIGN_MODES).optional(),
  steps: z
    .array(newStepSchema)
    .min(1)
    .max(20)
    .refine((steps) => steps.every((step, index) => index === 0 || step.day > (steps[index - 1]?.day ?? 0)), 'Each mail needs a later day than the one before it'),
});

export const newEnrollmentsSchema = z.object({
  people: z.array(z.object({ address: z.email().max(254), name: z.string().trim().max(120).default('') })).min(1).max(500),
  /** The rep has seen the warnings and wants these people nevertheless. */
  confirmed: z.boolean().default(false),
});

export const END_REASONS = ['reply', 'bounced', 'departed', 'unsubscribed', 'removed', 'erased', 'failed'] as const;

export const enrollmentStateSchema = z.enum(['active', 'waiting', 'ended', 'finished']);

export const enrollmentSchema = z.object({
  id: z.string(),
  address: z.string(),
  name: z.string(),
  state: enrollmentStateSchema,
  enrolledAt: z.iso.datetime(),
  /** The person is away: no mail before `until`. */
  paused: z.object({ until: z.iso.datetime() }).nullable(),
  /** The next mail and when it is due; null when none is left. */
  next: z.object({ day: z.number(), at: z.iso.datetime() }).nullable(),
  sent: z.array(z.object({ day: z.number(), at: z.iso.datetime() })),
  /** Of all mails sent to the person together; null: none was sent yet. */
  seen: seenSchema.nullable(),
  viewedAt: z.iso.datetime().nullable(),
  clickedAt: z.iso.datetime().nullable(),
  /** Why it ended: a stable code, a sentence for people, and for replies who and what proves it. */
  end: z
    .object({
      at: z.iso.datetime(),
      reason: z.enum(END_REASONS),
      says: z.string(),
      /** Counts as a success of the campaign. */
      success: z.boolean(),
      detail: activityDataSchema.nullable(),
    })
    .nullable(),
});

export const campaignSummarySchema = z.object({
  id: z.string(),
  name: z.string(),
  sendHour: z.number(),
  timeZone: z.string(),
  replyIsSuccess: z.boolean(),
  mode: z.enum(CAMPAIGN_MODES),
  createdAt: z.iso.datetime(),
  steps: z.number(),
  people: z.object({ active: z.number(), waiting: z.number(), ended: z.number(), finished: z.number(), replied: z.number(), succeeded: z.number() }),
});

/** What came of mails in anonymous mode is shown only where at least so many people got the mail that way: of few, the time alone tells who it was. */
export const ANONYMOUS_FROM_PEOPLE = 5;

/** How the people a mail of a campaign went to fared. The first three make up all of them. */
export const stepFiguresSchema = z.object({
  viewed: z.number(),
  notSeen: z.number(),
  cannotBeKnown: z.number(),
  clicked: z.number(),
  /** Of how many it can be known whether they clicked. */
  clickable: z.number(),
  /** Views and clicks, repeats included; also of those that are counted without knowing whose they are. */
  views: z.number(),
  clicks: z.number(),
  /** Those who viewed among those of whom it can be known, 0 to 1; null: of nobody. */
  viewRate: z.number().nullable(),
  /** Those who clicked among those of whom it can be known, 0 to 1; null: of nobody. */
  clickRate: z.number().nullable(),
  /** Fewer than `ANONYMOUS_FROM_PEOPLE` got it in anonymous mode: what came of those mails is left out. */
  tooFewToCount: z.boolean(),
});

/** One of those behind the figures of a campaign's mail. Without name and address: somebody whose data were erased. */
export const stepPersonSchema = personSchema.extend({
  enrollmentId: z.string(),
  messageId: z.string(),
  seen: seenSchema,
  /** Repeats included. */
  views: z.number(),
  viewedAt: z.iso.datetime().nullable(),
  clicked: z.enum(['clicked', 'not-clicked', 'cannot-be-known']),
  clicks: z.number(),
  clickedAt: z.iso.datetime().nullable(),
});

export const stepPeopleSchema = z.object({
  /** In the order they were enrolled. */
  people: z.array(stepPersonSchema),
});

export const campaignSchema = campaignSummarySchema.omit({ steps: true }).extend({
  steps: z.array(z.object({ day: z.number(), subject: z.string(), body: z.string(), sent: z.number(), figures: stepFiguresSchema })),
  enrollments: z.array(enrollmentSchema),
});

export const enrolledSchema = z.object({
  enrolled: z.array(enrollmentSchema),
  /** People who could not be enrolled, each with a code and a sentence. */
  refused: z.array(z.object({ address: z.string(), code: z.string(), says: z.string() })),
  /** People who were not enrolled yet: the rep should know this first, and may send them again as confirmed. */
  warnings: z.array(z.object({ address: z.string(), code: z.string(), says: z.string() })),
});

export const sendNowSchema = z.object({
  /** Day of the mail that is the next: it is sent only if it still is. */
  day: z.int(),
});

/** An answer to a question: one of its choices, or for whom a reply speaks. */
export const answerSchema = z.union([
  z.object({
    /** The enrollments the answer speaks for; they end. The others go on. Empty: none. */
    enrollmentIds: z.array(z.uuid()),
  }),
  z.object({ choice: z.string().max(100) }),
]);

/** What would follow, or followed, from "this was no reply". */
export const undoSchema = z.object({
  possible: z.boolean(),
  /** True once it was done. */
  done: z.boolean(),
  /** One sentence, also why it is not possible. */
  says: z.string(),
  people: z.array(
    z.object({
      enrollmentId: z.string(),
      address: z.string(),
      name: z.string(),
      campaign: z.string(),
      goesOn: z.boolean(),
      /** When the next mail goes; null if none is left, or this person stays as they are. */
      nextAt: z.iso.datetime().nullable(),
      /** Why this person stays as they are; null if they go on. */
      because: z.string().nullable(),
    }),
  ),
});

/** A mail of a campaign that did not go when it was planned to, because of a mail that came in. */
export const heldMailSchema = z.object({
  id: z.string(),
  at: z.iso.datetime(),
  campaign: z.object({ id: z.string(), name: z.string() }),
  person: personSchema,
  /** Day of the campaign's mail, and its subject with its fields not filled in. */
  day: z.number(),
  subject: z.string(),
  wouldHaveGoneAt: z.iso.datetime(),
  /** ended: never goes; paused: goes later; waiting: the rep is asked; went: was held, and has gone since. */
  what: z.enum(['ended', 'paused', 'waiting', 'went']),
  foundBy: z.enum(['notification', 'sweep', 'last_look', 'waiting']),
  /** The line of the feed that tells of the mail that held it. */
  activityId: z.string(),
  /** What came in, as that line says. */
  reply: activityDataSchema,
});

export const heldPageSchema = z.object({
  /** Newest first. */
  held: z.array(heldMailSchema),
  /** Where older ones go on; null if there are none. */
  next: z.string().nullable(),
  /** Since Monday, in the mailbox's time zone. */
  /** How many did not go since Monday, and in all: those that went later are listed, but not counted. */
  thisWeek: z.number(),
  total: z.number(),
});

/** What follows from replies, as a team wants it. */
export const teamRulesSchema = z.object({
  /** Mail of a person in another thread ends their campaigns, too. */
  endOnOtherThread: z.boolean(),
  /** A reply ends the campaigns of everybody at the same company. */
  endOnSameCompany: z.boolean(),
  /** Days to wait for somebody who is away and does not say until when. */
  absenceDays: z.int().min(1).max(60),
  /** An accepted invitation counts as a success. */
  acceptedIsSuccess: z.boolean(),
});

export const teamRulesViewSchema = teamRulesSchema.extend({
  team: z.object({ id: z.string(), name: z.string() }),
  /** The signed-in rep may change them. */
  mayChange: z.boolean(),
});

/** Whether the mails of a mailbox are held because Exchange or others refuse them. */
export const queueSchema = z.object({
  held: z.object({ since: z.iso.datetime(), says: z.string(), activityId: z.string() }).nullable(),
});

export type CampaignMode = (typeof CAMPAIGN_MODES)[number];
export type Campaign = z.infer<typeof campaignSchema>;
export type CampaignSummary = z.infer<typeof campaignSummarySchema>;
export type StepFigures = z.infer<typeof stepFiguresSchema>;
export type StepPerson = z.infer<typeof stepPersonSchema>;
export type EnrollmentView = z.infer<typeof enrollmentSchema>;
export type NewCampaign = z.infer<typeof newCampaignSchema>;
export type EndReason = (typeof END_REASONS)[number];
export type HeldMail = z.infer<typeof heldMailSchema>;
export type HeldPage = z.infer<typeof heldPageSchema>;
export type TeamRules = z.infer<typeof teamRulesSchema>;
export type TeamRulesView = z.infer<typeof teamRulesViewSchema>;
export type Undo = z.infer<typeof undoSchema>;
export type Queue = z.infer<typeof queueSchema>;

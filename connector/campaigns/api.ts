/** What the API says of campaigns. Shared by the routes, the OpenAPI page and the web app. */
import { z } from 'zod';
import { activityDataSchema } from '../feed/activity.js';

export const newStepSchema = z.object({
  /** Day within the campaign; day 1 is the first working day the person is in it. */
  day: z.int().min(1).max(365),
  subject: z.string().trim().min(1).max(255),
  /** HTML or plain text with blank lines between paragraphs; {{first_name}}, {{name}} and {{address}} are filled in. */
  body: z.string().trim().min(1).max(100_000),
});

export const newCampaignSchema = z.object({
  name: z.string().trim().min(1).max(120),
  /** Local hour at which mails go out, Monday to Friday. */
  sendHour: z.int().min(0).max(23).default(9),
  steps: z
    .array(newStepSchema)
    .min(1)
    .max(20)
    .refine((steps) => steps.every((step, index) => index === 0 || step.day > (steps[index - 1]?.day ?? 0)), 'Each mail needs a later day than the one before it'),
});

export const newEnrollmentsSchema = z.object({
  people: z.array(z.object({ address: z.email().max(254), name: z.string().trim().max(120).default('') })).min(1).max(500),
});

export const enrollmentStateSchema = z.enum(['active', 'waiting', 'ended', 'finished']);

export const enrollmentSchema = z.object({
  id: z.string(),
  address: z.string(),
  name: z.string(),
  state: enrollmentStateSchema,
  enrolledAt: z.iso.datetime(),
  /** The next mail and when it is due; null when none is left. */
  next: z.object({ day: z.number(), at: z.iso.datetime() }).nullable(),
  sent: z.array(z.object({ day: z.number(), at: z.iso.datetime() })),
  /** Why it ended: a stable code, a sentence for people, and for replies who and what proves it. */
  end: z
    .object({
      at: z.iso.datetime(),
      reason: z.enum(['reply', 'unsubscribed', 'removed', 'failed']),
      says: z.string(),
      detail: activityDataSchema.nullable(),
    })
    .nullable(),
});

export const campaignSummarySchema = z.object({
  id: z.string(),
  name: z.string(),
  sendHour: z.number(),
  timeZone: z.string(),
  createdAt: z.iso.datetime(),
  steps: z.number(),
  people: z.object({ active: z.number(), waiting: z.number(), ended: z.number(), finished: z.number(), replied: z.number() }),
});

export const campaignSchema = campaignSummarySchema.omit({ steps: true }).extend({
  steps: z.array(z.object({ day: z.number(), subject: z.string(), body: z.string(), sent: z.number() })),
  enrollments: z.array(enrollmentSchema),
});

export const enrolledSchema = z.object({
  enrolled: z.array(enrollmentSchema),
  /** People who could not be enrolled, each with a code and a sentence. */
  refused: z.array(z.object({ address: z.string(), code: z.string(), says: z.string() })),
});

export const sendNowSchema = z.object({
  /** Day of the mail that is the next: it is sent only if it still is. */
  day: z.int(),
});

export const answerSchema = z.object({
  /** The enrollments the answer speaks for; they end. The others go on. Empty: none. */
  enrollmentIds: z.array(z.uuid()),
});

export type Campaign = z.infer<typeof campaignSchema>;
export type CampaignSummary = z.infer<typeof campaignSummarySchema>;
export type EnrollmentView = z.infer<typeof enrollmentSchema>;
export type NewCampaign = z.infer<typeof newCampaignSchema>;

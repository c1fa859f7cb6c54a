/**
 * One entry of the Live Feed, as stored, as the API gives it and as the web app shows it: one
 * schema for all three.
 */
import { z } from 'zod';

export const personSchema = z.object({ address: z.string(), name: z.string() });

/** The matching ladder, strongest first. What the last two find is only a question to the rep. */
export const RUNGS = ['in-reply-to', 'references', 'parent', 'report', 'stamp', 'thread', 'subject'] as const;

/** What proves that a mail answers one of ours: the rung of the ladder and the header that says so. */
export const evidenceSchema = z.object({
  rung: z.enum(RUNGS),
  /** Where it was found: the header's name, or what part of the mail. */
  header: z.string(),
  /** What was found there: a Message-ID, a stamp, a thread's GUID, a subject. */
  messageId: z.string(),
  /** One sentence for people. */
  says: z.string(),
});

export const endedSchema = z.object({
  enrollmentId: z.string(),
  address: z.string(),
  campaignId: z.string(),
  campaign: z.string(),
});

/** Everything about an activity that is not a column of its own. Absent parts do not apply to the kind. */
export const activityDataSchema = z.object({
  subject: z.string().optional(),
  /** Who did it: the answerer, the viewer, the unsubscriber; the sender's contact for `sent`. */
  person: personSchema.optional(),
  /** How many more people than `person` this is about. */
  andMore: z.number().optional(),
  /** When several people could have done it: all of them. */
  oneOf: z.array(personSchema).optional(),
  /** The recipient(s) our message went to in To, when the person is somebody else. */
  writtenTo: z.array(personSchema).optional(),
  campaign: z.object({ id: z.string(), name: z.string() }).optional(),
  /** Day of the campaign's step that this mail was. */
  day: z.number().optional(),
  evidence: evidenceSchema.optional(),
  /** Enrollments this ended. */
  ended: z.array(endedSchema).optional(),
  /** Why a view counts as seen by a person, or what kind of automatic answer this was. */
  reason: z.string().optional(),
  /** A question to the rep, open until answered: which of these people does the answer speak for? */
  question: z
    .object({
      id: z.string(),
      state: z.enum(['open', 'answered']),
      options: z.array(z.object({ enrollmentId: z.string(), address: z.string(), name: z.string(), campaign: z.string() })),
      /** Enrollment ids the rep chose to end. */
      chosen: z.array(z.string()).optional(),
    })
    .optional(),
});

export const activityKindSchema = z.enum(['sent', 'view', 'reply', 'auto_reply', 'bounce', 'enrolled', 'ended', 'unsubscribe', 'failed']);

/** One line of the Live Feed. `cursor` orders lines by when they became visible; a changed line comes again with a new one. */
export const activitySchema = z.object({
  id: z.string(),
  cursor: z.string(),
  at: z.iso.datetime(),
  kind: activityKindSchema,
  mailboxId: z.string(),
  messageId: z.string().nullable(),
  /** How many times, for lines that repeat. */
  count: z.number(),
  data: activityDataSchema,
});

export type Activity = z.infer<typeof activitySchema>;
export type ActivityData = z.infer<typeof activityDataSchema>;
export type ActivityKind = z.infer<typeof activityKindSchema>;
export type Evidence = z.infer<typeof evidenceSchema>;
export type Person = z.infer<typeof personSchema>;

/** A line to be written. Lines with the same `groupKey` in a mailbox are one line with a count. */
export interface NewActivity {
  readonly mailboxId: string;
  readonly at: Date;
  readonly kind: ActivityKind;
  readonly messageId: string | null;
  readonly groupKey?: string;
  readonly data: ActivityData;
}

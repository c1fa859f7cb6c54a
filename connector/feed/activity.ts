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
  /** Empty where the campaign knows none; lines from before it was told have none. */
  name: z.string().optional(),
});

/** What kind of mail came in. `other`: none of these; ordinary mail, notifications, newsletters. */
const mailKindSchema = z.enum(['human_reply', 'auto_reply', 'bounce_hard', 'bounce_soft', 'bounce_delayed', 'receipt', 'calendar', 'other']);

/**
 * A question to the rep, open until answered. Whatever it is about, `says` is the question and
 * `choices` are its answers, one of which is sent back as `{ choice }`; only `whom` is answered
 * with `{ enrollmentIds }`, any number of its `options`. Closed: it was undone, or nobody is left to ask about.
 */
export const questionSchema = z.object({
  id: z.string(),
  state: z.enum(['open', 'answered', 'closed']),
  about: z.enum(['whom', 'is-reply', 'opt-out', 'same-person', 'hand-written', 'pause', 'calendar']),
  /** The question, one sentence for people. */
  says: z.string(),
  /** Empty for `whom`. */
  choices: z.array(z.object({ id: z.string(), label: z.string() })),
  /** Whose next mails wait for the answer. */
  options: z.array(z.object({ enrollmentId: z.string(), address: z.string(), name: z.string(), campaign: z.string() })),
  /** Of `whom`: enrollment ids the rep chose to end. */
  chosen: z.array(z.string()).optional(),
  /** Of all others: the id of the choice. */
  choice: z.string().optional(),
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
  /** Why a view counts as seen by a person, what kind of automatic answer this was, or what a receipt says. */
  reason: z.string().optional(),
  question: questionSchema.optional(),
  /** What kind of mail this was, and what gave it away, strongest first. */
  mailKind: mailKindSchema.optional(),
  reasons: z.array(z.object({ code: z.string(), says: z.string() })).optional(),
  /** What showed us the mail: a notification, the regular sweep, the last look before a mail went, or that its message became known. */
  foundBy: z.enum(['notification', 'sweep', 'last_look', 'waiting']).optional(),
  /** False where it is only probably a reply: the rep is asked. */
  certain: z.boolean().optional(),
  /** The person is away: no mail before `until`. `returnDate` is the day stated, null if none was. */
  paused: z.object({ until: z.iso.datetime(), returnDate: z.string().nullable() }).optional(),
  /** What a report of failed delivery says. */
  bounce: z
    .object({
      recipients: z.array(z.object({ address: z.string(), severity: z.enum(['hard', 'soft', 'delayed']), status: z.string().nullable(), smtp: z.number().nullable() })),
      status: z.string().nullable(),
      smtp: z.number().nullable(),
    })
    .optional(),
  calendar: z.enum(['request', 'accepted', 'declined', 'tentative', 'proposal', 'cancelled']).optional(),
  /** What a receipt tells of the mail. Lines from before it was told have only the sentence in `reason`. */
  receipt: z.enum(['read', 'deleted', 'delivered']).optional(),
  /** Somebody named in an automatic answer, offered as a contact. */
  contact: personSchema.extend({ as: z.enum(['stand-in', 'successor']) }).optional(),
  /** The answerer's address now counts as one of this person's. */
  joined: z.object({ address: z.string(), to: z.string() }).optional(),
  /** Counts as a success of the campaign. */
  success: z.boolean().optional(),
  /** Something is wrong and mails wait for the rep: a stable code and one sentence; null until it was released or passed. */
  alarm: z.object({ code: z.string(), says: z.string(), overAt: z.iso.datetime().nullable() }).optional(),
  /** Replies are not being watched, or are again. */
  watching: z
    .object({
      state: z.enum(['stopped', 'resumed']),
      /** All mail received before this was read. */
      from: z.iso.datetime(),
      /** When watching resumed; null while it does not. */
      until: z.iso.datetime().nullable(),
      /** Why, one sentence for people. */
      says: z.string(),
      /** False: answers that came in meanwhile may be missing. Null while it lasts. */
      filled: z.boolean().nullable(),
      /** How many answers came in meanwhile and were found late. */
      late: z.number(),
    })
    .optional(),
  /** Where the link that was clicked leads. */
  destination: z.string().optional(),
  /** What was read of a document that was sent, so far; the line grows while it is being read. */
  document: z
    .object({
      documentId: z.string(),
      shareId: z.string(),
      name: z.string(),
      pageCount: z.number(),
      /** Different pages looked at, and the time on all of them; null: this reader's pages are not told. */
      seen: z.object({ pages: z.number(), time_ms: z.number() }).nullable(),
      /** Page in view right now; null: not being read, or not told. */
      now: z.number().nullable(),
      /** Looked at the last page. */
      finished: z.boolean(),
      downloads: z.number(),
      /** The reader gave their address themselves. */
      gaveAddress: z.boolean(),
      /** Probably passed on to somebody else: why, one sentence. */
      forwarded: z.string().nullable(),
    })
    .optional(),
  /** Answered or clicked without ever having loaded the images: the mail program had them off. Told of the one who did it only. */
  withoutImages: z.boolean().optional(),
  /** Counts for nothing any more, as was found later: shown nowhere. */
  withdrawn: z.object({ at: z.iso.datetime(), reason: z.string() }).optional(),
  /** The rep said that what followed from this was wrong. */
  undone: z.object({ at: z.iso.datetime() }).optional(),
});

/**
 * `mail`: somebody in a campaign wrote, but in no thread of ours. `written`: the rep or a colleague
 * wrote by hand to somebody in a campaign. `question`: asks about the line of the same message.
 */
export const activityKindSchema = z.enum([
  'sent',
  'view',
  'click',
  'document',
  'reply',
  'auto_reply',
  'bounce',
  'receipt',
  'calendar',
  'mail',
  'written',
  'question',
  'enrolled',
  'ended',
  'unsubscribe',
  'failed',
  'alarm',
  'watching',
]);

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
export type Question = z.infer<typeof questionSchema>;
export type Person = z.infer<typeof personSchema>;

/** A line to be written. Lines with the same `groupKey` in a mailbox are one line with a count. */
export interface NewActivity {
  readonly mailboxId: string;
  readonly at: Date;
  readonly kind: ActivityKind;
  readonly messageId: string | null;
  readonly groupKey?: string;
  /** How many times it happened; default: once. */
  readonly count?: number;
  readonly data: ActivityData;
}

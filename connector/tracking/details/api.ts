/** What the API says of tracked mails: how they fared, and every request behind it. Shared by the routes, the OpenAPI page and the web app. */
import { z } from 'zod';
import { MODES } from '../../consent/modes.js';
import { activitySchema, personSchema } from '../../feed/activity.js';
import { HIT_KINDS } from '../hit.js';
import { VERDICTS } from '../judge/facts.js';
import { SEEN_STATES } from '../judge/states.js';

/**
 * What is known of the clicks on a mail's links: every click is recorded; none since the rep switched
 * tracking off; they are counted for many mails together; no link of it is tracked; or none is recorded.
 */
export const CLICKS_KNOWN = ['recorded', 'switched-off', 'together', 'no-links', 'not-recorded'] as const;
export type ClicksKnown = (typeof CLICKS_KNOWN)[number];

/** Never two: where nothing came, that may mean that nobody looked, or that nobody can know. */
export const seenSchema = z.object({
  state: z.enum(SEEN_STATES),
  /** Stable code of why. */
  reason: z.string(),
  /** The same as one sentence for people. */
  says: z.string(),
});

/** What came of a mail, or of a mail of a campaign. Views and clicks are by people, repeats included. */
export const figuresSchema = z.object({
  views: z.number(),
  firstViewedAt: z.iso.datetime().nullable(),
  lastViewedAt: z.iso.datetime().nullable(),
  clicks: z.number(),
  lastClickedAt: z.iso.datetime().nullable(),
  /** Views and clicks by machines that look for harm. */
  machines: z.number(),
  /** Views and clicks by the rep and colleagues. */
  ownViews: z.number(),
  /** Images a mail service loaded before anybody looked. */
  prefetches: z.number(),
});

export const messageSummarySchema = z.object({
  id: z.string(),
  subject: z.string(),
  /** Null while it has not gone yet. */
  sentAt: z.iso.datetime().nullable(),
  /** The first few in To, then cc and bcc, and how many more there are. */
  recipients: z.array(personSchema),
  andMore: z.number(),
  source: z.enum(['step', 'written']),
  /** Day of the campaign's mail that this is; null: of none. */
  campaign: z.object({ id: z.string(), name: z.string(), day: z.number().nullable() }).nullable(),
  mode: z.enum(MODES),
  /** False: the rep switched tracking of this mail off. */
  tracking: z.boolean(),
  figures: figuresSchema,
  /** When the first reply of a person came; null: none did. */
  repliedAt: z.iso.datetime().nullable(),
  /** Of the mail as a whole: viewed by anybody it went to. */
  seen: seenSchema,
});

export const messagePageSchema = z.object({
  /** Newest first. */
  messages: z.array(messageSummarySchema),
  /** Where older ones go on; null if there are none. */
  next: z.string().nullable(),
});

export const recipientSchema = personSchema.extend({
  kind: z.enum(['to', 'cc', 'bcc']),
  seen: seenSchema,
  repliedAt: z.iso.datetime().nullable(),
});

export const linkFiguresSchema = z.object({
  /** Which of the mail's links, from 1. */
  number: z.number(),
  /** Null: nobody clicked it, and only how many there are is known. */
  destination: z.string().nullable(),
  /** What the link shows; null: it shows no text, or nobody knows. */
  text: z.string().nullable(),
  /** By people, repeats included. */
  clicks: z.number(),
  lastClickedAt: z.iso.datetime().nullable(),
  machines: z.number(),
});

export const messageDetailsSchema = messageSummarySchema.omit({ recipients: true, andMore: true }).extend({
  recipients: z.array(recipientSchema),
  /** Lines of the Live Feed about it, oldest first: sent, viewed, clicked, replied and whatever else came back. */
  timeline: z.array(activitySchema),
  /** Whether it can be known at all that a link was clicked. */
  clicks: z.enum(CLICKS_KNOWN),
  /** In the order of the mail. */
  links: z.array(linkFiguresSchema),
  /** How many more tracked links it has. */
  moreLinks: z.number(),
  /** Whether the rep may switch tracking off or on again; `says` why not, where they may not. */
  switch: z.object({ possible: z.boolean(), says: z.string().nullable() }),
  /** What the reader of these details should know, each a stable code and a sentence: for example that with the pane closed nobody can tell the rep's own views apart. */
  notes: z.array(z.object({ code: z.string(), says: z.string() })),
});

/** One request for the image, a link or a document of a mail. */
export const hitViewSchema = z.object({
  id: z.string(),
  at: z.iso.datetime(),
  kind: z.enum(HIT_KINDS),
  /** Of clicks: which link, and where it leads. */
  link: z.number().nullable(),
  destination: z.string().nullable(),
  verdict: z.enum(VERDICTS),
  /** Who that was, in a few words, with "probably" where it is not certain: "Seen by a person", "Probably your own click". */
  words: z.string(),
  /** Stable code of the rule that decided, and its sentence; where `words` say the beginning of it already, the rest. */
  reason: z.string(),
  says: z.string(),
  /** False: "probably", which `words` say. */
  certain: z.boolean(),
  /** Mail program, browser or service, as far as the request tells: "Gmail", "Outlook on Windows"; null: it does not tell. */
  program: z.string().nullable(),
  /** The line of the Live Feed it stands in; null: in none. */
  activityId: z.string().nullable(),
  /** It was really a view of this newer mail of the same conversation, which quotes the image. */
  quotedBy: z.object({ id: z.string(), subject: z.string() }).nullable(),
  /** What the rep said of it; null: nothing. */
  said: z.enum(['mine', 'not-mine']).nullable(),
  /** The rep may say "This was me", or that it was not. */
  mayBeMine: z.boolean(),
});

export const hitPageSchema = z.object({
  /** Newest first. */
  hits: z.array(hitViewSchema),
  next: z.string().nullable(),
});

export const mineSchema = z.object({
  /** True: "This was me". False: "This was not me". */
  mine: z.boolean(),
});

export const mineAnswerSchema = z.object({
  /** How many requests this was said of: those that count together. */
  hits: z.number(),
  /** What follows for views to come; null: nothing can be recognised by this. */
  says: z.string().nullable(),
});

export const trackingSwitchSchema = z.object({ on: z.boolean() });

export type Seen = z.infer<typeof seenSchema>;
export type Figures = z.infer<typeof figuresSchema>;
export type MessageSummary = z.infer<typeof messageSummarySchema>;
export type MessagePage = z.infer<typeof messagePageSchema>;
export type MessageDetails = z.infer<typeof messageDetailsSchema>;
export type RecipientView = z.infer<typeof recipientSchema>;
export type LinkFigures = z.infer<typeof linkFiguresSchema>;
export type HitView = z.infer<typeof hitViewSchema>;
export type HitPage = z.infer<typeof hitPageSchema>;
export type MineAnswer = z.infer<typeof mineAnswerSchema>;

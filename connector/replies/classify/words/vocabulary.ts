/**
 * What one language contributes to telling people from machines: general words of the trade, not the
 * words of any one mail. A new language is a new file in `languages/` and a line in `languages/index.ts`.
 * Phrases are written as `phrase.ts` explains.
 */
export interface Vocabulary {
  /** ISO 639-1. */
  readonly code: string;
  /** Prefixes mail programs put before the subject of an answer, without the colon. */
  readonly answerPrefixes: readonly string[];
  readonly forwardPrefixes: readonly string[];
  /** Labels of the header block above a quoted mail: from, sent, date, to, copy, subject. */
  readonly labels: readonly string[];
  /** The verb of "On …, X wrote:". */
  readonly wrote: readonly string[];
  readonly subjects: {
    /** What programs put before a subject, or write as one, when they answer: "Automatic reply". Looked for at its beginning. */
    readonly automatic: readonly string[];
    /** Somebody is away. */
    readonly absence: readonly string[];
    /** Something was received, a ticket was opened. */
    readonly received: readonly string[];
  };
  /** "This is an automatic answer." */
  readonly automatic: readonly string[];
  /** Somebody is not there. */
  readonly absence: readonly string[];
  /** When they are there again. */
  readonly back: readonly string[];
  /** Whom to turn to in the meantime. */
  readonly instead: readonly string[];
  /** The mail will be read or answered late, or not passed on. */
  readonly later: readonly string[];
  /** Somebody is gone for good, or an address is no longer read. */
  readonly departed: readonly string[];
  /** The mail or request was received; a ticket was opened. */
  readonly received: readonly string[];
  /** Somebody will see to it. */
  readonly willAnswer: readonly string[];
  /** A number to quote. */
  readonly ticket: readonly string[];
  /** Nobody reads answers to this. */
  readonly noReply: readonly string[];
  /** The writer must prove to be human, or release the mail. */
  readonly challenge: readonly string[];
  /** What list servers answer: moderation, subscription, commands. */
  readonly list: readonly string[];
  /** A person asks for no more mail. */
  readonly wantsNoMore: readonly string[];
  /** Looks like it, but means something else; taken out of the text before. */
  readonly wantsMore: readonly string[];
  readonly dates: DateWords;
  readonly calendar: {
    readonly accepted: readonly string[];
    readonly declined: readonly string[];
    readonly tentative: readonly string[];
    readonly cancelled: readonly string[];
  };
}

export interface DateWords {
  /** Twelve, with every form and abbreviation in use; "*" stands for endings. */
  readonly months: readonly (readonly string[])[];
  /** Monday first. */
  readonly weekdays: readonly (readonly string[])[];
  readonly tomorrow: readonly string[];
  /** Before a date: the first day back. */
  readonly backOn: readonly string[];
  /** Before a date: how long somebody is away. */
  readonly until: readonly string[];
  /** Before a date: how long, that day included. */
  readonly through: readonly string[];
  /** Behind a date: that day included. */
  readonly inclusive: readonly string[];
  /** Behind a date, where a language puts it there. */
  readonly backOnAfter?: readonly string[];
  readonly untilAfter?: readonly string[];
  readonly throughAfter?: readonly string[];
  /** Between the two dates of a range. */
  readonly to: readonly string[];
}

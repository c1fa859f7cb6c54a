/** Every wait and bound of this part that tests want smaller, in one place. */
export interface Pace {
  /** A request to Graph that takes longer counts as unanswered. */
  readonly timeout_ms: number;
  /** First wait before a request is made again; doubled each time. */
  readonly firstRetry_ms: number;
  /** A notified mail that is not there (404) is looked for again after each of these, then left to delta. */
  readonly notThereYet_ms: readonly number[];
  /** What a mail says that was just seen in its folder, and is not there (404), is asked for again after each of these, then counts as gone. */
  readonly contentThere_ms: readonly number[];
  /** A send that has not been answered after this time, waiting included, is unclear. Shorter than all of `sentYet_ms`. */
  readonly send_ms: number;
  /** After an unclear send the draft is looked at after each of these before it may be sent again. */
  readonly sentYet_ms: readonly number[];
  /** A delta round with a filter gives no more messages than this, whatever there are (graph: delta-query-messages). */
  readonly mostFiltered: number;
}

export const PACE: Pace = {
  timeout_ms: 30_000,
  firstRetry_ms: 500,
  notThereYet_ms: [2_000, 10_000, 60_000],
  contentThere_ms: [500, 1_500, 4_000],
  send_ms: 30_000,
  sentYet_ms: [1_000, 3_000, 8_000, 18_000, 30_000],
  mostFiltered: 5_000,
};

/** The same, all waits multiplied. */
export function paceAt(factor: number): Pace {
  const times = (waits_ms: readonly number[]): number[] => waits_ms.map((wait_ms) => wait_ms * factor);
  return {
    timeout_ms: PACE.timeout_ms * factor,
    firstRetry_ms: PACE.firstRetry_ms * factor,
    notThereYet_ms: times(PACE.notThereYet_ms),
    contentThere_ms: times(PACE.contentThere_ms),
    send_ms: PACE.send_ms * factor,
    sentYet_ms: times(PACE.sentYet_ms),
    mostFiltered: PACE.mostFiltered,
  };
}

/** One beat of a running page, stored: the visit is made with the first of them. */
import type { DataSource } from 'typeorm';
import { keepTimes, updateVisit, type ToldBeat } from './beat-rows.js';
import { makeVisit, type Arrival } from './new-visit.js';
import type { TellingOptions } from './share-facts.js';

export interface BeatOptions extends TellingOptions {
  readonly dataSource: DataSource;
}

/** Everything a beat brought, as it came: it can be stored later, too. */
export interface Arrived {
  readonly arrival: Arrival;
  readonly beat: ToldBeat;
  readonly at: Date;
}

/** False: nothing may be stored of this visit. */
export async function takeBeat(options: BeatOptions, { arrival, beat, at }: Arrived): Promise<boolean> {
  return options.dataSource.transaction(async (tx) => {
    const { ticket } = arrival;
    let visit = await updateVisit(tx, ticket, beat, at);
    if (visit === null && (await makeVisit(tx, options, arrival, at))) visit = await updateVisit(tx, ticket, beat, at);
    if (visit === null) return false;
    if (visit.timed) await keepTimes(tx, visit.mailboxId, ticket, beat, at);
    return true;
  });
}

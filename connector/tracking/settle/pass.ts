/**
 * One pass, in one transaction: takes what is there and settles it. Should something in it be such
 * that it can never be settled (a text PostgreSQL cannot hold, a fault of ours), the next passes take
 * groups and marks one by one, and that one is set aside, so that it keeps nothing else waiting.
 */
import type { Logger } from 'pino';
import { QueryFailedError, type DataSource, type EntityManager } from 'typeorm';
import type { Clock } from '../../clock.js';
import { messageOf } from '../../errors.js';
import type { KnownOf } from '../own/known.js';
import type { DocumentsJudged } from './documents-judged.js';
import { settle, type Given, type Work } from './settle.js';
import { mayBeMore, readGroups, setAside, takeGroups, takeMarks, type Group } from './take.js';

export interface SettleParts {
  readonly dataSource: DataSource;
  readonly clock: Clock;
  readonly knownOf: KnownOf;
  /** Hits before were dropped for their age: what they said stays. Null: none. */
  readonly keptFrom?: () => Date | null;
  readonly log: Logger;
  /** Told in the transaction who opened documents. */
  readonly documentsJudged?: DocumentsJudged;
}

export interface Passed {
  readonly given: readonly Given[];
  /** There may be more to do at once. */
  readonly more: boolean;
  readonly setAside: number;
}

/** A stamp that cannot be settled is tried again so much later. */
const AGAIN_AFTER_MS = 60 * 60_000;
const ONE_BY_ONE_AT_ONCE = 100;

/**
 * Throws what hinders every pass, such as a database that is away.
 * @param small a little only, because others need the processor
 */
export async function settlePass(parts: SettleParts, small = false): Promise<Passed> {
  try {
    return await parts.dataSource.transaction(async (tx) => {
      const groups = await takeGroups(tx, { small });
      const { marks, more } = await takeMarks(tx, parts.clock.now());
      const { hits, unreadable } = readGroups(groups);
      await setAside(tx, unreadable, 'HITS_UNREADABLE');
      for (const { group, error } of unreadable) parts.log.error({ code: 'HITS_UNREADABLE', group: group.id, error }, 'hits that cannot be read were set aside');
      const given = await settle(tx, { fresh: hits, marks, knownOf: parts.knownOf, now: parts.clock.now(), keptFrom: parts.keptFrom?.() ?? null, ...hookOf(parts) });
      return { given, more: more || mayBeMore(groups), setAside: unreadable.length };
    });
  } catch (error) {
    if (!isFaultOfWhatWasTaken(error)) throw error;
    parts.log.warn({ error: messageOf(error) }, 'hits could not be settled together; now one group at a time');
    return oneByOne(parts);
  }
}

async function oneByOne(parts: SettleParts): Promise<Passed> {
  const { dataSource, clock, knownOf, log } = parts;
  const hook = hookOf(parts);
  const keptFrom = parts.keptFrom?.() ?? null;
  const given: Given[] = [];
  let aside = 0;
  const groups = await dataSource.query<{ id: string }[]>('select id from hit_groups order by at, id limit $1', [ONE_BY_ONE_AT_ONCE]);
  for (const { id } of groups) {
    const [taken, fault] = await alone(dataSource, given, async (tx) => {
      const found = await takeGroups(tx, { only: id });
      const { hits, unreadable } = readGroups(found);
      await setAside(tx, unreadable, 'HITS_UNREADABLE');
      return settle(tx, { fresh: hits, marks: [], knownOf, now: clock.now(), keptFrom, ...hook });
    });
    if (taken) continue;
    aside += 1;
    log.error({ code: 'HITS_NOT_SETTLED', group: id, error: messageOf(fault) }, 'hits that cannot be settled were set aside');
    await dataSource.transaction(async (tx) => setAside(tx, (await takeGroups(tx, { only: id })).map((group: Group) => ({ group, hits: group.hits, error: messageOf(fault) })), 'HITS_NOT_SETTLED'));
  }
  const marks = await dataSource.query<{ id: string }[]>('select id::text from stamps_to_settle where not_before is null or not_before <= $1 order by stamps_to_settle.id limit $2', [clock.now(), ONE_BY_ONE_AT_ONCE]);
  for (const { id } of marks) {
    const [taken, fault] = await alone(dataSource, given, async (tx) => {
      const found = await takeMarks(tx, clock.now(), id);
      return settle(tx, { fresh: [], marks: found.marks, knownOf, now: clock.now(), keptFrom, ...hook });
    });
    if (taken) continue;
    log.error({ code: 'STAMP_NOT_SETTLED', error: messageOf(fault) }, 'a stamp could not be settled; tried again later');
    await dataSource.query('update stamps_to_settle set not_before = $2 where id = $1', [id, new Date(clock.now().getTime() + AGAIN_AFTER_MS)]);
  }
  return { given, more: groups.length + marks.length > 0, setAside: aside };
}

function hookOf({ documentsJudged }: SettleParts): Pick<Work, 'documentsJudged'> {
  return documentsJudged === undefined ? {} : { documentsJudged };
}

async function alone(dataSource: DataSource, given: Given[], work: (tx: EntityManager) => Promise<Given[]>): Promise<[true] | [false, unknown]> {
  try {
    given.push(...(await dataSource.transaction(work)));
    return [true];
  } catch (error) {
    if (!isFaultOfWhatWasTaken(error)) throw error;
    return [false, error];
  }
}

/**
 * Whether trying the same again cannot help: data PostgreSQL refuses (SQLSTATE classes 21, 22, 23
 * and 54), or a fault of ours. All else passes: connections, deadlocks, shutdowns, a full disk.
 */
function isFaultOfWhatWasTaken(error: unknown): boolean {
  if (error instanceof QueryFailedError) {
    const driverError: unknown = error.driverError;
    const code = typeof driverError === 'object' && driverError !== null && 'code' in driverError ? driverError.code : undefined;
    return typeof code === 'string' && /^(?:21|22|23|54)/.test(code);
  }
  return error instanceof TypeError || error instanceof RangeError || error instanceof SyntaxError || error instanceof ReferenceError;
}

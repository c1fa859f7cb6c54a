/** What is known of the own side at hits. */
import type { EntityManager } from 'typeorm';
import type { Known } from '../judge/facts.js';
import type { RawHit } from '../hit.js';

/** By hit id; hits nothing is known of are absent. */
export type KnownOf = (tx: EntityManager, hits: readonly RawHit[]) => Promise<ReadonlyMap<string, Known>>;

/** Nothing is known of anybody. */
export const nothingKnown: KnownOf = () => Promise.resolve(new Map());

/** Tracked documents belong to the Team plan: without it nothing new is made, and all that is there goes on. */
import { ReadbackError } from '../errors.js';
import type { Rep } from '../identity/index.js';

/** Throws DOCUMENTS_NOT_IN_PLAN for a rep whose team is not on the plan. */
export function requirePlan({ team }: Rep): void {
  if (team.plan !== 'team') throw new ReadbackError('DOCUMENTS_NOT_IN_PLAN');
}

/** What the feed says of a view: pure. */
import type { ActivityData } from '../../feed/index.js';
import { reasonText } from '../judge/reasons.js';
import type { PlacedRow } from './hits.js';
import { isToSeveral, type ToldMessage } from './message-facts.js';
import type { View } from './views-of.js';

/** @param before what the line said; of hits that are not stored any more nothing else tells why they counted */
export function dataOf(message: ToldMessage, { kind, why, destination }: View, withoutImages: boolean, before: ActivityData | null): ActivityData {
  const [only] = isToSeveral(message) ? [] : message.people;
  const reason = why === null ? before?.reason : reasonText(why.reason, kind);
  const certain = why === null ? before?.certain : why.certain;
  return {
    subject: message.subject,
    ...(reason === undefined ? {} : { reason }),
    ...(certain === false ? { certain } : {}),
    ...(destination === null ? {} : { destination }),
    ...(withoutImages ? { withoutImages } : {}),
    ...(only === undefined ? { oneOf: [...message.people] } : { person: only }),
  };
}

/**
 * Why a line is taken back.
 * @param message null: nobody knows it
 * @param last the latest hit that stood in it, as it is judged now; null: nothing of it is stored any more
 */
export function withdrawnBecause(message: ToldMessage | null, last: PlacedRow | null): string {
  if (message === null) return 'The mail it was about was never sent.';
  if (last === null) return 'What was recorded of it was erased.';
  if (last.viewId !== null) return 'Counted together with another view.';
  return reasonText(last.judgement.reason, last.kind);
}

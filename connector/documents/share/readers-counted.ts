/**
 * SQL that counts readers where only their number is wanted: as figures/readers.ts tells them apart,
 * and those that figures/counting.ts counts. Of `visit`.
 */
import { READER_HALF } from '../read/reader-key.js';

/** Readers are people: what machines and the rep opened is left out. */
export const COUNTS = `visit.verdict in ('human', 'proxy')`;

const TO_ONE = `(
  select count(*) from messages message join message_recipients recipient on recipient.mailbox_id = message.mailbox_id and recipient.message_id = message.id
  where message.mailbox_id = visit.mailbox_id and message.stamp_id = visit.stamp_id and not message.stamp_ambiguous) = 1`;

/** Equal for visits of the same reader of one share. */
export const READER = `coalesce(
  'address ' || visit.gave_address,
  encode(case when ${TO_ONE} then substring(visit.reader from ${READER_HALF + 1}) else visit.reader end, 'hex'),
  visit.id::text)`;

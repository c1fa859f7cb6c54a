/** Takes what openings of documents were judged as (tracking/settle/): it decides whether a visit counts, and its line is looked at again. */
import { eraseDocumentHits, type DocumentsJudged } from '../../tracking/index.js';
import { eraseVisit, eraseVisitsOf } from '../read/erase.js';

export function documentsJudged(now: () => Date): DocumentsJudged {
  return async (tx, { judged, stamps }) => {
    const at = now();
    const kept = judged.flatMap(({ judgement, ...hit }) => (judgement === null ? [] : [{ ...hit, ...judgement }]));
    if (kept.length > 0) {
      await tx.query(
        `update visits set verdict = judged.verdict, reason = judged.reason, certain = judged.certain, without_images = judged.without_images, tell_at = $7
         from unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::bool[], $6::bool[]) as judged (mailbox_id, id, verdict, reason, certain, without_images)
         where visits.mailbox_id = judged.mailbox_id and visits.id = judged.id`,
        [kept.map(({ mailboxId }) => mailboxId), kept.map(({ hitId }) => hitId), kept.map(({ verdict }) => verdict), kept.map(({ reason }) => reason), kept.map(({ certain }) => certain), kept.map(({ withoutImages }) => withoutImages), at],
      );
      // Refused before they were settled.
      const refused = await tx.query<{ id: string }[]>('select id from refused_visits where id = any ($1::uuid[])', [kept.map(({ hitId }) => hitId)]);
      const ids = new Set(refused.map(({ id }) => id));
      await eraseDocumentHits(tx, kept.filter(({ hitId }) => ids.has(hitId)));
    }
    for (const { judgement, hitId, ...stamp } of judged) if (judgement === null) await eraseVisit(tx, stamp, hitId, at);
    const refused = await tx.query<{ mailboxId: string; stampId: string }[]>(
      `select silenced.mailbox_id as "mailboxId", silenced.stamp_id as "stampId"
       from unnest($1::uuid[], $2::text[]) as stamp (mailbox_id, stamp_id) join silenced_stamps silenced using (mailbox_id, stamp_id)
       where silenced.why = 'consent' and exists (select from visits where visits.mailbox_id = silenced.mailbox_id and visits.stamp_id = silenced.stamp_id)`,
      [stamps.map(({ mailboxId }) => mailboxId), stamps.map(({ stampId }) => stampId)],
    );
    await eraseVisitsOf(tx, refused, at);
    // A message that has become known says whose visit it was.
    await tx.query(
      `update visits set tell_at = $3 from unnest($1::uuid[], $2::text[]) as stamp (mailbox_id, stamp_id)
       where visits.mailbox_id = stamp.mailbox_id and visits.stamp_id = stamp.stamp_id and verdict in ('human', 'proxy')
         and exists (select from activities line where line.mailbox_id = visits.mailbox_id and line.id = visits.activity_id and line.message_id is null)`,
      [stamps.map(({ mailboxId }) => mailboxId), stamps.map(({ stampId }) => stampId), at],
    );
  };
}

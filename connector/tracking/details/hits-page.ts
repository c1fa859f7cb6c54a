/** Every request for the image and the links of a mail, own views and machines included, with what it was judged as and why. */
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import type { HitKind } from '../hit.js';
import type { Known, Verdict } from '../judge/facts.js';
import { readerWords } from '../judge/reader.js';
import { CALLED, reasonAfter, reasonText } from '../judge/reasons.js';
import type { HitPage, HitView } from './api.js';
import { messageOf } from './show.js';

interface Row {
  readonly id: string;
  readonly at: Date;
  readonly kind: HitKind;
  readonly link: number | null;
  readonly destination: string | null;
  readonly verdict: Verdict;
  readonly reason: string;
  readonly certain: boolean;
  readonly known: Known | null;
  readonly agent: string;
  readonly network: string | null;
  readonly activity_id: string | null;
  readonly quoted_by: string | null;
  readonly quoting_subject: string | null;
}

const cursorForm = /^(\d{1,15})_([0-9a-f-]{36})$/;

export const hitListQuery = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  before: z
    .string()
    .regex(cursorForm, 'is no cursor')
    .transform((text) => {
      const [, at, id = ''] = cursorForm.exec(text) ?? [];
      return { at: new Date(Number(at)), id };
    })
    .optional(),
});

/** Of a document it is its page that was asked for: whether pages were shown stands with the document. */
const BY_A_PERSON: Readonly<Record<HitKind, string>> = { pixel: 'Seen by a person', click: 'Clicked by a person', document: 'Document asked for by a person' };

function wordsOf({ verdict, reason, kind, certain, quoted_by: quotedBy }: Row): string {
  const likely = (words: string): string => (certain ? words : `Probably ${words.charAt(0).toLowerCase()}${words.slice(1)}`);
  switch (verdict) {
    case 'human':
    case 'proxy':
      return quotedBy === null ? likely(BY_A_PERSON[kind]) : 'Part of a view of a newer mail';
    case 'prefetch':
      return likely('Loaded ahead by a machine');
    case 'scanner':
      return likely('Checked by a machine');
    case 'self':
      return likely(`${reason === 'colleague-device' ? 'A colleague’s' : 'Your own'} ${CALLED[kind]}`);
  }
}

/** Throws NOT_FOUND. */
export async function listHits(tx: EntityManager, mailboxId: string, messageId: string, { limit, before }: z.output<typeof hitListQuery>): Promise<HitPage> {
  const { stampId } = await messageOf(tx, mailboxId, messageId);
  const rows = await tx.query<Row[]>(
    `select hit.id, hit.at, hit.kind, hit.link, hit.destination, hit.verdict, hit.reason, hit.certain, hit.known, hit.agent, hit.network,
       view.activity_id::text, quoting.id as quoted_by, quoting.subject as quoting_subject
     from (
       select * from hits
       where mailbox_id = $1 and stamp_id = $2 and ($3::timestamptz is null or (at, id) < ($3, $4::uuid))
       order by at desc, id desc limit $5
     ) as hit
     left join views view on view.mailbox_id = hit.mailbox_id and view.id = hit.view_id and view.withdrawn_at is null
     left join messages quoting on quoting.mailbox_id = hit.mailbox_id and quoting.id = hit.quoted_by
     order by hit.at desc, hit.id desc`,
    [mailboxId, stampId, before?.at ?? null, before?.id ?? null, limit + 1],
  );
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  return { hits: shown.map(viewOf), next: rows.length > limit && last !== undefined ? `${last.at.getTime()}_${last.id}` : null };
}

function viewOf(row: Row): HitView {
  const { id, at, kind, link, destination, verdict, reason, certain, known, agent, network } = row;
  const words = wordsOf(row);
  return {
    id,
    at: at.toISOString(),
    kind,
    link,
    destination,
    verdict,
    words,
    reason,
    says: reasonAfter(words, reasonText(reason, kind)),
    certain,
    program: agent === '' ? null : readerWords(agent, network, kind),
    activityId: row.activity_id,
    quotedBy: row.quoted_by === null ? null : { id: row.quoted_by, subject: row.quoting_subject ?? '' },
    said: known === 'said-own' ? 'mine' : known === 'said-other' ? 'not-mine' : null,
    mayBeMine: verdict !== 'scanner',
  };
}

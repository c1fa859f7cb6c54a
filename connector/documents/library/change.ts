/** Changing a document's name, tags and who has it; and deleting one for good, which only a document that was never sent can be. */
import type { EntityManager } from 'typeorm';
import type { z } from 'zod';
import { ReadbackError } from '../../errors.js';
import type { documentChangeSchema } from '../api.js';
import { ownDocument, type Viewer } from './access.js';
import type { VersionKey } from './upload.js';

/** Throws NOT_FOUND, NOT_ALLOWED. */
export async function changeDocument(tx: EntityManager, viewer: Viewer, id: string, change: z.output<typeof documentChangeSchema>, now: Date): Promise<void> {
  const document = await ownDocument(tx, viewer, id);
  const isShared = change.shared ?? document.shared;
  await tx.query(
    `update documents set
       name = coalesce($2, name), tags = coalesce($3::text[], tags), shared = $4,
       -- It is shared in the team of whoever shares it.
       team_id = case when $4 and not shared then $5::uuid else team_id end,
       archived_at = case when $6::bool is null then archived_at when $6 then coalesce(archived_at, $7) end
     where id = $1`,
    [id, change.name ?? null, change.tags === undefined ? null : [...new Set(change.tags)], isShared, viewer.team.id, change.archived ?? null, now],
  );
}

/** What speaks against deleting a document that was never sent: one sentence; null: nothing. */
export type NeededBy = (tx: EntityManager, documentId: string) => Promise<string | null>;

/** Gives the files that are to be removed once this is committed. Throws NOT_FOUND, NOT_ALLOWED, CONFLICT. */
export async function deleteDocument(tx: EntityManager, viewer: Viewer, id: string, neededBy: NeededBy, now: Date): Promise<VersionKey[]> {
  await ownDocument(tx, viewer, id);
  const [sent] = await tx.query<unknown[]>('select from shares where document_id = $1 limit 1', [id]);
  if (sent !== undefined) throw new ReadbackError('CONFLICT', 'This document was sent, so it stays for those who have its link. Archive it instead.');
  const needed = await neededBy(tx, id);
  if (needed !== null) throw new ReadbackError('CONFLICT', needed);
  const gone = await tx.query<VersionKey[]>(
    `insert into files_to_remove (document_id, version, due_at)
     select document_id, version, $2 from document_versions where document_id = $1
     returning document_id as "documentId", version`,
    [id, now],
  );
  await tx.query('delete from documents where id = $1', [id]);
  return gone;
}

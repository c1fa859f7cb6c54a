/** Files that nobody needs: of uploads that came to nothing, and of documents that were deleted. */
import type { DataSource, EntityManager } from 'typeorm';
import { folderOf, type DocumentStore } from '../store/store.js';
import type { VersionKey } from './upload.js';

const AT_ONCE = 100;

/** Removes the files first and the notes of them after: killed in between, it is done again. */
export async function removeFiles(tx: EntityManager, store: DocumentStore, versions: readonly VersionKey[]): Promise<void> {
  for (const { documentId, version } of versions) {
    await store.removeAll(folderOf(documentId, version));
    await tx.query('delete from files_to_remove where document_id = $1 and version = $2', [documentId, version]);
  }
}

/** Removes what is due, a hundred versions at most. */
export async function removeDueFiles(dataSource: DataSource, store: DocumentStore, now: Date): Promise<void> {
  // Taken out of the upload's reach first: one that goes on after a day finds that it came too late.
  const due = await dataSource.query<VersionKey[]>('select document_id as "documentId", version from files_to_remove where due_at <= $1 order by due_at limit $2', [now, AT_ONCE]);
  for (const key of due) {
    await dataSource.transaction(async (tx) => {
      const locked = await tx.query<unknown[]>('select from files_to_remove where document_id = $1 and version = $2 for update skip locked', [key.documentId, key.version]);
      if (locked.length > 0) await removeFiles(tx, store, [key]);
    });
  }
}

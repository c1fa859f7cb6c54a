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

/** Removes what an upload left, unless it became a document after all: the answer to a commit can be lost. */
export async function removeUnlessTaken(dataSource: DataSource, store: DocumentStore, key: VersionKey): Promise<void> {
  await dataSource.transaction(async (tx) => {
    const left = await tx.query<unknown[]>('select from files_to_remove where document_id = $1 and version = $2 for update', [key.documentId, key.version]);
    if (left.length > 0) await removeFiles(tx, store, [key]);
  });
}

/** Removes what is due, a hundred versions at most. */
export async function removeDueFiles(dataSource: DataSource, store: DocumentStore, now: Date): Promise<void> {
  const due = await dataSource.query<VersionKey[]>('select document_id as "documentId", version from files_to_remove where due_at <= $1 order by due_at limit $2', [now, AT_ONCE]);
  for (const key of due) await removeUnlessTaken(dataSource, store, key);
}

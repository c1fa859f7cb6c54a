/** Where the pages of a version lie: made of a Word or PowerPoint file; of a PDF the original may serve. */
import { keysOf, type DocumentStore } from '../store/store.js';
import type { SharedVersion } from './shared.js';

export interface PagesFile {
  readonly key: string;
  readonly bytes: number;
}

export async function pagesFile(store: Pick<DocumentStore, 'size'>, documentId: string, { version, kind }: Pick<SharedVersion, 'version' | 'kind'>): Promise<PagesFile | null> {
  const { pdf, original } = keysOf(documentId, version);
  for (const key of kind === 'pdf' ? [pdf, original] : [pdf]) {
    const bytes = await store.size(key);
    if (bytes !== null) return { key, bytes };
  }
  return null;
}

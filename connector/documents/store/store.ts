/**
 * Where files lie: one interface, of which a folder is the first implementation and Azure Blob
 * Storage and S3 will be others. A file is written once, whole, under a key nobody else writes, and
 * never changed; it is there for readers only when it was written to its end.
 */
import type { Readable } from 'node:stream';

export interface StoredFile {
  readonly bytes: number;
  /** SHA-256 of its content. */
  readonly sha256: Buffer;
}

export interface ByteRange {
  readonly first: number;
  /** Inclusive. */
  readonly last: number;
}

export interface DocumentStore {
  /**
   * Stores what `content` gives, atomically. Throws ReadbackError DOCUMENT_TOO_LARGE beyond
   * `atMost_bytes`, STORE_FULL where there is no room, and whatever `content` fails with; nothing is
   * left behind then, and `content` is destroyed. What was under the key before is replaced at the end.
   * @param key letters, digits, `-`, `_`, `.` and `/`
   */
  write(key: string, content: Readable, atMost_bytes: number): Promise<StoredFile>;
  /** Throws ReadbackError NOT_FOUND where there is none. */
  read(key: string, range?: ByteRange): Promise<Readable>;
  /** Length in bytes; null: there is none. */
  size(key: string): Promise<number | null>;
  /** Removes it; fine if there is none. */
  remove(key: string): Promise<void>;
  /** Removes every file below a folder, such as `folderOf` gives; fine if there is none. */
  removeAll(folder: string): Promise<void>;
  /** A path of the local file system with this content, for programs that read files; `release` when done. */
  local(key: string): Promise<{ readonly path: string; release(): Promise<void> }>;
}

/** The folder of everything stored of one version. */
export function folderOf(documentId: string, version: number): string {
  return `${documentId}/${version}`;
}

/** Keys of everything stored of one version. */
export function keysOf(documentId: string, version: number): { readonly original: string; readonly pdf: string; thumbnail(page: number): string } {
  const folder = folderOf(documentId, version);
  return { original: `${folder}/original`, pdf: `${folder}/pages.pdf`, thumbnail: (page) => `${folder}/thumbnails/${page}.jpg` };
}

/**
 * A file on its way in. It goes from the connection to the store without resting in memory, and is
 * a document only once one transaction says so:
 *
 *     begun     its number is written down among the files to remove
 *     stored    it lies whole in the store
 *     looked at what it is, by its content
 *     there     version, and the job that makes its pages; no longer to be removed
 *
 * What ends in between, by a refusal, a lost connection or a killed connector, leaves nothing but
 * that note, which is acted upon at once or the next day.
 */
import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import type { IncomingMessage } from 'node:http';
import type { DataSource, EntityManager } from 'typeorm';
import type { Clock } from '../../clock.js';
import { ReadbackError } from '../../errors.js';
import type { Rep } from '../../identity/index.js';
import type { DocumentKind, RefusalCode } from '../kinds.js';
import { tooLarge } from '../store/folder-store.js';
import { keysOf, type DocumentStore, type StoredFile } from '../store/store.js';
import { ownDocument } from './access.js';
import { firstCharacters } from './first-characters.js';
import { removeUnlessTaken } from './files-to-remove.js';

/** What a file is, by its content; or why it is none to send, for people. @param fileName as it was uploaded, for telling a disguised one */
export type Inspect = (
  path: string,
  fileName: string,
) => Promise<{ readonly accepted: true; readonly kind: DocumentKind } | { readonly accepted: false; readonly code: RefusalCode; readonly says: string }>;

/** Has the pages of a version made once the transaction commits. */
export type Convert = (tx: EntityManager, version: VersionKey) => Promise<void>;

export interface VersionKey {
  readonly documentId: string;
  readonly version: number;
}

export interface UploadOptions {
  readonly dataSource: DataSource;
  readonly clock: Clock;
  readonly store: DocumentStore;
  readonly largest_bytes: number;
  readonly inspect: Inspect;
  readonly convert: Convert;
}

/** Nothing came for so long: whoever sends it is gone. */
const SILENT_FOR_MS = 60_000;
const UPLOAD_LIVES_MS = 24 * 60 * 60_000;
const LONGEST_NAME = 200;

/**
 * Takes the body of a request as a new document, or as a new version of one. Gives the document's id.
 * Throws DOCUMENT_TOO_LARGE, DOCUMENT_REFUSED, UPLOAD_INCOMPLETE, STORE_FULL, NOT_FOUND, NOT_ALLOWED.
 * @param to the document it is a new version of; null: a new one
 */
export async function takeUpload(options: UploadOptions, rep: Rep, to: string | null, fileName: string, request: IncomingMessage): Promise<string> {
  const { dataSource, store, largest_bytes } = options;
  if (Number(request.headers['content-length'] ?? 0) > largest_bytes) throw tooLarge(largest_bytes);
  const name = plainFileName(fileName);
  const key = await dataSource.transaction((tx) => begin(tx, options.clock, rep, to));
  try {
    const file = await receive(store, keysOf(key.documentId, key.version).original, request, largest_bytes);
    const kind = await kindOf(options, key, name);
    await dataSource.transaction((tx) => record(tx, options, rep, { key, isNew: to === null, name, kind, file }));
  } catch (error) {
    // What cannot be removed now is noted, and removed the next day.
    await removeUnlessTaken(dataSource, store, key).catch(() => undefined);
    throw error;
  }
  return key.documentId;
}

async function begin(tx: EntityManager, clock: Clock, rep: Rep, to: string | null): Promise<VersionKey> {
  if (to !== null) await ownDocument(tx, rep, to);
  const documentId = to ?? randomUUID();
  const [row] = await tx.query<{ version: number }[]>(
    `insert into files_to_remove (document_id, version, due_at)
     select $1, 1 + greatest(
       (select max(version) from document_versions where document_id = $1),
       (select max(version) from files_to_remove where document_id = $1), 0), $2
     returning version`,
    [documentId, new Date(clock.now().getTime() + UPLOAD_LIVES_MS)],
  );
  return { documentId, version: row?.version ?? 1 };
}

async function receive(store: DocumentStore, key: string, request: IncomingMessage, largest_bytes: number): Promise<StoredFile> {
  const { socket } = request;
  const giveUp = (): void => void request.destroy();
  socket.setTimeout(SILENT_FOR_MS);
  socket.once('timeout', giveUp);
  try {
    return await store.write(key, Readable.from(bodyOf(request), { objectMode: false }), largest_bytes);
  } catch (error) {
    if (error instanceof ReadbackError || !request.destroyed || request.complete) throw error;
    throw new ReadbackError('UPLOAD_INCOMPLETE', undefined, {}, { cause: error });
  } finally {
    socket.setTimeout(0);
    socket.off('timeout', giveUp);
  }
}

/** A stream of its own: the connection outlives what is read of it, because a refusal has to be answered. */
async function* bodyOf(request: IncomingMessage): AsyncGenerator {
  for await (const chunk of request.iterator({ destroyOnReturn: false })) yield chunk;
}

async function kindOf({ store, inspect }: UploadOptions, { documentId, version }: VersionKey, fileName: string): Promise<DocumentKind> {
  const file = await store.local(keysOf(documentId, version).original);
  try {
    const found = await inspect(file.path, fileName);
    if (found.accepted) return found.kind;
    throw new ReadbackError('DOCUMENT_REFUSED', found.says, { refusal: found.code });
  } finally {
    await file.release();
  }
}

interface Received {
  readonly key: VersionKey;
  readonly isNew: boolean;
  readonly name: string;
  readonly kind: DocumentKind;
  readonly file: StoredFile;
}

async function record(tx: EntityManager, { clock, convert }: UploadOptions, rep: Rep, { key, isNew, name, kind, file }: Received): Promise<void> {
  const now = clock.now();
  const { documentId, version } = key;
  const [, pending] = await tx.query<[unknown[], number]>('delete from files_to_remove where document_id = $1 and version = $2', [documentId, version]);
  if (pending === 0) throw new ReadbackError('CONFLICT');
  if (isNew) {
    await tx.query('insert into documents (id, team_id, rep_id, name, version, created_at) values ($1, $2, $3, $4, $5, $6)', [documentId, rep.team.id, rep.id, titleOf(name), version, now]);
  } else {
    await ownDocument(tx, rep, documentId);
    await tx.query('update documents set version = greatest(version, $2) where id = $1', [documentId, version]);
  }
  await tx.query(
    `insert into document_versions (document_id, version, rep_id, kind, file_name, bytes, sha256, state, uploaded_at)
     values ($1, $2, $3, $4, $5, $6, $7, 'converting', $8)`,
    [documentId, version, rep.id, kind, name, file.bytes, file.sha256, now],
  );
  await convert(tx, key);
}

/** Without folders and without what cannot be shown; never empty. */
export function plainFileName(given: string): string {
  const last = given.split(/[\\/]/).at(-1) ?? '';
  const shown = last.normalize('NFC').replaceAll(/\p{C}/gu, '').replaceAll(/\s+/g, ' ').trim();
  return shown === '' || /^\.+$/.test(shown) ? 'Document' : shown;
}

/** What a document is called at first: its file's name without the ending. */
function titleOf(fileName: string): string {
  const title = fileName.replace(/\.(?:pdf|docx?|pptx?)$/i, '').trim();
  return firstCharacters(title === '' ? fileName : title, LONGEST_NAME);
}

/** Which documents a rep can send right now, and why not the others. */
import type { EntityManager } from 'typeorm';
import { ReadbackError } from '../../errors.js';
import { visibleTo, type Viewer } from '../library/access.js';

/** A document as its card shows it: of the newest version that can be read. */
export interface Sendable {
  readonly id: string;
  readonly name: string;
  readonly version: number;
  readonly pages: number;
}

interface Row {
  readonly id: string;
  readonly name: string;
  readonly archived: boolean;
  readonly version: number | null;
  readonly pages: number | null;
}

/** Throws NOT_FOUND, CONFLICT of an archived one, DOCUMENT_NOT_READY. */
export async function sendableDocument(tx: EntityManager, viewer: Viewer, id: string): Promise<Sendable> {
  const [found] = await sendables(tx, viewer, [id]);
  if (found === undefined) throw new ReadbackError('NOT_FOUND', 'There is no such document.');
  if (found instanceof ReadbackError) throw found;
  return found;
}

/** Those of these documents that have something to read, whoever they belong to. */
export async function newestReady(tx: EntityManager, ids: readonly string[]): Promise<Sendable[]> {
  return tx.query<Sendable[]>(
    `select document.id, document.name, version.version, version.pages
     from documents document
     join lateral (
       select version, pages from document_versions version
       where version.document_id = document.id and version.state = 'ready' order by version.version desc limit 1) version on true
     where document.id = any ($1::uuid[])`,
    [ids],
  );
}

/** By the order of the ids; what the rep does not see is undefined. */
export async function sendables(tx: EntityManager, viewer: Viewer, ids: readonly string[]): Promise<(Sendable | ReadbackError | undefined)[]> {
  const rows = await tx.query<Row[]>(
    `select document.id, document.name, document.archived_at is not null as archived, newest.version, newest.pages
     from documents document
     left join lateral (
       select version, pages from document_versions version
       where version.document_id = document.id and version.state = 'ready' order by version.version desc limit 1) newest on true
     where document.id = any ($1::uuid[]) and ${visibleTo('$2', '$3')}
     -- Not deleted before what sends it is stored.
     for share of document`,
    [ids, viewer.id, viewer.team.id],
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.map((id) => {
    const row = byId.get(id.toLowerCase());
    return row === undefined ? undefined : asSendable(row);
  });
}

function asSendable({ id, name, archived, version, pages }: Row): Sendable | ReadbackError {
  if (archived) return new ReadbackError('CONFLICT', `The document “${name}” is archived. Take it back out of the archive to send it.`);
  if (version === null || pages === null) return new ReadbackError('DOCUMENT_NOT_READY', `The pages of “${name}” are still being made, or could not be. Look at it in the content library.`);
  return { id, name, version, pages };
}

/**
 * A version while its pages are made. States (kinds.ts):
 *
 *     converting ──▶ ready        its PDF, its sizes and its first pictures are there; the others follow
 *       │  ▲  └────▶ failed       for good, and why
 *       ▼  │
 *     waiting                     for a converter (`converter-missing`, `converter-away`), or for room (`store-full`)
 *
 * Each step asks whether the version is still being made: it may have been deleted, or somebody
 * else may have got further.
 */
import type { EntityManager } from 'typeorm';
import type { DocumentKind, RefusalCode, VersionState } from '../kinds.js';
import type { PageSize } from './pages/page-shape.js';

type Db = Pick<EntityManager, 'query'>;

export interface VersionKey {
  readonly documentId: string;
  readonly version: number;
}

export interface VersionRow extends VersionKey {
  readonly kind: DocumentKind;
  readonly fileName: string;
  readonly state: VersionState;
  readonly pages: number | null;
  readonly sizes: readonly PageSize[] | null;
  /** Pictures stored so far, from page 1 on. */
  readonly pictures: number;
  /** How often a converter hung or crashed on it. */
  readonly tries: number;
}

export type WaitsFor = 'converter-missing' | 'converter-away' | 'store-full';

const BEING_MADE = `document_id = $1 and version = $2 and state in ('waiting', 'converting')`;

export async function versionRow(db: Db, { documentId, version }: VersionKey): Promise<VersionRow | null> {
  const [row] = await db.query<VersionRow[]>(
    `select document_id as "documentId", version, kind, file_name as "fileName", state, pages, page_sizes as sizes, pictures, conversion_tries as tries
     from document_versions where document_id = $1 and version = $2`,
    [documentId, version],
  );
  return row ?? null;
}

/** False: it is gone, or made. The same for the others. */
export function nowConverting(db: Db, key: VersionKey, progress: number): Promise<boolean> {
  return changed(db, `update document_versions set state = 'converting', problem = null, progress = $3 where ${BEING_MADE} returning 1`, [key.documentId, key.version, progress]);
}

export function nowWaiting(db: Db, key: VersionKey, waitsFor: WaitsFor): Promise<boolean> {
  return changed(db, `update document_versions set state = 'waiting', problem = $3, progress = 0 where ${BEING_MADE} returning 1`, [key.documentId, key.version, waitsFor]);
}

export function nowReady(db: Db, key: VersionKey, made: { readonly pages: number; readonly sizes: readonly PageSize[]; readonly pictures: number; readonly at: Date }): Promise<boolean> {
  return changed(
    db,
    `update document_versions set state = 'ready', problem = null, progress = 100, pages = $3, page_sizes = $4, pictures = $5, ready_at = $6 where ${BEING_MADE} returning 1`,
    [key.documentId, key.version, made.pages, JSON.stringify(made.sizes), made.pictures, made.at],
  );
}

export function nowFailed(db: Db, key: VersionKey, problem: RefusalCode): Promise<boolean> {
  return changed(db, `update document_versions set state = 'failed', problem = $3, progress = 0 where ${BEING_MADE} returning 1`, [key.documentId, key.version, problem]);
}

/** Counts a hang or a crash; gives how many there are now, 0 where the version is gone. */
export async function countTry(db: Db, { documentId, version }: VersionKey): Promise<number> {
  const [row] = await db.query<{ tries: number }[]>(
    `with counted as (update document_versions set conversion_tries = conversion_tries + 1 where ${BEING_MADE} returning conversion_tries) select conversion_tries as tries from counted`,
    [documentId, version],
  );
  return row?.tries ?? 0;
}

export async function picturesStored(db: Db, { documentId, version }: VersionKey, pictures: number): Promise<boolean> {
  return changed(db, `update document_versions set pictures = greatest(pictures, $3) where document_id = $1 and version = $2 and state = 'ready' returning 1`, [documentId, version, pictures]);
}

/**
 * Versions whose pages are to be made and that no job is there for: those that wait for a converter
 * once there is one, and those whose job was lost.
 * @param hasConverter without one, those that wait for it are left out
 */
export function versionsWithoutJob(db: Db, hasConverter: boolean): Promise<VersionKey[]> {
  return db.query<VersionKey[]>(
    `select document_id as "documentId", version from document_versions version
     where (state in ('waiting', 'converting') or (state = 'ready' and pictures < pages))
       and ($1 or problem is distinct from 'converter-missing')
       and not exists (
         select from graphile_worker.jobs job where job.key = 'convert:' || version.document_id || ':' || version.version and job.attempts < job.max_attempts)
     order by uploaded_at limit 1000`,
    [hasConverter],
  );
}

export async function waitingForConverter(db: Db): Promise<number> {
  const [row] = await db.query<{ n: number }[]>(`select count(*)::int as n from document_versions where state = 'waiting' and problem = 'converter-missing'`);
  return row?.n ?? 0;
}

/** A data-modifying WITH, because TypeORM answers a bare UPDATE as rows and their number. */
async function changed(db: Db, update: string, parameters: readonly unknown[]): Promise<boolean> {
  const rows = await db.query<unknown[]>(`with changed as (${update}) select * from changed`, [...parameters]);
  return rows.length > 0;
}

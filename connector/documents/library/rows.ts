/** Documents as the API shows them, read in one query. */
import type { EntityManager } from 'typeorm';
import type { Person } from '../../feed/index.js';
import { documentSummarySchema, type Document, type DocumentSummary, type DocumentVersion } from '../api.js';
import { problemOf } from '../problem.js';
import type { DocumentKind, VersionState } from '../kinds.js';
import { COUNTS, READER } from '../share/readers-counted.js';
import { visibleTo, type Viewer } from './access.js';
import type { Place } from './place.js';

interface Row {
  readonly id: string;
  readonly name: string;
  readonly tags: readonly string[];
  readonly owner: Person;
  readonly isMine: boolean;
  readonly shared: boolean;
  readonly archivedAt: Date | null;
  readonly createdAt: Date;
  readonly sent: number;
  readonly opened: number;
  readonly versions: readonly VersionRow[];
}

/** As PostgreSQL's JSON writes it. */
interface VersionRow {
  readonly version: number;
  readonly kind: DocumentKind;
  readonly fileName: string;
  readonly bytes: number;
  readonly state: VersionState;
  readonly progress: number;
  readonly problem: string | null;
  readonly pages: number | null;
  readonly uploadedAt: string;
  readonly uploadedBy: Person;
}

export interface Wanted {
  readonly ids?: readonly string[] | undefined;
  readonly archived?: boolean | undefined;
  /** In name, file name and tags; words that all have to be there. */
  readonly q?: string | undefined;
  readonly tag?: string | undefined;
  readonly before?: Place | undefined;
  readonly limit?: number | undefined;
}

const person = (rep: string): string => `jsonb_build_object('address', ${rep}.address, 'name', ${rep}.name)`;

/** Every version, newest first; for a list only the newest is used. */
const VERSIONS = `(
  select jsonb_agg(jsonb_build_object(
    'version', version.version, 'kind', version.kind, 'fileName', version.file_name, 'bytes', version.bytes, 'state', version.state, 'progress', version.progress,
    'problem', version.problem, 'pages', version.pages, 'uploadedAt', version.uploaded_at, 'uploadedBy', ${person('uploader')}
  ) order by version.version desc)
  from document_versions version join reps uploader on uploader.id = version.rep_id where version.document_id = document.id)`;

/** Readers, each once a mail, without those that are only counted. */
const OPENED = `(select count(distinct (visit.share_id, ${READER}))::int from visits visit where visit.document_id = document.id and visit.reader is not null and ${COUNTS})`;

/** What the viewer may see of these, newest first. */
export async function documentRows(tx: EntityManager, viewer: Viewer, { ids, archived, q, tag, before, limit }: Wanted): Promise<Document[]> {
  const words = q?.trim().split(/\s+/).filter((word) => word !== '').map(likeAnywhere) ?? [];
  const rows = await tx.query<Row[]>(
    `select document.id, document.name, document.tags, ${person('owner')} as owner, document.rep_id = $1 as "isMine", document.shared,
       document.archived_at as "archivedAt", document.created_at as "createdAt",
       (select count(*)::int from shares share where share.document_id = document.id) as sent, ${OPENED} as opened, ${VERSIONS} as versions
     from documents document join reps owner on owner.id = document.rep_id
     where ${visibleTo('$1', '$2')}
       and ($3::uuid[] is null or document.id = any ($3::uuid[]))
       and ($4::bool is null or (document.archived_at is not null) = $4)
       and not exists (select from unnest($5::text[]) as word where not (
         document.name ilike word or array_to_string(document.tags, ' ') ilike word
         or exists (select from document_versions version where version.document_id = document.id and version.file_name ilike word)))
       and ($6::text is null or $6 = any (document.tags))
       and ($7::timestamptz is null or (document.created_at, document.id) < ($7, $8::uuid))
     order by document.created_at desc, document.id desc
     limit $9`,
    [viewer.id, viewer.team.id, ids ?? null, archived ?? null, words, tag ?? null, before?.createdAt ?? null, before?.id ?? null, limit ?? null],
  );
  return rows.flatMap((row) => {
    const versions = row.versions.map(versionOf);
    const [current] = versions;
    return current === undefined ? [] : [{ ...row, tags: [...row.tags], archivedAt: row.archivedAt?.toISOString() ?? null, createdAt: row.createdAt.toISOString(), current, versions }];
  });
}

/** Without its older versions: parsing drops what a summary does not name. */
export function summaryOf(document: Document): DocumentSummary {
  return documentSummarySchema.parse(document);
}

/** Tags in use, of what is not archived. */
export async function tagsInUse(tx: EntityManager, viewer: Viewer): Promise<string[]> {
  const rows = await tx.query<{ tag: string }[]>(
    `select distinct unnest(document.tags) as tag from documents document where ${visibleTo('$1', '$2')} and document.archived_at is null order by tag`,
    [viewer.id, viewer.team.id],
  );
  return rows.map(({ tag }) => tag);
}

function versionOf({ problem, state, uploadedAt, ...row }: VersionRow): DocumentVersion {
  return { ...row, state, problem: problemOf(state, problem), uploadedAt: new Date(uploadedAt).toISOString() };
}

function likeAnywhere(word: string): string {
  return `%${word.replace(/[\\%_]/g, '\\$&')}%`;
}

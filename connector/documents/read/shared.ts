/** A share as its reader meets it: what was shared, by whom, and the pages there are to read. */
import type { EntityManager } from 'typeorm';
import { z } from 'zod';
import { MODES } from '../../consent/index.js';
import { DOCUMENT_KINDS, VERSION_STATES } from '../kinds.js';

const sizesSchema = z.array(z.tuple([z.number(), z.number()]));

const rowSchema = z.object({
  mailboxId: z.string(),
  id: z.string(),
  documentId: z.string(),
  repId: z.string(),
  stampId: z.string(),
  mode: z.enum(MODES),
  allowDownload: z.boolean(),
  expiresAt: z.date().nullable(),
  passcodeHash: z.string().nullable(),
  askAddress: z.boolean(),
  revokedAt: z.date().nullable(),
  name: z.string(),
  sender: z.object({ name: z.string(), address: z.string() }),
  /** State of the newest version, ready or not. */
  newest: z.enum(VERSION_STATES).nullable(),
  /** The newest version that can be read, or the one that was asked for; null: none. */
  version: z
    .object({
      version: z.int(),
      kind: z.enum(DOCUMENT_KINDS),
      fileName: z.string(),
      pages: z.int(),
      /** Points of 1/72 inch; one pair for all pages, or one for each. */
      sizes: sizesSchema.catch([]),
      /** Of the original, hex. */
      sha256: z.string(),
    })
    .nullable(),
});

export type Shared = z.infer<typeof rowSchema>;
export type SharedVersion = NonNullable<Shared['version']>;

/** @param version the one to read instead of the newest that is ready; null where it is gone */
export async function sharedOf(tx: EntityManager, shareId: string, version?: number): Promise<Shared | null> {
  const [row] = await tx.query<unknown[]>(
    `select s.mailbox_id "mailboxId", s.id, s.document_id "documentId", s.rep_id "repId", s.stamp_id "stampId", s.mode,
        s.allow_download "allowDownload", s.expires_at "expiresAt", s.passcode_hash "passcodeHash", s.ask_address "askAddress",
        s.revoked_at "revokedAt", d.name, json_build_object('name', r.name, 'address', r.address) sender, n.state newest,
        case when v.version is not null then json_build_object('version', v.version, 'kind', v.kind, 'fileName', v.file_name,
          'pages', v.pages, 'sizes', v.page_sizes, 'sha256', encode(v.sha256, 'hex')) end "version"
      from shares s
        join documents d on d.id = s.document_id
        join reps r on r.id = s.rep_id
        left join document_versions n on n.document_id = d.id and n.version = d.version
        left join lateral (
          select * from document_versions
            where document_id = d.id and state = 'ready' and version = coalesce($2, version)
            order by version desc limit 1
        ) v on true
      where s.id = $1`,
    [shareId, version ?? null],
  );
  return row === undefined ? null : rowSchema.parse(row);
}

/** Why a share shows nothing, or `open`. */
export type Standing = 'open' | 'expired' | 'revoked' | 'wrong' | 'preparing' | 'failed';

/** @param shared null: there is no such share, or its address was damaged */
export function standingOf(shared: Pick<Shared, 'revokedAt' | 'expiresAt' | 'version' | 'newest'> | null, now: Date): Standing {
  if (shared === null) return 'wrong';
  if (shared.revokedAt !== null) return 'revoked';
  if (shared.expiresAt !== null && shared.expiresAt <= now) return 'expired';
  if (shared.version !== null) return 'open';
  return shared.newest === 'failed' ? 'failed' : 'preparing';
}

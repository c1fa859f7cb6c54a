/** A document as it stands in the database once its pages were made, for tests that need no file of it. */
import { randomUUID } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import type { VersionState } from '../../connector/documents/index.js';
import type { Rep } from '../../connector/identity/index.js';
import { NOW } from '../mail-facts.js';

export interface DocumentFacts {
  readonly name?: string;
  readonly state?: VersionState;
  readonly pages?: number;
  readonly archived?: boolean;
  readonly shared?: boolean;
}

/** Gives its id. */
export async function aDocument(tx: EntityManager, rep: Rep, { name = 'Offer', state = 'ready', pages = 12, archived = false, shared = false }: DocumentFacts = {}): Promise<string> {
  const id = randomUUID();
  await tx.query('insert into documents (id, team_id, rep_id, name, shared, created_at, archived_at) values ($1, $2, $3, $4, $5, $6, $7)', [id, rep.team.id, rep.id, name, shared, NOW, archived ? NOW : null]);
  await tx.query(
    `insert into document_versions (document_id, version, rep_id, kind, file_name, bytes, sha256, state, pages, page_sizes, uploaded_at) values ($1, 1, $2, 'pdf', $3, 1, '', $4, $5, '[[595, 842]]', $6)`,
    [id, rep.id, `${name}.pdf`, state, state === 'ready' ? pages : null, NOW],
  );
  return id;
}

/**
 * Who may do what with a document. Its owner everything; the team it is shared in may see and send
 * it, and the team's leads and administrators may tend it. For everybody else there is none.
 */
import type { EntityManager } from 'typeorm';
import { ReadbackError } from '../../errors.js';
import type { Rep } from '../../identity/index.js';

/** Who asks. */
export type Viewer = Pick<Rep, 'id' | 'role'> & { readonly team: Pick<Rep['team'], 'id'> };

export interface DocumentKey {
  readonly id: string;
  readonly repId: string;
  readonly name: string;
  readonly shared: boolean;
  readonly archivedAt: Date | null;
}

/** Condition on `document` for what a rep sees. @param rep and @param team parameters of the query, such as `$1` */
export function visibleTo(rep: string, team: string): string {
  return `(document.rep_id = ${rep}::uuid or (document.shared and document.team_id = ${team}::uuid))`;
}

/** Throws NOT_FOUND, also for what others have for themselves. @param lock keeps it as it is until the transaction ends */
export async function visibleDocument(tx: EntityManager, viewer: Viewer, id: string, lock = false): Promise<DocumentKey> {
  const [found] = await tx.query<DocumentKey[]>(
    `select document.id, document.rep_id as "repId", document.name, document.shared, document.archived_at as "archivedAt"
     from documents document where document.id = $1 and ${visibleTo('$2', '$3')} ${lock ? 'for update' : ''}`,
    [id, viewer.id, viewer.team.id],
  );
  if (found === undefined) throw new ReadbackError('NOT_FOUND', 'There is no such document.');
  return found;
}

/** As `visibleDocument`, locked, for whoever may change it. Throws NOT_FOUND, NOT_ALLOWED. */
export async function ownDocument(tx: EntityManager, viewer: Viewer, id: string): Promise<DocumentKey> {
  const document = await visibleDocument(tx, viewer, id, true);
  if (document.repId !== viewer.id && viewer.role === 'rep') {
    throw new ReadbackError('NOT_ALLOWED', 'This document is shared with you by a colleague: it can be sent, and changed by its owner or a lead of the team.');
  }
  return document;
}

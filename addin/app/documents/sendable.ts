/** What a mail would send of a document, and what keeps it from being sent: as the connector decides when a campaign is made. Pure. */
import type { Document, DocumentVersion } from './api.js';

export type Sendable = { readonly can: true; readonly version: DocumentVersion } | { readonly can: false; readonly because: 'archived' | 'converting' | 'waiting' | 'failed' };

/** The newest version with pages is sent, also while a newer one is being made. */
export function sendable({ archivedAt, versions, current }: Document): Sendable {
  if (archivedAt !== null) return { can: false, because: 'archived' };
  const ready = versions.find(({ state }) => state === 'ready');
  if (ready) return { can: true, version: ready };
  return { can: false, because: current.state === 'ready' ? 'converting' : current.state };
}

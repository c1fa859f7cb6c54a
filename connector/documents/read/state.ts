/** What the viewer's page is told of itself: `ViewerState`, made of a share, its options and the reader's language. */
import type { Keys } from '../../config/index.js';
import type { DocumentStore } from '../store/store.js';
import type { ViewerState } from '../viewer-api.js';
import { isLocked, lockOf } from './lock.js';
import { pagesFile } from './pages-file.js';
import { standingOf, type Shared } from './shared.js';
import { visitTicket } from './ticket.js';

type Locked = Extract<ViewerState, { state: 'locked' }>;
type Ready = Extract<ViewerState, { state: 'ready' }>;

/** What a reader sees who may not see the pages; null: they may. */
export function closedOrLocked(shared: Shared | null, now: Date, language: string): ViewerState | null {
  const standing = standingOf(shared, now);
  if (standing !== 'open' || shared === null) return { state: 'closed', because: standing === 'open' ? 'wrong' : standing, sender: shared?.sender ?? null, language };
  return isLocked(shared) ? locked(shared, null, language) : null;
}

export function locked({ name, sender, passcodeHash, askAddress }: Shared, problem: Locked['problem'], language: string): Locked {
  return { state: 'locked', name, sender, needs: { passcode: passcodeHash !== null, address: askAddress }, problem, language };
}

export interface ReadyFacts {
  readonly keys: Keys;
  readonly store: Pick<DocumentStore, 'size'>;
  readonly shared: Shared;
  readonly visitId: string;
  /** When the page was given out. */
  readonly at: Date;
  readonly times: Ready['times'];
  readonly language: string;
}

/** The state of a page that shows the document; closed where its pages are gone from the store. */
export async function ready({ keys, store, shared, visitId, at, times, language }: ReadyFacts): Promise<ViewerState> {
  const { version } = shared;
  const file = version === null ? null : await pagesFile(store, shared.documentId, version);
  if (version === null || file === null) return { state: 'closed', because: 'failed', sender: shared.sender, language };
  return {
    state: 'ready',
    ticket: visitTicket(keys, { visitId, shareId: shared.id, version: version.version, at, lock: lockOf(shared) }),
    name: shared.name,
    pages: version.pages,
    sizes: version.sizes,
    bytes: file.bytes,
    mayDownload: shared.allowDownload,
    fileName: version.fileName,
    sender: shared.sender,
    times,
    language,
  };
}

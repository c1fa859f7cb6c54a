/** The documents part put together: what it needs from outside, and what it gives the composition root. */
import type { DataSource } from 'typeorm';
import type { Clock } from '../clock.js';
import type { Settings } from '../config/index.js';
import type { Route } from '../http/index.js';
import type { NeededBy } from './library/change.js';
import { removeDueFiles } from './library/files-to-remove.js';
import { libraryRoutes } from './library/routes.js';
import type { Convert, Inspect } from './library/upload.js';
import { openFolderStore } from './store/folder-store.js';
import type { DocumentStore } from './store/store.js';

export interface DocumentsOptions {
  readonly settings: Pick<Settings, 'documentStore' | 'documentMax_MB'>;
  readonly dataSource: DataSource;
  readonly clock: Clock;
  readonly neededBy?: NeededBy;
  readonly inspect?: Inspect;
  readonly convert?: Convert;
}

const nothing: NeededBy = () => Promise.resolve(null);
/** Until pages are made of files: everything is kept as it is. */
const asPdf: Inspect = () => Promise.resolve({ accepted: true, kind: 'pdf' });
const later: Convert = () => Promise.resolve();

export interface Documents {
  readonly store: DocumentStore;
  readonly routes: readonly Route[];
  /** To be called now and then. */
  housekeeping(): Promise<void>;
}

/** Throws STORE_FULL. */
export async function createDocuments(options: DocumentsOptions): Promise<Documents> {
  const { settings, dataSource, clock, neededBy = nothing, inspect = asPdf, convert = later } = options;
  const store = await openFolderStore(settings.documentStore);
  return {
    store,
    routes: [...libraryRoutes({ dataSource, clock, neededBy, inspect, convert, store, largest_bytes: settings.documentMax_MB * 1024 ** 2 })],
    housekeeping: () => removeDueFiles(dataSource, store, clock.now()),
  };
}

/** The documents part put together: what it needs from outside, and what it gives the composition root. */
import { Router } from 'express';
import type { DataSource } from 'typeorm';
import type { Clock } from '../clock.js';
import type { Keys, Settings } from '../config/index.js';
import type { Route } from '../http/index.js';
import type { OwnMailboxOptions } from '../mailbox/index.js';
import { inspect, queueConversion } from './convert/index.js';
import type { NeededBy } from './library/change.js';
import { removeDueFiles } from './library/files-to-remove.js';
import { libraryRoutes } from './library/routes.js';
import type { Convert, Inspect } from './library/upload.js';
import { cardPictureRouter } from './share/card-picture.js';
import { shareRoutes } from './share/routes.js';
import { openFolderStore } from './store/folder-store.js';
import type { DocumentStore } from './store/store.js';

export interface DocumentsOptions extends OwnMailboxOptions {
  readonly settings: Pick<Settings, 'documentStore' | 'documentMax_MB' | 'publicUrl' | 'consentPolicy'>;
  readonly dataSource: DataSource;
  readonly keys: Keys;
  readonly clock: Clock;
  /** What speaks against deleting a document that was never sent. */
  readonly neededBy: NeededBy;
  /** Default: by its content (convert/). */
  readonly inspect?: Inspect;
  /** Default: the job of convert/. */
  readonly convert?: Convert;
}

export interface Documents {
  readonly store: DocumentStore;
  /** Below /api. */
  readonly routes: readonly Route[];
  /** What readers meet, at `/d/…`. */
  readonly router: Router;
  /** To be called now and then. */
  housekeeping(): Promise<void>;
}

const asJob: Convert = (tx, { documentId, version }) => queueConversion(tx, documentId, version);

/** Throws STORE_FULL. */
export async function createDocuments(options: DocumentsOptions): Promise<Documents> {
  const { settings, dataSource, keys, clock, neededBy } = options;
  const { publicUrl, consentPolicy } = settings;
  const store = await openFolderStore(settings.documentStore);
  const intake = { inspect: options.inspect ?? inspect, convert: options.convert ?? asJob, largest_bytes: settings.documentMax_MB * 1024 ** 2 };
  return {
    store,
    routes: [...libraryRoutes({ dataSource, clock, store, neededBy, ...intake }), ...shareRoutes({ ...options, publicUrl, consentPolicy })],
    router: Router().use(cardPictureRouter({ dataSource, keys, clock, store })),
    housekeeping: () => removeDueFiles(dataSource, store, clock.now()),
  };
}

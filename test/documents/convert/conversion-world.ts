/** A library whose uploads are converted: a real database, a real folder, real jobs, and converters as wanted. */
import { copyFile } from 'node:fs/promises';
import type { Database } from '../../../connector/database/index.js';
import { createConversion, inspect, queueConversion, type Conversion } from '../../../connector/documents/index.js';
import type { ConversionJob, Converter } from '../../../connector/documents/convert/converters/converter.js';
import type { DocumentStore } from '../../../connector/documents/index.js';
import { startJobs, type Jobs } from '../../../connector/jobs/index.js';
import { silentLog } from '../../log.js';
import { NOW } from '../../mail-facts.js';
import { startLibrary, type LibraryServer } from '../library-server.js';

export interface VersionFacts {
  readonly state: string;
  readonly problem: string | null;
  readonly progress: number;
  readonly pages: number | null;
  readonly sizes: unknown;
  readonly pictures: number;
  readonly tries: number;
}

export interface ConversionWorld {
  readonly library: LibraryServer;
  /** What makes PDFs; null: nothing does. Change it at will. */
  converter: Converter | null;
  readonly conversion: Conversion;
  version(documentId: string): Promise<VersionFacts>;
  close(): Promise<void>;
}

/** @param store instead of the library's own */
export async function startConversions(database: Database, { store, runsJobs = true }: { readonly store?: (real: DocumentStore) => DocumentStore; readonly runsJobs?: boolean } = {}): Promise<ConversionWorld> {
  const library = await startLibrary(database, { inspect, convert: (tx, { documentId, version }) => queueConversion(tx, documentId, version) });
  const real = library.documents.store;
  const installation = { folder: '', isThere: () => Promise.resolve(false), progress: () => null, problem: () => null, install: () => Promise.resolve() };
  const state: { converter: Converter | null } = { converter: null };
  const conversion = createConversion({
    settings: { converterUrl: undefined, sofficePath: undefined, dataDir: library.folder, converterInstalls: 'when-asked' },
    dataSource: database.dataSource,
    store: store?.(real) ?? real,
    clock: { now: () => NOW },
    log: silentLog,
    converters: { choose: () => Promise.resolve(state.converter) },
    installation,
    again_ms: 0,
  });
  const jobs: Jobs | undefined = runsJobs ? await startJobs({ database, tasks: [conversion.task], log: silentLog }) : undefined;
  return {
    library,
    conversion,
    get converter() {
      return state.converter;
    },
    set converter(converter) {
      state.converter = converter;
    },
    version: async (documentId) => {
      const [row] = await database.dataSource.query<VersionFacts[]>(
        'select state, problem, progress, pages, page_sizes as sizes, pictures, conversion_tries as tries from document_versions where document_id = $1 order by version desc limit 1',
        [documentId],
      );
      if (row === undefined) throw new Error('there is no such document');
      return row;
    },
    close: async () => {
      await jobs?.stop();
      await library.close();
    },
  };
}

/** Makes the same PDF of everything. */
export function converterGiving(pdf: string): Converter {
  return converting(({ output }) => copyFile(pdf, output));
}

export function converting(convert: (job: ConversionJob) => Promise<unknown>): Converter {
  return { kind: 'soffice', convert: (job) => convert(job).then(() => ({ took_ms: 1, peak_bytes: 0 })) };
}

/** `GET` and `POST /api/documents/converter`: how pages are made here, and installing what makes them. */
import type { DataSource } from 'typeorm';
import { ReadbackError } from '../../errors.js';
import { route, type Route } from '../../http/index.js';
import type { Rep } from '../../identity/index.js';
import { converterSchema, type Converter as ConverterView } from '../api.js';
import type { ConverterChoice } from './converters/choose.js';
import type { Installation } from './converters/installation.js';
import { waitingForConverter } from './version-row.js';

export interface ConverterRoutesOptions {
  readonly dataSource: DataSource;
  readonly converters: ConverterChoice;
  readonly installation: Installation;
  /** Begins installing; resolves at once. */
  readonly install: () => void;
}

export function converterRoutes(options: ConverterRoutesOptions): Route[] {
  const view = async (rep: Rep): Promise<ConverterView> => ({
    ...(await converterState(options)),
    waiting: await waitingForConverter(options.dataSource.manager),
    mayInstall: rep.role === 'administrator',
  });
  return [
    route({
      method: 'get',
      path: '/documents/converter',
      summary: 'How pages are made of Word and PowerPoint files here, and how many files wait for that',
      output: converterSchema,
      handle: ({ rep }) => view(rep),
    }),
    route({
      method: 'post',
      path: '/documents/converter',
      summary: 'Install the converter (250 MB), in the background; for administrators. Where there is one already, or it is being installed, nothing more happens',
      output: converterSchema,
      handle: async ({ rep }) => {
        if (rep.role !== 'administrator') throw new ReadbackError('NOT_ALLOWED', 'Only an administrator can install the converter.');
        if ((await options.converters.choose()) === null) options.install();
        return view(rep);
      },
    }),
  ];
}

const SAYS = {
  server: 'Pages of Word and PowerPoint files are made by the server CONVERTER_URL.',
  soffice: 'Pages of Word and PowerPoint files are made by LibreOffice of this machine.',
  wasm: 'Pages of Word and PowerPoint files are made by LibreOffice as WebAssembly.',
  installing: 'LibreOffice is being installed. Files that were uploaded go on by themselves.',
  missing: 'Word and PowerPoint files need LibreOffice, which is not installed here. Files that are uploaded wait for it; PDFs do not need it.',
} as const;

export async function converterState({ converters, installation }: Pick<ConverterRoutesOptions, 'converters' | 'installation'>): Promise<Pick<ConverterView, 'kind' | 'state' | 'progress' | 'says'>> {
  const converter = await converters.choose();
  if (converter !== null) return { kind: converter.kind, state: 'ready', progress: 100, says: SAYS[converter.kind] };
  const progress = installation.progress();
  if (progress !== null) return { kind: 'none', state: 'installing', progress, says: SAYS.installing };
  const problem = installation.problem();
  return { kind: 'none', state: problem === null ? 'missing' : 'failed', progress: 0, says: problem ?? SAYS.missing };
}

/** Which converter makes PDFs here: CONVERTER_URL, else LibreOffice of this machine, else WebAssembly where it is installed. */
import type { Settings } from '../../../config/index.js';
import type { Converter } from './converter.js';
import type { Installation } from './installation.js';
import { serverConverter } from './server.js';
import { findSoffice, sofficeConverter } from './soffice.js';
import { wasmConverter } from './wasm.js';

export interface ConverterChoice {
  /** Looked up anew each time, so that one that is installed later is found; null: there is none. */
  choose(): Promise<Converter | null>;
}

export function converterChoice(settings: Pick<Settings, 'converterUrl' | 'sofficePath'>, installation: Pick<Installation, 'folder' | 'isThere'>): ConverterChoice {
  return {
    choose: async () => {
      if (settings.converterUrl !== undefined) return serverConverter(settings.converterUrl);
      const soffice = await findSoffice(settings.sofficePath);
      if (soffice !== null) return sofficeConverter(soffice);
      return (await installation.isThere()) ? wasmConverter(installation.folder) : null;
    },
  };
}

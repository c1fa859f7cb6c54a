/** What makes a PDF of a Word or PowerPoint file: one interface, three ways (soffice, wasm, server). */
import type { Format } from '../inspect/finding.js';

export interface ConversionJob {
  /** The file; its name ends as its format wants it. */
  readonly input: string;
  readonly format: Format;
  /** Empty, and only for this conversion; removed by whoever made it. */
  readonly folder: string;
  /** Where the PDF is to lie; in `folder`. */
  readonly output: string;
  readonly signal: AbortSignal;
}

export interface Converted {
  readonly took_ms: number;
  /** The most it was seen to take; 0 where that is not known. */
  readonly peak_bytes: number;
}

export interface Converter {
  readonly kind: 'soffice' | 'wasm' | 'server';
  /** Throws ConversionProblem; what `signal` says when it is aborted. */
  convert(job: ConversionJob): Promise<Converted>;
}

/**
 * `refused`: it works, and does not take this file. `slow`, `crashed`: perhaps it goes better once
 * more. `memory`: it would take too much again. `away`: it cannot be reached, which is no fault of
 * the file.
 */
export type ConversionFault = 'refused' | 'slow' | 'crashed' | 'memory' | 'away';

export class ConversionProblem extends Error {
  constructor(readonly fault: ConversionFault, detail: string, options?: ErrorOptions) {
    super(`the conversion failed: ${fault}${detail === '' ? '' : ` (${detail})`}`, options);
  }
}

/** How long a file may take, from nothing to PDF: most take seconds; thousand pages of pictures minutes. */
export const CONVERSION_MS = 5 * 60_000;

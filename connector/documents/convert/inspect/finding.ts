/** What was found out about a file. Pure. */
import { REFUSALS, type DocumentKind, type RefusalCode } from '../../kinds.js';

/**
 * What the converter is told a file is: the kinds, and their relatives that Word and PowerPoint
 * open just so (with macros, templates, slide shows, RTF).
 */
export type Format = DocumentKind | 'docm' | 'dotx' | 'dotm' | 'rtf' | 'pptm' | 'ppsx' | 'ppsm' | 'potx' | 'potm';

export interface Accepted {
  readonly accepted: true;
  readonly kind: DocumentKind;
  readonly format: Format;
}

export interface Refused {
  readonly accepted: false;
  readonly code: RefusalCode;
  /** For people: one or two sentences, what it is and what to do. */
  readonly says: string;
}

export type Finding = Accepted | Refused;

const KIND_OF: Readonly<Record<Format, DocumentKind>> = {
  pdf: 'pdf',
  doc: 'doc',
  rtf: 'doc',
  docx: 'docx',
  docm: 'docx',
  dotx: 'docx',
  dotm: 'docx',
  ppt: 'ppt',
  pptx: 'pptx',
  pptm: 'pptx',
  ppsx: 'pptx',
  ppsm: 'pptx',
  potx: 'pptx',
  potm: 'pptx',
};

export function accepted(format: Format): Accepted {
  return { accepted: true, kind: KIND_OF[format], format };
}

/** @param says instead of the sentence of the code */
export function refused(code: RefusalCode, says: string = REFUSALS[code]): Refused {
  return { accepted: false, code, says };
}

/**
 * A file that is well known to be something else. Where its name says it is a document it is
 * disguised, mostly by somebody who only changed the name.
 */
export interface Other {
  readonly accepted: null;
  /** With its article: `an Excel workbook`. */
  readonly what: string;
  /** What to do, one sentence, where there is something better than to save it as PDF. */
  readonly advice?: string;
}

export function other(what: string, advice?: string): Other {
  return { accepted: null, what, ...(advice === undefined ? {} : { advice }) };
}

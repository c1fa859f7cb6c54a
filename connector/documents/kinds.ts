/** What kinds of files can be sent as tracked documents, and the states of one. Pure: the web app reads it, too. */

export const DOCUMENT_KINDS = ['pdf', 'doc', 'docx', 'ppt', 'pptx'] as const;
export type DocumentKind = (typeof DOCUMENT_KINDS)[number];

/**
 * `waiting`: for a converter to be installed, the file is kept. `converting`: being made into pages.
 * `ready`: it can be read. `failed`: it cannot, and says why.
 */
export const VERSION_STATES = ['waiting', 'converting', 'ready', 'failed'] as const;
export type VersionState = (typeof VERSION_STATES)[number];

/** Why a file cannot be shown: a stable code each, with the sentence a person reads. */
export const REFUSALS = {
  'empty': 'The file is empty.',
  'too-large': 'The file is larger than this connector takes.',
  'not-a-document': 'This is no PDF, Word or PowerPoint file.',
  'disguised': 'What is in the file is not what its name says. Save it again in the program it was made with.',
  'password': 'The file is protected with a password. Save a copy without one, and upload that.',
  'corrupt': 'The file is damaged: the program it was made with may still open it and save a good copy.',
  'no-pages': 'The file has no pages.',
  'too-many-pages': 'The file has more pages than can be shown.',
  'too-slow': 'Making pages of this file took too long. Save it as PDF, and upload that.',
  'too-much-memory': 'Making pages of this file took more memory than there is for one file. Save it as PDF, and upload that.',
  'converter-failed': 'The converter could not make pages of this file. Save it as PDF, and upload that.',
} as const;
export type RefusalCode = keyof typeof REFUSALS;

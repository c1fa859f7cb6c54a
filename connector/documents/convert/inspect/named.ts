/**
 * What a file's name claims, held against what is in the file. Only the content decides what a file
 * is; a name that claims something else is a sign of a mistake or a trick, and readers who download
 * the file could not open it.
 */
import { other, refused, type Accepted, type Finding, type Other } from './finding.js';

const CLAIMS: Readonly<Record<string, Family>> = {
  pdf: 'pdf',
  doc: 'word', docx: 'word', docm: 'word', dot: 'word', dotx: 'word', dotm: 'word', rtf: 'word',
  ppt: 'powerpoint', pptx: 'powerpoint', pptm: 'powerpoint', pps: 'powerpoint', ppsx: 'powerpoint', ppsm: 'powerpoint',
  pot: 'powerpoint', potx: 'powerpoint', potm: 'powerpoint',
};

export type Family = 'pdf' | 'word' | 'powerpoint';

const SAYS: Readonly<Record<Family, string>> = { pdf: 'a PDF', word: 'a Word document', powerpoint: 'a PowerPoint presentation' };
const SAVE_AS_PDF = 'Open it in the program it was made with, save it as PDF, and upload that.';

/** Null: the name claims nothing that we know. */
export function familyClaimedBy(fileName: string): Family | null {
  const extension = /\.([^.\\/]+)$/.exec(fileName.trim())?.[1]?.toLowerCase();
  return (extension === undefined ? null : CLAIMS[extension]) ?? null;
}

/** What becomes of what was found, under this name. */
export function under(fileName: string, found: Accepted | Other): Finding {
  const claimed = familyClaimedBy(fileName);
  if (found.accepted === null) {
    const advice = found.advice ?? SAVE_AS_PDF;
    return claimed === null
      ? refused('not-a-document', `This is ${found.what}, not a PDF, Word or PowerPoint file. ${advice}`)
      : refused('disguised', `The name says that this is ${SAYS[claimed]}, but in the file is ${found.what}. ${advice}`);
  }
  const is = familyOf(found);
  if (claimed === null || claimed === is) return found;
  return refused('disguised', `The name says that this is ${SAYS[claimed]}, but in the file is ${SAYS[is]}. Give it the right name, and upload it again.`);
}

/** What can be made nothing of: damaged, if its name says it is a document. */
export function unknownUnder(fileName: string): Finding {
  return familyClaimedBy(fileName) === null ? under(fileName, other('a file of an unknown kind')) : refused('corrupt');
}

function familyOf({ kind }: Accepted): Family {
  if (kind === 'pdf') return 'pdf';
  return kind === 'doc' || kind === 'docx' ? 'word' : 'powerpoint';
}

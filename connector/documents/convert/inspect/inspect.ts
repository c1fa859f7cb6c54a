/**
 * What a file is, found out from what is in it; its name is only held against that. Little is read,
 * nothing is run, and whatever is in the file, this ends soon and with a finding: unknown bytes come
 * from anywhere. Of a PDF only the beginning is looked at here; PDFium opens it (pages/).
 */
import { COMPOUND_MAGIC } from './compound.js';
import { withFileBytes, type FileBytes } from './file-bytes.js';
import { accepted, other, refused, type Accepted, type Finding, type Other, type Refused } from './finding.js';
import { asText, HEAD_BYTES, isOwnerFile, knownStart } from './magic.js';
import { under, unknownUnder } from './named.js';
import { readOffice97 } from './office97.js';
import { readPackage } from './ooxml.js';

const ZIP_MAGIC = Buffer.from('504b0304', 'hex');
const EMPTY_ZIP_MAGIC = Buffer.from('504b0506', 'hex');
const RTF_MAGIC = '{\\rt';
const PDF_MAGIC = Buffer.from('%PDF-');
/** Readers look for the header this far (ISO 32000-1 annex H, note 13). */
const PDF_WITHIN_BYTES = 1_024;

/** @param fileName as it was uploaded */
export function inspectContent(path: string, fileName: string): Promise<Finding> {
  return withFileBytes(path, async (bytes) => {
    if (bytes.size === 0) return refused('empty');
    const found = await contentOf(bytes, fileName);
    if (found === null) return unknownUnder(fileName);
    return found.accepted === false ? found : under(fileName, found);
  });
}

async function contentOf(bytes: FileBytes, fileName: string): Promise<Accepted | Other | Refused | null> {
  const head = await bytes.read(0, HEAD_BYTES);
  if (head.subarray(0, 8).equals(COMPOUND_MAGIC)) return readOffice97(bytes);
  if (head.subarray(0, 4).equals(ZIP_MAGIC)) return readPackage(bytes);
  if (head.subarray(0, 4).equals(EMPTY_ZIP_MAGIC)) return other('an empty archive');
  if (head.toString('latin1', 0, 5).startsWith(RTF_MAGIC)) return accepted('rtf');
  if (head.subarray(0, PDF_WITHIN_BYTES).includes(PDF_MAGIC)) return accepted('pdf');
  if (isOwnerFile(head, bytes.size, fileName)) return other('only the note that somebody has the file open', 'Upload the file itself, without ~$ in its name.');
  return knownStart(head) ?? asText(head);
}

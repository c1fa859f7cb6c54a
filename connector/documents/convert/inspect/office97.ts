/** What is in a compound file: [MS-DOC], [MS-PPT], an encrypted newer file ([MS-OFFCRYPTO]), or another program's. */
import { readCompound, type Compound, type CompoundEntry } from './compound.js';
import type { FileBytes } from './file-bytes.js';
import { accepted, other, refused, type Accepted, type Other, type Refused } from './finding.js';

/** [MS-DOC] 2.5.1 FibBase: wIdent of Word 97 and later, and of Word 6 and 95. */
const WORD_97 = 0xa5ec;
const WORD_6 = 0xa5dc;
const FIB_FLAGS_AT = 10;
const F_ENCRYPTED = 0x0100;
const FIB_BASE_BYTES = 32;
/** [MS-PPT] 2.3.2 CurrentUserAtom: headerToken, behind the record's own header and its size. */
const HEADER_TOKEN_AT = 12;
const TOKEN_ENCRYPTED = 0xf3d1_c4df;

/** Other programs, by what lies in the root of their files. */
const OTHERS: readonly (readonly [string, Other])[] = [
  ['Workbook', other('an Excel workbook')],
  ['Book', other('an Excel workbook')],
  ['__properties_version1.0', other('a mail saved from Outlook', 'Upload the file that is attached to it.')],
  ['VisioDocument', other('a Visio drawing')],
  ['Quill', other('a Publisher file')],
  ['StarWriterDocument', other('a StarOffice text')],
  ['StarImpressDocument', other('a StarOffice presentation')],
  ['PP40', other('a presentation of PowerPoint 95', 'Open it in PowerPoint, save it as .pptx, and upload that.')],
  ['MatOST', other('a file of Microsoft Works')],
  ['BodyText', other('a Hangul document')],
  ['PowerPoint Pictures', other('a presentation of an old PowerPoint', 'Open it in PowerPoint, save it as .pptx, and upload that.')],
];

export async function readOffice97(bytes: FileBytes): Promise<Accepted | Other | Refused> {
  const compound = await readCompound(bytes);
  if (compound === null) return refused('corrupt');
  const byName = new Map(compound.root.map((entry) => [entry.name, entry]));
  if (byName.has('EncryptedPackage') || byName.has('EncryptionInfo')) return refused('password');
  if (byName.has('\tDRMContent')) return refused('password', 'The file is protected with rights management, so nobody else can open it. Save a copy without it, and upload that.');
  // Presentations carry Word documents, and the other way round, but never in the root.
  const word = byName.get('WordDocument');
  if (word !== undefined) return readWord(compound, word);
  const powerpoint = byName.get('PowerPoint Document');
  if (powerpoint !== undefined) return readPowerPoint(compound, powerpoint, byName);
  const known = OTHERS.find(([name]) => byName.has(name));
  return known?.[1] ?? other('a file of another program');
}

async function readWord(compound: Compound, stream: CompoundEntry): Promise<Accepted | Refused> {
  const fib = await compound.beginning(stream, FIB_BASE_BYTES);
  if (fib === null || fib.length < FIB_BASE_BYTES) return refused('corrupt');
  const ident = fib.readUInt16LE(0);
  if (ident !== WORD_97 && ident !== WORD_6) return refused('corrupt');
  return (fib.readUInt16LE(FIB_FLAGS_AT) & F_ENCRYPTED) === 0 ? accepted('doc') : refused('password');
}

async function readPowerPoint(compound: Compound, stream: CompoundEntry, byName: ReadonlyMap<string, CompoundEntry>): Promise<Accepted | Refused> {
  const content = await compound.beginning(stream, 8);
  if (content === null || content.length < 8) return refused('corrupt');
  if (byName.has('EncryptedSummary')) return refused('password');
  const currentUser = byName.get('Current User');
  if (currentUser === undefined) return refused('corrupt');
  const atom = await compound.beginning(currentUser, HEADER_TOKEN_AT + 4);
  if (atom === null || atom.length < HEADER_TOKEN_AT + 4) return refused('corrupt');
  return atom.readUInt32LE(HEADER_TOKEN_AT) === TOKEN_ENCRYPTED ? refused('password') : accepted('ppt');
}

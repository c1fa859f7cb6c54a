/**
 * What is in a ZIP file: Office Open XML says it in `[Content_Types].xml` (ECMA-376 part 2, 10.1.2),
 * by the type of its main part, whatever that part is called; others by their own marks.
 */
import type { FileBytes } from './file-bytes.js';
import { accepted, other, refused, type Accepted, type Format, type Other, type Refused } from './finding.js';
import { firstName, liesWithin, readEntry, readZip, type ZipEntry } from './zip.js';

const TYPES_NAME = '[content_types].xml';
const LARGEST_TYPES_BYTES = 8 * 1024 * 1024;
/**
 * Unpacked, a document of 200 MB of pictures is a little larger; only what was made to be a trap is
 * more. The converter's own bounds on memory and time hold besides.
 */
const LARGEST_UNPACKED_BYTES = 4 * 1024 ** 3;
/** XML that a converter has to hold in memory. */
const LARGEST_XML_BYTES = 1024 ** 3;

const MAIN_PARTS: readonly (readonly [type: string, format: Format])[] = [
  ['application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml', 'docx'],
  ['application/vnd.ms-word.document.macroenabled.main+xml', 'docm'],
  ['application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml', 'dotx'],
  ['application/vnd.ms-word.template.macroenabledtemplate.main+xml', 'dotm'],
  ['application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml', 'pptx'],
  ['application/vnd.ms-powerpoint.presentation.macroenabled.main+xml', 'pptm'],
  ['application/vnd.openxmlformats-officedocument.presentationml.slideshow.main+xml', 'ppsx'],
  ['application/vnd.ms-powerpoint.slideshow.macroenabled.main+xml', 'ppsm'],
  ['application/vnd.openxmlformats-officedocument.presentationml.template.main+xml', 'potx'],
  ['application/vnd.ms-powerpoint.template.macroenabled.main+xml', 'potm'],
];

const OTHER_TYPES: readonly (readonly [part: string, Other])[] = [
  ['spreadsheetml.', other('an Excel workbook')],
  ['vnd.ms-excel.', other('an Excel workbook')],
  ['vnd.ms-visio.', other('a Visio drawing')],
  ['vnd.ms-package.xps-', other('an XPS document')],
  ['oxps', other('an XPS document')],
  ['drawingml.theme', other('a theme of Office', 'Upload the document itself.')],
];

const OPEN_DOCUMENT = other('an OpenDocument file', 'Save it as PDF, Word or PowerPoint, and upload that.');

/** By the name of an entry. */
const OTHER_NAMES: readonly (readonly [name: RegExp, Other])[] = [
  [/^index\/document\.iwa$|^index\.(apxl|xml)(\.gz)?$|^index\.zip$/i, other('a file of Pages, Keynote or Numbers', 'Export it there as PDF, and upload that.')],
  [/^META-INF\/manifest\.xml$/i, OPEN_DOCUMENT],
  [/^META-INF\/container\.xml$/i, other('an electronic book')],
  [/^META-INF\/MANIFEST\.MF$/i, other('a program')],
  [/^AndroidManifest\.xml$/i, other('a program')],
];

const ARCHIVE = other('a ZIP archive', 'Unpack it, and upload the files in it.');

export async function readPackage(bytes: FileBytes): Promise<Accepted | Other | Refused> {
  const entries = await readZip(bytes);
  if (entries === null || entries.length === 0) return (await wasOffice(bytes)) ? refused('corrupt') : brokenArchive(bytes);
  const byName = new Map(entries.map((entry) => [partName(entry.name), entry]));
  const types = byName.get(TYPES_NAME);
  if (types === undefined) return ofMarks(bytes, entries, byName);
  if (types.isEncrypted) return refused('password');
  const content = await readEntry(bytes, types, LARGEST_TYPES_BYTES);
  if (content === null) return refused('corrupt');
  return ofTypes(bytes, entries, byName, xmlText(content));
}

async function ofTypes(bytes: FileBytes, entries: readonly ZipEntry[], byName: ReadonlyMap<string, ZipEntry>, xml: string): Promise<Accepted | Other | Refused> {
  const types = [...xml.matchAll(/<(?:\w+:)?(Override|Default)\b([^<>]*)>/g)].map(([, kind, attributes = '']) => ({
    kind,
    part: partName(attributeOf(attributes, 'PartName') ?? ''),
    type: (attributeOf(attributes, 'ContentType') ?? '').toLowerCase(),
  }));
  const main = types.flatMap(({ kind, part, type }) => {
    const [, format] = MAIN_PARTS.find(([known]) => known === type) ?? [];
    // Some writers name the type for all parts of an extension.
    const entry = kind === 'Override' ? byName.get(part) : (byName.get('word/document.xml') ?? byName.get('ppt/presentation.xml'));
    return format === undefined ? [] : [{ format, entry }];
  });
  const found = main.find(({ entry }) => entry !== undefined) ?? main[0];
  if (found !== undefined) return found.entry === undefined ? refused('corrupt') : soundness(bytes, entries, found.entry, found.format);
  const known = OTHER_TYPES.find(([part]) => types.some(({ type }) => type.includes(part)));
  return known?.[1] ?? (types.length === 0 ? refused('corrupt') : ofMarks(bytes, entries, byName));
}

async function soundness(bytes: FileBytes, entries: readonly ZipEntry[], main: ZipEntry, format: Format): Promise<Accepted | Refused> {
  if (entries.some(({ isEncrypted }) => isEncrypted)) return refused('password');
  const isXml = ({ name }: ZipEntry): boolean => /\.(xml|rels|vml)$/i.test(name);
  if (sum(entries) > LARGEST_UNPACKED_BYTES || sum(entries.filter(isXml)) > LARGEST_XML_BYTES) {
    return refused('too-large', 'Unpacked, this file is larger than the connector takes. Save it as PDF, and upload that.');
  }
  return (await liesWithin(bytes, main)) ? accepted(format) : refused('corrupt');
}

async function ofMarks(bytes: FileBytes, entries: readonly ZipEntry[], byName: ReadonlyMap<string, ZipEntry>): Promise<Other | Refused> {
  const mimetype = byName.get('mimetype');
  const declared = mimetype === undefined ? null : await readEntry(bytes, mimetype, 1_000);
  const says = declared?.toString('latin1').trim() ?? '';
  if (says.startsWith('application/vnd.oasis.opendocument')) return OPEN_DOCUMENT;
  const known = OTHER_NAMES.find(([name]) => entries.some((entry) => name.test(entry.name)));
  if (known !== undefined) return known[1];
  // Word and PowerPoint do not open one without its types either.
  return entries.some(({ name }) => isOfficePart(name)) ? refused('corrupt') : ARCHIVE;
}

/** A package that was cut off before its directory. */
async function wasOffice(bytes: FileBytes): Promise<boolean> {
  const name = await firstName(bytes);
  return name !== null && (partName(name) === TYPES_NAME || isOfficePart(name));
}

async function brokenArchive(bytes: FileBytes): Promise<Other> {
  const name = await firstName(bytes);
  return name === 'mimetype' ? OPEN_DOCUMENT : ARCHIVE;
}

function isOfficePart(name: string): boolean {
  return /^(word|ppt|_rels|docProps)[/\\]/i.test(name);
}

/** Names of parts are compared without case; some writers begin them with a slash, or use the wrong one. */
function partName(name: string): string {
  return name.replaceAll('\\', '/').replace(/^\/+/, '').toLowerCase();
}

function attributeOf(attributes: string, name: string): string | undefined {
  const [, double, single] = new RegExp(`\\b${name}\\s*=\\s*(?:"([^"]*)"|'([^']*)')`).exec(attributes) ?? [];
  return double ?? single;
}

function xmlText(content: Buffer): string {
  if (content[0] === 0xff && content[1] === 0xfe) return content.toString('utf16le', 2);
  if (content[0] === 0xfe && content[1] === 0xff) return Buffer.from(content.subarray(2, content.length - (content.length % 2))).swap16().toString('utf16le');
  return content.toString('utf8');
}

function sum(entries: readonly ZipEntry[]): number {
  return entries.reduce((total, { bytes }) => total + bytes, 0);
}

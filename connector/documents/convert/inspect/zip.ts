/**
 * The directory of a ZIP file (PKWARE APPNOTE 4.3), and single entries out of it. Only what is asked
 * for is unpacked, and never more than the caller allows: what an entry says of its own size is not
 * believed.
 */
import { promisify } from 'node:util';
import { crc32, inflateRaw } from 'node:zlib';
import type { FileBytes } from './file-bytes.js';

const END_SIGNATURE = 0x0605_4b50;
const END_BYTES = 22;
const LONGEST_COMMENT = 65_535;
const LOCATOR_64_SIGNATURE = 0x0706_4b50;
const LOCATOR_64_BYTES = 20;
const END_64_SIGNATURE = 0x0606_4b50;
const END_64_BYTES = 56;
const ENTRY_SIGNATURE = 0x0201_4b50;
const ENTRY_BYTES = 46;
const LOCAL_SIGNATURE = 0x0403_4b50;
const LOCAL_BYTES = 30;
const IN_ZIP_64 = 0xffff_ffff;
/** A presentation of a thousand slides has some ten thousand entries. */
const MOST_ENTRIES = 100_000;
const LARGEST_DIRECTORY_BYTES = 32 * 1024 * 1024;
const LARGEST_CHECKED_BYTES = 64 * 1024 ** 2;
/** Entries may lie over one another: each small, and all of them together without end. */
const CHECKED_AT_MOST_BYTES = 1024 ** 3;
const STORED = 0;
const DEFLATED = 8;
const FLAG_ENCRYPTED = 1;

const inflate = promisify(inflateRaw);

export interface ZipEntry {
  /** With `/`, as written. */
  readonly name: string;
  readonly isEncrypted: boolean;
  readonly method: number;
  readonly crc32: number;
  readonly packed_bytes: number;
  /** What it says of itself. */
  readonly bytes: number;
  /** Where its local header is. */
  readonly at: number;
}

/** Null: there is no directory, or it is damaged. */
export async function readZip(bytes: FileBytes): Promise<ZipEntry[] | null> {
  const end = await findEnd(bytes);
  if (end === null) return null;
  const directory = await bytes.read(end.at, Math.min(end.bytes, LARGEST_DIRECTORY_BYTES));
  const entries: ZipEntry[] = [];
  for (let at = 0; entries.length < Math.min(end.count, MOST_ENTRIES); ) {
    if (at + ENTRY_BYTES > directory.length || directory.readUInt32LE(at) !== ENTRY_SIGNATURE) return null;
    const nameBytes = directory.readUInt16LE(at + 28);
    const extraBytes = directory.readUInt16LE(at + 30);
    const next = at + ENTRY_BYTES + nameBytes + extraBytes + directory.readUInt16LE(at + 32);
    if (next > directory.length) return null;
    const large = zip64(directory.subarray(at + ENTRY_BYTES + nameBytes, at + ENTRY_BYTES + nameBytes + extraBytes));
    const take = (offset: number): number => {
      const value = directory.readUInt32LE(at + offset);
      return value === IN_ZIP_64 ? large() : value;
    };
    entries.push({
      name: directory.toString('utf8', at + ENTRY_BYTES, at + ENTRY_BYTES + nameBytes),
      isEncrypted: (directory.readUInt16LE(at + 8) & FLAG_ENCRYPTED) !== 0,
      method: directory.readUInt16LE(at + 10),
      crc32: directory.readUInt32LE(at + 16),
      // The order of the large values: size, packed size, offset.
      bytes: take(24),
      packed_bytes: take(20),
      at: take(42),
    });
    at = next;
  }
  return entries;
}

/** Unpacks an entry; null: it is damaged, encrypted, packed in an unknown way, or larger than `atMost_bytes`. */
export async function readEntry(bytes: FileBytes, entry: ZipEntry, atMost_bytes: number): Promise<Buffer | null> {
  if (entry.isEncrypted || entry.packed_bytes > atMost_bytes) return null;
  const local = await bytes.read(entry.at, LOCAL_BYTES);
  if (local.length < LOCAL_BYTES || local.readUInt32LE(0) !== LOCAL_SIGNATURE) return null;
  const packed = await bytes.read(entry.at + LOCAL_BYTES + local.readUInt16LE(26) + local.readUInt16LE(28), entry.packed_bytes);
  if (packed.length < entry.packed_bytes) return null;
  if (entry.method === STORED) return packed;
  if (entry.method !== DEFLATED) return null;
  return inflate(packed, { maxOutputLength: atMost_bytes }).catch(() => null);
}

/** Whether the entry's packed content lies within the file. */
export async function liesWithin(bytes: FileBytes, entry: ZipEntry): Promise<boolean> {
  const local = await bytes.read(entry.at, LOCAL_BYTES);
  if (local.length < LOCAL_BYTES || local.readUInt32LE(0) !== LOCAL_SIGNATURE) return false;
  return entry.at + LOCAL_BYTES + local.readUInt16LE(26) + local.readUInt16LE(28) + entry.packed_bytes <= bytes.size;
}

/** Whether anything in it is not what it was when it was packed, or not as large as it says; of very much, the first gigabyte is looked at. */
export async function isDamaged(bytes: FileBytes): Promise<boolean> {
  if ((await bytes.read(0, 4)).toString('latin1') !== 'PK\u0003\u0004') return false;
  let looked = 0;
  for (const entry of (await readZip(bytes)) ?? []) {
    const most = Math.max(entry.bytes, entry.packed_bytes, 1);
    if (most > LARGEST_CHECKED_BYTES) continue;
    looked += most;
    if (looked > CHECKED_AT_MOST_BYTES) return false;
    const content = await readEntry(bytes, entry, most);
    if (content === null || content.length !== entry.bytes || crc32(content) !== entry.crc32) return true;
  }
  return false;
}

/** Name of the first entry, found without the directory: what a cut-off file was. */
export async function firstName(bytes: FileBytes): Promise<string | null> {
  const local = await bytes.read(0, LOCAL_BYTES);
  if (local.length < LOCAL_BYTES || local.readUInt32LE(0) !== LOCAL_SIGNATURE) return null;
  return (await bytes.read(LOCAL_BYTES, local.readUInt16LE(26))).toString('utf8');
}

interface End {
  readonly at: number;
  readonly bytes: number;
  readonly count: number;
}

async function findEnd(bytes: FileBytes): Promise<End | null> {
  const from = Math.max(0, bytes.size - END_BYTES - LONGEST_COMMENT);
  const tail = await bytes.read(from, bytes.size - from);
  for (let at = tail.length - END_BYTES; at >= 0; at -= 1) {
    if (tail.readUInt32LE(at) !== END_SIGNATURE) continue;
    const end = { count: tail.readUInt16LE(at + 10), bytes: tail.readUInt32LE(at + 12), at: tail.readUInt32LE(at + 16) };
    if (end.count !== 0xffff && end.bytes !== IN_ZIP_64 && end.at !== IN_ZIP_64) return end;
    return (await findEnd64(bytes, from + at)) ?? end;
  }
  return null;
}

async function findEnd64(bytes: FileBytes, endAt: number): Promise<End | null> {
  const locator = await bytes.read(endAt - LOCATOR_64_BYTES, LOCATOR_64_BYTES);
  if (locator.length < LOCATOR_64_BYTES || locator.readUInt32LE(0) !== LOCATOR_64_SIGNATURE) return null;
  const end = await bytes.read(Number(locator.readBigUInt64LE(8)), END_64_BYTES);
  if (end.length < END_64_BYTES || end.readUInt32LE(0) !== END_64_SIGNATURE) return null;
  return { count: Number(end.readBigUInt64LE(32)), bytes: Number(end.readBigUInt64LE(40)), at: Number(end.readBigUInt64LE(48)) };
}

/** Gives the 64-bit values of an entry's extra field, one after the other; NaN where there are no more. */
function zip64(extra: Buffer): () => number {
  let values = Buffer.alloc(0);
  for (let at = 0; at + 4 <= extra.length; at += 4 + extra.readUInt16LE(at + 2)) {
    if (extra.readUInt16LE(at) === 1) values = Buffer.from(extra.subarray(at + 4, at + 4 + extra.readUInt16LE(at + 2)));
  }
  let next = 0;
  return () => {
    if (next + 8 > values.length) return Number.NaN;
    next += 8;
    return Number(values.readBigUInt64LE(next - 8));
  };
}

/**
 * The directory of an OLE2 compound file ([MS-CFB]), in which Word, PowerPoint, Excel and Outlook
 * kept their files before 2007, and still keep encrypted ones: the names in its root, and the
 * beginning of a stream. Every chain is bounded by the file's own length, so that no file can make
 * this run in a circle.
 */
import type { FileBytes } from './file-bytes.js';

export const COMPOUND_MAGIC = Buffer.from('d0cf11e0a1b11ae1', 'hex');

const HEADER_BYTES = 512;
const ENTRY_BYTES = 128;
/** Sector numbers from here on are marks: end of chain, free, part of the FAT. */
const FIRST_MARK = 0xffff_fff0;
const END_OF_CHAIN = 0xffff_fffe;
const NO_ENTRY = 0xffff_ffff;
/** In the header: 109 sectors of the FAT. */
const DIFAT_IN_HEADER = 109;
/** Real files have a few thousand at most. */
const MOST_ENTRIES = 200_000;
const MOST_FAT_SECTORS = 100_000;
const TYPE_STORAGE = 1;
const TYPE_STREAM = 2;
const TYPE_ROOT = 5;

export interface CompoundEntry {
  readonly name: string;
  readonly isStorage: boolean;
  readonly size: number;
  readonly start: number;
}

export interface Compound {
  /** Directly in the root. */
  readonly root: readonly CompoundEntry[];
  /** The first bytes of a stream; null: it does not lie whole within the file. */
  beginning(entry: CompoundEntry, length: number): Promise<Buffer | null>;
}

/** Null: damaged. */
export async function readCompound(bytes: FileBytes): Promise<Compound | null> {
  const header = await bytes.read(0, HEADER_BYTES);
  if (header.length < HEADER_BYTES || !header.subarray(0, 8).equals(COMPOUND_MAGIC)) return null;
  const shift = header.readUInt16LE(30);
  const miniShift = header.readUInt16LE(32);
  if ((shift !== 9 && shift !== 12) || miniShift < 4 || miniShift >= shift) return null;
  const sectorBytes = 2 ** shift;
  // The last sector may be cut off where the stream in it ends.
  const sectors = Math.ceil((bytes.size - sectorBytes) / sectorBytes);
  const file: Sectors = { bytes, sectorBytes, sectors };

  const fatSectors = await fatSectorsOf(file, header);
  if (fatSectors === null) return null;
  const fat = chainReader(file, fatSectors);

  const directory = await chainOf(fat, header.readUInt32LE(48), Math.ceil((MOST_ENTRIES * ENTRY_BYTES) / sectorBytes));
  if (directory === null || directory.length === 0) return null;
  const entries = await readEntries(file, directory);
  const [first] = entries;
  if (first === undefined || first.type !== TYPE_ROOT) return null;

  const miniFatStart = header.readUInt32LE(60);
  const cutoff = header.readUInt32LE(56);
  return {
    root: childrenOf(entries, first.child),
    beginning: async (entry, length) => {
      if (entry.size === 0) return Buffer.alloc(0);
      if (entry.size >= cutoff) {
        const chain = await chainOf(fat, entry.start, Math.ceil(entry.size / sectorBytes));
        if (chain === null || chain.length * sectorBytes < entry.size || isCutOff(file, chain, entry.size)) return null;
        return readChain(file, chain, Math.min(length, entry.size));
      }
      const miniFat = await chainOf(fat, miniFatStart, sectors);
      const miniStream = await chainOf(fat, first.start, sectors);
      if (miniFat === null || miniStream === null) return null;
      return readMini(file, { miniFat, miniStream, miniBytes: 2 ** miniShift }, entry, length);
    },
  };
}

interface Sectors {
  readonly bytes: FileBytes;
  readonly sectorBytes: number;
  /** How many there are, the last perhaps in part. */
  readonly sectors: number;
}

/** What follows a sector; null: it lies outside. */
type Next = (sector: number) => Promise<number | null>;

async function fatSectorsOf({ bytes, sectorBytes, sectors }: Sectors, header: Buffer): Promise<number[] | null> {
  const count = header.readUInt32LE(44);
  if (count > Math.min(sectors, MOST_FAT_SECTORS)) return null;
  const found: number[] = [];
  const take = (from: Buffer, at: number, most: number): void => {
    for (let n = 0; n < most && found.length < count; n += 1) found.push(from.readUInt32LE(at + 4 * n));
  };
  take(header, 76, DIFAT_IN_HEADER);
  let next = header.readUInt32LE(68);
  for (let seen = 0; found.length < count && next < FIRST_MARK; seen += 1) {
    const sector = await bytes.read((next + 1) * sectorBytes, sectorBytes);
    if (sector.length < sectorBytes || seen > sectors) return null;
    take(sector, 0, sectorBytes / 4 - 1);
    next = sector.readUInt32LE(sectorBytes - 4);
  }
  return found.length === count && found.every((sector) => sector < sectors) ? found : null;
}

function chainReader({ bytes, sectorBytes, sectors }: Sectors, fatSectors: readonly number[]): Next {
  const perSector = sectorBytes / 4;
  const read = new Map<number, Buffer>();
  return async (sector) => {
    const at = Math.floor(sector / perSector);
    const fatSector = fatSectors[at];
    if (sector >= sectors || fatSector === undefined) return null;
    const content = read.get(at) ?? (await bytes.read((fatSector + 1) * sectorBytes, sectorBytes));
    read.set(at, content);
    const offset = (sector % perSector) * 4;
    return offset + 4 <= content.length ? content.readUInt32LE(offset) : null;
  };
}

/** The sectors of a chain, at most `most`; null: it leaves the file, or runs in a circle. */
async function chainOf(next: Next, start: number, most: number): Promise<number[] | null> {
  const chain: number[] = [];
  const seen = new Set<number>();
  let sector = start;
  while (sector !== END_OF_CHAIN && chain.length < most) {
    if (sector >= FIRST_MARK || seen.has(sector)) return null;
    const following = await next(sector);
    if (following === null) return null;
    seen.add(sector);
    chain.push(sector);
    sector = following;
  }
  return chain;
}

function isCutOff({ bytes, sectorBytes }: Sectors, chain: readonly number[], size: number): boolean {
  const last = Math.ceil(size / sectorBytes) - 1;
  return ((chain[last] ?? 0) + 1) * sectorBytes + (size - last * sectorBytes) > bytes.size;
}

async function readChain({ bytes, sectorBytes }: Sectors, chain: readonly number[], length: number): Promise<Buffer> {
  const parts: Buffer[] = [];
  for (let at = 0; at * sectorBytes < length; at += 1) {
    const sector = chain[at];
    if (sector === undefined) break;
    parts.push(await bytes.read((sector + 1) * sectorBytes, sectorBytes));
  }
  return Buffer.concat(parts).subarray(0, length);
}

interface Mini {
  readonly miniFat: readonly number[];
  readonly miniStream: readonly number[];
  readonly miniBytes: number;
}

async function readMini(file: Sectors, { miniFat, miniStream, miniBytes }: Mini, entry: CompoundEntry, length: number): Promise<Buffer | null> {
  const { bytes, sectorBytes } = file;
  const parts: Buffer[] = [];
  const wanted = Math.min(length, entry.size);
  let sector = entry.start;
  for (let got = 0; got < wanted; got += miniBytes) {
    const at = sector * miniBytes;
    const big = miniStream[Math.floor(at / sectorBytes)];
    const fatAt = sector * 4;
    const fatSector = miniFat[Math.floor(fatAt / sectorBytes)];
    if (big === undefined || fatSector === undefined) return null;
    parts.push(await bytes.read((big + 1) * sectorBytes + (at % sectorBytes), miniBytes));
    const next = await bytes.read((fatSector + 1) * sectorBytes + (fatAt % sectorBytes), 4);
    if (next.length < 4) return null;
    sector = next.readUInt32LE(0);
  }
  return Buffer.concat(parts).subarray(0, wanted);
}

interface RawEntry extends CompoundEntry {
  readonly type: number;
  readonly left: number;
  readonly right: number;
  readonly child: number;
}

async function readEntries({ bytes, sectorBytes }: Sectors, directory: readonly number[]): Promise<RawEntry[]> {
  const entries: RawEntry[] = [];
  for (const sector of directory) {
    const content = await bytes.read((sector + 1) * sectorBytes, sectorBytes);
    for (let at = 0; at + ENTRY_BYTES <= content.length; at += ENTRY_BYTES) entries.push(entryOf(content.subarray(at, at + ENTRY_BYTES), sectorBytes));
  }
  return entries;
}

function entryOf(raw: Buffer, sectorBytes: number): RawEntry {
  const nameBytes = Math.min(64, Math.max(2, raw.readUInt16LE(64)));
  const type = raw[66] ?? 0;
  // Of small sectors the upper half of the size may hold anything ([MS-CFB] 2.6.1).
  const high = sectorBytes === 512 ? 0 : raw.readUInt32LE(124);
  return {
    name: raw.toString('utf16le', 0, nameBytes - 2),
    type,
    isStorage: type === TYPE_STORAGE,
    left: raw.readUInt32LE(68),
    right: raw.readUInt32LE(72),
    child: raw.readUInt32LE(76),
    start: raw.readUInt32LE(116),
    size: raw.readUInt32LE(120) + high * 2 ** 32,
  };
}

/** All of one level: the tree of siblings, in whatever order. */
function childrenOf(entries: readonly RawEntry[], top: number): CompoundEntry[] {
  const found: CompoundEntry[] = [];
  const seen = new Set<number>();
  const open = [top];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    const entry = entries[id];
    if (id === NO_ENTRY || entry === undefined || seen.has(id)) continue;
    seen.add(id);
    if (entry.type === TYPE_STORAGE || entry.type === TYPE_STREAM) found.push(entry);
    open.push(entry.left, entry.right);
  }
  return found;
}

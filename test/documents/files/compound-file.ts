/** Writes OLE2 compound files ([MS-CFB]) for tests: streams in the root, and nothing else. */

const SECTOR = 512;
const ENTRY = 128;
const END = 0xffff_fffe;
const FREE = 0xffff_ffff;
const IN_FAT = 0xffff_fffd;
/** Smaller streams would lie in the mini stream; these are filled up so that they do not. */
const CUTOFF = 4_096;

export function compoundOf(streams: Readonly<Record<string, Buffer>>): Buffer {
  const contents = Object.entries(streams).map(([name, content]) => ({ name, content: Buffer.concat([content, Buffer.alloc(Math.max(0, CUTOFF - content.length))]) }));
  const directorySectors = Math.ceil(((contents.length + 1) * ENTRY) / SECTOR);
  const streamSectors = contents.map(({ content }) => Math.ceil(content.length / SECTOR));
  const used = directorySectors + streamSectors.reduce((sum, count) => sum + count, 0);
  const fatSectors = Math.ceil((used + 1) / (SECTOR / 4 - 1));

  const fat = Buffer.alloc(fatSectors * SECTOR, 0xff);
  for (let sector = 0; sector < fatSectors; sector += 1) fat.writeUInt32LE(IN_FAT, sector * 4);
  const chain = (from: number, count: number): number => {
    for (let sector = from; sector < from + count; sector += 1) fat.writeUInt32LE(sector === from + count - 1 ? END : sector + 1, sector * 4);
    return from + count;
  };
  let next = chain(fatSectors, directorySectors);
  const entries = [entryOf('Root Entry', 5, END, 0, { child: contents.length === 0 ? FREE : 1, right: FREE })];
  contents.forEach(({ name, content }, index) => {
    entries.push(entryOf(name, 2, next, content.length, { child: FREE, right: index + 1 < contents.length ? index + 2 : FREE }));
    next = chain(next, streamSectors[index] ?? 0);
  });

  const header = Buffer.alloc(SECTOR, 0xff);
  header.fill(0, 0, 76);
  header.write('d0cf11e0a1b11ae1', 0, 'hex');
  header.writeUInt16LE(0x3e, 24);
  header.writeUInt16LE(3, 26);
  header.writeUInt16LE(0xfffe, 28);
  header.writeUInt16LE(9, 30);
  header.writeUInt16LE(6, 32);
  header.writeUInt32LE(fatSectors, 44);
  header.writeUInt32LE(fatSectors, 48);
  header.writeUInt32LE(CUTOFF, 56);
  header.writeUInt32LE(END, 60);
  header.writeUInt32LE(END, 68);
  for (let sector = 0; sector < fatSectors; sector += 1) header.writeUInt32LE(sector, 76 + sector * 4);
  const directory = Buffer.alloc(directorySectors * SECTOR);
  entries.forEach((entry, index) => entry.copy(directory, index * ENTRY));
  return Buffer.concat([header, fat, directory, ...contents.map(({ content }) => padded(content))]);
}

function entryOf(name: string, type: number, start: number, size: number, { child, right }: { child: number; right: number }): Buffer {
  const entry = Buffer.alloc(ENTRY);
  entry.write(name, 0, 'utf16le');
  entry.writeUInt16LE((name.length + 1) * 2, 64);
  entry[66] = type;
  entry[67] = 1;
  entry.writeUInt32LE(FREE, 68);
  entry.writeUInt32LE(right, 72);
  entry.writeUInt32LE(child, 76);
  entry.writeUInt32LE(start, 116);
  entry.writeUInt32LE(size, 120);
  return entry;
}

function padded(content: Buffer): Buffer {
  return Buffer.concat([content, Buffer.alloc((SECTOR - (content.length % SECTOR)) % SECTOR)]);
}

/** The head of a Word file: enough to be told apart, not to be read. */
export function wordHead(encrypted: boolean): Buffer {
  const fib = Buffer.alloc(64);
  fib.writeUInt16LE(0xa5ec, 0);
  fib.writeUInt16LE(193, 2);
  fib.writeUInt16LE(encrypted ? 0x0100 : 0, 10);
  return fib;
}

/** The stream `Current User` of a PowerPoint file. */
export function currentUser(encrypted: boolean): Buffer {
  const atom = Buffer.alloc(28);
  atom.writeUInt16LE(0x0ff6, 2);
  atom.writeUInt32LE(20, 4);
  atom.writeUInt32LE(20, 8);
  atom.writeUInt32LE(encrypted ? 0xf3d1_c4df : 0xe391_c05f, 12);
  return atom;
}

/**
 * The form of a journal's file: records one after the other, each with its length and checksum, so
 * that one whose writing was cut off by a kill or a power cut is told from a whole one.
 *
 *     length 4 bytes | CRC-32 of the rest 4 | id 36 | space | at in ms, decimal | line feed | hits as JSON
 */
import { open } from 'node:fs/promises';
import { crc32 } from 'node:zlib';
import type { Group } from './group.js';

const HEAD_BYTES = 8;
const ID_LENGTH = 36;
/** Groups are far smaller: what says it is longer is no record. */
const RECORD_AT_MOST_BYTES = 64 * 1024 ** 2;

export function recordOf({ id, at_ms, hits }: Group): Buffer {
  const body = Buffer.from(`${id} ${at_ms}\n${hits}`);
  const head = Buffer.allocUnsafe(HEAD_BYTES);
  head.writeUInt32LE(body.length, 0);
  head.writeUInt32LE(crc32(body), 4);
  return Buffer.concat([head, body]);
}

export interface ReadRecord {
  /** Null: damaged. */
  readonly group: Group | null;
  /** Where the next one begins. */
  readonly next: number;
}

/**
 * The records of a file from `start` on, read one by one. A damaged one in the middle is given as
 * null and those behind it are read; the first that is not whole ends the file.
 */
export async function* readRecords(path: string, start: number): AsyncGenerator<ReadRecord> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const head = Buffer.alloc(HEAD_BYTES);
    let at = start;
    while (at + HEAD_BYTES <= size) {
      await file.read(head, 0, HEAD_BYTES, at);
      const length = head.readUInt32LE(0);
      const next = at + HEAD_BYTES + length;
      if (length > RECORD_AT_MOST_BYTES || next > size) return;
      const body = Buffer.allocUnsafe(length);
      await file.read(body, 0, length, at + HEAD_BYTES);
      yield { group: crc32(body) === head.readUInt32LE(4) ? groupIn(body) : null, next };
      at = next;
    }
  } finally {
    await file.close();
  }
}

function groupIn(body: Buffer): Group | null {
  const end = body.indexOf('\n');
  const [id = '', at = ''] = body.toString('latin1', 0, Math.max(0, end)).split(' ');
  if (id.length !== ID_LENGTH || !/^\d+$/.test(at)) return null;
  return { id, at_ms: Number(at), hits: body.toString('utf8', end + 1) };
}

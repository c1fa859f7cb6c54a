/** A mail in a file, for `readback explain`. */
import { closeSync, openSync, readSync } from 'node:fs';
import { messageOf, ReadbackError } from '../../errors.js';

/** Further bytes are attachments; a mail of Exchange Online has 150 MB at most. */
const LONGEST_BYTES = 64_000_000;
const CHUNK_BYTES = 1_000_000;

/** Its bytes. Throws MAIL_FILE_NOT_FOUND, MAIL_FILE_UNREADABLE (a directory, no permission), MAIL_FILE_EMPTY. */
export function readMailFile(path: string): Buffer {
  const bytes = read(path);
  if (bytes.length === 0) throw new ReadbackError('MAIL_FILE_EMPTY', undefined, { path });
  return bytes;
}

function read(path: string): Buffer {
  try {
    const file = openSync(path, 'r');
    try {
      return readAll(file);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? error.code : undefined;
    if (reason === 'ENOENT' || reason === 'ENOTDIR') throw new ReadbackError('MAIL_FILE_NOT_FOUND', undefined, { path }, { cause: error });
    throw new ReadbackError('MAIL_FILE_UNREADABLE', undefined, { path, reason: messageOf(error) }, { cause: error });
  }
}

/** Whatever it is, also a pipe, whose size nobody knows. */
function readAll(file: number): Buffer {
  const chunks: Buffer[] = [];
  let total = 0;
  while (total < LONGEST_BYTES) {
    const chunk = Buffer.allocUnsafe(chunks.length === 0 ? 65_536 : CHUNK_BYTES);
    const length = readSync(file, chunk);
    if (length === 0) break;
    chunks.push(chunk.subarray(0, length));
    total += length;
  }
  return Buffer.concat(chunks);
}

/**
 * Which visits are one reader's: pure. Of a mail to one person a reader is a program on a kind of
 * device, whatever its network: phones change networks. Where several could have opened it, it is
 * that program in one network. Who gave an address is that address, wherever they read.
 */
import { READER_HALF } from '../read/reader-key.js';
import type { VisitRow } from './visit-rows.js';

type Known = Pick<VisitRow, 'id' | 'reader' | 'gave'>;

/** Equal for visits of the same reader of one share. Where nothing of a person is kept, every visit is somebody's. */
export function readerId({ id, reader, gave }: Known, several: boolean): string {
  if (gave !== null) return `address ${gave}`;
  if (reader === null) return `visit ${id}`;
  return several ? reader.toString('hex') : programOf(reader);
}

export function networkOf(reader: Buffer): string {
  return reader.subarray(0, READER_HALF).toString('hex');
}

export function programOf(reader: Buffer): string {
  return reader.subarray(READER_HALF).toString('hex');
}

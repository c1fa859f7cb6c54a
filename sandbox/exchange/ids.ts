// Exchange's item ids. They look and behave like Graph's: long, case-sensitive, URL-safe base64. A plain id names the
// item at one place and dies with a move; an immutable id names it for good. Ids carry what they name and a checksum,
// so that a damaged one (folded to lower case, cut) is told from one that names nothing.
import { createHash } from 'node:crypto';

export type ItemReference =
  | { kind: 'immutable'; mailbox: string; number: number }
  | { kind: 'plain'; mailbox: string; number: number; folder: number; incarnation: number };

const PREFIX = {
  plain: Buffer.from([0x00, 0x03, 0x24, 0x00]),
  immutable: Buffer.from([0x00, 0x09, 0x00, 0x2e]),
  folder: Buffer.from([0x00, 0x03, 0x24, 0x2e]),
  conversation: Buffer.from([0x00, 0x04, 0x24, 0x00]),
} as const;

const GUID_LENGTH = 36;
const NUMBERS_LENGTH = 14;
const CHECKSUM_LENGTH = 32;
const ID_LENGTH = 4 + GUID_LENGTH + NUMBERS_LENGTH + CHECKSUM_LENGTH;

export function plainId(mailbox: string, number: number, folder: number, incarnation: number): string {
  return encode(PREFIX.plain, mailbox, number, folder, incarnation);
}

export function immutableId(mailbox: string, number: number): string {
  return encode(PREFIX.immutable, mailbox, number, 0, 0);
}

export function folderId(mailbox: string, folder: number): string {
  return encode(PREFIX.folder, mailbox, 0, folder, 0);
}

export function conversationId(mailbox: string, conversation: number): string {
  return encode(PREFIX.conversation, mailbox, conversation, 0, 0);
}

/** undefined: malformed. */
export function readItemId(id: string): ItemReference | undefined {
  const read = decode(id);
  if (read === undefined) return undefined;
  const { prefix, mailbox, number, folder, incarnation } = read;
  if (prefix.equals(PREFIX.immutable)) return { kind: 'immutable', mailbox, number };
  return prefix.equals(PREFIX.plain) ? { kind: 'plain', mailbox, number, folder, incarnation } : undefined;
}

/** undefined: malformed, or no folder's id. */
export function readFolderId(id: string): { mailbox: string; folder: number } | undefined {
  const read = decode(id);
  return read?.prefix.equals(PREFIX.folder) === true ? { mailbox: read.mailbox, folder: read.folder } : undefined;
}

function encode(prefix: Buffer, mailbox: string, number: number, folder: number, incarnation: number): string {
  const bytes = Buffer.alloc(ID_LENGTH);
  prefix.copy(bytes, 0);
  bytes.write(mailbox, 4, GUID_LENGTH, 'latin1');
  bytes.writeUIntBE(number, 4 + GUID_LENGTH, 6);
  bytes.writeUInt32BE(folder, 4 + GUID_LENGTH + 6);
  bytes.writeUInt32BE(incarnation, 4 + GUID_LENGTH + 10);
  checksum(bytes).copy(bytes, ID_LENGTH - CHECKSUM_LENGTH);
  return `${bytes.toString('base64url')}=`;
}

function decode(id: string) {
  const bytes = Buffer.from(id, 'base64url');
  if (bytes.length !== ID_LENGTH || !checksum(bytes).equals(bytes.subarray(ID_LENGTH - CHECKSUM_LENGTH))) {
    return undefined;
  }
  return {
    prefix: bytes.subarray(0, 4),
    mailbox: bytes.toString('latin1', 4, 4 + GUID_LENGTH),
    number: bytes.readUIntBE(4 + GUID_LENGTH, 6),
    folder: bytes.readUInt32BE(4 + GUID_LENGTH + 6),
    incarnation: bytes.readUInt32BE(4 + GUID_LENGTH + 10),
  };
}

function checksum(bytes: Buffer): Buffer {
  return createHash('sha256').update(bytes.subarray(0, ID_LENGTH - CHECKSUM_LENGTH)).digest();
}

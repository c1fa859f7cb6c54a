/**
 * What tells one reader of a share from another: a keyed hash of the network address beside one of
 * the program and device, apart, so that a person who moves is known by the one and a household by
 * the other. Of this share only: nobody can follow a reader from one document to the next by it.
 */
import type { IncomingMessage } from 'node:http';
import type { Keys } from '../../config/index.js';
import type { ClientAddress } from '../../http/index.js';
import { deviceKindOf, readerWords, type DeviceKind } from '../../tracking/index.js';

/** Bytes of each of the two. */
export const READER_HALF = 8;
const AGENT_LENGTH = 512;

export interface Reader {
  /** Network, then program, `READER_HALF` bytes each. */
  readonly key: Buffer;
  readonly device: DeviceKind;
}

export interface ReaderOptions {
  readonly keys: Keys;
  readonly clientAddress: ClientAddress;
}

export function readerOf({ keys, clientAddress }: ReaderOptions, request: IncomingMessage, shareId: string): Reader {
  const agent = (request.headers['user-agent'] ?? '').slice(0, AGENT_LENGTH);
  const half = (text: string): Buffer => keys.sign('reader-hash', Buffer.from(`${shareId}\n${text}`), READER_HALF);
  // Versions of a browser change, the reader does not.
  return { key: Buffer.concat([half(`network ${clientAddress(request)}`), half(`program ${readerWords(agent, null, 'click')}`)]), device: deviceKindOf(agent) };
}

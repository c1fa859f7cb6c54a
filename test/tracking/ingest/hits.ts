/** Hits as tests need them. */
import { randomUUID } from 'node:crypto';
import type { RawHit, Stamp } from '../../../connector/tracking/index.js';

export function aHit({ id, mailboxId, mode }: Stamp, facts: Partial<RawHit> = {}): RawHit {
  return {
    id: randomUUID(),
    at_ms: Date.now(),
    mailboxId,
    stampId: id,
    mode,
    kind: 'pixel',
    link: null,
    destination: null,
    method: 'GET',
    agent: '',
    network: null,
    addressHash: 'AAAAAAAAAAAAAAAAAAAAAA',
    prefetching: false,
    device: null,
    ...facts,
  };
}

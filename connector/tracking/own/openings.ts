/** What opened a test, and whether it will be recognised from now on. */
import type { EntityManager } from 'typeorm';
import type { RawHit } from '../hit.js';
import { nameOfAgent } from './agent-name.js';
import type { Opening } from './api.js';
import { isDirect, proxyName } from './readers.js';

export interface TestHit extends Pick<RawHit, 'stampId' | 'kind' | 'method' | 'agent' | 'network' | 'addressHash' | 'prefetching'> {
  readonly at: Date;
  /** Name of the rep's device it came from. */
  readonly deviceName: string | null;
}

/** The newest first. */
export async function hitsOnTests(tx: EntityManager, mailboxId: string, stampIds: readonly string[], repId: string): Promise<TestHit[]> {
  if (stampIds.length === 0) return [];
  return tx.query<TestHit[]>(
    `select hits.stamp_id as "stampId", hits.at, hits.kind, hits.method, hits.agent, hits.network, hits.prefetching,
       translate(rtrim(encode(hits.address_hash, 'base64'), '='), '+/', '-_') as "addressHash", devices.name as "deviceName"
     from hits
     left join devices on devices.id = (hits.device ->> 'id')::uuid and devices.rep_id = $3
     where hits.mailbox_id = $1 and hits.stamp_id = any ($2::text[])
     order by hits.at desc limit 500`,
    [mailboxId, stampIds, repId],
  );
}

/** The same program in the same place is one line. Pure. */
export function openingsOf(hits: readonly TestHit[]): Opening[] {
  const openings = new Map<string, Opening>();
  for (const hit of hits) {
    const opening = openingOf(hit);
    const key = JSON.stringify([opening.kind, opening.program, opening.recognised, opening.device, opening.recognised === 'reader' ? hit.addressHash : null]);
    const before = openings.get(key);
    openings.set(key, before === undefined ? opening : { ...before, count: before.count + 1 });
  }
  return [...openings.values()];
}

function openingOf(hit: TestHit): Opening {
  const proxy = proxyName(hit);
  const program = proxy ?? nameOfAgent(hit.agent, false);
  return { at: hit.at.toISOString(), count: 1, kind: hit.kind, program, recognised: recognisedOf(hit, proxy), device: hit.deviceName };
}

function recognisedOf(hit: TestHit, proxy: string | null): Opening['recognised'] {
  if (hit.deviceName !== null) return 'device';
  if (hit.prefetching || hit.method === 'HEAD') return 'machine';
  if (proxy !== null) return 'proxy';
  return isDirect(hit) ? 'reader' : 'machine';
}

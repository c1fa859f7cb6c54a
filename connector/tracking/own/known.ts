/**
 * What is known of the own side at hits, in a fixed number of statements for any number of them.
 * Of several signs the strongest counts:
 *
 *     own-device        the request carried the cookie of a device of the rep's
 *     colleague-device  … of somebody else's in the organisation; or a colleague's pane said that they look
 *     signal            the rep's pane said so, on the network the hit came from
 *     taught            from where the rep said "this was me"
 *     signal-proxy      a pane said so, and the hit came through the image proxy of its client: probably
 *     own-network       Outlook, on a network the rep used lately: probably
 *
 * What the rep says of a single view ("this was me", "this was not me") is stronger than all of
 * these and stands with the hit (settle/). Signals pass, so what was known once and is stored with
 * the hit stays.
 */
import type { EntityManager } from 'typeorm';
import { repIdsByOid } from '../../identity/index.js';
import { mailboxesById } from '../../mailbox/index.js';
import type { RawHit } from '../hit.js';
import type { Known } from '../judge/facts.js';
import type { Client } from './clients.js';
import { isDirect, isOutlook, isOutlookProxy } from './readers.js';
import type { Look, Signals } from './signals.js';
import { agentHash, bytesOf } from './taught.js';

/** As much of a hit as it takes. */
export type KnowableHit = Pick<RawHit, 'id' | 'at_ms' | 'mailboxId' | 'stampId' | 'kind' | 'agent' | 'network' | 'addressHash' | 'device'>;

/** By hit id; hits nothing is known of are absent. */
export type KnownOf = (tx: EntityManager, hits: readonly KnowableHit[]) => Promise<ReadonlyMap<string, Known>>;

/** Nothing is known of anybody. */
export const nothingKnown: KnownOf = () => Promise.resolve(new Map());

export function createKnownOf({ signals }: { readonly signals: Pick<Signals, 'at'> }): KnownOf {
  return async (tx, hits) => {
    if (hits.length === 0) return new Map();
    const [owners, devices] = [await repsOfMailboxes(tx, hits), await repsOfDevices(tx, hits)];
    const readers = await knownReaders(tx, hits, owners);
    return new Map(
      hits.flatMap((hit) => {
        const known = strongest(hit, {
          owner: owners.get(hit.mailboxId) ?? null,
          deviceOf: hit.device === null ? null : (devices.get(hit.device.id) ?? null),
          looks: signals.at(hit.stampId, hit.at_ms),
          reader: readers.get(hit.id) ?? null,
        });
        return known === null ? [] : [[hit.id, known] as const];
      }),
    );
  };
}

export interface OwnSigns {
  /** Rep whose message was hit; null: nobody knows them. */
  readonly owner: string | null;
  /** Rep of the device, if it still is one. */
  readonly deviceOf: string | null;
  readonly looks: readonly Look[];
  readonly reader: 'taught' | 'own-network' | null;
}

/** Pure. */
export function strongest(hit: Pick<KnowableHit, 'kind' | 'agent' | 'network' | 'addressHash'>, { owner, deviceOf, looks, reader }: OwnSigns): Known | null {
  const here = looks.filter(({ addressHash }) => addressHash === hit.addressHash);
  if (deviceOf !== null) return deviceOf === owner ? 'own-device' : 'colleague-device';
  if (here.some(({ repId }) => repId === owner)) return 'signal';
  if (here.length > 0) return 'colleague-device';
  if (reader === 'taught') return 'taught';
  if (hit.kind === 'pixel' && isOutlookProxy(hit) && looks.some(({ client }) => loadsThroughOutlookProxy(client))) return 'signal-proxy';
  return reader;
}

/** A client that was not named may be any. */
function loadsThroughOutlookProxy(client: Client): boolean {
  return client === 'outlook-web' || client === 'outlook-phone' || client === 'other';
}

/** Rep ids by mailbox id. */
async function repsOfMailboxes(tx: EntityManager, hits: readonly KnowableHit[]): Promise<ReadonlyMap<string, string>> {
  const mailboxes = await mailboxesById(tx, hits.map(({ mailboxId }) => mailboxId));
  const reps = await repIdsByOid(tx, [...mailboxes.values()].map(({ userId }) => userId));
  return new Map(
    [...mailboxes].flatMap(([id, { userId }]) => {
      const rep = reps.get(userId.toLowerCase());
      return rep === undefined ? [] : [[id, rep] as const];
    }),
  );
}

/** Rep ids by device id, of devices that were not removed. */
async function repsOfDevices(tx: EntityManager, hits: readonly KnowableHit[]): Promise<ReadonlyMap<string, string>> {
  const ids = new Set(hits.flatMap(({ device }) => (device === null ? [] : [device.id])));
  if (ids.size === 0) return new Map();
  const rows = await tx.query<{ id: string; rep_id: string }[]>('select id, rep_id from devices where id = any($1::uuid[])', [[...ids]]);
  return new Map(rows.map((row) => [row.id, row.rep_id]));
}

/** Hits from networks of the rep whose message they are on, by hit id. */
async function knownReaders(tx: EntityManager, hits: readonly KnowableHit[], owners: ReadonlyMap<string, string>): Promise<ReadonlyMap<string, 'taught' | 'own-network'>> {
  const asked = hits.flatMap((hit) => {
    const rep = owners.get(hit.mailboxId);
    return rep === undefined || !isDirect(hit) ? [] : [{ hit, rep }];
  });
  if (asked.length === 0) return new Map();
  const rows = await tx.query<{ id: string; taught: boolean; near: boolean }[]>(
    `select asked.id, taught.rep_id is not null as taught, network.rep_id is not null as near
     from unnest($1::uuid[], $2::uuid[], $3::bytea[], $4::bytea[], $5::timestamptz[]) as asked (id, rep_id, address_hash, agent_hash, at)
     left join taught_readers taught on taught.rep_id = asked.rep_id and taught.address_hash = asked.address_hash
       and taught.agent_hash = asked.agent_hash and taught.until_at > asked.at
     left join rep_networks network on network.rep_id = asked.rep_id and network.address_hash = asked.address_hash
       and asked.at between network.seen_at - interval '30 days' and network.seen_at + interval '30 days'
     where taught.rep_id is not null or network.rep_id is not null`,
    [
      asked.map(({ hit }) => hit.id),
      asked.map(({ rep }) => rep),
      asked.map(({ hit }) => bytesOf(hit.addressHash)),
      asked.map(({ hit }) => agentHash(hit.agent)),
      asked.map(({ hit }) => new Date(hit.at_ms)),
    ],
  );
  const found = new Map(rows.map((row) => [row.id, row]));
  const readers = new Map<string, 'taught' | 'own-network'>();
  for (const { hit } of asked) {
    const row = found.get(hit.id);
    if (row?.taught === true) readers.set(hit.id, 'taught');
    else if (row?.near === true && isOutlook(hit)) readers.set(hit.id, 'own-network');
  }
  return readers;
}

/**
 * "This was me": what the rep says of a view counts more than anything we know, is said of all
 * requests that count together, and teaches where the rep reads from. "This was not me" takes back
 * what was learnt, and everything that was taken for the rep's only for that, of whatever mail.
 */
import type { EntityManager } from 'typeorm';
import { ReadbackError } from '../../errors.js';
import type { Rep } from '../../identity/index.js';
import type { RawHit, StampKey } from '../hit.js';
import { lockTaught, stampsTaught, teach, unteach } from '../own/taught.js';
import { resettle } from '../settle/resettle.js';
import { lockStamps } from '../stamp-lock.js';
import type { MineAnswer } from './api.js';
import { messageOf } from './show.js';

export interface Saying {
  readonly rep: Pick<Rep, 'id'>;
  readonly mailboxId: string;
  readonly mine: boolean;
  readonly now: Date;
}

/** Of one request. Throws NOT_FOUND. */
export async function sayOfHit(tx: EntityManager, saying: Saying, messageId: string, hitId: string): Promise<MineAnswer> {
  const { mailboxId } = saying;
  const { stampId } = await messageOf(tx, mailboxId, messageId);
  if (stampId === null) throw notFound();
  await lock(tx, saying, stampId);
  return say(
    tx,
    saying,
    { mailboxId, stampId },
    `exists (
       select from hits said
       where said.mailbox_id = $1 and said.stamp_id = $2 and said.id = $4 and (said.id = hits.id or said.view_id = hits.view_id or (
         hits.view_id is null and hits.verdict <> 'scanner' and said.kind = hits.kind and said.link is not distinct from hits.link and said.agent = hits.agent
         and said.address_hash is not distinct from hits.address_hash and hits.at between said.at - interval '10 minutes' and said.at + interval '10 minutes')))`,
    hitId,
  );
}

/** Of a line of the feed, also of one that was withdrawn because the rep said so. @param otherwise says it of lines that are no views. Throws NOT_FOUND. */
export async function sayOfLine(tx: EntityManager, saying: Saying, activityId: string, otherwise?: (tx: EntityManager, saying: Saying, activityId: string) => Promise<MineAnswer>): Promise<MineAnswer> {
  const { mailboxId } = saying;
  const [view] = await tx.query<{ id: string; stamp_id: string }[]>('select id, stamp_id from views where mailbox_id = $1 and activity_id = $2', [mailboxId, activityId]);
  if (view === undefined) {
    if (otherwise === undefined) throw notFound();
    return otherwise(tx, saying, activityId);
  }
  await lock(tx, saying, view.stamp_id);
  return say(
    tx,
    saying,
    { mailboxId, stampId: view.stamp_id },
    `exists (
       select from views said
       where said.mailbox_id = $1 and said.id = $4 and (hits.view_id = said.id or (
         hits.view_id is null and hits.known in ('said-own', 'said-other') and said.kind = hits.kind and said.link is not distinct from hits.link
         and hits.at between said.first_at and said.last_at)))`,
    view.id,
  );
}

/** Of openings of documents of one stamp; those no longer stored are passed over. Throws NOT_FOUND if none is. */
export async function sayOfDocuments(tx: EntityManager, saying: Saying, stampId: string, hitIds: readonly string[]): Promise<MineAnswer> {
  await lock(tx, saying, stampId);
  return say(tx, saying, { mailboxId: saying.mailboxId, stampId }, `hits.kind = 'document' and hits.id = any ($4::uuid[])`, hitIds);
}

/** All stamps whose hits may change, at once: one after the other, two who say something could wait for each other. */
async function lock(tx: EntityManager, { mailboxId, mine }: Saying, stampId: string): Promise<void> {
  if (!mine) await lockTaught(tx, 'alone');
  await lockStamps(tx, mine ? [stampId] : await stampsTaught(tx, { mailboxId, stampId }), 'alone');
}

async function say(tx: EntityManager, { rep, mine, now }: Saying, stamp: StampKey, which: string, id: string | readonly string[]): Promise<MineAnswer> {
  const [hits] = await tx.query<[Said[], number]>(
    `update hits set known = $3 where mailbox_id = $1 and stamp_id = $2 and ${which}
     returning agent, network, translate(rtrim(encode(address_hash, 'base64'), '='), '+/', '-_') as "addressHash"`,
    [stamp.mailboxId, stamp.stampId, mine ? 'said-own' : 'said-other', id],
  );
  if (hits.length === 0) throw notFound();
  if (!mine) {
    await resettle(tx, [stamp, ...(await unteach(tx, rep, hits, stamp.mailboxId))]);
    return { hits: hits.length, says: null };
  }
  await resettle(tx, [stamp]);
  const taught = await teach(tx, rep, hits, now);
  return {
    hits: hits.length,
    says: taught > 0 ? 'From now on views from this device count as yours.' : 'It came through a service that others use, too, so the next view from there cannot be recognised as yours.',
  };
}

type Said = Pick<RawHit, 'agent' | 'network' | 'addressHash'>;

function notFound(): ReadbackError {
  return new ReadbackError('NOT_FOUND', 'There is no such view.');
}

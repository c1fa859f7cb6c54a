/** Somebody wants no more mail: their campaigns end in every mailbox, and nobody can enroll them again. */
import type { EntityManager } from 'typeorm';
import { append, type Person } from '../feed/index.js';
import { addressesOf } from '../identity/index.js';
import { endedIn, endEnrollments } from './end.js';
import { lockEnrollmentsOfPeople } from './enrollment-ref.js';
import { optOut } from './opt-outs.js';
import { closeMoot } from './questions.js';

export interface Wish {
  readonly personIds: readonly string[];
  /** How the feed names the person where no enrollment does. */
  readonly person: Person;
  /** The mailbox that is told in any case. */
  readonly mailboxId: string;
  readonly how: 'link' | 'reply';
}

/** Each mailbox is told of its own people only. Idempotent. */
export async function stopWriting(tx: EntityManager, { personIds, person, mailboxId, how }: Wish, at: Date): Promise<void> {
  const enrollments = await lockEnrollmentsOfPeople(tx, personIds);
  const addresses = new Set([person.address]);
  for (const id of personIds) for (const address of await addressesOf(tx, id)) addresses.add(address);
  const isNew = await optOut(tx, [...addresses].sort(), how, at);
  for (const id of new Set([mailboxId, ...enrollments.map((enrollment) => enrollment.mailboxId)])) {
    const own = enrollments.filter((enrollment) => enrollment.mailboxId === id);
    const detail = { person: { address: own[0]?.address ?? person.address, name: own[0]?.name ?? person.name }, ended: endedIn(own) };
    await endEnrollments(tx, own, { reason: 'unsubscribed', at, detail });
    await closeMoot(tx, own, at);
    if (isNew || own.length > 0) await append(tx, { mailboxId: id, at, kind: 'unsubscribe', messageId: null, data: detail });
  }
}

/**
 * Everything stored about one person, from every part that keeps something, to be given out or
 * erased. A part that keeps personal data is named here; the test that looks through all tables
 * after an erasure finds one that is not.
 */
import type { DataSource, EntityManager } from 'typeorm';
import * as campaigns from '../campaigns/index.js';
import * as consent from '../consent/index.js';
import * as documents from '../documents/index.js';
import * as feed from '../feed/index.js';
import * as identity from '../identity/index.js';
import * as replies from '../replies/index.js';
import * as tracking from '../tracking/index.js';
import { plainRows } from './plain.js';

/** In the order they are shown. Erased from the end to the beginning: questions are closed before the lines they stand in go, and what finds the others goes last. */
const PARTS: readonly identity.PersonalData[] = [
  identity.personalData,
  consent.personalData,
  tracking.personalData,
  feed.personalData,
  documents.personalData,
  replies.personalData,
  campaigns.personalData,
];

const NOTHING: ReadonlySet<string> = new Set();

export interface Export {
  readonly address: string;
  readonly at: string;
  /** By what they are; only what there is. */
  readonly data: Readonly<Record<string, identity.PersonalRows>>;
}

export async function exportPerson(tx: EntityManager, address: string, now: Date): Promise<Export> {
  const person = await identity.personOf(tx, address);
  const data: Record<string, identity.PersonalRows> = {};
  const asked = address.trim().toLowerCase();
  const own = new Set([asked]);
  for (const part of PARTS) {
    for (const [what, rows] of Object.entries(await part.exportOf(tx, person))) {
      // Said here once, and nowhere after.
      const plain = plainRows(rows, part === identity.personalData ? NOTHING : own);
      if (part === identity.personalData) for (const { name } of rows) if (typeof name === 'string') own.add(name.trim().toLowerCase());
      if (plain.length > 0) data[what] = plain;
    }
  }
  return { address: asked, at: now.toISOString(), data };
}

/** Erases a person in one transaction. That they refused, or asked not to be written to, stays as a keyed hash. */
export async function erasePerson(dataSource: DataSource, address: string, now: Date): Promise<void> {
  await dataSource.transaction(async (tx) => {
    const person = await identity.personOf(tx, address);
    await tracking.lockMailTo(tx, person.addresses);
    for (const part of PARTS.toReversed()) await part.eraseOf(tx, person, now);
    await tx.query('delete from privacy_codes where name in (select erased_name(address) from unnest($1::text[]) as address)', [person.addresses]);
  });
}

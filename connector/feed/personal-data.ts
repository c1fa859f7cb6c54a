/** Lines of the Live Feed about a person, as that person's data. */
import type { EntityManager } from 'typeorm';
import type { PersonalData } from '../identity/index.js';
import type { ActivityData, ActivityKind } from './activity.js';
import { patchActivity } from './append.js';
import { withoutPerson } from './without-person.js';

interface LineRow {
  readonly mailboxId: string;
  readonly id: string;
  readonly at: Date;
  readonly kind: ActivityKind;
  readonly data: ActivityData;
}

export const personalData: PersonalData = {
  exportOf: async (tx, { addresses }) => {
    const lines = await linesAbout(tx, addresses);
    const own = lines.filter(({ data }) => withoutPerson(data, addresses) === null);
    return { 'What the sender was shown of you': own.map(({ at, kind, data }) => ({ at, what: kind, subject: data.subject ?? null, reason: data.reason ?? null })) };
  },
  eraseOf: async (tx, { addresses }, at) => {
    for (const { mailboxId, id, data } of await linesAbout(tx, addresses)) {
      const left = withoutPerson(data, addresses) ?? { withdrawn: { at: at.toISOString(), reason: 'The person was erased.' } };
      await patchActivity(tx, mailboxId, id, () => left);
    }
  },
};

/** Every line that names one of the addresses anywhere. Reads the whole feed: it is done seldom, and nothing may be missed. */
async function linesAbout(tx: EntityManager, addresses: readonly string[]): Promise<LineRow[]> {
  return tx.query<LineRow[]>(
    `select mailbox_id as "mailboxId", id::text, at, kind, data from activities
     where exists (select from unnest($1::text[]) as address where position(address in lower(data::text)) > 0)
     order by mailbox_id, id`,
    [addresses],
  );
}

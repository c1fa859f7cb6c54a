/**
 * Answers of a person, as their own data. That a mail was dealt with stays, by its Message-ID alone:
 * it would be taken for a new one when the mailbox is read again.
 */
import type { PersonalData } from '../identity/index.js';

export const personalData: PersonalData = {
  exportOf: async (tx, { addresses }) => ({
    'Mails you answered with': await tx.query<Record<string, unknown>[]>(
      `select from_address as "from", from_name as "name", subject, kind, received_at as "receivedAt", evidence ->> 'says' as "matchedBy"
       from replies where from_address = any ($1::text[]) order by received_at`,
      [addresses],
    ),
  }),
  eraseOf: async (tx, { addresses }) => {
    await tx.query(`update replies set from_address = '', from_name = '', subject = '', evidence = null where from_address = any ($1::text[])`, [addresses]);
    await tx.query(
      `update replies set evidence = null, subject = ''
       where exists (select from unnest($1::text[]) as address where position(address in lower(evidence::text)) > 0 or position(address in lower(subject)) > 0)`,
      [addresses],
    );
  },
};

/**
 * A person's ways through campaigns, as their own data. Erased, they end, and stay as figures of
 * their campaign without name or address. That somebody asked not to be written to outlives it.
 */
import type { PersonalData } from '../identity/index.js';
import { endEnrollments } from './end.js';
import { lockEnrollmentsOfPeople } from './enrollment-ref.js';
import { closeMoot } from './questions.js';

export const personalData: PersonalData = {
  exportOf: async (tx, { personIds, addresses }) => ({
    'Campaigns you were written to in': await tx.query<Record<string, unknown>[]>(
      `select campaign.name as campaign, enrollment.address, enrollment.name, enrollment.enrolled_at as "since", enrollment.state, enrollment.end_reason as "endedBecause",
         enrollment.ended_at as "endedAt",
         (select count(*)::int from step_sends send where send.mailbox_id = enrollment.mailbox_id and send.enrollment_id = enrollment.id and send.state = 'sent') as "mailsSent"
       from enrollments enrollment join campaigns campaign on campaign.mailbox_id = enrollment.mailbox_id and campaign.id = enrollment.campaign_id
       where enrollment.person_id = any ($1::uuid[]) or enrollment.address = any ($2::text[])
       order by enrollment.enrolled_at`,
      [personIds, addresses],
    ),
    'That you asked not to be written to': await tx.query<Record<string, unknown>[]>('select address, at, how from opt_outs where address = any ($1::text[])', [addresses]),
    'Addresses mail could not be delivered to': await tx.query<Record<string, unknown>[]>(
      'select address, status, at from undeliverable_addresses where address = any ($1::text[]) order by at',
      [addresses],
    ),
  }),
  eraseOf: async (tx, { personIds, addresses }, at) => {
    const enrollments = await lockEnrollmentsOfPeople(tx, personIds);
    const going = enrollments.filter(({ state }) => state !== 'finished');
    await endEnrollments(tx, going, { reason: 'erased', at, detail: {} });
    await closeMoot(tx, enrollments, at);
    await tx.query(
      `update questions set facts = '{}', answered_at = coalesce(answered_at, $2)
       where exists (select from unnest($1::text[]) as address where position(address in lower(facts::text)) > 0)`,
      [addresses, at],
    );
    await tx.query(
      `update enrollments set address = '', name = '', person_id = gen_random_uuid(), end_detail = null
       where person_id = any ($1::uuid[]) or address = any ($2::text[])`,
      [personIds, addresses],
    );
    await tx.query('delete from person_holds where person_id = any ($1::uuid[])', [personIds]);
    for (const table of ['undeliverable_addresses', 'failed_deliveries']) await tx.query(`delete from ${table} where address = any ($1::text[])`, [addresses]);
    await tx.query(
      `with gone as (delete from opt_outs where address = any ($1::text[]) returning address, at)
       insert into opt_outs (address, at, how) select erased_name(address), at, 'kept' from gone on conflict (address) do nothing`,
      [addresses],
    );
  },
};

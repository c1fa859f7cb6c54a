/**
 * The domains that tracked mail went to, a row per day: mail from anywhere else is not read beyond
 * its header. Nothing is updated, so that no two mails ever wait for each other's row.
 */
import type { EntityManager } from 'typeorm';

/** So long after the last mail to a domain, mail from there is read. */
export const WRITTEN_WITHIN_DAYS = 90;

export async function noteWritten(tx: EntityManager, addresses: readonly string[], at: Date): Promise<void> {
  await tx.query(
    `insert into written_domains (domain, day)
     select domain, $2::date from unnest($1::text[]) as domain
     where not exists (select from written_domains known where known.domain = domain.domain and known.day = $2::date)
     order by domain
     on conflict do nothing`,
    [[...new Set(addresses.map(domainOf))], dayOf(at)],
  );
}

/** True if tracked mail went to the domain of this address in the last 90 days. */
export async function wasWrittenTo(tx: EntityManager, address: string, now: Date): Promise<boolean> {
  const found = await tx.query<unknown[]>('select from written_domains where domain = $1 and day >= $2::date limit 1', [domainOf(address), dayOf(daysBefore(now))]);
  return found.length > 0;
}

/** Domains that tracked mail went to in the last 90 days. */
export async function domainsWritten(tx: EntityManager, now: Date): Promise<string[]> {
  const rows = await tx.query<{ domain: string }[]>('select distinct domain from written_domains where day >= $1::date', [dayOf(daysBefore(now))]);
  return rows.map(({ domain }) => domain);
}

/** Forgets days that count no more. */
export async function forgetOldDomains(tx: EntityManager, now: Date): Promise<void> {
  await tx.query('delete from written_domains where day < $1::date', [dayOf(daysBefore(now))]);
}

function daysBefore(now: Date): Date {
  return new Date(now.getTime() - WRITTEN_WITHIN_DAYS * 24 * 3_600_000);
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10);
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}

/** What follows from replies, as each team wants it. A team that never said anything has the defaults. */
import type { EntityManager } from 'typeorm';
import type { TeamRules } from './api.js';

export const DEFAULT_RULES: TeamRules = { endOnOtherThread: true, endOnSameCompany: false, absenceDays: 7, acceptedIsSuccess: true };

/** The rules of each of these teams. */
export async function rulesOf(tx: EntityManager, teamIds: readonly string[]): Promise<(teamId: string) => TeamRules> {
  const rows = await tx.query<(TeamRules & { teamId: string })[]>(
    `select team_id as "teamId", end_on_other_thread as "endOnOtherThread", end_on_same_company as "endOnSameCompany",
       absence_days as "absenceDays", accepted_is_success as "acceptedIsSuccess"
     from team_rules where team_id = any ($1::uuid[])`,
    [teamIds],
  );
  const known = new Map(rows.map(({ teamId, ...rules }) => [teamId, rules]));
  return (teamId) => known.get(teamId) ?? DEFAULT_RULES;
}

/** True if any team ends the campaigns of a whole company. */
export async function someEndCompanies(tx: EntityManager): Promise<boolean> {
  return (await tx.query<unknown[]>('select 1 from team_rules where end_on_same_company limit 1')).length > 0;
}

export async function setRules(tx: EntityManager, teamId: string, rules: TeamRules): Promise<void> {
  await tx.query(
    `insert into team_rules (team_id, end_on_other_thread, end_on_same_company, absence_days, accepted_is_success) values ($1, $2, $3, $4, $5)
     on conflict (team_id) do update set end_on_other_thread = excluded.end_on_other_thread, end_on_same_company = excluded.end_on_same_company,
       absence_days = excluded.absence_days, accepted_is_success = excluded.accepted_is_success`,
    [teamId, rules.endOnOtherThread, rules.endOnSameCompany, rules.absenceDays, rules.acceptedIsSuccess],
  );
}

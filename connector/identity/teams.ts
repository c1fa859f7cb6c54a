/** Teams: who works together, and on which plan. There is always one default team, which new reps join. */
import type { EntityManager } from 'typeorm';
import { ReadbackError } from '../errors.js';
import { repEntity, teamEntity } from './entities.js';
import { repByAddress } from './reps.js';
import type { Rep, Team } from './types.js';

export interface TeamWithSize extends Team {
  readonly reps: number;
}

/** All teams by name, each with how many reps it has. */
export async function listTeams(tx: EntityManager): Promise<TeamWithSize[]> {
  return tx.query<TeamWithSize[]>(
    `select teams.id, teams.name, teams.plan, count(reps.id)::int as reps
     from teams left join reps on reps.team_id = teams.id
     group by teams.id order by teams.name`,
  );
}

/** Makes a team on the Team plan. Throws CONFLICT if the name is taken. */
export async function createTeam(tx: EntityManager, name: string): Promise<Team> {
  const [made] = await tx.query<Team[]>(
    'insert into teams (name) values ($1) on conflict (name) do nothing returning id, name, plan',
    [name],
  );
  if (made === undefined) throw taken(name);
  return made;
}

/** Throws NOT_FOUND, or CONFLICT if the new name is taken. */
export async function renameTeam(tx: EntityManager, from: string, to: string): Promise<Team> {
  const team = await teamByName(tx, from);
  if (from !== to && (await tx.existsBy(teamEntity, { name: to }))) throw taken(to);
  await tx.update(teamEntity, { id: team.id }, { name: to });
  return { ...team, name: to };
}

/** Throws NOT_FOUND. */
export async function setPlan(tx: EntityManager, name: string, plan: Team['plan']): Promise<Team> {
  const team = await teamByName(tx, name);
  await tx.update(teamEntity, { id: team.id }, { plan });
  return { ...team, plan };
}

/** Puts the rep of this address into the team of this name. Throws NOT_FOUND. */
export async function assignTeam(tx: EntityManager, address: string, teamName: string): Promise<Rep> {
  const team = await teamByName(tx, teamName);
  const rep = await repByAddress(tx, address);
  await tx.update(repEntity, { id: rep.id }, { team: { id: team.id } });
  return { ...rep, team };
}

/** The team of the rep with this Entra object id; the default team for a user who is no rep yet. */
export async function teamOfUser(tx: EntityManager, oid: string): Promise<Team> {
  const [team] = await tx.query<Team[]>(
    `select id, name, plan from teams
     where id = coalesce((select team_id from reps where oid = $1), (select id from teams where is_default))`,
    [oid.toLowerCase()],
  );
  if (team === undefined) throw new ReadbackError('INTERNAL', 'there is no default team');
  return team;
}

/** Team ids by rep id. */
export async function teamsOfReps(tx: EntityManager, repIds: readonly string[]): Promise<Map<string, string>> {
  const rows = await tx.query<{ id: string; team_id: string }[]>('select id, team_id from reps where id = any ($1::uuid[])', [[...new Set(repIds)]]);
  return new Map(rows.map(({ id, team_id: teamId }) => [id, teamId]));
}

async function teamByName(tx: EntityManager, name: string): Promise<Team> {
  const team = await tx.findOneBy(teamEntity, { name });
  if (team === null) throw new ReadbackError('NOT_FOUND', `There is no team "${name}". See: npx readback team list`);
  return team;
}

function taken(name: string): ReadbackError {
  return new ReadbackError('CONFLICT', `There is a team "${name}" already.`);
}

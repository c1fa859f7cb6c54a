/** `readback team …` and `readback role …`: who works together, and who may do what. */
import { InvalidArgumentError, type Command } from 'commander';
import { assignTeam, createTeam, listReps, listTeams, renameTeam, setPlan, setRole, type Role, type Team } from '../identity/index.js';
import type { Opened } from './open.js';
import { table, type Output } from './print.js';

type Run = (work: (opened: Opened) => Promise<void>) => Promise<void>;

type Plan = Team['plan'];

const PLANS: readonly Plan[] = ['basic', 'team'];
const ROLES: readonly Role[] = ['rep', 'lead', 'administrator'];

export function addTeamCommands(program: Command, out: Output, run: Run): void {
  const team = program.command('team').description('teams and who is in them');

  team
    .command('list')
    .description('list teams')
    .action(() =>
      run(async ({ database }) => {
        const teams = await listTeams(database.dataSource.manager);
        for (const line of table(['TEAM', 'PLAN', 'REPS'], teams.map(({ name, plan, reps }) => [name, plan, String(reps)]))) out.line(line);
      }),
    );
  team
    .command('create <name>')
    .description('make a team')
    .action((name: string) =>
      run(async ({ database }) => {
        await createTeam(database.dataSource.manager, name);
        out.line(`Made the team "${name}".`);
      }),
    );
  team
    .command('rename <name> <new-name>')
    .description('give a team another name')
    .action((name: string, newName: string) =>
      run(async ({ database }) => {
        await renameTeam(database.dataSource.manager, name, newName);
        out.line(`The team "${name}" is now called "${newName}".`);
      }),
    );
  team
    .command('plan')
    .argument('<name>')
    .argument('<plan>', PLANS.join(' or '), parsePlan)
    .description('put a team on a plan; tracked documents belong to the plan team')
    .action((name: string, wanted: Plan) =>
      run(async ({ database }) => {
        const { plan } = await setPlan(database.dataSource.manager, name, wanted);
        out.line(`The team "${name}" is on the plan ${plan}${plan === 'team' ? '.' : ': it sends no new tracked documents. Those already sent keep working.'}`);
      }),
    );
  team
    .command('assign <address> <team>')
    .description('put a rep into a team')
    .action((address: string, name: string) =>
      run(async ({ database }) => {
        const rep = await assignTeam(database.dataSource.manager, address, name);
        out.line(`${rep.address} is in the team "${rep.team.name}".`);
      }),
    );
}

export function addRoleCommands(program: Command, out: Output, run: Run): void {
  const role = program.command('role').description('roles: rep, lead or administrator');

  role
    .command('list')
    .description('list reps with role and team')
    .action(() =>
      run(async ({ database }) => {
        const reps = await listReps(database.dataSource.manager);
        const rows = reps.map((rep) => [rep.address, rep.name, rep.role, rep.team.name]);
        for (const line of table(['ADDRESS', 'NAME', 'ROLE', 'TEAM'], rows)) out.line(line);
      }),
    );
  role
    .command('set')
    .argument('<address>')
    .argument('<role>', ROLES.join(', '), parseRole)
    .description('give a rep a role')
    .action((address: string, wanted: Role) =>
      run(async ({ database }) => {
        const rep = await setRole(database.dataSource.manager, address, wanted);
        out.line(`${rep.address} is ${wanted === 'administrator' ? 'an' : 'a'} ${wanted}.`);
      }),
    );
}

function parseRole(text: string): Role {
  return oneOf(ROLES, text);
}

function parsePlan(text: string): Plan {
  return oneOf(PLANS, text);
}

function oneOf<T extends string>(choices: readonly T[], text: string): T {
  const chosen = choices.find((candidate) => candidate === text);
  if (chosen === undefined) throw new InvalidArgumentError(`It must be one of: ${choices.join(', ')}.`);
  return chosen;
}

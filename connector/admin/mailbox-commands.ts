/** `readback mailbox …`: which mailboxes are watched. Works beside a running connector and without one. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Command } from 'commander';
import { ReadbackError } from '../errors.js';
import { listReps } from '../identity/index.js';
import { coverageOf, createMailboxAdministration, watchProgress, type Coverage, type Mailbox } from '../mailbox/index.js';
import type { Opened } from './open.js';
import { moment, table, type Output } from './print.js';

/** A running connector takes the job within milliseconds; one that has not by then is not running. */
const CONNECTOR_ANSWERS_WITHIN_MS = 4_000;
const WATCHED_WITHIN_MS = 40_000;
const LOOK_EVERY_MS = 100;
const GAPS_SHOWN_FOR_MS = 7 * 86_400_000;

export function addMailboxCommands(program: Command, out: Output, run: (work: (opened: Opened) => Promise<void>) => Promise<void>): void {
  const mailbox = program.command('mailbox').description('connect mailboxes and see whether they are watched');

  mailbox
    .command('add <addresses...>')
    .description('connect the Exchange Online mailboxes of these addresses')
    .action((addresses: readonly string[]) =>
      run(async (opened) => {
        const administration = createMailboxAdministration(opened);
        const connected: Mailbox[] = [];
        for (const address of addresses) {
          const { mailbox: added, warnings } = await administration.connect(address);
          out.line(`Connected ${added.address} (${added.name}), time zone ${added.timeZone}.`);
          for (const warning of warnings) out.error(`Warning: ${warning}`);
          connected.push(added);
        }
        for (const added of connected) out.line(`${connected.length === 1 ? '' : `${added.address}: `}${await watchOutcome(opened, added)}`);
      }),
    );

  mailbox
    .command('list')
    .description('list connected mailboxes')
    .action(() =>
      run(async (opened) => {
        const { manager } = opened.database.dataSource;
        const mailboxes = await coverageOf(manager, null);
        if (mailboxes.length === 0) {
          out.line('No mailbox is connected. Connect one: npx readback mailbox add <address>');
          return;
        }
        const names = new Map((await listReps(manager)).map((rep) => [rep.address, rep.name]));
        const rows = mailboxes.map((each) => [
          each.address,
          names.get(each.address) ?? each.name,
          each.watchedSince === null ? 'NOT WATCHED' : at(each.watchedSince),
          at(each.lastReadAt),
          at(each.lastSweepAt),
        ]);
        for (const line of table(['ADDRESS', 'REP', 'REPLIES WATCHED SINCE', 'LAST READ', 'ALL FOLDERS'], rows)) out.line(line);
        for (const line of mailboxes.flatMap(troubles)) out.line(line);
      }),
    );

  mailbox
    .command('remove <address>')
    .description('stop watching a mailbox')
    .action((address: string) =>
      run(async (opened) => {
        await createMailboxAdministration(opened).disconnect(address);
        out.line(`${address} is no longer watched. What was recorded stays.`);
      }),
    );
}

/** Waits for the running connector to begin watching; says so if none is running. Throws what keeps it from watching. */
async function watchOutcome({ database }: Opened, mailbox: Mailbox): Promise<string> {
  const started_ms = Date.now();
  for (;;) {
    const { watchedSince, job, problem } = await watchProgress(database.dataSource.manager, mailbox.id);
    if (problem !== null) {
      throw new ReadbackError('MAILBOX_NOT_WATCHED', `The mailbox is connected, but watching it failed; it will be tried again. ${problem}`);
    }
    if (watchedSince !== null && job === 'done') return `Replies are being watched since ${moment(watchedSince)}.`;
    const waited_ms = Date.now() - started_ms;
    if (job === 'idle' && waited_ms > CONNECTOR_ANSWERS_WITHIN_MS) return 'No connector is running. Watching begins when it starts.';
    if (waited_ms > WATCHED_WITHIN_MS) return 'Exchange has not confirmed yet. See: npx readback mailbox list';
    await sleep(LOOK_EVERY_MS);
  }
}

/** What is, or was lately, not well with a mailbox: a sentence each. */
function troubles({ address, problem, gaps }: Coverage): string[] {
  const told = gaps.filter(({ state, until }) => state !== 'filled' || (until !== null && Date.now() - Date.parse(until) < GAPS_SHOWN_FOR_MS));
  const lines = told.map(({ from, until, says, late }) => {
    const found = late === null || late === 0 ? '' : ` ${late === 1 ? 'One answer was' : `${late} answers were`} found late.`;
    return `${address}: ${at(from)} – ${until === null ? 'now' : at(until)}: ${says}${found}`;
  });
  return problem === null ? lines : [`${address}: ${problem.says} (${problem.code})`, ...lines];
}

function at(time: string | null): string {
  return moment(time === null ? null : new Date(time));
}

/** The commands of `readback`. Each opens what it needs, says what it did, and ends. */
import { Command, CommanderError } from 'commander';
import { addConverterCommands } from './converter-commands.js';
import { addExplainCommand } from './explain/command.js';
import { addMailboxCommands } from './mailbox-commands.js';
import { withDatabase, type Opened } from './open.js';
import { addPersonCommands, askTerminal, type Ask } from './person-commands.js';
import { addRoleCommands, addTeamCommands } from './people-commands.js';
import { sentenceOf, type Output } from './print.js';
import { addRejudgeCommand } from './rejudge-command.js';

export interface CliOptions {
  /** Without node and script. */
  readonly args: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  readonly out: Output;
  /** Default: whoever sits at the terminal. */
  readonly ask?: Ask;
}

/** Runs one command; gives the exit code. */
export async function runCli({ args, environment, out, ask = askTerminal }: CliOptions): Promise<number> {
  const run = (work: (opened: Opened) => Promise<void>): Promise<void> => withDatabase(environment, work);
  let exitCode = 0;
  const program = new Command('readback')
    .description('Tracked mail for Outlook: views, documents, and every reply.')
    .showHelpAfterError()
    .exitOverride()
    .configureOutput({ writeOut: (text) => out.line(text.trimEnd()), writeErr: (text) => out.error(text.trimEnd()) });

  // The launcher runs this one itself, because it starts more than one process; here it is only named.
  program.command('start').description('run Readback, on the sandbox unless configured');
  program
    .command('migrate')
    .description('bring the tables up to date')
    .action(() =>
      run(() => {
        out.line('The tables are up to date.');
        return Promise.resolve();
      }),
    );
  addMailboxCommands(program, out, run);
  addTeamCommands(program, out, run);
  addRoleCommands(program, out, run);
  addConverterCommands(program, out, run);
  addPersonCommands(program, { out, run, ask, fail: () => (exitCode = 1) });
  addRejudgeCommand(program, out, run);
  addExplainCommand(program, { out, fail: () => (exitCode = 1), run });

  try {
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode;
    out.error(sentenceOf(error));
    return 1;
  }
}

/** `readback rejudge`: judges stored hits again after the rules changed. */
import { InvalidArgumentError, type Command } from 'commander';
import { documentsJudged } from '../documents/index.js';
import { rejudge, rejudgeMessage } from '../tracking/index.js';
import type { Opened } from './open.js';
import type { Output } from './print.js';

type Run = (work: (opened: Opened) => Promise<void>) => Promise<void>;

export function addRejudgeCommand(program: Command, out: Output, run: Run): void {
  program
    .command('rejudge')
    .description('judge views and clicks again from what is stored; goes on where it was stopped')
    .option('--since <date>', 'mails with views or clicks from this day on (ISO 8601)', parseDate, new Date(0))
    .option('--message <id>', 'of this mail only')
    .action(({ since, message }: { since: Date; message?: string }) =>
      run(async ({ database: { dataSource }, clock }) => {
        const options = { dataSource, clock, documentsJudged: documentsJudged(() => clock.now()) };
        const { stamps, changes } = message === undefined ? await rejudge({ ...options, since }) : await rejudgeMessage(options, message);
        out.line(`Judged again: ${stamps} ${stamps === 1 ? 'mail' : 'mails'}.`);
        const changed = Object.entries(changes).sort(([, one], [, other]) => other - one);
        if (changed.length === 0) out.line('Nothing changed.');
        for (const [change, count] of changed) out.line(`  ${change}: ${count}`);
      }),
    );
}

function parseDate(text: string): Date {
  const date = new Date(text);
  if (Number.isNaN(date.getTime())) throw new InvalidArgumentError('It must be a date such as 2026-11-23.');
  return date;
}

/**
 * `readback explain FILE…`: per file one line of JSON that says what kind of mail it is and why. A
 * file that cannot be read gets a line with its error, and the rest goes on. Nothing is opened but
 * the files: no settings, no database, unless a mailbox is named.
 */
import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import { messageOf, ReadbackError } from '../../errors.js';
import type { Output } from '../print.js';
import { readMime } from '../../mailbox/index.js';
import type { Opened } from '../open.js';
import { explainMail } from './explain.js';
import { matchIn, type MatchIn } from './match.js';
import { readMailFile } from './mail-file.js';

const HELP = `
Prints one line of JSON per FILE (a mail as MIME, such as .eml): file, kind (human_reply, auto_reply, bounce_hard,
bounce_soft, bounce_delayed, receipt, calendar, other), reasons, in_reply_to, references, original_message_id,
failed_recipients, status, return_date, and more; or file and error { code, message }. With --mailbox also match: the
message of ours that the mail would be a reply to if this mailbox got it, { message_id, mailbox, subject, rung, certain,
evidence }, or null.

With - the names of the files are read from standard input, one a line; none at all is no error.
The exit code is 1 if files were named and none of them could be read, else 0.`;

/** `names` gives the lines of standard input. */
export function addExplainCommand(
  program: Command,
  { out, fail, run, names = linesOfStandardInput }: { out: Output; fail: () => void; run: (work: (opened: Opened) => Promise<void>) => Promise<void>; names?: () => AsyncIterable<string> },
): void {
  program
    .command('explain')
    .argument('<file...>', 'mails as MIME; - reads their names from standard input')
    .description('say what kind of mail each file is, and why')
    .option('--mailbox <address>', 'say also which message it answers, as if the connected mailbox of this address got it')
    .addHelpText('after', HELP)
    .action((files: string[], { mailbox }: { mailbox?: string }) => {
      const explainAll = async (matchIn?: MatchIn): Promise<void> => {
        let named = 0;
        let read = 0;
        for await (const file of each(files, names)) {
          named += 1;
          if (await explainFile(file, out, matchIn)) read += 1;
        }
        if (named > 0 && read === 0) fail();
      };
      return mailbox === undefined ? explainAll() : run(async (opened) => explainAll(await matchIn(opened, mailbox)));
    });
}

async function* each(files: readonly string[], names: () => AsyncIterable<string>): AsyncIterable<string> {
  for (const file of files) {
    if (file !== '-') yield file;
    else for await (const name of names()) if (name.trim() !== '') yield name;
  }
}

/** False if it could not be read. */
async function explainFile(file: string, out: Output, matchIn: MatchIn | undefined): Promise<boolean> {
  try {
    const mail = readMime(readMailFile(file));
    const match = matchIn === undefined ? {} : { match: await matchIn(mail) };
    out.line(JSON.stringify({ file, ...explainMail(mail), ...match }));
    return true;
  } catch (error) {
    const { code, message } = error instanceof ReadbackError ? error : { code: 'INTERNAL', message: messageOf(error) };
    out.line(JSON.stringify({ file, error: { code, message } }));
    return false;
  }
}

function linesOfStandardInput(): AsyncIterable<string> {
  return createInterface({ input: process.stdin, crlfDelay: Infinity });
}

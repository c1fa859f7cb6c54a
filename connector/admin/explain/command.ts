/**
 * `readback explain FILE…`: per file one line of JSON that says what kind of mail it is and why. A
 * file that cannot be read gets a line with its error, and the rest goes on. Nothing is opened but
 * the files: no settings, no database.
 */
import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import { messageOf, ReadbackError } from '../../errors.js';
import type { Output } from '../print.js';
import { explain } from './explain.js';
import { readMailFile } from './mail-file.js';

const HELP = `
Prints one line of JSON per FILE (a mail as MIME, such as .eml): file, kind (human_reply, auto_reply, bounce_hard,
bounce_soft, bounce_delayed, receipt, calendar, other), reasons, in_reply_to, references, original_message_id,
failed_recipients, status, return_date, and more; or file and error { code, message }.

With - the names of the files are read from standard input, one a line.
The exit code is 0 if any of them could be read, else 1.`;

/** `names` gives the lines of standard input. */
export function addExplainCommand(program: Command, out: Output, fail: () => void, names: () => AsyncIterable<string> = linesOfStandardInput): void {
  program
    .command('explain')
    .argument('<file...>', 'mails as MIME; - reads their names from standard input')
    .description('say what kind of mail each file is, and why')
    .addHelpText('after', HELP)
    .action(async (files: string[]) => {
      let named = 0;
      let read = 0;
      for await (const file of each(files, names)) {
        named += 1;
        if (explainFile(file, out)) read += 1;
      }
      if (named > 0 && read === 0) fail();
    });
}

async function* each(files: readonly string[], names: () => AsyncIterable<string>): AsyncIterable<string> {
  for (const file of files) {
    if (file !== '-') yield file;
    else for await (const name of names()) if (name.trim() !== '') yield name;
  }
}

/** False if it could not be read. */
function explainFile(file: string, out: Output): boolean {
  try {
    const source = readMailFile(file);
    out.line(JSON.stringify({ file, ...explain(source) }));
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

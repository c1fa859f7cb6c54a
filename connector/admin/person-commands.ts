/** `readback person …`: what is stored about one person, and what they said about being tracked. */
import { createInterface } from 'node:readline/promises';
import { InvalidArgumentError, Option, type Command } from 'commander';
import { recordConsent } from '../consent/index.js';
import { forgetTracksOf } from '../documents/index.js';
import { erasePerson, exportPerson } from '../privacy/index.js';
import type { Opened } from './open.js';
import type { Output } from './print.js';

type Run = (work: (opened: Opened) => Promise<void>) => Promise<void>;

/** The answer typed to a question; null where nobody can be asked. */
export type Ask = (question: string) => Promise<string | null>;

export const askTerminal: Ask = async (question) => {
  if (!process.stdin.isTTY) return null;
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return await lines.question(question);
  } finally {
    lines.close();
  }
};

export function addPersonCommands(program: Command, { out, run, ask, fail }: { out: Output; run: Run; ask: Ask; fail: () => void }): void {
  const person = program.command('person').description('what is stored about one person, and what they said about being tracked');

  person
    .command('export')
    .argument('<address>', 'an address of the person', parseAddress)
    .description('print everything stored about a person, as JSON')
    .action((address: string) =>
      run(async ({ database, clock }) => {
        out.line(JSON.stringify(await exportPerson(database.dataSource.manager, address, clock.now()), null, 2));
      }),
    );
  person
    .command('erase')
    .argument('<address>', 'an address of the person', parseAddress)
    .option('--yes', 'do not ask')
    .description('erase everything stored about a person, for good')
    .action((address: string, { yes = false }: { yes?: boolean }) =>
      run(async ({ database, clock }) => {
        const answer = yes ? 'yes' : await ask(`Everything stored about ${address} will be erased for good. Type "yes" to go on: `);
        if (answer?.trim().toLowerCase() !== 'yes') {
          out.error(answer === null ? 'Nothing was erased: nobody could be asked. Give --yes to erase without asking.' : 'Nothing was erased.');
          fail();
          return;
        }
        await erasePerson(database.dataSource, address, clock.now());
        out.line(`Everything stored about ${address} was erased. If they refused to be tracked or opted out, only that is kept, as a hash.`);
      }),
    );
  person
    .command('consent')
    .argument('<address>', 'an address of the person', parseAddress)
    .argument('<what>', 'given or refused', parseWhat)
    .addOption(new Option('--how <text>', 'by which way they said so, such as "form at the fair in Lyon"').makeOptionMandatory())
    .option('--proof <text>', 'what proves it: the text they agreed to, where the form lies', '')
    .description('write down what a person said about being tracked')
    .action((address: string, what: 'given' | 'refused', { how, proof }: { how: string; proof: string }) =>
      run(async ({ database, clock }) => {
        const said = { address, agrees: what === 'given', at: clock.now(), how, proof, repId: null };
        const state = await database.dataSource.transaction((tx) => recordConsent(tx, { onRefused: forgetTracksOf(() => clock.now()) }, said));
        out.line(SENTENCES[state](address));
      }),
    );
}

const SENTENCES = {
  given: (address: string) => `${address} agreed to be tracked. That counts for mail sent from now on.`,
  refused: (address: string) => `${address} refused to be tracked. Mail they already have is silenced, and what was stored of it erased.`,
  withdrawn: (address: string) => `${address} took their agreement back. Mail they already have is silenced, and what was stored of it erased.`,
} as const;

function parseAddress(text: string): string {
  const address = text.trim().toLowerCase();
  if (!/^[^\s@]+@[^\s@]+$/.test(address)) throw new InvalidArgumentError('It must be an address such as anna@example.com.');
  return address;
}

function parseWhat(text: string): 'given' | 'refused' {
  if (text !== 'given' && text !== 'refused') throw new InvalidArgumentError('It must be given or refused.');
  return text;
}

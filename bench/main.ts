/**
 * `npm run bench [name]`: measures on this machine, in one run, and prints a table; with `-- --json`
 * one JSON object instead. Some benches want arguments, or run for minutes, and run only when named.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { measureCorpus, readCorpusOptions } from './corpus/corpus.js';
import { runChaos } from './chaos.js';
import { measureDocuments } from './documents/documents.js';
import { measureFuzz } from './fuzz/fuzz.js';
import { measurePixel } from './pixel/pixel.js';
import { measureReplies } from './replies/replies.js';
import { measureStory } from './story.js';
import type { Report } from './report.js';
import { printJson, printTable } from './report.js';

const BENCHES: Readonly<Record<string, (progress: (text: string) => void) => Promise<Report>>> = {
  story: measureStory,
  replies: measureReplies,
  pixel: measurePixel,
  documents: measureDocuments,
};

/** Run only when named, with what follows on the command line. Give the exit code. */
const NAMED: Readonly<Record<string, (args: readonly string[]) => number | Promise<number>>> = {
  chaos: (args) => runChaos(args, print),
  corpus: (args) => {
    const options = readCorpusOptions(args);
    if (options === null) return complain('The corpus bench takes one folder, and a half is even or odd. Usage: npm run bench corpus -- FOLDER [--mistakes] [--half even|odd]');
    if (!existsSync(join(options.folder, 'labels.jsonl'))) return complain(`There is no labels.jsonl in ${options.folder}.`);
    measureCorpus(options, print);
    return 0;
  },
  fuzz: (args) => measureFuzz(args, print),
};

const [first = '', ...others] = process.argv.slice(2);
const named = NAMED[first];
process.exit(named === undefined ? await runBenches() : await named(others));

async function runBenches(): Promise<number> {
  const asJson = process.argv.includes('--json');
  const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
  const unknown = names.filter((name) => !(name in BENCHES));
  if (unknown.length > 0) return complain(`There is no bench "${unknown.join('", "')}". There are: ${[...Object.keys(BENCHES), ...Object.keys(NAMED)].join(', ')}`);
  const reports: Report[] = [];
  for (const [name, measure] of Object.entries(BENCHES)) {
    if (names.length > 0 && !names.includes(name)) continue;
    reports.push(await measure((text) => process.stderr.write(`${name}: ${text}\n`)));
  }
  (asJson ? printJson : printTable)(reports);
  return 0;
}

function complain(sentence: string): number {
  process.stderr.write(`${sentence}\n`);
  return 1;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

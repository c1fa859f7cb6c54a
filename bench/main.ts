/**
 * `npm run bench [name]`: measures on this machine, in one run, and prints a table; with `-- --json`
 * one JSON object instead.
 */
import { measureStory } from './story.js';
import type { Report } from './report.js';
import { printJson, printTable } from './report.js';

const BENCHES: Readonly<Record<string, (progress: (text: string) => void) => Promise<Report>>> = {
  story: measureStory,
};

const asJson = process.argv.includes('--json');
const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const unknown = names.filter((name) => !(name in BENCHES));
if (unknown.length > 0) {
  process.stderr.write(`There is no bench "${unknown.join('", "')}". There are: ${Object.keys(BENCHES).join(', ')}\n`);
  process.exitCode = 1;
} else {
  const reports: Report[] = [];
  for (const [name, measure] of Object.entries(BENCHES)) {
    if (names.length > 0 && !names.includes(name)) continue;
    reports.push(await measure((text) => process.stderr.write(`${name}: ${text}\n`)));
  }
  (asJson ? printJson : printTable)(reports);
}
process.exit();

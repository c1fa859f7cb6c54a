/**
 * `npm run bench corpus -- FOLDER`: how right the classifier is on a folder of labelled mails, with
 * the confusion matrix; `--mistakes` lists what it got wrong, `--half even|odd` looks at every other
 * mail only, so that rules can be made on one half and checked on the other.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { explain, type Explanation } from '../../connector/admin/index.js';
import { kindIn, readLabels, recipientsIn, type Label } from './labels.js';

interface Judged {
  readonly label: Label;
  readonly found: Explanation;
  readonly milliseconds: number;
}

export interface CorpusOptions {
  readonly folder: string;
  readonly mistakes: boolean;
  readonly half: 'even' | 'odd' | null;
}

/** Null: this is not how it is used. */
export function readCorpusOptions(args: readonly string[]): CorpusOptions | null {
  const half = args.includes('--half') ? args[args.indexOf('--half') + 1] : null;
  if (half !== 'even' && half !== 'odd' && half !== null) return null;
  const values = args.filter((arg, at) => !arg.startsWith('--') && args[at - 1] !== '--half');
  const [folder] = values;
  if (folder === undefined || values.length > 1) return null;
  return { folder, mistakes: args.includes('--mistakes'), half };
}

export function measureCorpus({ folder, mistakes, half }: CorpusOptions, print: (line: string) => void): void {
  const labels = readLabels(folder).filter((_, at) => half === null || (at % 2 === 0) === (half === 'even'));
  const judged = labels.map((label) => judge(folder, label));
  printMatrix(judged, print);
  for (const { what, right, of, wrong } of questions(judged)) {
    print(`${what.padEnd(46)} ${of === 0 ? '   –  ' : `${((100 * right) / of).toFixed(1).padStart(5)} %`}  (${right} of ${of})`);
    if (mistakes) for (const line of wrong) print(`    ${line}`);
  }
  const times = judged.map(({ milliseconds }) => milliseconds).sort((a, b) => a - b);
  const total = times.reduce((sum, time) => sum + time, 0);
  print(`${'mails per second'.padEnd(46)} ${((1000 * judged.length) / total).toFixed(0).padStart(5)}    (slowest ${(times.at(-1) ?? 0).toFixed(0)} ms)`);
}

function judge(folder: string, label: Label): Judged {
  const source = readFileSync(join(folder, label.file));
  const start = performance.now();
  const found = explain(source);
  return { label, found, milliseconds: performance.now() - start };
}

function printMatrix(judged: readonly Judged[], print: (line: string) => void): void {
  const rows = [...new Set(judged.map(({ label }) => kindIn(label)))].sort();
  const columns = [...new Set(judged.map(({ found }) => found.kind))].sort();
  print(`${'labelled \\ found'.padEnd(18)}${columns.map((column) => column.padStart(15)).join('')}`);
  for (const row of rows) {
    const counts = columns.map((column) => judged.filter(({ label, found }) => kindIn(label) === row && found.kind === column).length);
    print(`${row.padEnd(18)}${counts.map((count) => (count === 0 ? '.' : String(count)).padStart(15)).join('')}`);
  }
  print('');
}

interface Question {
  readonly what: string;
  readonly right: number;
  readonly of: number;
  readonly wrong: readonly string[];
}

function questions(judged: readonly Judged[]): Question[] {
  const bounces = judged.filter(({ label }) => isBounce(kindIn(label)));
  const saidBounce = judged.filter(({ found }) => isBounce(found.kind));
  const severe = bounces.filter(({ label, found }) => kindIn(label) !== 'bounce' && isBounce(found.kind));
  const withId = bounces.filter(({ label }) => label.original_message_id !== null && label.original_message_id !== undefined);
  const withRecipients = bounces.filter(({ label }) => recipientsIn(label).length > 0);
  const withParent = judged.filter(({ label }) => (label.in_reply_to ?? null) !== null || (label.references ?? []).length > 0);
  const kinds = ['human_reply', 'auto_reply', 'receipt', 'calendar', 'other'].filter((kind) => judged.some(({ label }) => kindIn(label) === kind));
  return [
    ask('bounces found', bounces, ({ found }) => isBounce(found.kind), ({ found }) => found.kind),
    ask('of those called a bounce, bounces', saidBounce, ({ label }) => isBounce(kindIn(label)), ({ label }) => kindIn(label)),
    ask('hard or soft right', severe, ({ label, found }) => severity(found.kind) === severity(kindIn(label)), ({ label, found }) => `${kindIn(label)} found ${found.kind} ${found.status ?? ''}`),
    ask('original Message-ID right', withId, ({ label, found }) => same(found.original_message_id, label.original_message_id), ({ label, found }) => `${label.original_message_id ?? ''} found ${found.original_message_id ?? 'none'}`),
    ask('failed recipients all named', withRecipients, ({ label, found }) => recipientsIn(label).every((address) => found.failed_recipients.includes(address)), ({ label, found }) => `${recipientsIn(label).join(' ')} found ${found.failed_recipients.join(' ')}`),
    ask('parents right', withParent, ({ label, found }) => parentsRight(label, found), ({ label, found }) => `${label.in_reply_to ?? ''} found ${found.in_reply_to ?? 'none'}`),
    ...kinds.map((kind) => ask(`${kind} found`, judged.filter(({ label }) => kindIn(label) === kind), ({ found }) => found.kind === kind, ({ found }) => `${found.kind} ${found.reasons[0]?.code ?? ''}`)),
  ];
}

function ask(what: string, of: readonly Judged[], isRight: (judged: Judged) => boolean, says: (judged: Judged) => string): Question {
  const wrong = of.filter((judged) => !isRight(judged));
  return { what, right: of.length - wrong.length, of: of.length, wrong: wrong.map((judged) => `${judged.label.file}: ${says(judged)}`) };
}

function isBounce(kind: string): boolean {
  return kind.startsWith('bounce');
}

/** Nobody labels a delay apart from what may pass. */
function severity(kind: string): string {
  return kind === 'bounce_hard' ? 'hard' : 'soft';
}

function same(found: string | null, stated: string | null | undefined): boolean {
  return found?.replace(/[<>\s]/g, '') === stated?.replace(/[<>\s]/g, '');
}

function parentsRight(label: Label, found: Explanation): boolean {
  const parent = label.in_reply_to ?? null;
  const named = [found.in_reply_to, ...found.references];
  return (parent === null || named.some((id) => same(id, parent))) && (label.references ?? []).every((id) => named.some((candidate) => same(candidate, id)));
}

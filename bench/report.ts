/** What a bench found, as a table or as JSON. */
import { cpus, platform, totalmem } from 'node:os';

export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: 'ms' | 's' | 'MB' | '/s' | '×' | '';
  /** What is aimed for: the value should be below it, or above where `more` is better. */
  readonly aim?: number;
  readonly more?: boolean;
}

export interface Report {
  readonly name: string;
  readonly figures: readonly Figure[];
  /** What the figures do not say. */
  readonly notes?: readonly string[];
}

const BYTES_PER_GB = 1024 ** 3;

export function printTable(reports: readonly Report[]): void {
  print(`${platform()}, node ${process.version}, ${cpus().length} cores, ${(totalmem() / BYTES_PER_GB).toFixed(0)} GB`);
  for (const { name, figures, notes = [] } of reports) {
    const width = Math.max(...figures.map(({ what }) => what.length));
    print(`\n${name}`);
    for (const { what, value, unit, aim, more = false } of figures) {
      const verdict = aim === undefined ? '' : `   aim ${more ? '>' : '<'} ${aim} ${unit}: ${(more ? value > aim : value < aim) ? 'met' : 'NOT MET'}`;
      print(`  ${what.padEnd(width)}  ${value.toFixed(digitsOf(value, unit)).padStart(7)} ${unit.padEnd(2)}${verdict}`);
    }
    for (const note of notes) print(`  ${note}`);
  }
}

export function printJson(reports: readonly Report[]): void {
  const benches = Object.fromEntries(reports.map(({ name, figures }) => [name, figures]));
  print(JSON.stringify({ node: process.version, platform: platform(), cores: cpus().length, at: new Date().toISOString(), benches }));
}

/** The value below or at which this share (0 to 1) of the samples lies: nearest rank. */
export function percentile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? NaN;
}

/** Milliseconds below ten, and ratios, tell something behind the point. */
function digitsOf(value: number, unit: Figure['unit']): number {
  if (unit === '×' || (unit === 'ms' && value < 10)) return 2;
  return unit === 's' ? 1 : 0;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

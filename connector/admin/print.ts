/** What the command line says: plain lines and tables, errors as the sentence they carry. */
import { messageOf, ReadbackError } from '../errors.js';

export interface Output {
  line(text: string): void;
  error(text: string): void;
}

export const terminal: Output = {
  line: (text) => process.stdout.write(`${text}\n`),
  error: (text) => process.stderr.write(`${text}\n`),
};

/** Columns as wide as their widest cell, two spaces apart. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  return all.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ').trimEnd());
}

/** The sentence for the person; what is not one of our errors is named as it is. */
export function sentenceOf(error: unknown): string {
  if (!(error instanceof ReadbackError)) return `Something went wrong: ${messageOf(error)}`;
  const reason = error.details.reason ?? error.details.graphCode;
  return typeof reason === 'string' && reason !== '' ? `${error.message} (${reason})` : error.message;
}

/** A moment for people: 2026-11-23 10:04 UTC. */
export function moment(date: Date | null): string {
  return date === null ? 'not yet' : `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

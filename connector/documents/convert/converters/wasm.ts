/**
 * LibreOffice as WebAssembly, one process for one file. In about a third of its runs its threads
 * lose each other, mostly at the start, and it rests for half a minute or for ever: that has nothing
 * to do with the file, so a process that rests is ended and another begun, a few times, before that
 * counts as one try of the file. What works and what rests is told by the time its threads have run
 * or wanted to run, so that a busy machine is not taken for a hanging process.
 */
import { stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { runBounded, type Bounds, type Ended } from '../bounded/run.js';
import { ConversionProblem, CONVERSION_MS, type ConversionJob, type Converted, type Converter } from './converter.js';
import { libraryFolder } from './wasm-library.js';
import { wasmLineSchema, type WasmAsked, type WasmLine } from './wasm-lines.js';

/** It takes 1.5 GB for the smallest file: a gigabyte is its memory at the start. */
const BOUNDS: Bounds = { deadline_ms: CONVERSION_MS, memory_bytes: 4 * 1024 ** 3 };
/** Starting takes 2 s, and half a minute where twenty others want the same two cores. */
const START_MS = 90_000;
/** A process that converts has no reason to rest; one that hangs does next to nothing. */
const IDLE_MS = 5_000;
const MOST_STARTS = 8;
const PROCESS = join(dirname(fileURLToPath(import.meta.url)), 'wasm-process.js');

export interface WasmOptions {
  readonly bounds?: Bounds;
  readonly start_ms?: number;
  readonly starts?: number;
  /** Another program in its place, for tests. */
  readonly process?: string;
}

/** @param installation folder the package is installed into */
export function wasmConverter(installation: string, options: WasmOptions = {}): Converter {
  return { kind: 'wasm', convert: (job) => convert(libraryFolder(installation), options, job) };
}

async function convert(library: string, { bounds = BOUNDS, start_ms = START_MS, starts = MOST_STARTS, process: program = PROCESS }: WasmOptions, job: ConversionJob): Promise<Converted> {
  const startedAt = performance.now();
  let peak_bytes = 0;
  for (let start = 0; start < starts; start += 1) {
    const { ended, last } = await run(program, { library, input: job.input, format: job.format, output: job.output }, bounds, start_ms, job);
    job.signal.throwIfAborted();
    peak_bytes = Math.max(peak_bytes, ended.peak_bytes);
    if (last?.is === 'done' && (await isThere(job.output))) return { took_ms: performance.now() - startedAt, peak_bytes };
    if (last?.is === 'refused') throw new ConversionProblem('refused', last.says);
    if (ended.how === 'memory') throw new ConversionProblem('memory', '');
    if (ended.how === 'deadline') throw new ConversionProblem('slow', '');
    if (ended.how === 'idle') continue;
    // Having started, it broke down at this file, or is silent over it.
    if (last !== null) throw new ConversionProblem(ended.how === 'silent' ? 'slow' : 'crashed', ended.stderr.slice(-300));
  }
  throw new ConversionProblem('crashed', `LibreOffice as WebAssembly hung ${starts} times`);
}

async function run(program: string, asked: WasmAsked, bounds: Bounds, start_ms: number, { folder, signal }: ConversionJob): Promise<{ readonly ended: Ended; readonly last: WasmLine | null }> {
  const state: { last: WasmLine | null } = { last: null };
  const ended = await runBounded([process.execPath, program, JSON.stringify(asked)], {
    bounds,
    env: { PATH: process.env['PATH'] },
    cwd: folder,
    signal,
    silent_ms: start_ms,
    idle_ms: IDLE_MS,
    onLine: (text) => {
      const line = parsed(text);
      if (line === null) return undefined;
      state.last = line;
      return { silent_ms: bounds.deadline_ms };
    },
  });
  return { ended, last: state.last };
}

function parsed(text: string): WasmLine | null {
  try {
    return wasmLineSchema.parse(JSON.parse(text));
  } catch {
    // LibreOffice prints, too.
    return null;
  }
}

function isThere(path: string): Promise<boolean> {
  return stat(path).then(({ size }) => size > 0, () => false);
}

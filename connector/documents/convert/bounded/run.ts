/**
 * Runs a program that works on a file from outside, within bounds: it may hang, grow or crash, and
 * none of that may reach the connector. It is a process group of its own, at low priority, ended as
 * a whole at its deadline, when it takes too much memory, or when the connector stops.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { setPriority } from 'node:os';
import { createInterface } from 'node:readline';
import { isolated } from './isolation.js';
import { watchGroup } from './watch.js';

/** Below everything the connector itself does. */
const PRIORITY = 10;
const KEPT_STDERR_CHARACTERS = 4_000;
/** How much longer it lives at most, should the connector be killed. */
const GRACE_MS = 10_000;

export interface Bounds {
  readonly deadline_ms: number;
  /** Of all its processes together; looked at on Linux. */
  readonly memory_bytes: number;
}

export interface BoundedOptions {
  readonly bounds: Bounds;
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  readonly signal: AbortSignal;
  /** Called for each line it prints; may say how long it may be silent from then on. */
  readonly onLine?: (line: string) => { readonly silent_ms: number } | undefined;
  /** Ended when it prints no line for so long; default: only the deadline counts. */
  readonly silent_ms?: number;
  /** Ended when it did next to nothing for so long; looked at on Linux. For programs that have no reason to wait. */
  readonly idle_ms?: number;
  /** It may use the network; default: where that can be, it has none. */
  readonly network?: boolean;
}

/** `silent`, `idle`, `deadline`, `memory`, `aborted`: it was ended for that. `exited`: by itself; null code: by a signal. */
export interface Ended {
  readonly how: 'exited' | 'silent' | 'idle' | 'deadline' | 'memory' | 'aborted';
  readonly code: number | null;
  /** The end of what it said on stderr. */
  readonly stderr: string;
  readonly took_ms: number;
  /** The most it was seen to take; 0 where the system does not tell. */
  readonly peak_bytes: number;
}

/** Of all programs running now; should the connector end by an error, they end with it. */
const running = new Set<ChildProcess>();
process.on('exit', () => running.forEach(endGroup));

export async function runBounded(command: readonly string[], options: BoundedOptions): Promise<Ended> {
  const { bounds, env, cwd, signal, onLine, silent_ms, idle_ms = Number.POSITIVE_INFINITY, network = false } = options;
  const [file = '', ...args] = await isolated(command, { endsWithin_ms: bounds.deadline_ms + GRACE_MS, network });
  const startedAt = performance.now();
  const child = spawn(file, args, { env, cwd, detached: process.platform !== 'win32', stdio: ['ignore', 'pipe', 'pipe'] });
  running.add(child);
  const state: { how: Ended['how']; stderr: string } = { how: 'exited', stderr: '' };
  const stop = (how: Ended['how']): void => {
    if (state.how === 'exited') state.how = how;
    endGroup(child);
  };

  const deadline = setTimeout(() => stop('deadline'), bounds.deadline_ms);
  let maySilent_ms = silent_ms ?? Number.POSITIVE_INFINITY;
  let silence: NodeJS.Timeout | undefined;
  const heard = (): void => {
    clearTimeout(silence);
    if (Number.isFinite(maySilent_ms)) silence = setTimeout(() => stop('silent'), maySilent_ms);
  };
  heard();
  const abort = (): void => stop('aborted');
  if (signal.aborted) abort();
  signal.addEventListener('abort', abort, { once: true });
  const watch = child.pid === undefined ? null : watchGroup(child.pid, { memory_bytes: bounds.memory_bytes, idle_ms, stop });

  createInterface({ input: child.stdout }).on('line', (line) => {
    maySilent_ms = onLine?.(line)?.silent_ms ?? maySilent_ms;
    if (running.has(child)) heard();
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    state.stderr = (state.stderr + text).slice(-KEPT_STDERR_CHARACTERS);
  });
  try {
    if (child.pid !== undefined) lower(child.pid);
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    return { ...state, code, took_ms: performance.now() - startedAt, peak_bytes: watch?.peak_bytes() ?? 0 };
  } finally {
    running.delete(child);
    clearTimeout(deadline);
    clearTimeout(silence);
    watch?.end();
    signal.removeEventListener('abort', abort);
    // What it started and left behind.
    endGroup(child);
  }
}

function lower(pid: number): void {
  try {
    setPriority(pid, PRIORITY);
  } catch {
    // It may have ended already.
  }
}

function endGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') spawn('taskkill', ['/pid', String(child.pid), '/t', '/f'], { stdio: 'ignore' });
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // All of it has ended.
  }
}

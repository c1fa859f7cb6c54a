/** What the bench measures, each as a process of its own, and how much of the machine a process takes. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { residentMemory_MB } from '../memory.js';

const TICKS_PER_S = 100;
const SAMPLE_EVERY_MS = 200;

export interface Served {
  readonly port: number;
  readonly pid: number;
  readonly stop: (signal?: NodeJS.Signals) => Promise<void>;
}

/** A script beside this file that prints its port. */
export async function serve(script: string, ...args: readonly string[]): Promise<Served> {
  const child = spawn(process.execPath, [fileURLToPath(new URL(script, import.meta.url)), ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  for await (const line of createInterface({ input: child.stdout })) return { port: Number(line), pid: child.pid ?? 0, stop: stopOf(child) };
  throw new Error(`${script} did not start`);
}

export function stopOf(child: ChildProcess): (signal?: NodeJS.Signals) => Promise<void> {
  const exited = once(child, 'exit');
  return async (signal = 'SIGTERM') => {
    child.kill(signal);
    await exited;
  };
}

/** Seconds of processor time of a process and, with `family`, of those it started; Linux only, 0 elsewhere. */
export function processorTime_s(pid: number, family = false): number {
  const pids = family ? [pid, ...childrenOf(pid)] : [pid];
  return pids.reduce((sum, one) => {
    const fields = statOf(one);
    return sum + (Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) / TICKS_PER_S;
  }, 0);
}

/** Watches the memory of a process; gives the most it was, in MB. */
export function watchMemory(pid: number): () => number {
  let most = 0;
  const timer = setInterval(() => {
    most = Math.max(most, memoryOf(pid));
  }, SAMPLE_EVERY_MS);
  return () => {
    clearInterval(timer);
    return most;
  };
}

/** 0 when it is gone. */
function memoryOf(pid: number): number {
  try {
    return residentMemory_MB(pid) || 0;
  } catch {
    return 0;
  }
}

/** Resolves when `condition` holds; gives how long that took, in seconds. */
export async function waitUntil(what: string, condition: () => Promise<boolean>, timeout_s: number): Promise<number> {
  const began_ms = performance.now();
  while (!(await condition())) {
    if (performance.now() - began_ms > timeout_s * 1_000) throw new Error(`${what}: not within ${timeout_s} s`);
    await sleep(SAMPLE_EVERY_MS);
  }
  return (performance.now() - began_ms) / 1_000;
}

function childrenOf(parent: number): number[] {
  try {
    return readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .filter((pid) => Number(statOf(pid)[1]) === parent);
  } catch {
    return [];
  }
}

/** The fields of proc(5) stat behind the program's name. */
function statOf(pid: number): string[] {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'latin1');
    return text.slice(text.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}

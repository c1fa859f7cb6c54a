/**
 * A program started for the story: its output goes into a log file, and it is ended by its own
 * process id. What is still running when the story's own process ends is killed with it.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { z } from 'zod';

/** How long a program may take to end by itself before it is killed. */
const ENDS_WITHIN_MS = 12_000;
const LOG_TAIL_LINES = 12;
/** Ends the program when we are gone, even killed. */
const WITH_PARENT = new URL('../../../bin/withParent.js', import.meta.url).href;
/** As `npm start` runs them. */
const MEMORY = z
  .object({ nodeArguments: z.array(z.string()), environment: z.record(z.string(), z.string()) })
  .parse(JSON.parse(readFileSync(new URL('../../../bin/memory.json', import.meta.url), 'utf8')));

const running = new Set<Child>();
process.on('exit', () => {
  for (const child of running) child.signal('SIGKILL');
});

export interface ChildOptions {
  readonly name: string;
  /** Script and arguments for node. */
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  readonly cwd: string;
  /** Takes standard output and errors. */
  readonly logPath: string;
}

export class Child {
  readonly name: string;
  readonly logPath: string;
  /** Resolves with the exit code, or null if a signal ended it. */
  readonly exited: Promise<number | null>;
  readonly #process: ChildProcess;

  constructor({ name, args, env, cwd, logPath }: ChildOptions) {
    this.name = name;
    this.logPath = logPath;
    const log = openSync(logPath, 'a');
    try {
      this.#process = spawn(process.execPath, [...MEMORY.nodeArguments, '--import', WITH_PARENT, ...args], {
        cwd,
        env: { ...MEMORY.environment, ...env },
        stdio: ['ignore', log, log, 'ipc'],
      });
    } finally {
      closeSync(log);
    }
    running.add(this);
    this.exited = new Promise((resolve) => {
      this.#process.once('error', () => resolve(1));
      this.#process.once('exit', (code) => resolve(code));
    });
    void this.exited.then(() => running.delete(this));
  }

  get pid(): number {
    if (this.#process.pid === undefined) throw new Error(`${this.name} did not start`);
    return this.#process.pid;
  }

  get hasExited(): boolean {
    return this.#process.exitCode !== null || this.#process.signalCode !== null;
  }

  signal(signal: NodeJS.Signals): void {
    if (!this.hasExited) this.#process.kill(signal);
  }

  /** SIGKILL, and waits until it is gone. */
  async kill(): Promise<void> {
    this.signal('SIGKILL');
    await this.exited;
  }

  /** As Ctrl-C does; kills what does not end in time. Gives the exit code. */
  async stop(): Promise<number | null> {
    this.signal('SIGINT');
    const late = new AbortController();
    const ended = await Promise.race([this.exited.then(() => true), sleep(ENDS_WITHIN_MS, false, { signal: late.signal }).catch(() => false)]);
    late.abort();
    if (!ended) await this.kill();
    return this.exited;
  }

  /** The last lines it wrote. */
  logTail(): string {
    return readFileSync(this.logPath, 'utf8').trimEnd().split('\n').slice(-LOG_TAIL_LINES).join('\n');
  }
}

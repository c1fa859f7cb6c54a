/**
 * Who a process is, beyond its number. Numbers are used again, after a crash even at once (a
 * container's program is always 1), so everything written down about a process carries the moment
 * it started, and a process counts as alive only while both agree.
 */
import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';

export interface ProcessMark {
  readonly pid: number;
  /** When it started, in whatever form the system tells it; only ever compared for equality. */
  readonly started: string;
}

/** The mark of this very process. */
export function ownMark(): ProcessMark {
  return { pid: process.pid, started: startOf(process.pid) ?? '' };
}

/** True while the process that made this mark lives; a zombie does not. */
export function isAlive(mark: ProcessMark): boolean {
  return startOf(mark.pid) === mark.started;
}

/** When the process with this number started, undefined if there is none (or only its zombie). */
export function startOf(pid: number): string | undefined {
  if (!Number.isInteger(pid) || pid <= 0) return undefined;
  if (process.platform === 'linux') return startOnLinux(pid);
  if (process.platform === 'win32') return canBeSignalled(pid) ? 'alive' : undefined;
  return ps(pid, 'lstart=');
}

/**
 * True if the process works for the PostgreSQL data directory `directory` (an absolute, real path).
 * The server changes into its data directory at start and stays there.
 */
export function isServerOf(pid: number, directory: string): boolean {
  if (startOf(pid) === undefined) return false;
  if (process.platform === 'win32') return true;
  if (process.platform !== 'linux') return ps(pid, 'args=')?.includes(directory) ?? false;
  try {
    return readlinkSync(`/proc/${pid}/cwd`) === directory;
  } catch {
    return false;
  }
}

/** Field 22 of proc(5) stat: clock ticks since boot; so the boot's id belongs to it. */
function startOnLinux(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (fields[0] === 'Z' || fields[0] === 'X') return undefined;
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return `${boot}/${fields[19] ?? ''}`;
  } catch {
    return undefined;
  }
}

function ps(pid: number, column: string): string | undefined {
  try {
    const line = execFileSync('ps', ['-o', column, '-p', String(pid)], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
    return line.trim() || undefined;
  } catch {
    return undefined;
  }
}

function canBeSignalled(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

/** Memory of a process. */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

const BYTES_PER_MB = 1024 ** 2;

/** Resident memory in MB. */
export function residentMemory_MB(pid: number): number {
  const path = `/proc/${pid}/status`;
  const kB = existsSync(path)
    ? Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(path, 'utf8'))?.[1])
    : Number(execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }));
  return (kB * 1024) / BYTES_PER_MB;
}

/** What the processes of a group take, where the system tells: Linux, by /proc (proc(5)). */
import { readdir, readFile } from 'node:fs/promises';

const PAGE_BYTES = 4_096;
/** In /proc/PID/stat the group is the 5th field; those behind the name in brackets begin with the 3rd. */
const GROUP_FIELD = 5 - 3;
/** In /proc/PID/statm the resident pages are the 2nd. */
const RESIDENT_FIELD = 1;
const NS_PER_MS = 1e6;

/** Ids of its processes; null: this system does not tell. */
export async function membersOf(group: number): Promise<number[] | null> {
  if (process.platform !== 'linux') return null;
  const ids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const groups = await Promise.all(ids.map(groupOf));
  return ids.filter((_, index) => groups[index] === group);
}

/** Bytes they have in memory. */
export async function memoryOf(members: readonly number[]): Promise<number> {
  const pages = await Promise.all(members.map(async (id) => Number((await facts(`${id}/statm`)).split(' ')[RESIDENT_FIELD] ?? 0)));
  return sum(pages) * PAGE_BYTES;
}

/**
 * Milliseconds their threads have run or wanted to run, all together: of a process that works on
 * something it grows as fast as the clock, however busy the machine is; of one that hangs it stands.
 */
export async function activityOf(members: readonly number[]): Promise<number> {
  const threads = await Promise.all(members.map(async (id) => (await readdir(`/proc/${id}/task`).catch(() => [])).map((thread) => `${id}/task/${thread}/schedstat`)));
  const spent = await Promise.all(threads.flat().map(async (path) => sum((await facts(path)).split(' ').slice(0, 2).map(Number))));
  return sum(spent) / NS_PER_MS;
}

async function groupOf(id: number): Promise<number> {
  const stat = await facts(`${id}/stat`);
  return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[GROUP_FIELD]);
}

/** Empty of what has ended meanwhile. */
function facts(path: string): Promise<string> {
  return readFile(`/proc/${path}`, 'latin1').catch(() => '');
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + (Number.isFinite(number) ? number : 0), 0);
}

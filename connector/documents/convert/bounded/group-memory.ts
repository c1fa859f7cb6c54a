/** Memory that the processes of a group have in use, where the system tells. */
import { readdir, readFile } from 'node:fs/promises';

const PAGE_BYTES = 4_096;
/** Places in /proc/PID/stat behind the name in brackets (proc(5)): its group is the 5th field, resident pages the 24th. */
const FIELDS_BEFORE = 3;
const GROUP_FIELD = 5;
const RESIDENT_FIELD = 24;

/** Bytes; null: not known on this system. */
export async function groupMemory(group: number): Promise<number | null> {
  if (process.platform !== 'linux') return null;
  let total = 0;
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    const stat = await readFile(`/proc/${name}/stat`, 'latin1').catch(() => '');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (Number(fields[GROUP_FIELD - FIELDS_BEFORE]) === group) total += Number(fields[RESIDENT_FIELD - FIELDS_BEFORE]) * PAGE_BYTES;
  }
  return total;
}

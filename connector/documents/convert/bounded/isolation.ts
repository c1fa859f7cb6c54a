/**
 * What stands in front of a command on Linux: `timeout`, so that even what a killed connector leaves
 * behind ends; `unshare`, so that it has no network at all. Both only where they work (containers may
 * forbid the second). Elsewhere, and besides, converters are told by their own settings not to reach
 * for the network.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

interface Isolation {
  readonly hasTimeout: boolean;
  /** The command that takes the network away; empty: it is not permitted here. */
  readonly noNetwork: readonly string[];
}

let found: Promise<Isolation> | undefined;

/** @param endsWithin_ms how long it may run at most, should nobody be there any more to end it */
export async function isolated(command: readonly string[], { endsWithin_ms, network }: { readonly endsWithin_ms: number; readonly network: boolean }): Promise<readonly string[]> {
  const { hasTimeout, noNetwork } = await (found ??= look());
  const timeout = hasTimeout ? ['timeout', '-s', 'KILL', String(Math.ceil(endsWithin_ms / 1_000))] : [];
  return [...timeout, ...(network ? [] : noNetwork), ...command];
}

/** Whether converters run without a network interface. */
export async function hasNoNetwork(): Promise<boolean> {
  return (await (found ??= look())).noNetwork.length > 0;
}

async function look(): Promise<Isolation> {
  if (process.platform !== 'linux') return { hasTimeout: false, noNetwork: [] };
  const works = async ([file = '', ...args]: readonly string[]): Promise<boolean> => run(file, args).then(() => true, () => false);
  const ways = [['unshare', '--net', '--'], ['unshare', '--map-root-user', '--net', '--']];
  let noNetwork: readonly string[] = [];
  for (const way of ways) {
    if (noNetwork.length === 0 && (await works([...way, 'true']))) noNetwork = way;
  }
  return { hasTimeout: await works(['timeout', '-s', 'KILL', '5', 'true']), noNetwork };
}

/**
 * The table of known networks: a small dated file with its sources, `networks.json` beside this
 * one, or the one `NETWORKS_PATH` names instead. Checked once at start, so that a slip in it is a
 * sentence there and not a wrong verdict for months.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { isCidr, PACKAGE_ROOT } from '../../../config/index.js';
import { messageOf, ReadbackError } from '../../../errors.js';
import { NETWORK_CLASSES, type NetworkClass } from './classes.js';
import { lookupOf, spanOf } from './lookup.js';

export interface NetworkTable {
  /** The date of the table, stored with every hit. */
  readonly version: string;
  /** The class of the network an address belongs to; null for the rest of the internet. */
  readonly networkOf: (address: string) => NetworkClass | null;
}

const OWN_TABLE = join(PACKAGE_ROOT, 'connector/tracking/judge/networks/networks.json');

const network = z.string().superRefine((cidr, context) => {
  if (!isCidr(cidr)) context.addIssue({ code: 'custom', message: `"${cidr}" is no network such as 192.0.2.0/24` });
  else if (!spanOf(cidr).exact) context.addIssue({ code: 'custom', message: `"${cidr}" does not begin where a network of that size begins` });
});

const schema = z
  .strictObject({
    version: z.string().min(1),
    sources: z.record(z.string(), z.strictObject({ says: z.string(), address: z.string(), read: z.string() })),
    networks: z.array(
      z.strictObject({
        class: z.enum(NETWORK_CLASSES, { error: `class must be one of: ${NETWORK_CLASSES.join(', ')}` }),
        sources: z.array(z.string()),
        networks: z.array(network),
      }),
    ),
  })
  .superRefine(({ sources, networks }, context) => {
    for (const { class: kind, sources: named } of networks) {
      const missing = named.find((source) => !(source in sources));
      if (missing !== undefined) context.addIssue({ code: 'custom', message: `${kind} names the source "${missing}", which is not listed` });
    }
  });

/** Reads a table; the one of the package without a path. Throws SETTINGS_INVALID, which says what is wrong with the file. */
export function loadNetworks(path?: string): NetworkTable {
  const table = schema.safeParse(read(path ?? OWN_TABLE));
  if (!table.success) throw invalid(path, table.error.issues.map((issue) => [issue.path.join('.'), issue.message].filter((part) => part !== '').join(': ')));
  const ranges = table.data.networks.flatMap(({ class: kind, networks }) => networks.map((cidr) => ({ cidr, class: kind })));
  return { version: table.data.version, networkOf: lookupOf(ranges) };
}

function read(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw invalid(path, [messageOf(error)]);
  }
}

const PROBLEMS_AT_MOST = 5;

function invalid(path: string | undefined, problems: readonly string[]): ReadbackError {
  const more = problems.length > PROBLEMS_AT_MOST ? `; and ${problems.length - PROBLEMS_AT_MOST} more` : '';
  const says = `NETWORKS_PATH ${path ?? ''} is no table of networks: ${problems.slice(0, PROBLEMS_AT_MOST).join('; ')}${more}.`;
  return new ReadbackError('SETTINGS_INVALID', says, { problems });
}

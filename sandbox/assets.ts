/** Where the sandbox's own pages, styles and scripts lie: always in the source tree, since the compiler copies no assets. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder that holds package.json, from source or from dist/. */
export const packageRoot = findPackageRoot(dirname(fileURLToPath(import.meta.url)));

/** @param parts path below `sandbox/`, e.g. `'outside', 'window'` */
export function assetDirectory(...parts: string[]): string {
  return join(packageRoot, 'sandbox', ...parts);
}

function findPackageRoot(from: string): string {
  return existsSync(join(from, 'package.json')) || dirname(from) === from ? from : findPackageRoot(dirname(from));
}

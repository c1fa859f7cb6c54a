// What the programs are told: the environment, then DATA_DIR/settings.env. That file is either the
// administrator's own, or written by `npm start` for the sandbox; the latter says so in its first
// line, and is ignored once the environment names a real application.
import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname, isAbsolute, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseEnv } from 'node:util';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

const SANDBOX_LINE = '# Written by npm start for the sandbox; written anew at every start.';

/** Settings that the sandbox's file decides even against the environment: it has taken that into account. */
const DECIDED_BY_SANDBOX = ['NODE_EXTRA_CA_CERTS'];

/** Where data are kept; relative paths count from the package. */
export function dataDirOf(environment = process.env) {
  const given = environment.DATA_DIR || '.data';
  return isAbsolute(given) ? given : join(ROOT, given);
}

/** The environment to run a program with, and whether it leads to the sandbox. */
export function completeEnvironment(environment = process.env) {
  const path = join(dataDirOf(environment), 'settings.env');
  const text = existsSync(path) ? readFileSync(path, 'utf8') : '';
  const forSandbox = text.startsWith(SANDBOX_LINE);
  if (text === '' || (forSandbox && environment.AZURE_CLIENT_ID)) return { env: environment, sandbox: false };
  const file = parseEnv(text);
  const env = { ...file, ...withoutEmpty(environment) };
  if (forSandbox) for (const name of DECIDED_BY_SANDBOX) env[name] = file[name];
  return { env, sandbox: forSandbox };
}

/** True if there is no application to connect to, so that the sandbox has to stand in. */
export function needsSandbox(environment = process.env) {
  const { env, sandbox } = completeEnvironment(environment);
  return sandbox || !env.AZURE_CLIENT_ID;
}

/** Writes the sandbox's settings.env (0600: it holds the client secret), in one step. */
export function writeSandboxSettings(dataDir, settings) {
  mkdirSync(dataDir, { recursive: true, mode: 0o711 });
  const path = join(dataDir, 'settings.env');
  const lines = Object.entries(settings).map(([name, value]) => `${name}=${quote(String(value))}`);
  writeFileSync(`${path}.draft`, [SANDBOX_LINE, ...lines, ''].join('\n'), { mode: 0o600 });
  chmodSync(`${path}.draft`, 0o600);
  renameSync(`${path}.draft`, path);
}

/** parseEnv takes what stands between two equal quotes as it is (but expands \n between double ones). */
function quote(value) {
  const mark = ["'", '`', '"'].find((candidate) => !value.includes(candidate));
  if (mark === undefined) throw new Error(`settings.env cannot hold this value: ${value}`);
  return `${mark}${value}${mark}`;
}

function withoutEmpty(environment) {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
}

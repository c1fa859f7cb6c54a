/**
 * The one schema of all settings (DESIGN "Settings"). Read once at start from the environment;
 * what is wrong is named, one sentence per problem, and nothing starts.
 */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { ReadbackError } from '../errors.js';
import { isCidr } from './networks.js';

/** Root of the package: the folder that holds package.json, from source or from dist/. */
export const PACKAGE_ROOT = findPackageRoot(dirname(fileURLToPath(import.meta.url)));

/** Version of the package. */
export const VERSION = z.object({ version: z.string() }).parse(JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8'))).version;

function findPackageRoot(from: string): string {
  return existsSync(join(from, 'package.json')) || dirname(from) === from ? from : findPackageRoot(dirname(from));
}

const httpsAddress = z
  .url({ protocol: /^https$/, error: 'must be an https:// address' })
  .transform((address) => address.replace(/\/+$/, ''));

/** With it, the address of an image in a mail stays under 120 characters. */
export const LONGEST_PUBLIC_URL = 56;

const publicUrl = z
  .url({ protocol: /^https?$/, error: 'must be an http(s):// address' })
  .refine((address) => address.startsWith('https://') || isLocalhost(address), 'may be http:// only for localhost; use https://')
  .refine((address) => new URL(address).pathname === '/', 'must not have a path')
  .refine((address) => new URL(address).origin.length <= LONGEST_PUBLIC_URL, `must not be longer than ${LONGEST_PUBLIC_URL} characters, or mail programs cut the addresses of images; use a shorter name`)
  .transform((address) => new URL(address).origin);

const cidrList = z.string().transform((list, context) => {
  const entries = list.split(',').map((entry) => entry.trim()).filter((entry) => entry !== '');
  for (const entry of entries) {
    if (!isCidr(entry)) context.addIssue({ code: 'custom', message: `has "${entry}", which is no network such as 10.0.0.0/8` });
  }
  return entries;
});

const MONTHS_RANGE = 'must be a whole number of months, 0 to keep them for ever';
const JOURNAL_RANGE = 'must be a whole number of megabytes, at least 1';
const MEGABYTES_RANGE = 'must be a whole number of megabytes from 1 to 2000';
const PACE_RANGE = 'must be a number over 0 and up to 1';

/** What unknown consent means until an administrator chooses (connector/consent/policy.ts). */
const CONSENT_POLICIES = ['strict', 'by-country', 'all-on'] as const;

/** Who begins to install a converter where there is none: an administrator, or the first file that needs it. */
const CONVERTER_INSTALLS = ['when-asked', 'itself'] as const;

/** Accepted for yes and no. */
const ON_OR_OFF: Readonly<Record<string, boolean>> = { on: true, true: true, yes: true, 1: true, off: false, false: false, no: false, 0: false };

const onOrOff = z.string().transform((text, context) => {
  const value = ON_OR_OFF[text.trim().toLowerCase()];
  if (value === undefined) context.addIssue({ code: 'custom', message: 'must be on or off' });
  return value ?? false;
});

const PORT_RANGE = 'must be a whole number from 0 to 65535';

/** What to set, for settings that have no default. */
const NEEDED: Readonly<Record<string, string>> = {
  AZURE_TENANT_ID: 'is needed: the id of your Microsoft 365 tenant (see docs/exchange.md)',
  AZURE_CLIENT_ID: 'is needed: the application (client) id of the app registration (see docs/exchange.md)',
};

const schema = z.object({
  PUBLIC_URL: publicUrl.optional(),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: z.coerce.number({ error: PORT_RANGE }).int(PORT_RANGE).min(0, PORT_RANGE).max(65_535, PORT_RANGE).default(3000),
  DATA_DIR: z.string().min(1).default('.data').transform((dir) => (isAbsolute(dir) ? dir : join(PACKAGE_ROOT, dir))),
  DATABASE_URL: z.url({ protocol: /^postgres(ql)?$/, error: 'must be a postgres:// address' }).optional(),
  SECRET_KEY: z
    .string()
    .transform((list) => list.split(',').map((key) => key.trim()).filter((key) => key !== ''))
    .refine((keys) => keys.length > 0 && keys.every((key) => key.length >= 32), 'needs keys of at least 32 characters, separated by commas')
    .optional(),
  TRUSTED_PROXIES: cidrList.default([]),
  AZURE_TENANT_ID: z.string(),
  AZURE_CLIENT_ID: z.string(),
  AZURE_CLIENT_SECRET: z.string().min(1).optional(),
  AZURE_CLIENT_CERTIFICATE_PATH: z.string().refine((path) => existsSync(path), 'names a file that does not exist').optional(),
  AZURE_AUTHORITY_HOST: httpsAddress.default('https://login.microsoftonline.com'),
  GRAPH_BASE_URL: httpsAddress.default('https://graph.microsoft.com'),
  CONSENT_POLICY: z.enum(CONSENT_POLICIES, { error: `must be one of: ${CONSENT_POLICIES.join(', ')}` }).optional(),
  HONOUR_DO_NOT_TRACK: onOrOff.default(false),
  NETWORKS_PATH: z.string().refine((path) => existsSync(path), 'names a file that does not exist').optional(),
  HITS_KEEP_MONTHS: z.coerce.number({ error: MONTHS_RANGE }).int(MONTHS_RANGE).min(0, MONTHS_RANGE).default(24),
  HITS_JOURNAL_MB: z.coerce.number({ error: JOURNAL_RANGE }).int(JOURNAL_RANGE).min(1, JOURNAL_RANGE).default(512),
  DOCUMENT_STORE: z.string().min(1).optional(),
  DOCUMENT_MAX_MB: z.coerce.number({ error: MEGABYTES_RANGE }).int(MEGABYTES_RANGE).min(1, MEGABYTES_RANGE).max(2_000, MEGABYTES_RANGE).default(200),
  SOFFICE_PATH: z.string().refine((path) => existsSync(path), 'names a file that does not exist').optional(),
  CONVERTER_URL: z.url({ protocol: /^https?$/, error: 'must be an http(s):// address' }).transform((address) => address.replace(/\/+$/, '')).optional(),
  CONVERTER_INSTALLS: z.enum(CONVERTER_INSTALLS, { error: `must be one of: ${CONVERTER_INSTALLS.join(', ')}` }).default('when-asked'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  CLOCK_OFFSET_FILE: z.string().min(1).optional(),
  PACE: z.coerce.number({ error: PACE_RANGE }).positive(PACE_RANGE).max(1, PACE_RANGE).default(1),
});

/** Everything the connector is told from outside. Addresses come without a trailing slash. */
export interface Settings {
  readonly publicUrl: string;
  readonly host: string;
  readonly port: number;
  readonly dataDir: string;
  readonly databaseUrl: string | undefined;
  /** Signing keys; the first signs, all verify. Undefined: made in DATA_DIR. */
  readonly secretKeys: readonly string[] | undefined;
  readonly trustedProxies: readonly string[];
  readonly azure: {
    readonly tenantId: string;
    readonly clientId: string;
    readonly clientSecret: string | undefined;
    readonly clientCertificatePath: string | undefined;
    readonly authorityHost: string;
  };
  readonly graphBaseUrl: string;
  /** What unknown consent means until an administrator chooses; undefined: nobody is tracked until then. */
  readonly consentPolicy: z.infer<typeof schema>['CONSENT_POLICY'];
  /** A request with `DNT: 1` or `Sec-GPC: 1` is treated as one of somebody who does not consent. */
  readonly honourDoNotTrack: boolean;
  /** A table of known networks to use instead of the one in the package. */
  readonly networksPath: string | undefined;
  /** Whole months before the current one of which single requests are kept; 0: all. */
  readonly hitsKeepMonths: number;
  /** Room on disk for requests that PostgreSQL does not take. */
  readonly hitsJournal_MB: number;
  /** Folder where documents lie. */
  readonly documentStore: string;
  readonly documentMax_MB: number;
  /** LibreOffice; undefined: the one on PATH, if any. */
  readonly sofficePath: string | undefined;
  /** A Gotenberg server. */
  readonly converterUrl: string | undefined;
  /** `itself`: LibreOffice as WebAssembly is installed when the first file needs a converter and there is none. */
  readonly converterInstalls: z.infer<typeof schema>['CONVERTER_INSTALLS'];
  readonly logLevel: z.infer<typeof schema>['LOG_LEVEL'];
  readonly clockOffsetFile: string | undefined;
  /** Every wait for Exchange is this long a part of what it should be: 1, but for tests. */
  readonly pace: number;
}

/** Parses the environment. Throws SETTINGS_INVALID whose message has one line per problem. Empty values count as absent. */
export function readSettings(environment: NodeJS.ProcessEnv): Settings {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = schema.safeParse(given);
  const problems = parsed.success
    ? crossChecks(parsed.data)
    : parsed.error.issues.map((issue) => `${issue.path.join('.')} ${sentence(issue, given)}`);
  if (!parsed.success || problems.length > 0) {
    throw new ReadbackError('SETTINGS_INVALID', problems.map((problem) => `${problem}.`).join('\n'), { problems });
  }
  const value = parsed.data;
  return {
    publicUrl: value.PUBLIC_URL ?? `http://localhost:${value.PORT}`,
    host: value.HOST,
    port: value.PORT,
    dataDir: value.DATA_DIR,
    databaseUrl: value.DATABASE_URL,
    secretKeys: value.SECRET_KEY,
    trustedProxies: value.TRUSTED_PROXIES,
    azure: {
      tenantId: value.AZURE_TENANT_ID,
      clientId: value.AZURE_CLIENT_ID,
      clientSecret: value.AZURE_CLIENT_SECRET,
      clientCertificatePath: value.AZURE_CLIENT_CERTIFICATE_PATH,
      authorityHost: value.AZURE_AUTHORITY_HOST,
    },
    graphBaseUrl: value.GRAPH_BASE_URL,
    consentPolicy: value.CONSENT_POLICY,
    honourDoNotTrack: value.HONOUR_DO_NOT_TRACK,
    networksPath: value.NETWORKS_PATH,
    hitsKeepMonths: value.HITS_KEEP_MONTHS,
    hitsJournal_MB: value.HITS_JOURNAL_MB,
    documentStore: resolve(PACKAGE_ROOT, value.DOCUMENT_STORE ?? join(value.DATA_DIR, 'documents')),
    documentMax_MB: value.DOCUMENT_MAX_MB,
    sofficePath: value.SOFFICE_PATH,
    converterUrl: value.CONVERTER_URL,
    converterInstalls: value.CONVERTER_INSTALLS,
    logLevel: value.LOG_LEVEL,
    clockOffsetFile: value.CLOCK_OFFSET_FILE,
    pace: value.PACE,
  };
}

function sentence(issue: z.core.$ZodIssue, given: Readonly<Record<string, unknown>>): string {
  return String(issue.path[0]) in given ? issue.message : NEEDED[String(issue.path[0])] ?? 'is needed but not set';
}

function crossChecks(value: z.infer<typeof schema>): string[] {
  const problems: string[] = [];
  if (value.AZURE_CLIENT_SECRET === undefined && value.AZURE_CLIENT_CERTIFICATE_PATH === undefined) {
    problems.push('AZURE_CLIENT_SECRET or AZURE_CLIENT_CERTIFICATE_PATH is needed');
  }
  if (value.DATABASE_URL !== undefined && value.SECRET_KEY === undefined) {
    problems.push('SECRET_KEY is needed with DATABASE_URL, so that every connector signs with the same key');
  }
  const address = value.PUBLIC_URL ?? `http://localhost:${value.PORT}`;
  if (value.CLOCK_OFFSET_FILE !== undefined && !isLocalhost(address)) {
    problems.push('CLOCK_OFFSET_FILE is for trying things on localhost only; unset it');
  }
  if (value.PACE !== 1 && !isLocalhost(address)) {
    problems.push('PACE is for trying things on localhost only; unset it');
  }
  return problems;
}

function isLocalhost(address: string): boolean {
  return URL.canParse(address) && ['localhost', '127.0.0.1', '[::1]'].includes(new URL(address).hostname);
}

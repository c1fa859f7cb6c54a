/** The settings of the sandbox, read once at start. What is wrong is named, one sentence per problem, and nothing starts. */
import { isAbsolute, join } from 'node:path';
import { z } from 'zod';
import { packageRoot } from './assets.js';

export class SandboxSettingsError extends Error {
  readonly code = 'SANDBOX_SETTINGS_INVALID';
  constructor(readonly problems: readonly string[]) {
    super(problems.join('\n'));
  }
}

export interface SandboxSettings {
  /** https: tokens and Graph. */
  readonly tlsPort: number;
  /** http: sign-in page and mail window. */
  readonly port: number;
  readonly smtpPort: number;
  /** `smtp://host:port` of another server that also gets the outside people's mail. */
  readonly relayUrl: string | undefined;
  readonly dataDir: string;
  /** Address of the product, for the link in the mail window. */
  readonly readbackUrl: string | undefined;
  /** Mailboxes beside those that are always there. */
  readonly people: number;
  /** File with the milliseconds to add to the system's clock. */
  readonly clockOffsetFile: string | undefined;
}

const port = (fallback: number) =>
  z
    .string()
    .default(String(fallback))
    .transform(Number)
    .refine((value) => Number.isInteger(value) && (value === 0 || (value >= 1024 && value <= 65_535)), 'must be a port from 1024 to 65535, or 0 for any free one');

const relay = z
  .url({ protocol: /^smtp$/, error: 'must be an address such as smtp://localhost:1025' })
  .transform((address) => new URL(address))
  .refine(({ username, pathname }) => username === '' && ['', '/'].includes(pathname), 'must be only smtp://, a host and a port')
  .transform(({ host }) => `smtp://${host}`);

const schema = z.object({
  SANDBOX_TLS_PORT: port(8443),
  SANDBOX_PORT: port(8080),
  SANDBOX_SMTP_PORT: port(2525),
  SANDBOX_RELAY: relay.optional(),
  DATA_DIR: z.string().default('.data').transform((path) => (isAbsolute(path) ? path : join(packageRoot, path))),
  READBACK_URL: z.url({ protocol: /^https?$/, error: 'must be an http:// or https:// address' }).optional(),
  SANDBOX_PEOPLE: z.coerce.number({ error: 'must be a number' }).int('must be a whole number').min(0, 'must be 0 or more').max(1000, 'must be 1000 or less').default(0),
  CLOCK_OFFSET_FILE: z.string().optional(),
});

/** An empty value counts as absent. @throws SandboxSettingsError */
export function readSandboxSettings(environment: NodeJS.ProcessEnv): SandboxSettings {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''));
  const parsed = schema.safeParse(given);
  if (!parsed.success) throw new SandboxSettingsError(parsed.error.issues.map((issue) => `${issue.path.join('.')} ${issue.message}.`));
  const value = parsed.data;
  const ports = [value.SANDBOX_TLS_PORT, value.SANDBOX_PORT, value.SANDBOX_SMTP_PORT].filter((number) => number !== 0);
  if (new Set(ports).size < ports.length) throw new SandboxSettingsError(['SANDBOX_TLS_PORT, SANDBOX_PORT and SANDBOX_SMTP_PORT must differ.']);
  return {
    tlsPort: value.SANDBOX_TLS_PORT,
    port: value.SANDBOX_PORT,
    smtpPort: value.SANDBOX_SMTP_PORT,
    relayUrl: value.SANDBOX_RELAY,
    dataDir: value.DATA_DIR,
    readbackUrl: value.READBACK_URL,
    people: value.SANDBOX_PEOPLE,
    clockOffsetFile: value.CLOCK_OFFSET_FILE,
  };
}

// `npm start`: builds what changed, then runs the connector. Without settings for Microsoft's cloud
// the sandbox stands in for it: that is started first, as a process of its own, and the connector is
// told of it through the same settings as of the real one (DATA_DIR/settings.env), so that
// `npx readback …` in another window works on the same.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from './build.js';
import { Children } from './children.js';
import { completeEnvironment, dataDirOf, needsSandbox, writeSandboxSettings } from './environment.js';
import { exitOf, launch, spawnProgram } from './launch.js';
import { takeLock } from './lock.js';
import { portProblems } from './ports.js';

const SANDBOX_TIMEOUT_MS = 30_000;
const CONNECTOR_TIMEOUT_MS = 120_000;
/** How long the programs of a start that was killed may take to end. */
const ORPHANS_TIMEOUT_MS = 15_000;
/** npm passes a Ctrl-C on that we got from the terminal already; only a later one is a second one. */
const SECOND_SIGNAL_AFTER_MS = 1_000;
const FIRST_MAILBOX = 'rep@contoso.example';
const DEFAULT_PORTS = { PORT: 3000, SANDBOX_PORT: 8080, SANDBOX_TLS_PORT: 8443, SANDBOX_SMTP_PORT: 2525 };

/** A sentence for the person; no stack. */
class StartProblem extends Error {}

const built = await build();
if (built !== 0) process.exit(built);

if (!needsSandbox()) process.exitCode = await launch('dist/connector/main.js', []);
else await startWithSandbox();

async function startWithSandbox() {
  const dataDir = dataDirOf();
  mkdirSync(dataDir, { recursive: true, mode: 0o711 });
  const lock = await takeLock(join(dataDir, 'start.lock'), { wait: false });
  if (lock.holder !== undefined) {
    say(`Readback is running already (process ${lock.holder}) on the data in ${dataDir}.`);
    say('Open its addresses, or stop it with Ctrl-C there. For a second one set DATA_DIR, PORT, SANDBOX_PORT, SANDBOX_TLS_PORT and SANDBOX_SMTP_PORT.');
    process.exitCode = 1;
    return;
  }
  const children = new Children(dataDir);
  const interrupted = onSignal(children);
  try {
    const opened = await Promise.race([open(dataDir, children, lock.inherited), interrupted]);
    if (opened === undefined) return;
    const death = await Promise.race([...opened.programs.map(({ ended }) => ended), interrupted]);
    if (death !== undefined) throw new StartProblem(obituary(death));
  } catch (error) {
    say(error instanceof StartProblem ? `\n${error.message}` : error.stack);
    process.exitCode = 1;
  } finally {
    await children.stop();
    await stopAbandonedServer(dataDir);
    lock.release();
  }
  process.exit();
}

/** The connector stops its PostgreSQL when it ends, unless it was killed. */
async function stopAbandonedServer(dataDir) {
  const server = await import('../dist/connector/database/embedded/server.js');
  await server.stopAbandonedServer(dataDir).catch((error) => say(error.message));
}

/** Starts both and prints what to open. Resolves with the programs once all is ready. */
async function open(dataDir, children, afterKill) {
  const ports = readPorts();
  const problems = await portProblems(ports, afterKill ? ORPHANS_TIMEOUT_MS : 0);
  if (problems.length > 0) throw new StartProblem(problems.join('\n'));
  const publicUrl = process.env.PUBLIC_URL || `http://localhost:${ports.PORT}`;

  const sandbox = children.start('sandbox', 'dist/sandbox/main.js', { ...process.env, DATA_DIR: dataDir, READBACK_URL: publicUrl });
  const ready = await orDeath(sandbox, SANDBOX_TIMEOUT_MS, () => readyFile(dataDir, sandbox.pid));
  writeSandboxSettings(dataDir, settingsFor(ready, dataDir, ports.PORT, publicUrl));

  const { env } = completeEnvironment();
  const connector = children.start('connector', 'dist/connector/main.js', env);
  await orDeath(connector, CONNECTOR_TIMEOUT_MS, () => answers(`http://${dialable(env.HOST)}:${ports.PORT}/readyz`));
  await connectFirstMailbox(dataDir, env);
  welcome(ready, publicUrl, dataDir);
  return { programs: [sandbox, connector] };
}

function readPorts() {
  return Object.fromEntries(
    Object.entries(DEFAULT_PORTS).map(([name, standard]) => {
      const port = Number(process.env[name] || standard);
      const fits = Number.isInteger(port) && port >= 0 && port <= 65_535 && (port !== 0 || name !== 'PORT');
      if (!fits) throw new StartProblem(`${name} must be a port number, not "${process.env[name]}".`);
      return [name, port];
    }),
  );
}

function settingsFor(ready, dataDir, port, publicUrl) {
  return {
    AZURE_TENANT_ID: ready.tenantId,
    AZURE_CLIENT_ID: ready.clientId,
    AZURE_CLIENT_SECRET: ready.clientSecret,
    AZURE_AUTHORITY_HOST: ready.authorityHost,
    GRAPH_BASE_URL: ready.graphBaseUrl,
    NODE_EXTRA_CA_CERTS: authorities(ready.caPath, dataDir),
    PUBLIC_URL: publicUrl,
    PORT: port,
    // The sandbox's mail window loads images for people outside, and names their addresses.
    TRUSTED_PROXIES: '127.0.0.1/32,::1/128',
    // Nobody in the sandbox is real.
    CONSENT_POLICY: 'all-on',
    // Whoever tries things out has no administrator to ask.
    CONVERTER_INSTALLS: 'itself',
  };
}

/** The sandbox's authority, together with those this machine trusts by NODE_EXTRA_CA_CERTS already. */
function authorities(caPath, dataDir) {
  const own = process.env.NODE_EXTRA_CA_CERTS;
  if (!own || own === caPath || !existsSync(own)) return caPath;
  const both = join(dataDir, 'sandbox', 'authorities.pem');
  if (own === both) return both;
  writeFileSync(both, `${readFileSync(caPath, 'utf8')}\n${readFileSync(own, 'utf8')}`);
  return both;
}

function readyFile(dataDir, pid) {
  try {
    const ready = JSON.parse(readFileSync(join(dataDir, 'sandbox', 'ready.json'), 'utf8'));
    return ready.pid === pid ? ready : undefined;
  } catch {
    return undefined;
  }
}

async function answers(url) {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(2_000) })).ok;
  } catch {
    return false;
  }
}

/** An address to reach what listens on HOST. */
function dialable(host) {
  if (!host || host === '0.0.0.0' || host === '::') return '127.0.0.1';
  return host.includes(':') ? `[${host}]` : host;
}

/** Waits until `look` finds something; fails with the program's last lines if it dies, or takes too long. */
async function orDeath(program, timeout_ms, look) {
  const deadline = Date.now() + timeout_ms;
  let death;
  program.ended.then((how) => (death = how));
  for (;;) {
    const found = await look();
    if (found) return found;
    if (death !== undefined) throw new StartProblem(obituary(death));
    if (Date.now() > deadline) throw new StartProblem('It took too long to start. See the logs folder in DATA_DIR.');
    await sleep(50);
  }
}

function obituary({ name, code, logPath, lastLines }) {
  const how = code > 128 ? `was ended by signal ${code - 128}` : `ended with exit code ${code}`;
  return `The ${name} ${how}, so everything is stopped. Its last lines (all of them: ${logPath}):\n\n${lastLines}`;
}

/** Once per DATA_DIR, so that a mailbox removed by hand stays removed. */
async function connectFirstMailbox(dataDir, env) {
  const done = join(dataDir, 'sandbox', 'first-mailbox-connected');
  if (existsSync(done)) return;
  const code = await runCli(['mailbox', 'add', FIRST_MAILBOX], env).catch((error) => say(error.message));
  if (code === 0) writeFileSync(done, `${FIRST_MAILBOX}\n`);
  else say(`The mailbox ${FIRST_MAILBOX} could not be connected. Try: npx readback mailbox add ${FIRST_MAILBOX}`);
}

/** Runs the command line; shows what it says only if it fails. */
async function runCli(args, env) {
  const child = spawnProgram('dist/connector/admin/cli.js', args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text) => (output += text));
  const code = await exitOf(child);
  if (code !== 0) say(output.trimEnd());
  return code;
}

/** Resolves (with nothing) at the first signal; a later one ends everything at once. */
function onSignal(children) {
  let first_ms;
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
      process.on(signal, () => {
        if (first_ms === undefined) {
          first_ms = Date.now();
          say('\nStopping. Press Ctrl-C again to stop at once.');
          resolve();
        } else if (Date.now() - first_ms > SECOND_SIGNAL_AFTER_MS) {
          children.kill();
          process.exit(130);
        }
      });
    }
  });
}

function welcome(ready, publicUrl, dataDir) {
  const rows = [
    [`${publicUrl}/app`, `Live Feed and campaigns. Sign in as Riley Carter (${FIRST_MAILBOX}).`],
    [ready.mailWindowUrl, 'Mail window of the people outside. Open what Riley sent, and answer it.'],
    [`localhost:${ready.smtpPort} (SMTP)`, `For any mail program: mail to ${FIRST_MAILBOX} arrives in Riley’s mailbox.`],
  ];
  const width = Math.max(...rows.map(([address]) => address.length));
  say('\nReadback is ready, on a sandbox in place of Microsoft 365.\n');
  for (const [address, purpose] of rows) say(`  ${address.padEnd(width)}   ${purpose}`);
  say(`\nCtrl-C stops everything. Data and logs: ${dataDir}\n`);
}

function say(text) {
  console.log(text);
}

/**
 * How long it takes from the moment the mail server took an answer to the end of the campaign and
 * to the line in the Live Feed, answer by answer; how much memory the connector holds at rest; and
 * how long `npm start` takes. Sandbox, connector and PostgreSQL run on this machine and share its
 * cores with the measuring, so figures are of the whole.
 */
import { spawn } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { pino } from 'pino';
import pg from 'pg';
import { joinEmbeddedServer } from '../connector/database/index.js';
import { Campaign, type Enrollment } from '../sandbox/demo/campaigns.js';
import { removeDataDir } from '../sandbox/demo/data-dir.js';
import { ExchangeLook } from '../sandbox/demo/exchange-look.js';
import { freePorts } from '../sandbox/demo/free-ports.js';
import { LiveFeed, readFeed } from '../sandbox/demo/live-feed.js';
import { sendFromOutside } from '../sandbox/demo/mail-program.js';
import { RepBrowser } from '../sandbox/demo/rep-browser.js';
import { waitFor } from '../sandbox/demo/wait.js';
import { PACKAGE_ROOT, World } from '../sandbox/demo/world.js';
import { launchBrowser } from '../test/browser.js';
import { residentMemory_MB } from './memory.js';
import { percentile, type Figure, type Report } from './report.js';

const REP = 'rep@contoso.example';
const ANSWERS = 100;
/** Answers before those that count: caches, prepared statements, optimised code. */
const WARM_UP = 10;
/** V8 gives memory back some half a minute after the last work. */
const REST_MS = 45_000;
const LOOK_EVERY_MS = 2;
const SECRET_KEY = 'story-bench-secret-of-32-characters-or-more';

interface Sample {
  readonly end_ms: number;
  readonly feed_ms: number;
  readonly browser_ms: number;
}

export async function measureStory(progress: (text: string) => void): Promise<Report> {
  progress('npm start, twice');
  const starts = await measureStarts();
  const { samples, memory_MB, idle_MB } = await measureAnswers(progress);
  const times = (what: string, of: (sample: Sample) => number): Figure[] => [
    { what: `${what}, median`, value: percentile(samples.map(of), 0.5), unit: 'ms' },
    { what: `${what}, p99`, value: percentile(samples.map(of), 0.99), unit: 'ms', aim: 500 },
  ];
  return {
    name: 'story',
    figures: [
      ...times('answer taken by the mail server → campaign ended', (sample) => sample.end_ms),
      ...times('answer taken by the mail server → line in the stream', (sample) => sample.feed_ms),
      ...times('answer taken by the mail server → line in Chromium', (sample) => sample.browser_ms),
      { what: 'connector at rest after its start', value: idle_MB, unit: 'MB', aim: 150 },
      { what: `connector at rest after ${ANSWERS + WARM_UP} answers`, value: memory_MB, unit: 'MB', aim: 150 },
      { what: 'npm start to ready, on an empty folder', value: starts.first_s, unit: 's', aim: 10 },
      { what: 'npm start to ready, the second time', value: starts.second_s, unit: 's', aim: 10 },
    ],
  };
}

async function measureAnswers(progress: (text: string) => void): Promise<{ samples: Sample[]; memory_MB: number; idle_MB: number }> {
  const directory = await mkdtemp(join(tmpdir(), 'readback-bench-'));
  const server = await joinEmbeddedServer({ dataDir: directory, log: pino({ level: 'silent' }) });
  const world = await World.make({ env: { DATABASE_URL: server.url, SECRET_KEY } });
  const db = new pg.Client({ connectionString: server.url });
  let feed: LiveFeed | undefined;
  let chromium: Browser | undefined;
  try {
    progress('a sandbox and a connector of their own');
    await world.clock.moveTo(1, 9);
    await world.startSandbox();
    const { child: connector } = await world.startConnector();
    await world.readback('mailbox', 'add', REP);
    await sleep(REST_MS);
    const idle_MB = residentMemory_MB(connector.pid);

    const browser = await RepBrowser.signIn(world.url, REP);
    const { latest } = await readFeed(browser);
    feed = await LiveFeed.open(browser, latest);
    await db.connect();
    progress(`sending ${WARM_UP + ANSWERS} mails of a campaign`);
    const enrolled = await sendMails(browser, feed);
    const ids = new Map((await new ExchangeLook(world.ready).sentItems(REP)).map(({ to, internetMessageId }) => [to[0], internetMessageId]));
    chromium = await launchBrowser();
    const page = await openPage(chromium, world.url);

    progress(`${WARM_UP} + ${ANSWERS} answers, one after the other`);
    const samples: Sample[] = [];
    for (const enrollment of enrolled) {
      const messageId = ids.get(enrollment.address) ?? '';
      samples.push(await measureAnswer(world, { db, feed, page, enrollment, messageId }));
    }
    progress('rest');
    feed.close();
    await chromium.close();
    await sleep(REST_MS);
    return { samples: samples.slice(WARM_UP), memory_MB: residentMemory_MB(connector.pid), idle_MB };
  } finally {
    feed?.close();
    await chromium?.close();
    await db.end();
    await world.end();
    await server.leave();
    await removeDataDir(directory);
  }
}

async function sendMails(browser: RepBrowser, feed: LiveFeed): Promise<Enrollment[]> {
  const campaign = await Campaign.make(browser, {
    name: 'Bench',
    sendHour: 9,
    steps: [1, 3].map((day) => ({ day, subject: `Bench, day ${day}`, body: 'Hello {{first_name}}' })),
  });
  const people = Array.from({ length: WARM_UP + ANSWERS }, (_, index) => ({ address: `person${index}@elsewhere.example`, name: `Person ${index}` }));
  const enrolled = await campaign.enroll(...people);
  const sent = (): number => feed.lines.filter(({ kind }) => kind === 'sent').length;
  await waitFor('all mails sent', () => sent() >= people.length || undefined, { timeout_ms: 120_000, instead: () => `${sent()} sent` });
  return enrolled;
}

interface Answer {
  readonly db: pg.Client;
  readonly feed: LiveFeed;
  readonly page: Page;
  readonly enrollment: Enrollment;
  readonly messageId: string;
}

async function measureAnswer(world: World, { db, feed, page, enrollment, messageId }: Answer): Promise<Sample> {
  const from = `answer-${enrollment.address}`;
  const name = `Answerer ${enrollment.id}`;
  const seenInPage: Promise<unknown> = page.evaluate(`new Promise((resolve) => {
    const look = () => {
      if (document.body.textContent.includes(${JSON.stringify(name)})) resolve(Date.now());
      else requestAnimationFrame(look);
    };
    look();
  })`);
  await sendFromOutside(world.ready.smtpPort, {
    from: { name, address: from },
    to: REP,
    date: world.clock.now(),
    subject: 'Re: Bench, day 1',
    text: 'Yes.',
    inReplyTo: messageId,
    references: [messageId],
  });
  const taken = performance.now();
  const takenAt = Date.now();
  const [ended, line, inPage] = await Promise.all([
    endOf(db, enrollment.id),
    feed.wait('the answer', ({ kind, data }) => kind === 'reply' && data.person?.address === from),
    seenInPage,
  ]);
  // The line can be there before the mail program has heard that its mail was taken.
  return { end_ms: Math.max(0, ended - taken), feed_ms: Math.max(0, line.seenAt_ms - taken), browser_ms: Math.max(0, Number(inPage) - takenAt) };
}

async function endOf(db: pg.Client, enrollmentId: string): Promise<number> {
  for (;;) {
    const { rowCount } = await db.query(`select from enrollments where id = $1 and state = 'ended'`, [enrollmentId]);
    if (rowCount === 1) return performance.now();
    await sleep(LOOK_EVERY_MS);
  }
}

async function openPage(chromium: Browser, url: string): Promise<Page> {
  const page = await chromium.newPage();
  await page.goto(`${url}/app/`);
  await page.getByRole('button', { name: REP }).click();
  await page.waitForURL(`${url}/app/**`);
  await page.getByText('Sent to').first().waitFor();
  return page;
}

async function measureStarts(): Promise<{ first_s: number; second_s: number }> {
  const directory = await mkdtemp(join(tmpdir(), 'readback-bench-start-'));
  const [port = 0, tls = 0, http = 0, smtp = 0] = await freePorts(4);
  const env = { ...process.env, DATA_DIR: directory, PORT: String(port), SANDBOX_TLS_PORT: String(tls), SANDBOX_PORT: String(http), SANDBOX_SMTP_PORT: String(smtp) };
  try {
    return { first_s: await measureStart(env), second_s: await measureStart(env) };
  } finally {
    await removeDataDir(directory);
  }
}

/** From the command to the printed addresses. */
async function measureStart(env: NodeJS.ProcessEnv): Promise<number> {
  const began = performance.now();
  const child = spawn(process.execPath, [join('bin', 'start.js')], { cwd: PACKAGE_ROOT, env, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  try {
    await waitFor(
      'npm start being ready',
      () => {
        if (child.exitCode !== null) throw new Error(`it ended:\n${output}`);
        return output.includes('Readback is ready') || undefined;
      },
      { timeout_ms: 60_000, instead: () => output },
    );
    return (performance.now() - began) / 1000;
  } finally {
    child.kill('SIGINT');
    await ended;
  }
}

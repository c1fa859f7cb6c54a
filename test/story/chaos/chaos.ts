/**
 * The main job on the worst of days: mails of campaigns and by hand, answers of every kind, an
 * Exchange that loses, repeats, refuses and forgets, and connectors killed in the middle. When the
 * day is over and everything has been looked through once, nothing may be missing and nothing
 * invented.
 *
 *     set up     mailboxes, campaigns, rules; all calm
 *     first      faults on, killing begins, the first mails go; people answer them (wave 1)
 *     second     it is Wednesday: the second mails go, while more people answer (wave 2)
 *     calm       faults off, both connectors up, one sweep
 *     checked    check.ts
 */
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { z } from 'zod';
import { Campaign } from '../../../sandbox/demo/campaigns.js';
import { freePorts } from '../../../sandbox/demo/free-ports.js';
import { RepBrowser } from '../../../sandbox/demo/rep-browser.js';
import { World } from '../../../sandbox/demo/world.js';
import { Dice } from '../../../sandbox/faults/dice.js';
import { SandboxControl, type FaultShares } from '../../sandbox/control.js';
import { check, type Played } from './check.js';
import { Connectors } from './connectors.js';
import { Haste } from './haste.js';
import { KINDS, newsletter, type Answered } from './kinds.js';
import { OutsideMail, type Got } from './mail.js';
import { planned, RULED, type Part, type Sizes } from './plan.js';

export const FAULTS: Omit<FaultShares, 'seed'> = {
  notifications: { dropped: 0.2, duplicated: 0.15, reordered: 0.1, delayed: 0.15, delay_ms: 3_000 },
  // A tenth of all calls fails, some more are slow or cut.
  calls: { throttled: 0.02, throttledBare: 0.01, unavailable: 0.035, timedOut: 0.035, cut: 0.01, slow: 0.03, slow_ms: 800, refused: 0.004 },
  unreadable: { share: 0.3, for_ms: 400 },
  delta: { expired: 0.04, replayed: 0.1, emptied: 0.1 },
  subscriptions: { removed: 0.01, vanished: 0.03, paused: 0.02, missed: 0.02 },
};

/** Waits for Exchange are a tenth of what they are in earnest. */
const PACE = '0.1';
const SEND_HOUR = 9;
const SECRET_KEY = 'chaos-tests-secret-of-32-characters-or-more';
const CALM_WITHIN_MS = 60_000;

export interface Outcome {
  /** Empty: all is well. Else what is wrong, each with what happened to the mail concerned. */
  readonly complaints: readonly string[];
  readonly parts: readonly Part[];
  /** How often the sandbox did what. */
  readonly counts: Readonly<Record<string, number>>;
  readonly kills: number;
  readonly logs: string;
}

export interface ChaosOptions {
  readonly databaseUrl: string;
  readonly seed: number;
  readonly sizes: Sizes;
  /** How long the mails of one day may take. */
  readonly patience_ms: number;
  readonly progress: (text: string) => void;
}

export async function playChaos(options: ChaosOptions): Promise<Outcome> {
  const world = await World.make({ env: { DATABASE_URL: options.databaseUrl, SECRET_KEY, PACE } });
  const db = new pg.Client({ connectionString: options.databaseUrl });
  let keep = true;
  try {
    await db.connect();
    const outcome = await play(world, db, options);
    keep = outcome.complaints.length > 0;
    return outcome;
  } catch (error) {
    throw new Error(`chaos with the seed ${options.seed} broke off; logs: ${world.logs}`, { cause: error });
  } finally {
    await world.end({ keep });
    await db.end();
  }
}

async function play(world: World, db: pg.Client, { databaseUrl, seed, sizes, patience_ms, progress }: ChaosOptions): Promise<Outcome> {
  const parts = planned(seed, sizes);
  const reps = [...new Set(parts.map(({ rep }) => rep))];
  await world.clock.moveTo(1, SEND_HOUR - 1);
  await world.startSandbox({ SANDBOX_PEOPLE: String(sizes.mailboxes) });
  const [second = 0] = await freePorts(1);
  const connectors = new Connectors(world, [world.port, second], databaseUrl);
  await connectors.start();
  const control = new SandboxControl(world.ready.mailWindowUrl);
  const outside = new OutsideMail(world.ready.mailWindowUrl, world.ready.smtpPort);
  const played: Played = { world, db, control, outside, parts, connectors, marker: `unrelated${seed}`, answers: new Map(), patience_ms, troubles: [] };

  progress(`connecting ${reps.length} mailboxes`);
  await world.readback('mailbox', 'add', ...reps);
  const stamps = await setUp(world, control, reps, parts);

  progress('faults on; the first mails');
  await control.faults({ seed, ...FAULTS });
  const haste = new Haste(db, world.clock);
  haste.start();
  const harassing = connectors.harass(seed, sizes.kills);
  try {
    await world.clock.moveTo(1, SEND_HOUR);
    const newsletters = sendNewsletters(played, reps, sizes.newsletters);
    await Promise.all(parts.filter(({ byHand }) => byHand).map((part) => outside.send(byHand(part, stamps.get(part.key) ?? '', world.clock.now()))));
    await answerAll(played, parts.filter(({ wave }) => wave === 1), seed, 0);
    await everybodyGotTheirFirst(played);

    progress('Wednesday; the second mails, and more answers');
    haste.begin();
    await world.clock.moveTo(3, SEND_HOUR);
    await answerAll(played, parts.filter(({ wave }) => wave === 2), seed + 1, 8_000);
    await newsletters;
    await harassing;

    progress('calm');
    await control.faults({});
    await db.query(`select graphile_worker.add_job('mailbox:sweep', '{"verify":true}')`);
    const complaints = [...played.troubles, ...(await whenCalm(played))];
    haste.throwFailure();
    return { complaints, parts, counts: await control.counts(), kills: connectors.kills.length, logs: world.logs };
  } finally {
    haste.stop();
    connectors.leaveAlone();
    await harassing;
  }
}

/** Campaigns, rules, and stamps for the mails by hand. Gives these by part. */
async function setUp(world: World, control: SandboxControl, reps: readonly string[], parts: readonly Part[]): Promise<Map<string, string>> {
  const minted = z.object({ stamps: z.array(z.object({ stamp: z.string(), pixelUrl: z.string() })) });
  const stamps = new Map<string, string>();
  for (const rep of reps) {
    const browser = await RepBrowser.signIn(world.url, rep);
    await control.rule(rep, { senderContains: [RULED], moveToFolder: 'Clients' });
    const own = parts.filter((part) => part.rep === rep);
    const byHand = own.filter((part) => part.byHand);
    const steps = [1, 3].map((day) => ({ day, subject: `Day ${day} from ${rep.split('@')[0] ?? ''}`, body: 'Hello {{name}}' }));
    const campaign = await Campaign.make(browser, { name: `Of ${rep}`, sendHour: SEND_HOUR, steps });
    await campaign.enroll(...own.filter((part) => !part.byHand).map(({ key, person }) => ({ address: person, name: key })));
    if (byHand.length === 0) continue;
    const { stamps: fresh } = await browser.post('/api/stamps', { count: byHand.length }, minted);
    byHand.forEach(({ key }, index) => stamps.set(key, JSON.stringify(fresh[index])));
  }
  return stamps;
}

function byHand({ key, rep, person }: Part, minted: string, now: Date) {
  const { stamp, pixelUrl } = z.object({ stamp: z.string(), pixelUrl: z.string() }).parse(JSON.parse(minted));
  return {
    from: rep,
    to: [person, `cc-${person}`],
    as: rep,
    id: `<${key}-written@contoso.example>`,
    lines: [
      `From: ${rep}`,
      `To: ${person}`,
      `Cc: cc-${person}`,
      `Subject: By hand ${key}`,
      `Date: ${now.toUTCString().replace('GMT', '+0000')}`,
      `Message-ID: <${key}-written@contoso.example>`,
      `X-Readback-Stamp: ${stamp}`,
      'MIME-Version: 1.0',
      'Content-Type: text/html; charset=utf-8',
      '',
      `<html><body><p>Hello</p><img src="${pixelUrl}" alt=""></body></html>`,
    ],
  };
}

async function sendNewsletters({ outside, world, marker }: Played, reps: readonly string[], count: number): Promise<void> {
  for (let number = 0; number < count; number += 1) {
    await outside.send(newsletter(number, reps[number % reps.length] ?? '', marker, world.clock.now()));
    await sleep(100);
  }
}

/** Each answers as soon as their first mail is there, or at a moment drawn from the next `within_ms`. */
async function answerAll(played: Played, parts: readonly Part[], seed: number, within_ms: number): Promise<void> {
  const dice = new Dice(seed);
  await Promise.all(
    parts.filter(({ kind }) => kind !== 'silence').map(async (part) => {
      const wait_ms = dice.throw('moment') * within_ms;
      await sleep(wait_ms);
      const mail = await firstMail(played, part);
      if (mail !== undefined) await answer(played, part, mail);
    }),
  );
}

async function answer({ outside, control, world, answers }: Played, part: Part, mail: Got): Promise<void> {
  const { key, person, rep, colleague, kind, route } = part;
  const answered: Answered = { key, person, rep, colleague, messageId: mail.messageId, subject: mail.subject, pixel: await outside.pixel(person, mail.id), now: world.clock.now() };
  const plain = KINDS[kind].write(answered);
  const wire = route === 'junk' ? { ...plain, lines: ['X-MS-Exchange-Organization-SCL: 6', ...plain.lines] } : plain;
  answers.set(key, wire.id);
  await outside.send(wire);
  if (route === 'dragged') for (const mailbox of wire.to) await control.move(mailbox, wire.id, 'archive');
}

/** What did not come in time is a trouble, told with all the rest at the end. */
async function firstMail({ outside, patience_ms, troubles }: Played, { key, person }: Part): Promise<Got | undefined> {
  const deadline = Date.now() + patience_ms;
  for (;;) {
    const [mail] = await outside.of(person);
    if (mail !== undefined) return mail;
    if (Date.now() > deadline) {
      troubles.push(`${key}: no mail came to ${person} within ${patience_ms} ms`);
      return undefined;
    }
    await sleep(400);
  }
}

async function everybodyGotTheirFirst(played: Played): Promise<void> {
  await Promise.all(played.parts.map(async (part) => firstMail(played, part)));
}

/** Checks until nothing is wrong any more, or it is certain that it stays so. */
async function whenCalm(played: Played): Promise<string[]> {
  const deadline = Date.now() + CALM_WITHIN_MS;
  for (;;) {
    const complaints = await check(played);
    if (complaints.length === 0 || Date.now() > deadline) return complaints;
    await sleep(1_000);
  }
}

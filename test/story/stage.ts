/**
 * What the story's tests share: a world of its own (sandbox and connector as processes, a database
 * the test can look into), the rep's mailbox connected, the rep signed in, the Live Feed open.
 */
import pg from 'pg';
import { z } from 'zod';
import { Campaign, type Enrollment } from '../../sandbox/demo/campaigns.js';
import { ExchangeLook, type MailSeen } from '../../sandbox/demo/exchange-look.js';
import { LiveFeed, readFeed } from '../../sandbox/demo/live-feed.js';
import { sendFromOutside } from '../../sandbox/demo/mail-program.js';
import { RepBrowser } from '../../sandbox/demo/rep-browser.js';
import { World } from '../../sandbox/demo/world.js';
import { openTestDatabase } from '../database.js';
import { until } from '../until.js';

export const REP = 'rep@contoso.example';
export const SEND_HOUR = 9;
const SECRET_KEY = 'story-tests-secret-of-32-characters-or-more';
const STAGE_TIMEOUT_MS = 120_000;

export interface Sent {
  readonly enrollment: Enrollment;
  readonly mail: MailSeen;
}

export class Stage {
  private constructor(
    readonly world: World,
    readonly databaseUrl: string,
    readonly db: pg.Client,
    readonly browser: RepBrowser,
    readonly feed: LiveFeed,
    readonly exchange: ExchangeLook,
    private readonly drop: () => Promise<void>,
  ) {}

  /** It is Monday, in the sending hour: mails go out as soon as somebody is enrolled. */
  static async open(): Promise<Stage> {
    const { url, drop } = await openTestDatabase({ entities: [], migrations: [] });
    const world = await World.make({ env: { DATABASE_URL: url, SECRET_KEY } });
    try {
      await world.clock.moveTo(1, SEND_HOUR);
      await world.startSandbox();
      await world.startConnector();
      await world.readback('mailbox', 'add', REP);
      const browser = await RepBrowser.signIn(world.url, REP);
      await mailboxIsWatched(browser);
      const { latest } = await readFeed(browser);
      const feed = await LiveFeed.open(browser, latest);
      const db = new pg.Client({ connectionString: url });
      await db.connect();
      return new Stage(world, url, db, browser, feed, new ExchangeLook(world.ready), drop);
    } catch (error) {
      await world.end({ keep: true });
      await drop();
      throw new Error(`the stage could not be set; logs: ${world.logs}`, { cause: error });
    }
  }

  async close({ failed }: { failed: boolean }): Promise<void> {
    this.feed.close();
    if (failed) process.stdout.write(`      logs are kept: ${this.world.logs}\n`);
    await this.world.end({ keep: failed });
    await this.db.end();
    await this.drop();
  }

  /** Rows of the connector's database. */
  async rows<Schema extends z.ZodType>(schema: Schema, sql: string, parameters: readonly unknown[] = []): Promise<z.output<Schema>[]> {
    const { rows } = await this.db.query<Record<string, unknown>>(sql, [...parameters]);
    return rows.map((row) => schema.parse(row));
  }

  async count(sql: string, parameters: readonly unknown[] = []): Promise<number> {
    const [row] = await this.rows(z.object({ count: z.coerce.number() }), `select count(*) as count from ${sql}`, parameters);
    return row?.count ?? 0;
  }

  /** Makes a campaign of one mail (or with a second on day 3) and enrolls these people, without waiting for anything. */
  async campaign(name: string, people: readonly string[], days: readonly number[] = [1, 3], body = 'Hello {{first_name}}'): Promise<{ campaign: Campaign; enrolled: Enrollment[] }> {
    const steps = days.map((day) => ({ day, subject: `${name}, day ${day}`, body }));
    const campaign = await Campaign.make(this.browser, { name, sendHour: SEND_HOUR, steps });
    return { campaign, enrolled: await campaign.enroll(...people.map((address) => ({ address, name: 'Somebody' }))) };
  }

  /** As `campaign`, for one person, and waits until the day-1 mail is in Sent Items and in the feed. */
  async sendDayOne(name: string, address: string, body?: string): Promise<Sent & { campaign: Campaign }> {
    const { campaign, enrolled } = await this.campaign(name, [address], undefined, body);
    const [enrollment] = enrolled;
    if (enrollment === undefined) throw new Error(`${address} was not enrolled`);
    await this.feed.wait(`day 1 sent to ${address}`, ({ kind, data }) => kind === 'sent' && data.person?.address === address, 20_000);
    const mail = await until(async () => (await this.sentTo(address))[0], { what: `the mail to ${address} in Sent Items` });
    return { campaign, enrollment, mail };
  }

  async sentTo(address: string): Promise<MailSeen[]> {
    return (await this.exchange.sentItems(REP)).filter(({ to }) => to.includes(address));
  }

  /** An answer, sent over SMTP. Gives its Message-ID. */
  async answer(from: string, { internetMessageId, subject }: MailSeen): Promise<string> {
    return sendFromOutside(this.world.ready.smtpPort, {
      from,
      to: REP,
      date: this.world.clock.now(),
      subject: `Re: ${subject}`,
      text: 'Yes.',
      inReplyTo: internetMessageId,
      references: [internetMessageId],
    });
  }

  /** Nothing waits to be handled: no notification, and no job but those of the future. */
  async settled(): Promise<void> {
    const open = z.object({ what: z.string() });
    await until(
      async () => {
        const left = await this.rows(
          open,
          `select 'a notification for ' || folder || ', looked at ' || attempts || ' times' as what from notifications
           union all
           select task_identifier || ', tried ' || attempts || ' times' || coalesce(': ' || last_error, '') || coalesce(', locked by ' || locked_by, '')
           from graphile_worker.jobs where run_at <= now()`,
        );
        if (left.length > 0) throw new Error(left.map(({ what }) => what).join('; '));
        return true;
      },
      { timeout_ms: 20_000, what: 'everything being handled' },
    );
  }
}

export async function mailboxIsWatched(browser: RepBrowser): Promise<void> {
  const me = z.object({ mailbox: z.object({ watchedSince: z.string().nullable() }).nullable() });
  await until(async () => (await browser.get('/api/me', me)).mailbox?.watchedSince, { timeout_ms: 20_000, what: 'the mailbox being watched' });
}

/** Gives the surrounding `describe` a stage; call what it gives inside tests. */
export function useStage(): () => Stage {
  let stage: Stage | undefined;
  let failed = false;
  before('set the stage', async function () {
    this.timeout(STAGE_TIMEOUT_MS);
    stage = await Stage.open();
  });
  afterEach(function () {
    if (this.currentTest?.state === 'failed') failed = true;
  });
  after('clear the stage', async function () {
    this.timeout(STAGE_TIMEOUT_MS);
    await stage?.close({ failed });
    stage = undefined;
  });
  return () => {
    if (stage === undefined) throw new Error('the stage is set only inside tests');
    return stage;
  };
}

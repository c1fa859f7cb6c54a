/**
 * Views and clicks as outside people, their mail programs and gateways really bring them about: what counts, what does
 * not, and what nobody can know. Time passes by the story's clock, so that "later" needs no waiting.
 */
import assert from 'node:assert/strict';
import { z } from 'zod';
import type { Gateway, MailProgram } from '../../sandbox/demo/outside-readers.js';
import { TrackedMails } from '../../sandbox/demo/tracked-mails.js';
import { launchBrowser } from '../browser.js';
import { SandboxControl } from '../sandbox/control.js';
import { until } from '../until.js';
import { REP, useStage } from './stage.js';

const OFFER = 'https://www.contoso.example/arcade';
const PRICES = 'https://www.contoso.example/prices';
const TERMS = 'https://www.contoso.example/terms';
const BODY = `<p>Hello {{first_name}},</p><p>have a look at <a href="${OFFER}">our offer</a>, <a href="${PRICES}">the prices</a> and <a href="${TERMS}">the terms</a>.</p>`;
const MINUTE_MS = 60_000;

const lineSchema = z.object({
  kind: z.string(),
  count: z.number(),
  data: z.object({ subject: z.string().optional(), destination: z.string().optional(), reason: z.string().optional(), withoutImages: z.boolean().optional(), withdrawn: z.unknown().optional() }),
});
const hitSchema = z.object({ kind: z.string(), verdict: z.string(), reason: z.string() });

describe('views and clicks', function () {
  this.timeout(60_000);
  const stage = useStage();
  const people = (): SandboxControl => new SandboxControl(stage().world.ready.mailWindowUrl);
  let mails = 0;

  interface Mail {
    readonly address: string;
    readonly subject: string;
    readonly messageId: string;
  }
  /** A campaign's mail with three links to somebody at a domain of their own. */
  const write = async (what: string, { program, gateway, after_ms = 50 }: { program?: MailProgram; gateway?: Gateway; after_ms?: number } = {}): Promise<Mail> => {
    mails += 1;
    const domain = `reader${mails}.example`;
    const address = `somebody@${domain}`;
    if (program !== undefined) await people().setMailProgram(address, program, { after_ms });
    if (gateway !== undefined) await people().setGateway(domain, gateway, { after_ms });
    const { mail } = await stage().sendDayOne(what, address, BODY);
    return { address, subject: mail.subject, messageId: mail.internetMessageId };
  };
  const lines = async ({ subject }: Mail): Promise<z.infer<typeof lineSchema>[]> => {
    const { activities } = await stage().browser.get('/api/feed?limit=200', z.object({ activities: z.array(lineSchema) }));
    return activities.filter(({ kind, data }) => data.subject === subject && data.withdrawn === undefined && (kind === 'view' || kind === 'click'));
  };
  /** Waits for so many views and clicks of a mail, newest first: those that will be there when all is settled. */
  const counted = (mail: Mail, views: number, clicks: number): Promise<z.infer<typeof lineSchema>[]> =>
    until(
      async () => {
        const found = await lines(mail);
        const [seenViews, seenClicks] = [found.filter(({ kind }) => kind === 'view').length, found.filter(({ kind }) => kind === 'click').length];
        if (seenViews !== views || seenClicks !== clicks) throw new Error(`${seenViews} views and ${seenClicks} clicks: ${JSON.stringify(await hits(mail))}`);
        return found;
      },
      { what: `${views} views and ${clicks} clicks of "${mail.subject}"` },
    );
  const hits = ({ messageId }: Mail): Promise<z.infer<typeof hitSchema>[]> =>
    stage().rows(
      hitSchema,
      `select hits.kind, hits.verdict, hits.reason from message_ids
       join messages message on message.mailbox_id = message_ids.mailbox_id and message.id = message_ids.message_id
       join hits on hits.mailbox_id = message.mailbox_id and hits.stamp_id = message.stamp_id
       where message_ids.internet_message_id = $1 order by hits.at`,
      [messageId],
    );
  /** Waits until so many hits of a mail are stored and judged. Gives their verdicts. */
  const judged = async (mail: Mail, count: number): Promise<string[]> =>
    until(
      async () => {
        const found = await hits(mail);
        return found.length === count ? found.map(({ kind, verdict }) => `${kind} ${verdict}`) : undefined;
      },
      { what: `${count} hits of "${mail.subject}"` },
    );
  const later = (): Promise<void> => stage().world.clock.pass(MINUTE_MS);

  it('a person opens the mail: a line within a second, and a second look makes it two', async () => {
    const mail = await write('Read');
    await later();
    const since = performance.now();
    await people().open(mail.address, mail.subject);
    const line = await stage().feed.wait('the view', ({ kind, data }) => kind === 'view' && data.subject === mail.subject);
    const after_ms = line.seenAt_ms - since;
    process.stdout.write(`      the view was seen after ${after_ms.toFixed(0)} ms\n`);
    await people().open(mail.address, mail.subject);
    await until(async () => (await lines(mail))[0]?.count === 2, { what: 'the second look' });
    await counted(mail, 1, 0);
  });

  it('a person who opens it two seconds after delivery counts', async () => {
    const mail = await write('Quick');
    await people().open(mail.address, mail.subject, { afterDelivery_ms: 2_000 });
    await counted(mail, 1, 0);
  });

  it('a person clicks a link: a line that says where it leads', async () => {
    const mail = await write('Clicked');
    await later();
    await people().open(mail.address, mail.subject);
    const { leadsTo } = await people().click(mail.address, mail.subject, 'the prices');
    assert.equal(leadsTo, PRICES);
    const [click] = (await counted(mail, 1, 1)).filter(({ kind }) => kind === 'click');
    assert.equal(click?.data.destination, PRICES);
  });

  it('Gmail’s proxy at reading counts: somebody is behind it', async () => {
    const mail = await write('In Gmail', { program: 'gmail' });
    await later();
    await people().open(mail.address, mail.subject);
    assert.match((await counted(mail, 1, 0))[0]?.data.reason ?? '', /Gmail/);
  });

  it('Gmail loading ahead does not count; its reader does', async () => {
    const mail = await write('Ahead in Gmail', { program: 'gmail-prefetch' });
    await people().visitsWhenQuiet(mail.address, mail.subject);
    assert.deepEqual(await judged(mail, 1), ['pixel prefetch']);
    assert.deepEqual(await lines(mail), []);
    await later();
    await people().open(mail.address, mail.subject);
    await counted(mail, 1, 0);
  });

  it('Outlook on the web counts: Microsoft’s proxy has a reader behind it', async () => {
    const mail = await write('In Outlook', { program: 'outlook-web' });
    await later();
    await people().open(mail.address, mail.subject);
    assert.match((await counted(mail, 1, 0))[0]?.data.reason ?? '', /Outlook/);
  });

  it('Apple Mail loads everything by itself: nothing counts until the person clicks', async () => {
    const mail = await write('At Apple', { program: 'apple-privacy' });
    await people().visitsWhenQuiet(mail.address, mail.subject);
    await later();
    assert.deepEqual(await people().open(mail.address, mail.subject), []);
    assert.deepEqual(await judged(mail, 1), ['pixel prefetch']);
    assert.deepEqual(await lines(mail), []);
    const tracked = new TrackedMails(stage().browser);
    await until(async () => (await tracked.seen(mail.subject, mail.address)).state === 'cannot-be-known', { what: 'it being said that nobody can know' });
    await people().click(mail.address, mail.subject, 'our offer');
    await counted(mail, 0, 1);
  });

  it('a gateway that opens everything leaves no line, and unsubscribes nobody; the person’s own click counts', async () => {
    const mail = await write('Behind a gateway', { gateway: 'unsubscribing' });
    await people().visitsWhenQuiet(mail.address, mail.subject);
    assert.deepEqual([...new Set(await judged(mail, 4))].sort(), ['click scanner', 'pixel scanner']);
    assert.deepEqual(await lines(mail), []);
    assert.equal(await stage().count('opt_outs where address = $1', [mail.address]), 0);
    await later();
    await people().click(mail.address, mail.subject, 'our offer');
    assert.equal((await counted(mail, 0, 1))[0]?.data.destination, OFFER);
  });

  it('a gateway in their own building is told by its haste alone: what it did counts for nothing in the end, the person’s own click does', async () => {
    const mail = await write('Behind an appliance', { gateway: 'appliance' });
    await people().visitsWhenQuiet(mail.address, mail.subject);
    await until(async () => (await hits(mail)).filter(({ verdict }) => verdict === 'scanner').length === 4, { what: 'the image and the links being taken for a machine’s' });
    await counted(mail, 0, 0);
    await later();
    await people().click(mail.address, mail.subject, 'our offer');
    assert.equal((await counted(mail, 0, 1))[0]?.data.destination, OFFER);
  });

  it('HEAD is nobody’s view', async () => {
    const mail = await write('Asked about', { gateway: 'head' });
    await people().visitsWhenQuiet(mail.address, mail.subject);
    assert.deepEqual([...new Set(await judged(mail, 4))].sort(), ['click scanner', 'pixel scanner']);
    assert.deepEqual(await lines(mail), []);
  });

  it('Safe Links checks at delivery, which is nobody’s click; the click that it sends on is the person’s', async () => {
    const mail = await write('Safe Links', { gateway: 'safe-links' });
    await people().visitsWhenQuiet(mail.address, mail.subject);
    assert.deepEqual(await judged(mail, 3), ['click scanner', 'click scanner', 'click scanner']);
    await later();
    const { link, leadsTo } = await people().click(mail.address, mail.subject, 'the terms');
    assert.match(link, /safelinks/);
    assert.equal(leadsTo, TERMS);
    assert.equal((await counted(mail, 0, 1))[0]?.data.destination, TERMS);
  });

  it('passed on to somebody else, the other’s view and click are told of the same mail', async () => {
    const mail = await write('Passed on');
    await later();
    await people().open(mail.address, mail.subject);
    const passedOn = await people().forward(mail.address, mail.subject, 'friend@elsewhere.example');
    await people().open('friend@elsewhere.example', passedOn);
    await people().click('friend@elsewhere.example', passedOn, 'our offer');
    await counted(mail, 2, 1);
  });

  it('answered with images off: the answer says so, and nothing counts as viewed', async () => {
    const mail = await write('Images off', { program: 'images-off' });
    await later();
    assert.deepEqual(await people().open(mail.address, mail.subject), []);
    await people().reply(mail.address, mail.subject);
    const reply = await stage().feed.wait('the reply', ({ kind, data }) => kind === 'reply' && data.person?.address === mail.address && data.withoutImages === true);
    assert.equal(reply.data.withdrawn, undefined);
    assert.deepEqual(await lines(mail), []);
  });

  it('the rep’s own look in Sent Items is not the recipient’s, once Outlook says that the rep is looking', async () => {
    const mail = await write('Looked at by the rep');
    await later();
    const copy = (await stage().exchange.sentItems(REP)).find(({ internetMessageId }) => internetMessageId === mail.messageId);
    const stamp = /^X-Readback-Stamp: *(\S+)/im.exec(await stage().exchange.mime(REP, copy?.id ?? ''))?.[1] ?? '';
    await stage().browser.post('/api/looking', { stamps: [stamp], client: 'outlook-web' }, z.unknown());
    await people().openOwn(REP, mail.subject, 'outlook-web');
    assert.deepEqual(await judged(mail, 1), ['pixel self']);
    assert.deepEqual(await lines(mail), []);
  });

  it('in the very browser in which the rep is signed in, the rep’s look is known by its cookie, and an outside person’s is theirs all the same', async () => {
    const mail = await write('In one browser');
    await later();
    const { world } = stage();
    const browser = await launchBrowser();
    try {
      const page = await browser.newPage();
      await page.goto(`${world.url}/app/`);
      await page.getByRole('button', { name: REP }).click();
      await page.waitForURL(`${world.url}/app/**`);

      await page.goto(`${world.ready.mailWindowUrl}rep/`);
      await page.getByLabel('Read in').selectOption({ label: 'Outlook on the web, without image proxy' });
      await page.getByRole('link', { name: new RegExp(mail.subject) }).click();
      assert.deepEqual(await judged(mail, 1), ['pixel self']);

      await page.goto(`${world.ready.mailWindowUrl}#/${encodeURIComponent(mail.address)}`);
      await page.getByRole('link', { name: new RegExp(mail.subject) }).click();
      const link = page.frameLocator('iframe').getByRole('link', { name: 'our offer' });
      await link.waitFor();
      await counted(mail, 1, 0);
      // Where the link leads is not on this machine, so the tab ends nowhere; the click itself was made.
      await link.click();
      await counted(mail, 1, 1);
    } finally {
      await browser.close();
    }
  });
});

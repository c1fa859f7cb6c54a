/**
 * The product's main story in seven steps, through public interfaces only: the connector's HTTP API
 * and stream, the sandbox's Graph and SMTP, and the outside people's mail window. A step that does
 * not happen throws; what did is told as sentences.
 */
import { z } from 'zod';
import { Campaign, type Enrollment } from './campaigns.js';
import { ExchangeLook } from './exchange-look.js';
import { LiveFeed, readFeed, type FeedLine } from './live-feed.js';
import { sendAsRep, sendFromOutside } from './mail-program.js';
import { MailWindow, type OutsideMail } from './mail-window.js';
import { OutsideReaders } from './outside-readers.js';
import { RepBrowser } from './rep-browser.js';
import { machinesLook, prepareReaders, QUORRA, TRON } from './story-machines.js';
import { TrackedMails } from './tracked-mails.js';
import { NotSeen, waitFor } from './wait.js';
import type { World } from './world.js';

export const STEPS: readonly string[] = [
  'a sandbox, a connector, and the rep’s mailbox connected',
  'the rep has a campaign with mails on day 1 and day 3; flynn is enrolled',
  'the day-1 mail leaves the rep’s mailbox through Graph, with a pixel and tracked links',
  'the recipient opens it and clicks: viewed, in the Live Feed within a second, and clicked',
  'Apple Mail, a security gateway and the rep look at it, too: nothing of that counts',
  'the answer comes from another address; flynn’s campaign ends, day 3 is never sent',
  'a mail from Outlook with alan in CC; alan answers, and flynn’s enrollment ends',
  'mail that answers nothing of ours changes nothing',
];

export const REP = 'rep@contoso.example';
const FLYNN = { address: 'flynn@flynnsarcade.com', name: 'Kevin Flynn' };
const KEVINF = 'kevinf@flynnsarcade.com';
const ALAN = { address: 'alan@encom.com', name: 'Alan Bradley' };
/** People who answer nothing: they show that the mails which flynn does not get do go out. */
const SAM = { address: 'sam@dumont.example', name: 'Sam Dumont' };
const DANA = { address: 'dana@dumont.example', name: 'Dana Dumont' };
const LORA = { address: 'lora@dumont.example', name: 'Lora Baines' };

const SEND_HOUR = 9;
const DAY_1 = 'The arcade on 12th street';
const DAY_3 = 'Once more about the arcade';
const WRITTEN = 'The contract, as promised';
const VIEWED_WITHIN_MS = 1_000;
const OFFER = 'https://www.contoso.example/arcades';
/** Text of a link in the day-1 mail. */
const OFFER_WORDS = 'our offer';
const DAY_1_BODY = `<p>Hello {{first_name}},</p>
<p>shall we talk about your arcade? Here are <a href="${OFFER}">${OFFER_WORDS}</a>, <a href="https://www.contoso.example/prices">the prices</a> and <a href="https://www.contoso.example/terms">the terms</a>.</p>`;

export interface Teller {
  readonly begins: (step: number) => void;
  readonly saw: (fact: string) => void;
}

/** Plays all steps in a world in which nothing runs yet. */
export async function playStory(world: World, { begins, saw }: Teller): Promise<void> {
  begins(0);
  const stage = await setStage(world, saw);
  try {
    const steps = [campaignIsMade, dayOneLeaves, mailIsViewed, nobodyElseCounts, anotherAddressAnswers, copiedPersonAnswers, nothingOfOurs];
    for (const [index, step] of steps.entries()) {
      begins(index + 1);
      await step(stage);
    }
  } finally {
    stage.feed.close();
  }
}

/** What the steps share. */
interface Stage {
  readonly world: World;
  readonly saw: (fact: string) => void;
  readonly browser: RepBrowser;
  readonly feed: LiveFeed;
  readonly exchange: ExchangeLook;
  readonly window: MailWindow;
  readonly readers: OutsideReaders;
  readonly tracked: TrackedMails;
  campaign?: Campaign;
  flynn?: Enrollment;
  dayOne?: OutsideMail;
  /** Message-ID of the mail written in Outlook. */
  writtenId?: string;
}

async function setStage(world: World, saw: (fact: string) => void): Promise<Stage> {
  await world.clock.moveTo(1, SEND_HOUR);
  let since = performance.now();
  await world.startSandbox();
  saw(`sandbox ready after ${ms(since)}: ${world.ready.mailWindowUrl}, Graph ${world.ready.graphBaseUrl}, SMTP localhost:${world.ready.smtpPort}`);
  since = performance.now();
  await world.startConnector();
  saw(`connector ready after ${ms(since)}: ${world.url}`);
  await world.readback('mailbox', 'add', REP);
  const browser = await RepBrowser.signIn(world.url, REP);
  const me = z.object({ mailbox: z.object({ address: z.string(), watchedSince: z.string().nullable(), timeZone: z.string() }).nullable() });
  const mailbox = await waitFor('the mailbox being watched', async () => {
    const { mailbox: mine } = await browser.get('/api/me', me);
    return mine?.watchedSince === null ? undefined : (mine ?? undefined);
  });
  if (mailbox.timeZone !== world.clock.zone) throw new NotSeen(`the mailbox is in ${mailbox.timeZone}, not in ${world.clock.zone}`);
  saw(`signed in as ${REP}; replies to ${mailbox.address} are watched (${mailbox.timeZone}). It is ${world.clock.says()}`);
  const { latest } = await readFeed(browser);
  const { mailWindowUrl } = world.ready;
  return {
    world,
    saw,
    browser,
    feed: await LiveFeed.open(browser, latest),
    exchange: new ExchangeLook(world.ready),
    window: new MailWindow(mailWindowUrl),
    readers: new OutsideReaders(mailWindowUrl),
    tracked: new TrackedMails(browser),
  };
}

async function campaignIsMade(stage: Stage): Promise<void> {
  await prepareReaders(stage.readers);
  stage.campaign = await Campaign.make(stage.browser, {
    name: 'Arcades',
    sendHour: SEND_HOUR,
    steps: [
      { day: 1, subject: DAY_1, body: DAY_1_BODY },
      { day: 3, subject: DAY_3, body: 'Hello {{first_name}},\n\ndid my mail reach you?' },
    ],
  });
  const enrolled = await stage.campaign.enroll(FLYNN, SAM, QUORRA, TRON);
  stage.flynn = need(enrolled.find(({ address }) => address === FLYNN.address), 'flynn among the enrolled');
  stage.saw(`campaign "Arcades" with mails on day 1 and day 3; enrolled: ${enrolled.map(({ address }) => address).join(', ')}`);
}

async function dayOneLeaves(stage: Stage): Promise<void> {
  const since = performance.now();
  const mail = await stage.window.waitForMail(FLYNN.address, DAY_1);
  stage.saw(`${FLYNN.address} has "${mail.subject}" from ${mail.from}, ${ms(since)} after it was due`);
  const sent = await waitFor('the mail in the rep’s Sent Items', async () => (await stage.exchange.sentItems(REP)).find(({ to }) => to.includes(FLYNN.address)));
  if (sent.internetMessageId !== mail.messageId) throw new NotSeen(`Sent Items says ${sent.internetMessageId}, the mail itself ${mail.messageId}`);
  stage.saw(`Graph shows it in Sent Items with the same Message-ID ${sent.internetMessageId}`);
  const images = await stage.window.images(FLYNN.address, mail.id);
  if (images.length !== 1) throw new NotSeen(`the mail has ${images.length} images instead of one pixel`);
  if ((await stage.window.header(FLYNN.address, mail.id, 'List-Unsubscribe')) === undefined) throw new NotSeen('the mail has no List-Unsubscribe');
  stage.saw('it carries one pixel, and List-Unsubscribe');
  await stage.feed.wait('the line that it was sent', ({ kind, data }) => kind === 'sent' && data.person?.address === FLYNN.address && data.day === 1);
  stage.saw('the Live Feed says: sent, day 1');
  stage.dayOne = mail;
}

async function mailIsViewed(stage: Stage): Promise<void> {
  const mail = need(stage.dayOne, 'the day-1 mail');
  const since = performance.now();
  await stage.window.open(FLYNN.address, mail.id);
  const loaded_ms = performance.now() - since;
  const line = await stage.feed.wait('the view', ({ kind, data }) => kind === 'view' && data.person?.address === FLYNN.address);
  const after_ms = line.seenAt_ms - since;
  if (after_ms > VIEWED_WITHIN_MS) throw new NotSeen(`the view came after ${after_ms.toFixed(0)} ms only`);
  stage.saw(`${FLYNN.address} opened the mail: the image came after ${loaded_ms.toFixed(0)} ms, "viewed" stood in the Live Feed after ${after_ms.toFixed(0)} ms`);
  stage.saw(`why it counts: ${line.data.reason ?? 'no reason given'}`);

  await stage.readers.click(FLYNN.address, mail.messageId, OFFER_WORDS);
  const click = await stage.feed.wait('the click', ({ kind, data }) => kind === 'click' && data.person?.address === FLYNN.address);
  if (click.data.destination !== OFFER) throw new NotSeen(`the click is said to lead to ${click.data.destination ?? 'nowhere'}`);
  stage.saw(`${FLYNN.address} clicked "${OFFER_WORDS}": the Live Feed says so, and that it leads to ${OFFER}`);
}

async function nobodyElseCounts(stage: Stage): Promise<void> {
  await machinesLook(stage, { rep: REP, reader: SAM.address, mail: DAY_1, link: OFFER_WORDS });
}

async function anotherAddressAnswers(stage: Stage): Promise<void> {
  const { world, window } = stage;
  const campaign = need(stage.campaign, 'the campaign');
  const flynn = need(stage.flynn, 'flynn’s enrollment');
  const mail = need(stage.dayOne, 'the day-1 mail');
  const since = performance.now();
  await window.reply(FLYNN.address, mail.id, { from: KEVINF, text: 'Yes, come by on Friday.' });
  const line = await stage.feed.wait('the reply', ({ kind, data }) => kind === 'reply' && data.person?.address === KEVINF);
  stage.saw(`${KEVINF} answered; ${after(line, since)} the Live Feed says so`);
  tellProof(stage, line, mail.messageId);
  await expectEnded(stage, campaign, line, flynn);

  await world.clock.moveTo(3, SEND_HOUR);
  await window.waitForMail(SAM.address, DAY_3);
  stage.saw(`${world.clock.says()}: day 3 went to ${SAM.address}, who did not answer`);
  await expectNothingMore(stage, 1);
  await world.clock.moveTo(3, SEND_HOUR + 2);
  await campaign.enroll(DANA);
  await world.clock.moveTo(4, SEND_HOUR);
  await window.waitForMail(DANA.address, DAY_1);
  stage.saw(`${world.clock.says()}: mail that is due today goes out (to ${DANA.address})`);
  await expectNothingMore(stage, 1);
}

async function copiedPersonAnswers(stage: Stage): Promise<void> {
  const { world, window, exchange } = stage;
  const campaign = need(stage.campaign, 'the campaign');
  await world.clock.moveTo(4, SEND_HOUR + 2);
  const enrolled = await campaign.enroll(FLYNN, LORA);
  const flynn = need(enrolled.find(({ address }) => address === FLYNN.address), 'flynn among the enrolled');
  stage.saw(`${world.clock.says()}: ${FLYNN.address} is enrolled again; day 1 is due ${flynn.next?.at ?? 'never'}`);

  const minted = z.object({ stamps: z.tuple([z.object({ pixelUrl: z.string(), header: z.object({ name: z.string(), value: z.string() }) })]) });
  const { stamps: [stamp] } = await stage.browser.post('/api/stamps', { count: 1 }, minted);
  const messageId = await sendAsRep(world.ready.smtpPort, REP, {
    from: { name: 'Riley Carter', address: REP },
    to: FLYNN,
    cc: ALAN,
    date: world.clock.now(),
    subject: WRITTEN,
    html: `<p>Dear Kevin, here is the contract.</p><img src="${stamp.pixelUrl}" width="1" height="1" alt="">`,
    headers: { [stamp.header.name]: stamp.header.value },
  });
  await waitFor('the written mail in Sent Items', async () => (await exchange.sentItems(REP)).find((sent) => sent.internetMessageId === messageId && sent.cc.includes(ALAN.address)));
  stage.saw(`the rep’s own mail program sent "${WRITTEN}" to ${FLYNN.address}, CC ${ALAN.address}; it is in Sent Items as ${messageId}`);
  await stage.feed.wait('the line that the written mail was sent', ({ kind, data }) => kind === 'sent' && data.subject === WRITTEN);
  stage.saw('Readback knows the mail by its stamp: the Live Feed says sent');

  const copy = await window.waitForMail(ALAN.address, WRITTEN);
  const since = performance.now();
  await window.reply(ALAN.address, copy.id, { text: 'Kevin is travelling; I answer for him. Agreed.' });
  const line = await stage.feed.wait('alan’s reply', ({ kind, data }) => kind === 'reply' && data.person?.address === ALAN.address);
  const writtenTo = line.data.writtenTo?.map(({ address }) => address).join(', ') ?? 'nobody';
  if (line.data.subject !== WRITTEN || writtenTo !== FLYNN.address) throw new NotSeen(`the reply is shown as one to "${line.data.subject ?? ''}", written to ${writtenTo}`);
  stage.saw(`${ALAN.address} answered; ${after(line, since)} the Live Feed says so, as an answer to "${WRITTEN}" written to ${writtenTo}`);
  tellProof(stage, line, messageId);
  await expectEnded(stage, campaign, line, flynn);

  await world.clock.moveTo(5, SEND_HOUR);
  await window.waitForMail(LORA.address, DAY_1);
  stage.saw(`${world.clock.says()}: day 1 went to ${LORA.address}, enrolled together with flynn`);
  await expectNothingMore(stage, 2);
  stage.writtenId = messageId;
}

async function nothingOfOurs(stage: Stage): Promise<void> {
  const { world } = stage;
  const campaign = need(stage.campaign, 'the campaign');
  const writtenId = need(stage.writtenId, 'the written mail');
  const before = { campaign: await campaign.enrollments(), feed: await readFeed(stage.browser) };
  const write = (mail: Parameters<typeof sendFromOutside>[1]): Promise<string> => sendFromOutside(world.ready.smtpPort, { to: REP, date: world.clock.now(), ...mail });
  await write({ from: 'newsletter@dillinger.example', subject: 'Our spring catalogue', text: 'Buy now.' });
  await write({
    from: FLYNN.address,
    subject: 'Re: Jukebox for the diner',
    text: 'An answer to somebody else.',
    inReplyTo: '<not-ours@flynnsarcade.com>',
    references: ['<nor-this@flynnsarcade.com>', '<not-ours@flynnsarcade.com>'],
  });
  // Mail of a mailbox is read in order: when this one is in the feed, those before it were handled.
  await write({ from: ALAN.address, subject: `Re: ${WRITTEN}`, text: 'P.S. Bring a pen.', inReplyTo: writtenId, references: [writtenId] });
  await stage.feed.wait('the mail after them', ({ kind, data, id }) => kind === 'reply' && data.person?.address === ALAN.address && !before.feed.ids.includes(id));
  stage.saw('an unrelated mail and one naming unknown ids arrived and were handled');

  const now = { campaign: await campaign.enrollments(), feed: await readFeed(stage.browser) };
  const added = now.feed.ids.filter((id) => !before.feed.ids.includes(id));
  if (added.length !== 1) throw new NotSeen(`${added.length} lines were added to the Live Feed instead of the one for the mail after them: ${stage.feed.says()}`);
  if (JSON.stringify(now.campaign) !== JSON.stringify(before.campaign)) throw new NotSeen(`the campaign changed: ${JSON.stringify(now.campaign)}`);
  stage.saw('the Live Feed and the campaign are as they were');
}

function tellProof(stage: Stage, line: FeedLine, messageId: string): void {
  const { evidence } = line.data;
  if (evidence?.messageId !== messageId) throw new NotSeen(`the proof names ${evidence?.messageId ?? 'nothing'} instead of ${messageId}`);
  stage.saw(`what proves it: ${evidence.says} (${evidence.header}: ${evidence.messageId})`);
}

async function expectEnded(stage: Stage, campaign: Campaign, line: FeedLine, flynn: Enrollment): Promise<void> {
  const ended = line.data.ended?.map(({ enrollmentId }) => enrollmentId) ?? [];
  if (ended.join() !== flynn.id) throw new NotSeen(`the line says that ${ended.length} enrollments ended instead of flynn’s alone`);
  const { state, end, next } = await campaign.enrollment(flynn.id);
  if (state !== 'ended' || next !== null || end?.reason !== 'reply') throw new NotSeen(`flynn’s enrollment is ${state}, ended by ${end?.reason ?? 'nothing'}, next ${next?.at ?? 'none'}`);
  stage.saw(`flynn’s enrollment ended: ${end.says}`);
}

/** flynn has this many mails from the rep, and neither of them a day-3 mail; Sent Items agrees. */
async function expectNothingMore(stage: Stage, count: number): Promise<void> {
  const mails = (await stage.window.mails(FLYNN.address)).filter(({ from }) => from === REP);
  const sent = (await stage.exchange.sentItems(REP)).filter(({ to }) => to.includes(FLYNN.address));
  for (const subjects of [mails.map(({ subject }) => subject), sent.map(({ subject }) => subject)]) {
    if (subjects.length !== count || subjects.includes(DAY_3)) throw new NotSeen(`flynn was sent ${subjects.map((subject) => `"${subject}"`).join(', ')}`);
  }
  stage.saw(`${FLYNN.address} was sent nothing more (${count} ${count === 1 ? 'mail' : 'mails'} in all)`);
}

function after(line: FeedLine, since: number): string {
  return `${(line.seenAt_ms - since).toFixed(0)} ms later`;
}

function ms(since: number): string {
  return `${(performance.now() - since).toFixed(0)} ms`;
}

function need<T>(value: T | undefined, what: string): T {
  if (value === undefined) throw new NotSeen(`${what} is missing`);
  return value;
}

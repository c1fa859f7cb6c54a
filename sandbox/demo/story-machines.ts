/** The step of the story in which machines and the rep look at mails, and nothing of that counts as somebody's view. */
import { z } from 'zod';
import type { ExchangeLook } from './exchange-look.js';
import type { LiveFeed } from './live-feed.js';
import type { OutsideReaders } from './outside-readers.js';
import type { RepBrowser } from './rep-browser.js';
import type { TrackedMails } from './tracked-mails.js';
import { NotSeen, waitFor } from './wait.js';
import type { World } from './world.js';

/** Reads with Apple Mail, which loads the images of every mail by itself. */
export const QUORRA = { address: 'quorra@outlands.example', name: 'Quorra Outland' };
/** Behind a gateway that opens everything. */
export const TRON = { address: 'tron@guarded.example', name: 'Tron Guard' };
const GATEWAY_OF_TRON = 'guarded.example';
/** Long after delivery: nobody takes a click then for a check of the mail. */
const LATER_MS = 10 * 60_000;

export interface MachinesStage {
  readonly world: World;
  readonly saw: (fact: string) => void;
  readonly browser: RepBrowser;
  readonly feed: LiveFeed;
  readonly exchange: ExchangeLook;
  readonly readers: OutsideReaders;
  readonly tracked: TrackedMails;
}

/** Before they are written to. */
export async function prepareReaders(readers: OutsideReaders): Promise<void> {
  await readers.setMailProgram(QUORRA.address, 'apple-privacy', { after_ms: 500 });
  await readers.setGateway(GATEWAY_OF_TRON, 'security', { after_ms: 500 });
}

/** @param mail subject of a mail that went to both, and to `reader`, whose copy in Sent Items the rep looks at */
export async function machinesLook(stage: MachinesStage, { rep, reader, mail, link }: { rep: string; reader: string; mail: string; link: string }): Promise<void> {
  const { world, saw, readers, tracked } = stage;
  const [apple] = await readers.visitsWhenQuiet(QUORRA.address, mail);
  const [loaded] = await tracked.hits(mail, QUORRA.address, 1);
  if (apple === undefined || loaded?.verdict !== 'prefetch') throw new NotSeen(`Apple’s loading ahead was taken for ${loaded?.verdict ?? 'nothing'}`);
  const says = await waitFor(`it being said that nobody can know whether ${QUORRA.address} has seen the mail`, async () => {
    const { state, says: because } = await tracked.seen(mail, QUORRA.address);
    if (state !== 'cannot-be-known') throw new NotSeen(`it is said to be "${state}"`);
    return because;
  });
  saw(`Apple Mail loaded ${QUORRA.name}’s images by itself, from ${apple.networkAddress ?? ''}: whether it was read cannot be known (${says})`);

  const checks = await readers.visitsWhenQuiet(TRON.address, mail);
  const hits = await tracked.hits(mail, TRON.address, 3);
  const people = hits.filter(({ verdict }) => verdict !== 'scanner');
  if (people.length > 0) throw new NotSeen(`of what the gateway asked, "${people[0]?.says ?? ''}"`);
  expectNoLine(stage, mail, TRON.address);
  saw(`the gateway before ${TRON.address} asked for ${checks.length} things within seconds: ${hits.length} of them tracked, none counted (${hits[0]?.says ?? ''})`);
  await world.clock.pass(LATER_MS);
  await readers.click(TRON.address, mail, link);
  const click = await stage.feed.wait('the click', ({ kind, data }) => kind === 'click' && data.subject === mail && data.person?.address === TRON.address);
  saw(`later ${TRON.name} clicks: that counts, and leads to ${click.data.destination ?? 'nowhere'}`);

  const stamp = await stampOfCopy(stage, rep, reader, mail);
  await stage.browser.post('/api/looking', { stamps: [stamp], client: 'outlook-web' }, z.unknown());
  await readers.openOwn(rep, mail, 'outlook-web', reader);
  const [own] = await tracked.hits(mail, reader, 1);
  if (own?.verdict !== 'self') throw new NotSeen(`the rep’s own look was taken for ${own?.verdict ?? 'nothing'}: ${own?.says ?? ''}`);
  expectNoLine(stage, mail, reader);
  saw(`the rep looks at the mail to ${reader} in Sent Items, with the pane open: ${own.says}`);
}

/** The stamp that the pane finds in the mail it is shown beside. */
async function stampOfCopy({ exchange }: MachinesStage, rep: string, to: string, mail: string): Promise<string> {
  const copy = await waitFor(`the mail to ${to} in Sent Items`, async () => (await exchange.sentItems(rep)).find((sent) => sent.subject === mail && sent.to.includes(to)));
  const stamp = /^X-Readback-Stamp: *(\S+)/im.exec(await exchange.mime(rep, copy.id))?.[1];
  if (stamp === undefined) throw new NotSeen('the copy in Sent Items carries no stamp');
  return stamp;
}

function expectNoLine({ feed }: MachinesStage, mail: string, address: string): void {
  const told = feed.standing().filter(({ kind, data }) => (kind === 'view' || kind === 'click') && data.subject === mail && data.person?.address === address);
  if (told.length > 0) throw new NotSeen(`the Live Feed says that ${address} ${told[0]?.kind === 'click' ? 'clicked' : 'viewed'}`);
}

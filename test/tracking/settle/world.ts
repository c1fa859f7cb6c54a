/** A mailbox whose mails are loaded and clicked, settled when the test asks for it. */
import { randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { keysFrom } from '../../../connector/config/index.js';
import type { ActivityData } from '../../../connector/feed/index.js';
import { ensureHitPartitions, mintStamp, nothingKnown, recordMessage, Settler, type DocumentsJudged, type KnownOf, type NewMessage, type RawHit, type Stamp } from '../../../connector/tracking/index.js';
import type { TestDatabase } from '../../database.js';
import { silentLog } from '../../log.js';

export const NOW = new Date('2026-11-23T10:00:00Z');
export const keys = keysFrom(['a secret of at least thirty-two characters']);
export const WINDOWS = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36';
export const IPHONE = 'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.0 Mobile/15E148 Safari/604.1';
export const GMAIL = 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)';
const MINUTE_MS = 60_000;

export interface Line {
  readonly id: string;
  readonly kind: string;
  readonly at: Date;
  readonly count: number;
  readonly data: ActivityData;
}

export class World {
  readonly mailboxId: string;
  readonly settler: Settler;

  constructor(
    readonly dataSource: DataSource,
    { knownOf = nothingKnown, log = silentLog, mailboxId = randomUUID(), documentsJudged }: { knownOf?: KnownOf; log?: typeof silentLog; mailboxId?: string; documentsJudged?: DocumentsJudged } = {},
  ) {
    this.mailboxId = mailboxId;
    this.settler = new Settler({ dataSource, clock: { now: () => NOW }, log, knownOf, ...(documentsJudged === undefined ? {} : { documentsJudged }) });
  }

  async prepare(): Promise<void> {
    await ensureHitPartitions(this.dataSource, NOW);
  }

  stamp(mode: Stamp['mode'] = 'full'): Stamp {
    return mintStamp(keys, this.mailboxId, mode);
  }

  /** A mail sent an hour ago. */
  async send(stamp: Stamp, to: readonly string[] = ['flynn@flynnsarcade.com'], more: Partial<NewMessage> = {}): Promise<string> {
    const id = randomUUID();
    await this.dataSource.transaction((tx) =>
      recordMessage(tx, {
        mailboxId: this.mailboxId,
        id,
        stampId: stamp.id,
        stampAmbiguous: false,
        itemId: randomUUID(),
        conversationId: null,
        subject: 'Arcade lease',
        source: 'written',
        sentAt: new Date(NOW.getTime() - 60 * MINUTE_MS),
        recipients: to.map((address) => ({ kind: 'to', address, name: '' })),
        internetMessageIds: [`<${randomUUID()}@contoso.example>`],
        howSent: { mode: stamp.mode, hasPixel: stamp.mode === 'full', links: 2, plain: false },
        ...more,
      }),
    );
    return id;
  }

  hit(stamp: Stamp, minutes: number, more: Partial<RawHit> = {}): RawHit {
    const base = { id: randomUUID(), at_ms: NOW.getTime() + minutes * MINUTE_MS, mailboxId: this.mailboxId, stampId: stamp.id, mode: stamp.mode };
    return { ...base, kind: 'pixel', link: null, destination: null, method: 'GET', agent: WINDOWS, network: null, addressHash: 'AAAAAAAAAAAAAAAAAAAAAA', prefetching: false, device: null, ...more };
  }

  click(stamp: Stamp, minutes: number, link = 1, more: Partial<RawHit> = {}): RawHit {
    return this.hit(stamp, minutes, { kind: 'click', link, destination: `https://contoso.example/${link}`, ...more });
  }

  document(stamp: Stamp, minutes: number, more: Partial<RawHit> = {}): RawHit {
    return this.hit(stamp, minutes, { kind: 'document', ...more });
  }

  /** Written as the front writes it, not settled. */
  async write(...hits: readonly RawHit[]): Promise<void> {
    await this.writeText(JSON.stringify(hits));
  }

  async writeText(text: string): Promise<string> {
    const id = randomUUID();
    await this.dataSource.query('insert into hit_groups (id, at, hits) values ($1, clock_timestamp(), $2)', [id, text]);
    return id;
  }

  /** All of it: another settler on the same database may be at some of it, and is waited for. */
  async settled(): Promise<void> {
    for (let isLeft = true; isLeft; ) {
      await this.settler.settled();
      const [left] = await this.dataSource.query<{ is: boolean }[]>('select exists (select from hit_groups) or exists (select from stamps_to_settle where not_before is null or not_before <= $1) as is', [NOW]);
      isLeft = left?.is === true;
    }
  }

  async come(...hits: readonly RawHit[]): Promise<void> {
    await this.write(...hits);
    await this.settled();
  }

  /** Lines that are shown, by time. */
  async lines(kinds: readonly string[] = ['view', 'click']): Promise<Line[]> {
    await this.settled();
    return this.dataSource.query<Line[]>(`select id::text, kind, at, count, data from activities where mailbox_id = $1 and kind = any ($2) and not data ? 'withdrawn' order by at, id`, [this.mailboxId, kinds]);
  }

  async brief(): Promise<string[]> {
    return (await this.lines()).map(({ kind, at, count }) => `${kind} ${Math.round((at.getTime() - NOW.getTime()) / MINUTE_MS)} x${count}`);
  }

  async withdrawn(): Promise<string[]> {
    await this.settled();
    const rows = await this.dataSource.query<{ reason: string }[]>(`select data #>> '{withdrawn,reason}' as reason from activities where mailbox_id = $1 and data ? 'withdrawn' order by id`, [this.mailboxId]);
    return rows.map(({ reason }) => reason);
  }

  async figures(stamp: Stamp): Promise<Record<string, unknown>> {
    await this.settled();
    const [row] = await this.dataSource.query<Record<string, unknown>[]>(
      'select views, clicks, machines, own_views, prefetches, first_viewed_at, last_viewed_at from stamp_figures where mailbox_id = $1 and stamp_id = $2',
      [this.mailboxId, stamp.id],
    );
    return row ?? {};
  }

  async verdicts(): Promise<string[]> {
    await this.settled();
    const rows = await this.dataSource.query<{ verdict: string; reason: string }[]>('select verdict, reason from hits where mailbox_id = $1 order by at, id', [this.mailboxId]);
    return rows.map(({ verdict, reason }) => `${verdict} ${reason}`);
  }
}

/** Mailboxes on the database of the surrounding `describe`, each begun in a test and at rest after it. */
export function useWorlds(test: TestDatabase): { begin: (options?: ConstructorParameters<typeof World>[1]) => World } {
  const worlds: World[] = [];
  before(() => ensureHitPartitions(test.database.dataSource, NOW));
  afterEach(async () => {
    for (const { settler } of worlds.splice(0)) await settler.close();
  });
  return {
    begin: (options) => {
      const world = new World(test.database.dataSource, options);
      worlds.push(world);
      return world;
    },
  };
}

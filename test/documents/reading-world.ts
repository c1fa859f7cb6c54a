/** Readers of documents as they come: pages given out, beats told, hits settled and lines written when the test asks for it. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Router } from 'express';
import { Registry } from 'prom-client';
import { z } from 'zod';
import type { PolicyKind } from '../../connector/consent/index.js';
import { createReading, documentsJudged, readVisitTicket, type Reading } from '../../connector/documents/index.js';
import { viewerStateSchema, type Beat, type ViewerState } from '../../connector/documents/viewer-api.js';
import { clientAddressOf } from '../../connector/http/index.js';
import { openIngest, type Ingest, type KnownOf, type NewMessage, type Stamp } from '../../connector/tracking/index.js';
import type { TestDatabase } from '../database.js';
import { silentLog } from '../log.js';
import { World as Mails, WINDOWS, type Line } from '../tracking/settle/world.js';
import { keys, World, type DocumentFacts, type ShareFacts, type ShareOfWorld } from './world.js';

export { IPHONE, WINDOWS } from '../tracking/settle/world.js';

const PDF = Buffer.from('%PDF-1.4 of no importance here');
const SECOND_MS = 1_000;
const stateInPage = /<script[^>]*application\/json[^>]*>(.*?)<\/script>/s;

export interface ReadingFacts {
  readonly setting?: PolicyKind;
  readonly honourDoNotTrack?: boolean;
  readonly knownOf?: KnownOf;
}

export interface Opened {
  readonly share: ShareOfWorld;
  readonly state: Extract<ViewerState, { state: 'ready' }>;
  readonly visitId: string;
  /** Where it is read, and with what. */
  readonly headers: Readonly<Record<string, string>>;
}

export type Told = Partial<Pick<Beat, 'sequence' | 'path' | 'pathFrom' | 'now' | 'gaveAddress'>> & { readonly pages?: Readonly<Record<number, number>> };

export class ReadingWorld {
  readonly documents: World;
  mails!: Mails;
  reading!: Reading;
  /** Visits before are old. */
  keptFrom: Date | null = null;
  private ingest!: Ingest;
  private folder = '';

  constructor(
    private readonly test: TestDatabase,
    private readonly facts: ReadingFacts = {},
  ) {
    this.documents = new World(() => test.database);
  }

  get now(): Date {
    return this.documents.now;
  }

  async start(): Promise<void> {
    const { dataSource } = this.test.database;
    const { honourDoNotTrack = false, setting = 'all-on', knownOf } = this.facts;
    const clock = { now: () => this.documents.now };
    const clientAddress = clientAddressOf(['127.0.0.0/8']);
    this.mails = new Mails(dataSource, { documentsJudged: documentsJudged(clock.now), ...(knownOf === undefined ? {} : { knownOf }) });
    await this.mails.prepare();
    this.folder = await mkdtemp(join(tmpdir(), 'readback-reading-'));
    this.ingest = openIngest({
      settings: { dataDir: this.folder, hitsJournal_MB: 10, hitsKeepMonths: 0, honourDoNotTrack, networksPath: undefined },
      url: this.test.url,
      keys,
      clock,
      log: silentLog,
      registry: new Registry(),
      committed: () => undefined,
      clientAddress,
    });
    await this.ingest.follow(this.test.database);
    const front = Router();
    await this.documents.start([front]);
    this.reading = createReading({
      dataSource,
      keys,
      clock,
      log: silentLog,
      clientAddress,
      mailboxOf: () => Promise.resolve(null),
      store: this.documents.store,
      setting,
      honourDoNotTrack,
      leave: this.ingest.leave,
      publicUrl: 'https://readback.example',
      keptFrom: () => this.keptFrom,
    });
    const { hooks } = this.documents;
    hooks.leaveHit = (...given) => this.reading.hooks.leaveHit(...given);
    hooks.timesOf = (...given) => this.reading.hooks.timesOf(...given);
    hooks.downloaded = (...given) => this.reading.hooks.downloaded(...given);
    front.use(this.reading.router);
  }

  async stop(): Promise<void> {
    await this.reading.close();
    await this.mails.settler.close();
    await this.ingest.close();
    await this.documents.stop();
    await rm(this.folder, { recursive: true, force: true });
  }

  wait(seconds: number): void {
    this.documents.now = new Date(this.documents.now.getTime() + seconds * SECOND_MS);
  }

  /** A document in a mail, sent an hour ago. */
  async sent({ mode = 'full', to = ['flynn@flynnsarcade.com'], share = {}, document = {}, mail = {} }: { mode?: Stamp['mode']; to?: readonly string[]; share?: Partial<ShareFacts>; document?: Partial<DocumentFacts>; mail?: Partial<NewMessage> } = {}): Promise<ShareOfWorld & { readonly messageId: string }> {
    const stamp = this.mails.stamp(mode);
    const messageId = await this.mails.send(stamp, to, mail);
    const id = await this.documents.document({ pdf: PDF, pages: 12, ...document });
    return { ...(await this.documents.share(id, { mailboxId: this.mails.mailboxId, stampId: stamp.id, mode, allowDownload: true, ...share })), messageId };
  }

  /** The page given out to somebody. */
  async open(share: ShareOfWorld, { from = '192.0.2.10', agent = WINDOWS, ...more }: { from?: string; agent?: string } & Readonly<Record<string, string>> = {}): Promise<Opened> {
    const headers = { 'user-agent': agent, 'x-forwarded-for': from, ...more };
    const page = await fetch(this.documents.at(share), { headers });
    return this.openedAs(share, headers, JSON.parse(stateInPage.exec(await page.text())?.[1] ?? 'null'));
  }

  /** The same of a share that asks for an address first. */
  async unlock(share: ShareOfWorld, address: string, agent: string): Promise<Opened> {
    const headers = { 'user-agent': agent, 'x-forwarded-for': '192.0.2.77' };
    const answer = await fetch(this.documents.at(share, '/unlock'), { method: 'POST', body: JSON.stringify({ address }), headers: { ...headers, 'content-type': 'application/json' } });
    return this.openedAs(share, headers, await answer.json());
  }

  private openedAs(share: ShareOfWorld, headers: Opened['headers'], given: unknown): Opened {
    const state = viewerStateSchema.parse(given);
    if (state.state !== 'ready') throw new Error(`the page is ${state.state}`);
    const ticket = readVisitTicket(keys, state.ticket, this.now);
    if (ticket === null) throw new Error('a ticket of its own is not known again');
    return { share, state, visitId: ticket.visitId, headers };
  }

  /** Its status. */
  async beat(opened: Opened, told: Told = {}, more: { share?: ShareOfWorld; ticket?: string; type?: string } = {}): Promise<number> {
    const { sequence = 0, path = [], pathFrom = 0, now = null, pages = {}, gaveAddress } = told;
    const beat: Beat = { ticket: more.ticket ?? opened.state.ticket, sequence, path, pathFrom, now, pages: Object.entries(pages).map(([page, time_ms]) => ({ page: Number(page), time_ms })), ...(gaveAddress === undefined ? {} : { gaveAddress }) };
    return this.post(more.share ?? opened.share, '/beats', JSON.stringify(beat), { ...opened.headers, 'content-type': more.type ?? 'application/json' });
  }

  async post(share: ShareOfWorld, rest: string, body: string, headers: Readonly<Record<string, string>> = {}): Promise<number> {
    const response = await fetch(this.documents.at(share, rest), { method: 'POST', body, headers });
    await response.arrayBuffer();
    return response.status;
  }

  /** What the page says of times afterwards. */
  async choose({ share, state, headers }: Opened, choice: 'agree' | 'refuse'): Promise<string> {
    const response = await fetch(this.documents.at(share, '/choice'), { method: 'POST', body: JSON.stringify({ ticket: state.ticket, choice }), headers: { ...headers, 'content-type': 'application/json' } });
    return z.object({ times: z.string() }).parse(await response.json()).times;
  }

  async visits(share: ShareOfWorld): Promise<{ id: string; verdict: string | null; reason: string | null; path: (number | null)[]; pageNow: number | null; downloads: number; timed: boolean; gave: string | null; pages: Record<string, number> }[]> {
    return this.test.database.dataSource.query(
      `select visit.id, verdict, reason, path, page_now as "pageNow", downloads, timed, gave_address as gave,
         (select coalesce(jsonb_object_agg(page, time_ms), '{}') from page_views view where view.mailbox_id = visit.mailbox_id and view.visit_id = visit.id) as pages
       from visits visit where share_id = $1 order by started_at, id`,
      [share.id],
    );
  }

  async hits(share: ShareOfWorld): Promise<string[]> {
    await this.mails.settler.settled();
    const rows = await this.test.database.dataSource.query<{ verdict: string }[]>(`select verdict from hits where stamp_id = $1 and kind = 'document' order by at, id`, [share.stampId]);
    return rows.map(({ verdict }) => verdict);
  }

  /** Lines about documents, once all is settled and told. */
  async lines(): Promise<Line[]> {
    await this.mails.settler.settled();
    await this.reading.tell();
    return this.mails.lines(['document']);
  }
}

/**
 * What becomes of somebody who opens a document: the hit of the page, the visit of whoever runs it,
 * its beats, downloads and choice. A reader never meets a failure of ours: what the database does not
 * take waits (kept-beats.ts), and the page shows the document all the same.
 */
import type { IncomingMessage } from 'node:http';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import type { Clock } from '../../clock.js';
import { messageOf } from '../../errors.js';
import { asksNotToBeTracked, readDevice, type Ingest } from '../../tracking/index.js';
import type { Beat, Choice } from '../viewer-api.js';
import { MOST_PAGES } from '../convert/pages/pages.js';
import { TELL_EVERY_MS, type ToldBeat } from './beat-rows.js';
import { agree, refuse } from './choice.js';
import { KeptBeats } from './kept-beats.js';
import { makeVisit, type Arrival } from './new-visit.js';
import { readerOf, type ReaderOptions } from './reader-key.js';
import { tellingOf, type OpenedShare, type TellingOptions } from './share-facts.js';
import { takeBeat } from './take-beat.js';
import { tellsOpening, type Telling } from './telling.js';
import type { VisitTicket } from './ticket.js';

export interface VisitsOptions extends TellingOptions, ReaderOptions {
  readonly dataSource: DataSource;
  readonly clock: Clock;
  readonly log: Logger;
  readonly honourDoNotTrack: boolean;
  /** Takes in that a document is being opened. */
  readonly leave: Ingest['leave'];
}

type SharedDocument = Pick<OpenedShare, 'id' | 'mailboxId' | 'stampId' | 'mode'>;

/** Small enough for a column. */
const HIGHEST = 2 ** 31 - 1;

export class Visits {
  private readonly kept: KeptBeats;
  private readonly told = new WeakMap<IncomingMessage, Promise<Telling>>();

  constructor(private readonly options: VisitsOptions) {
    this.kept = new KeptBeats({ log: options.log, now: () => options.clock.now(), write: (arrived) => takeBeat(options, arrived) });
  }

  /** Leaves the hit of a page given out, where one may be left; resolves once it is kept. */
  async leaveHit(request: IncomingMessage, shared: SharedDocument, visitId: string, gave: string | null = null): Promise<void> {
    const told = await this.telling(request, shared, gave);
    if (!tellsOpening(told)) return;
    const { mailboxId, stampId } = shared;
    await this.options.leave(request, { id: visitId, stamp: { id: stampId, mailboxId, mode: told.mode, shared: told.mode === 'anonymous' } });
  }

  /** Whether pages and times may be told of this reader. */
  async timesOf(request: IncomingMessage, shared: SharedDocument, gave: string | null = null): Promise<Telling['times']> {
    return (await this.telling(request, shared, gave)).times;
  }

  /** False: it could not be stored yet, and is kept meanwhile. */
  async beat(request: IncomingMessage, ticket: VisitTicket, beat: Beat): Promise<boolean> {
    if (this.isUnasked(request)) return true;
    const arrived = { arrival: this.arrivalOf(request, ticket, beat.gaveAddress ?? null), beat: plain(beat), at: this.options.clock.now() };
    try {
      await takeBeat(this.options, arrived);
      return true;
    } catch (error) {
      this.options.log.warn({ error: messageOf(error) }, 'what a reader told of a document could not be stored; it waits');
      this.kept.keep(arrived);
      return false;
    }
  }

  /** Whether pages and times are told from now on. */
  async choose(request: IncomingMessage, ticket: VisitTicket, choice: Choice['choice'], gave: string | null): Promise<boolean> {
    const { dataSource, clock } = this.options;
    if (choice === 'agree' && this.isUnasked(request)) return false;
    const arrival = this.arrivalOf(request, ticket, gave);
    return dataSource.transaction(async (tx) => {
      if (choice === 'agree') return agree(tx, this.options, arrival, clock.now());
      this.kept.drop(ticket.visitId);
      await refuse(tx, arrival, clock.now());
      return false;
    });
  }

  /** The original was given out. Never fails. */
  async downloaded(request: IncomingMessage, _shared: unknown, ticket: VisitTicket): Promise<void> {
    const { dataSource, clock, log } = this.options;
    if (this.isUnasked(request)) return;
    const now = clock.now();
    try {
      await dataSource.transaction(async (tx) => {
        const count = async (): Promise<boolean> => {
          const [rows] = await tx.query<[unknown[], number]>(
            `update visits set downloads = downloads + 1, tell_at = greatest($4, told_at + make_interval(secs => $5))
             where share_id = $1 and started_at = $2 and id = $3
               and not exists (select from silenced_stamps silenced where silenced.mailbox_id = visits.mailbox_id and silenced.stamp_id = visits.stamp_id)
             returning id`,
            [ticket.shareId, ticket.at, ticket.visitId, now, TELL_EVERY_MS / 1_000],
          );
          return rows.length > 0;
        };
        if (!(await count()) && (await makeVisit(tx, this.options, this.arrivalOf(request, ticket, null), now))) await count();
      });
    } catch (error) {
      log.warn({ error: messageOf(error) }, 'a download of a document could not be counted');
    }
  }

  async close(): Promise<void> {
    await this.kept.close();
  }

  private isUnasked({ headers }: IncomingMessage): boolean {
    return this.options.honourDoNotTrack && asksNotToBeTracked(headers);
  }

  /** Asked for more than once of one request. */
  private telling(request: IncomingMessage, shared: SharedDocument, gave: string | null): Promise<Telling> {
    if (this.isUnasked(request)) return Promise.resolve({ mode: 'off', times: 'off' });
    const known = this.told.get(request);
    if (known !== undefined) return known;
    const told = tellingOf(this.options.dataSource.manager, shared, addressOf(gave), this.options);
    this.told.set(request, told);
    return told;
  }

  private arrivalOf(request: IncomingMessage, ticket: VisitTicket, gave: string | null): Arrival {
    const { key, device } = readerOf(this.options, request, ticket.shareId);
    const own = readDevice(this.options.keys, request.headers.cookie);
    return { ticket, reader: key, device, gave: addressOf(gave), agrees: false, ownDevice: own === null ? null : { repId: own.repId } };
  }
}

/** Numbers as columns take them; page 0 is no page. */
function plain({ sequence, pages, path, pathFrom, now }: Beat): ToldBeat {
  return {
    sequence: Math.min(sequence, HIGHEST),
    pages: pages.filter(({ page }) => page <= MOST_PAGES).map(({ page, time_ms }) => ({ page, time_ms: Math.min(time_ms, HIGHEST) })),
    path: path.map((page) => (page <= MOST_PAGES ? page : 0)),
    pathFrom,
    now: now !== null && now <= MOST_PAGES ? now : null,
  };
}

function addressOf(text: string | null): string | null {
  const address = text?.trim().toLowerCase() ?? '';
  // A column of text takes no nought, and nobody's address has one.
  return /^[^\s@\p{Cc}]+@[^\s@\p{Cc}]+$/u.test(address) ? address : null;
}

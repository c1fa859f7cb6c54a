/**
 * Serves `/d/…`: the page where a reader looks at a document, and what that page asks for. No sign-in
 * and no cookie of its own: the page is given out with a ticket (ticket.ts), and whatever it asks for
 * later is refused when the share was closed meanwhile.
 *
 *     GET /d/{token} ─┬─ closed: expired, revoked, wrong, preparing, failed
 *                     ├─ locked ── POST …/unlock ──┐
 *                     └─ ready ◄───────────────────┘ with a hit, and a ticket under the hit's id
 */
import { randomUUID } from 'node:crypto';
import { json, Router, type Request, type Response } from 'express';
import type { DataSource } from 'typeorm';
import type { Clock } from '../../clock.js';
import type { Keys } from '../../config/index.js';
import type { ClientAddress } from '../../http/index.js';
import { readShareToken } from '../share/share-token.js';
import { keysOf, type DocumentStore } from '../store/store.js';
import { unlockRequestSchema, type ViewerState } from '../viewer-api.js';
import type { ReaderHooks } from './hooks.js';
import { languageOf } from './language.js';
import { wasLockedSince } from './lock.js';
import { guardPage, sendViewer, VIEWER_DIR } from './page.js';
import { pagesFile } from './pages-file.js';
import { piecesRequestSchema, readPieces } from './pieces.js';
import { guard, sendFile } from './send-file.js';
import { sharedOf, standingOf, type Shared, type SharedVersion } from './shared.js';
import { closedOrLocked, locked, ready } from './state.js';
import { readVisitTicket, type VisitTicket } from './ticket.js';
import { problemOf } from './unlock.js';

export interface ReaderRouterOptions {
  readonly dataSource: DataSource;
  readonly keys: Keys;
  readonly clock: Clock;
  readonly store: Pick<DocumentStore, 'read' | 'size'>;
  readonly clientAddress: ClientAddress;
  readonly hooks: ReaderHooks;
  /** The built viewer; default: dist/viewer/public. */
  readonly viewerDirectory?: string;
}

const TYPES = {
  pdf: 'application/pdf',
  doc: 'application/msword',
  docx: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
  ppt: 'application/vnd.ms-powerpoint',
  pptx: 'application/vnd.openxmlformats-officedocument.presentationml.presentation',
} as const;

/** To be mounted at `/`. */
export function readerRouter(options: ReaderRouterOptions): Router {
  const reader = new Reader(options);
  const router = Router();
  const body = json({ limit: '64kb' });
  router.use('/d', (_request, response, next) => {
    guardPage(response);
    next();
  });
  router.get('/d/:token', (request, response) => reader.page(request, response));
  router.post('/d/:token/unlock', body, (request, response) => reader.unlock(request, response));
  router.get('/d/:token/file', (request, response) => reader.file(request, response));
  router.post('/d/:token/pieces', body, (request, response) => reader.pieces(request, response));
  router.get('/d/:token/thumbnails/:page', (request, response) => reader.thumbnail(request, response));
  router.get('/d/:token/download', (request, response) => reader.download(request, response));
  router.get('/d/{*path}', (request, response) => reader.nothing(request, response));
  return router;
}

/** A share that may be read now, by whom the ticket was given to. */
interface Reading {
  readonly shared: Shared;
  readonly version: SharedVersion;
  readonly ticket: VisitTicket;
}

class Reader {
  constructor(private readonly options: ReaderRouterOptions) {}

  async page(request: Request, response: Response): Promise<void> {
    const { clock } = this.options;
    const shared = await this.shared(request);
    const state = closedOrLocked(shared, clock.now(), languageOf(request)) ?? (shared === null ? null : await this.opened(request, shared));
    if (state !== null) await sendViewer(response, this.viewerDirectory, state);
  }

  async unlock(request: Request, response: Response): Promise<void> {
    const { dataSource, keys, clock, clientAddress } = this.options;
    const language = languageOf(request);
    const shared = await this.shared(request);
    const now = clock.now();
    const state = closedOrLocked(shared, now, language);
    if (shared === null || state?.state === 'closed') {
      response.json(state);
      return;
    }
    const asked = unlockRequestSchema.safeParse(request.body);
    const origin = keys.sign('address-hash', Buffer.from(clientAddress(request)), 16);
    const problem = await problemOf(dataSource.manager, shared, origin, asked.success ? asked.data : {}, now);
    const answer: ViewerState = problem === null ? await this.opened(request, shared, asked.data?.address ?? null) : locked(shared, problem, language);
    response.status(problem === 'too-often' ? 429 : 200).json(answer);
  }

  async file(request: Request, response: Response): Promise<void> {
    const reading = await this.reading(request, response, request.query.k);
    const file = reading === null ? null : await this.pagesOf(reading, response);
    if (reading === null || file === null) return;
    await sendFile(request, response, this.options.store, { ...file, etag: `"${reading.version.sha256.slice(0, 32)}-${file.bytes}"`, type: TYPES.pdf, name: `${reading.shared.name}.pdf` });
  }

  async pieces(request: Request, response: Response): Promise<void> {
    const asked = piecesRequestSchema.safeParse(request.body);
    if (!asked.success) {
      refuse(response, 400);
      return;
    }
    const reading = await this.reading(request, response, asked.data.ticket);
    const file = reading === null ? null : await this.pagesOf(reading, response);
    if (file === null) return;
    const content = await readPieces(this.options.store, file, asked.data.pieces);
    guard(response);
    if (content === null) refuse(response, 416);
    else response.type('application/octet-stream').send(content);
  }

  async thumbnail(request: Request, response: Response): Promise<void> {
    const reading = await this.reading(request, response, request.query.k);
    if (reading === null) return;
    const page = /^\d{1,6}$/.test(String(request.params.page)) ? Number(request.params.page) : 0;
    await this.picture(request, response, reading.shared, reading.version, page);
  }

  /** Whoever opens it in the address bar when it is not allowed, or not any more, gets the page. */
  async download(request: Request, response: Response): Promise<void> {
    const { store, hooks, keys, clock } = this.options;
    const ticket = readVisitTicket(keys, textOf(request.query.k), clock.now());
    const shared = await this.shared(request, ticket?.version);
    const version = shared?.version ?? null;
    const file = version === null || shared === null ? null : keysOf(shared.documentId, version.version).original;
    const bytes = file === null ? null : await store.size(file);
    if (ticket === null || shared === null || version === null || file === null || bytes === null || ticket.shareId !== shared.id || !shared.allowDownload || wasLockedSince(ticket, shared) || standingOf(shared, clock.now()) !== 'open') {
      response.redirect(303, `/d/${encodeURIComponent(textOf(request.params.token))}`);
      return;
    }
    // Part of it is asked for when a download goes on that was cut off.
    if (request.method === 'GET' && request.get('range') === undefined) await hooks.downloaded(request, shared, ticket);
    await sendFile(request, response, store, { key: file, bytes, etag: `"${version.sha256.slice(0, 32)}"`, type: TYPES[version.kind], name: version.fileName });
  }

  async nothing(request: Request, response: Response): Promise<void> {
    await sendViewer(response, this.viewerDirectory, { state: 'closed', because: 'wrong', sender: null, language: languageOf(request) });
  }

  private get viewerDirectory(): string {
    return this.options.viewerDirectory ?? VIEWER_DIR;
  }

  private async shared(request: Request, version?: number): Promise<Shared | null> {
    const id = readShareToken(this.options.keys, textOf(request.params.token));
    return id === null ? null : sharedOf(this.options.dataSource.manager, id, version);
  }

  /** The document as it is shown, with a hit left of it, once that is kept. HEAD leaves none, and gets a ticket nobody sees. */
  private async opened(request: Request, shared: Shared, gave: string | null = null): Promise<ViewerState> {
    const { keys, store, clock, hooks } = this.options;
    const visitId = randomUUID();
    const [times] = await Promise.all([hooks.timesOf(request, shared, gave), request.method === 'HEAD' ? undefined : hooks.leaveHit(request, shared, visitId, gave)]);
    return ready({ keys, store, shared, visitId, at: clock.now(), times, language: languageOf(request) });
  }

  /** Null where there is nothing to read any more, or never was; that has been answered then. */
  private async reading(request: Request, response: Response, k: unknown): Promise<Reading | null> {
    const { keys, clock } = this.options;
    const now = clock.now();
    const ticket = readVisitTicket(keys, textOf(k), now);
    const shared = ticket === null ? null : await this.shared(request, ticket.version);
    if (ticket === null || shared?.id !== ticket.shareId) refuse(response, 403);
    else if (shared.version === null || standingOf(shared, now) !== 'open' || wasLockedSince(ticket, shared)) refuse(response, 410);
    else return { shared, version: shared.version, ticket };
    return null;
  }

  private async pagesOf({ shared, version }: Reading, response: Response): Promise<{ key: string; bytes: number } | null> {
    const file = await pagesFile(this.options.store, shared.documentId, version);
    if (file === null) refuse(response, 410);
    return file;
  }

  private async picture(request: Request, response: Response, shared: Shared, version: SharedVersion, page: number): Promise<void> {
    const { store } = this.options;
    const key = keysOf(shared.documentId, version.version).thumbnail(page);
    const bytes = page >= 1 && page <= version.pages ? await store.size(key) : null;
    if (bytes === null) {
      refuse(response, 404);
      return;
    }
    await sendFile(request, response, store, { key, bytes, etag: `"${version.sha256.slice(0, 32)}-${page}"`, type: 'image/jpeg', name: `${page}.jpg` });
  }
}

/** What a program asked for, answered shortly: no page, since no person looks at it. */
function refuse(response: Response, status: number): void {
  guard(response);
  response.status(status).type('text').send('');
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

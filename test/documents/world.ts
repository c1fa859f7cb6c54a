/** Documents, shares and their readers' pages on a real database, a real folder and a real server, each made in one line. */
import { createHash, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import express from 'express';
import helmet from 'helmet';
import { keysFrom } from '../../connector/config/index.js';
import type { Mode } from '../../connector/consent/index.js';
import type { Database } from '../../connector/database/index.js';
import { keysOf, openFolderStore, readerRouter, shareToken, untold, VIEWER_DIR, viewerAssets, type DocumentKind, type DocumentStore, type ReaderHooks, type VersionState } from '../../connector/documents/index.js';
import { ensureRep, type Rep } from '../../connector/identity/index.js';
import { NOW } from '../mail-facts.js';

export const keys = keysFrom(['a secret of at least thirty-two characters']);
const LARGEST_BYTES = 512 * 1024 ** 2;

export interface DocumentFacts {
  readonly name: string;
  readonly pdf: Uint8Array;
  readonly pages: number;
  readonly sizes: readonly (readonly [number, number])[];
  readonly kind: DocumentKind;
  readonly fileName: string;
  /** What is downloaded; default: the PDF. */
  readonly original: Uint8Array;
  readonly thumbnails: readonly Uint8Array[];
  readonly state: VersionState;
  readonly by: Rep;
}

export interface ShareFacts {
  readonly mode: Mode;
  readonly allowDownload: boolean;
  readonly expiresAt: Date | null;
  readonly passcodeHash: string | null;
  readonly askAddress: boolean;
  readonly revokedAt: Date | null;
  readonly mailboxId: string;
  readonly stampId: string;
}

export interface ShareOfWorld {
  readonly id: string;
  readonly mailboxId: string;
  readonly documentId: string;
  readonly stampId: string;
  readonly token: string;
}

export class World {
  origin = '';
  now = NOW;
  /** What the readers' pages are given; change it before `start`, or replace its functions. */
  readonly hooks: { -readonly [K in keyof ReaderHooks]: ReaderHooks[K] } = { ...untold };
  private server: Server | undefined;
  private folder = '';
  private opened: DocumentStore | undefined;
  private author: Rep | undefined;

  constructor(private readonly database: () => Database) {}

  get store(): DocumentStore {
    if (this.opened === undefined) throw new Error('start first');
    return this.opened;
  }

  /** Serves `/d/…` and `/viewer/…`. @param more further routers in front of them */
  async start(more: readonly express.Router[] = []): Promise<void> {
    this.folder = await mkdtemp(join(tmpdir(), 'readback-world-'));
    this.opened = await openFolderStore(this.folder);
    const { dataSource } = this.database();
    const reader = readerRouter({ dataSource, keys, clock: { now: () => this.now }, store: this.store, clientAddress: () => '192.0.2.1', hooks: this.hooks });
    const app = express().disable('etag').set('query parser', 'simple').use(helmet());
    for (const router of more) app.use(router);
    this.server = createServer(app.use('/viewer', viewerAssets(VIEWER_DIR)).use(reader));
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    const address = this.server.address();
    this.origin = typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : '';
  }

  async stop(): Promise<void> {
    this.server?.closeAllConnections();
    this.server?.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Who made what nobody else is said to have made. */
  async rep(): Promise<Rep> {
    return (this.author ??= await ensureRep(this.database().dataSource.manager, { oid: randomUUID(), address: 'riley@contoso.example', name: 'Riley Rivera' }));
  }

  /** A document that can be read; its id. */
  async document(facts: Partial<DocumentFacts> & Pick<DocumentFacts, 'pdf'>): Promise<string> {
    const id = randomUUID();
    const by = facts.by ?? (await this.rep());
    const { manager } = this.database().dataSource;
    await manager.query(`insert into documents (id, team_id, rep_id, name, created_at) values ($1, $2, $3, $4, $5)`, [id, by.team.id, by.id, facts.name ?? 'Arcade offer', this.now]);
    await this.addVersion(id, 1, facts);
    return id;
  }

  /** Another version of it. */
  async addVersion(id: string, version: number, facts: Partial<DocumentFacts> & Pick<DocumentFacts, 'pdf'>): Promise<void> {
    const { pdf, pages = 1, sizes = [[595, 842]], kind = 'pdf', fileName = 'Arcade offer.pdf', original = pdf, thumbnails = [], state = 'ready' } = facts;
    const by = facts.by ?? (await this.rep());
    const stored = keysOf(id, version);
    await this.store.write(stored.original, Readable.from([original]), LARGEST_BYTES);
    if (kind !== 'pdf') await this.store.write(stored.pdf, Readable.from([pdf]), LARGEST_BYTES);
    for (const [index, picture] of thumbnails.entries()) await this.store.write(stored.thumbnail(index + 1), Readable.from([picture]), LARGEST_BYTES);
    const { manager } = this.database().dataSource;
    await manager.query(
      `insert into document_versions (document_id, version, rep_id, kind, file_name, bytes, sha256, state, pages, page_sizes, uploaded_at, ready_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $11)`,
      [id, version, by.id, kind, fileName, original.length, createHash('sha256').update(original).digest(), state, pages, JSON.stringify(sizes), this.now],
    );
    await manager.query('update documents set version = $2 where id = $1', [id, version]);
  }

  async share(documentId: string, facts: Partial<ShareFacts> = {}): Promise<ShareOfWorld> {
    const share = { id: randomUUID(), mailboxId: facts.mailboxId ?? randomUUID(), documentId, stampId: facts.stampId ?? randomUUID() };
    await this.database().dataSource.manager.query(
      `insert into shares (mailbox_id, id, document_id, rep_id, stamp_id, mode, allow_download, expires_at, passcode_hash, ask_address, revoked_at, created_at)
        values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)`,
      [share.mailboxId, share.id, documentId, (await this.rep()).id, share.stampId, facts.mode ?? 'full', facts.allowDownload ?? false, facts.expiresAt ?? null, facts.passcodeHash ?? null, facts.askAddress ?? false, facts.revokedAt ?? null, this.now],
    );
    return { ...share, token: shareToken(keys, share.id) };
  }

  /** Address of a share's page. */
  at({ token }: Pick<ShareOfWorld, 'token'>, rest = ''): string {
    return `${this.origin}/d/${token}${rest}`;
  }
}

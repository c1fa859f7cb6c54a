/** The API of documents on a real database and a real folder, for one rep after another. */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import express from 'express';
import { z } from 'zod';
import { keysFrom } from '../../connector/config/index.js';
import type { Database } from '../../connector/database/index.js';
import { createDocuments, type Documents, type DocumentsOptions } from '../../connector/documents/index.js';
import { documentSchema, type Document } from '../../connector/documents/api.js';
import { apiRouter } from '../../connector/http/index.js';
import { createTeam, assignTeam, ensureRep, repById, type Rep } from '../../connector/identity/index.js';
import { silentLog } from '../database.js';
import { aMailbox, NOW } from '../mail-facts.js';

export const LARGEST_MB = 3;
export const PUBLIC_URL = 'https://readback.contoso.example';

export interface LibraryServer {
  readonly site: string;
  /** Of the API. */
  readonly origin: string;
  readonly folder: string;
  readonly documents: Documents;
  /** Whoever asks from now on. */
  as(rep: Rep): void;
  ask(method: string, path: string, body?: unknown): Promise<Response>;
  upload(fileName: string, content: string | Buffer, to?: string): Promise<Document>;
  close(): Promise<void>;
}

export const KEYS = keysFrom(['s'.repeat(40)]);

/** Every rep has a mailbox of the same id. */
export async function startLibrary(database: Database, options: Partial<DocumentsOptions> = {}): Promise<LibraryServer> {
  const { dataSource } = database;
  const folder = await mkdtemp(join(tmpdir(), 'readback-documents-'));
  const documents = await createDocuments({
    settings: { documentStore: folder, documentMax_MB: LARGEST_MB, publicUrl: PUBLIC_URL, consentPolicy: undefined },
    dataSource,
    keys: KEYS,
    clock: { now: () => NOW },
    mailboxOf: (rep) => Promise.resolve(aMailbox({ id: rep.id, userId: rep.oid, address: rep.address })),
    neededBy: () => Promise.resolve(null),
    inspect: (_path, fileName) => Promise.resolve(fileName.endsWith('.pdf') ? { accepted: true, kind: 'pdf' } : { accepted: false, code: 'not-a-document', says: 'It is none.' }),
    convert: () => Promise.resolve(),
    ...options,
  });
  let asker: Rep | null = null;
  const info = { publicUrl: 'http://localhost', version: '0', azure: { tenantId: 't', clientId: 'c', clientSecret: 's', clientCertificatePath: undefined, authorityHost: 'https://login.invalid' } };
  const authenticate = (): Promise<Rep> => (asker === null ? Promise.reject(new Error('nobody asks')) : Promise.resolve(asker));
  const server: Server = createServer(express().use(documents.router).use('/api', apiRouter({ routes: documents.routes, authenticate, info, log: silentLog })));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const site = typeof address === 'object' && address !== null ? `http://127.0.0.1:${address.port}` : '';
  const origin = `${site}/api`;
  return {
    site,
    origin,
    folder,
    documents,
    as: (rep) => {
      asker = rep;
    },
    ask: (method, path, body) => fetch(origin + path, { method, ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }) }),
    upload: async (fileName, content, to) => {
      const path = to === undefined ? '/documents' : `/documents/${to}/versions`;
      const response = await fetch(`${origin}${path}?fileName=${encodeURIComponent(fileName)}`, { method: 'POST', body: content, headers: { 'content-type': 'application/octet-stream' } });
      const json: unknown = await response.json();
      if (!response.ok) throw new Error(JSON.stringify(json));
      return documentSchema.parse(json);
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A rep in a team of this name, which is made if need be. */
export async function aRep(database: Database, team = 'Everyone', name = 'Riley'): Promise<Rep> {
  const { manager } = database.dataSource;
  const oid = randomUUID();
  const rep = await ensureRep(manager, { oid, address: `${oid}@contoso.example`, name });
  await createTeam(manager, team).catch(() => undefined);
  await assignTeam(manager, rep.address, team);
  return (await repById(manager, rep.id)) ?? rep;
}

/** Says that its pages were made. */
export async function makeReady(database: Database, documentId: string, pages = 12): Promise<void> {
  await database.dataSource.query(
    `update document_versions set state = 'ready', progress = 100, pages = $2, page_sizes = '[[595, 842]]', ready_at = $3 where document_id = $1`,
    [documentId, pages, NOW],
  );
}

export async function codeOf(response: Response): Promise<string> {
  return z.object({ error: z.object({ code: z.string() }) }).parse(await response.json()).error.code;
}

/** Every file below a folder, by its path in there. */
export async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1)).sort();
}

/** The documents' side of the fixture API: the library, uploads that can be held or refused, shares, figures. */
import type { IncomingMessage } from 'node:http';
import {
  converterSchema,
  documentChangeSchema,
  documentSchema,
  documentsPageSchema,
  documentsQuerySchema,
  documentSummarySchema,
  figuresQuerySchema,
  figuresSchema,
  messageDocumentsSchema,
  newShareAnswerSchema,
  newShareSchema,
  shareChangeSchema,
  shareSchema,
  sharesPageSchema,
  uploadQuerySchema,
  type Converter,
  type Document,
  type DocumentVersion,
  type Share,
  type Visit,
} from '../../connector/documents/api.js';
import { mineAnswerSchema, mineSchema } from '../../connector/tracking/details/api.js';
import { converterOf, documentOf, figuresOf, library, shareOf, shares, versionOf, visits } from './fixture-documents.js';

/** A file is text (JSON), nothing (204), or a picture. */
export type DocumentsAnswer = { readonly status: number; readonly json?: unknown; readonly picture?: string };

const NOT_FOUND: DocumentsAnswer = { status: 404, json: { error: { code: 'NOT_FOUND', message: 'There is no such document.', requestId: 'r1' } } };
const KINDS = ['pdf', 'docx', 'doc', 'pptx', 'ppt'] as const;

export class FixtureDocuments {
  /** Newest first. */
  documents: Document[] = library();
  shares: Share[] = shares();
  /** Of all shares. */
  visits: Visit[] = visits();
  converter: Converter = converterOf();
  largest_bytes = 200 * 1024 ** 2;
  perPage = 50;
  /** Shares of the mail of the fixture. */
  ofMail: string[] = [];
  /** Why what was read cannot be known. */
  cannotBeKnown: string | null = null;
  /** Refusals of uploads by file name. */
  readonly refusals = new Map<string, { readonly status: number; readonly code: string; readonly message: string }>();
  /** What arrived whole. */
  readonly uploaded: { readonly fileName: string; readonly bytes: number }[] = [];
  /** What was cancelled on its way. */
  readonly brokenOff: string[] = [];
  private gate: { readonly opened: Promise<void>; readonly open: () => void } | undefined;
  private made = 0;

  /** Uploads are taken only so far as they fit into the connection, until `letThrough`. */
  hold(): void {
    let open: () => void = () => undefined;
    const opened = new Promise<void>((resolve) => (open = resolve));
    this.gate = { opened, open };
  }

  letThrough(): void {
    this.gate?.open();
    this.gate = undefined;
  }

  takesFile(method: string, path: string): boolean {
    return method === 'POST' && /^\/api\/documents(?:\/[^/]+\/versions)?$/.test(path);
  }

  /** Reads the body of an upload; what was begun and broken off leaves nothing. */
  async take(request: IncomingMessage, path: string, query: URLSearchParams): Promise<DocumentsAnswer> {
    const { fileName } = uploadQuerySchema.parse(Object.fromEntries(query));
    await this.gate?.opened;
    let bytes = 0;
    try {
      for await (const chunk of request) bytes += Buffer.isBuffer(chunk) ? chunk.length : 0;
    } catch {
      this.brokenOff.push(fileName);
      return { status: 400 };
    }
    const refusal = this.refusals.get(fileName);
    if (refusal) return { status: refusal.status, json: { error: { code: refusal.code, message: refusal.message, requestId: 'r1' } } };
    this.uploaded.push({ fileName, bytes });
    return this.answered(this.place(fileName, bytes, path.split('/')[3]));
  }

  /** @returns null: it is no address of documents */
  answer(method: string, path: string, query: URLSearchParams, body: unknown): DocumentsAnswer | null {
    const [, , part, id, sub, subId] = path.split('/');
    if (part === 'messages' && sub === 'documents') return this.ofMessage();
    if (part === 'visits' && sub === 'mine') return this.mine(id, mineSchema.parse(body).mine);
    if (part === 'shares') return this.share(method, id, sub, query, body);
    if (part !== 'documents') return null;
    if (id === undefined) return { status: 200, json: this.list(query) };
    if (id === 'converter') return this.convert(method);
    const document = this.documents.find((one) => one.id === id);
    if (!document) return NOT_FOUND;
    if (sub === 'versions') return path.includes('/thumbnails/') ? { status: 200, picture: pictureOf(document.name, Number(path.split('/').at(-1))) } : { status: 200, json: { file: subId } };
    if (sub === 'shares') return { status: 200, json: sharesPageSchema.parse({ shares: this.shares.filter(({ documentId }) => documentId === id), next: null }) };
    if (sub === 'figures') return { status: 200, json: this.figures(document, query) };
    if (method === 'DELETE') {
      this.documents = this.documents.filter((one) => one !== document);
      return { status: 204 };
    }
    if (method === 'PATCH') {
      const { archived, name = document.name, tags = document.tags, shared = document.shared } = documentChangeSchema.parse(body);
      const archivedAt = archived === undefined ? document.archivedAt : archived ? new Date().toISOString() : null;
      return this.answered(Object.assign(document, { name, tags, shared, archivedAt }));
    }
    return this.answered(document);
  }

  private answered(document: Document): DocumentsAnswer {
    return { status: 200, json: documentSchema.parse(document) };
  }

  private list(query: URLSearchParams): unknown {
    const { q = '', tag, archived, before } = documentsQuerySchema.parse(Object.fromEntries(query));
    const found = this.documents
      .filter(({ archivedAt }) => (archivedAt !== null) === (archived === 'yes'))
      .filter(({ tags }) => tag === undefined || tags.includes(tag))
      .filter(({ name, tags, current }) => JSON.stringify([name, tags, current.fileName]).toLowerCase().includes(q.toLowerCase()));
    const from = found.findIndex(({ id }) => id === before) + 1;
    const shown = found.slice(from, from + this.perPage);
    return documentsPageSchema.parse({
      documents: shown.map((document) => documentSummarySchema.parse(document)),
      next: from + this.perPage < found.length ? shown.at(-1)?.id : null,
      tags: [...new Set(this.documents.filter(({ archivedAt }) => archivedAt === null).flatMap(({ tags }) => tags))].sort(),
      largest_bytes: this.largest_bytes,
    });
  }

  private place(fileName: string, bytes: number, into: string | undefined): Document {
    const kind = KINDS.find((one) => fileName.toLowerCase().endsWith(`.${one}`)) ?? 'pdf';
    const version: DocumentVersion = versionOf({ kind, fileName, bytes, state: 'converting', progress: 0, pages: null, uploadedAt: new Date().toISOString() });
    const before = this.documents.find(({ id }) => id === into);
    if (before) {
      const current = { ...version, version: before.current.version + 1 };
      return Object.assign(before, { current, versions: [current, ...before.versions] });
    }
    this.made += 1;
    const made = documentOf(`7f3c1a52-0d6e-4b8a-9c11-5a2e90d4c${String(this.made).padStart(3, '0')}`, fileName.replace(/\.\w+$/, ''), {}, [version]);
    this.documents.unshift(made);
    return made;
  }

  /** Its pages are made. */
  finish(name: string, pages = 3): void {
    const document = this.documents.find((one) => one.name === name);
    if (!document) throw new Error(`no document ${name}`);
    Object.assign(document.current, { state: 'ready', progress: 100, pages, problem: null });
    Object.assign(document.versions[0] ?? {}, document.current);
  }

  private convert(method: string): DocumentsAnswer {
    if (method === 'POST') this.converter = converterOf('installing', { progress: 1, mayInstall: this.converter.mayInstall });
    return { status: 200, json: converterSchema.parse(this.converter) };
  }

  private share(method: string, id: string | undefined, sub: string | undefined, query: URLSearchParams, body: unknown): DocumentsAnswer {
    if (id === undefined) {
      const { documentId, options } = newShareSchema.parse(body);
      const { passcode, ...rest } = options;
      const made = shareOf(`new${this.shares.length}`, { documentId, documentName: this.documents.find((one) => one.id === documentId)?.name ?? '', message: null, readers: 0, time_ms: 0, lastOpenedAt: null, createdAt: new Date().toISOString(), hasPasscode: (passcode ?? '') !== '', ...rest });
      this.shares.unshift(made);
      return { status: 200, json: newShareAnswerSchema.parse({ share: made, card: { html: '<table></table>', text: made.url } }) };
    }
    const share = this.shares.find((one) => one.id === id);
    const document = this.documents.find((one) => one.id === share?.documentId);
    if (!share || !document) return NOT_FOUND;
    if (sub === 'figures') return { status: 200, json: this.figures(document, query, id) };
    if (method === 'PATCH') {
      const { passcode, revoked, ...rest } = shareChangeSchema.parse(body);
      Object.assign(share, rest);
      if (passcode !== undefined) share.hasPasscode = (passcode ?? '') !== '';
      if (revoked !== undefined) share.revokedAt = revoked ? new Date().toISOString() : null;
    }
    return { status: 200, json: shareSchema.parse(share) };
  }

  private figures(document: Document, query: URLSearchParams, shareId?: string): unknown {
    const { version, all } = figuresQuerySchema.parse(Object.fromEntries(query));
    const ours = new Set(this.shares.filter((share) => share.documentId === document.id && (shareId === undefined || share.id === shareId)).map(({ id }) => id));
    const list = this.visits.filter((visit) => ours.has(visit.shareId));
    return figuresSchema.parse({ ...figuresOf(document, all === 'yes', list, version), cannotBeKnown: this.cannotBeKnown });
  }

  private ofMessage(): DocumentsAnswer {
    const documents = this.ofMail.flatMap((id) => {
      const share = this.shares.find((one) => one.id === id);
      const document = this.documents.find((one) => one.id === share?.documentId);
      return share && document ? [{ share, figures: this.figures(document, new URLSearchParams(), id) }] : [];
    });
    return { status: 200, json: messageDocumentsSchema.parse({ documents }) };
  }

  private mine(id: string | undefined, mine: boolean): DocumentsAnswer {
    const visit = this.visits.find((one) => one.id === id);
    if (!visit) return NOT_FOUND;
    Object.assign(visit, { counts: !mine, own: mine, reason: mine ? { code: 'own', says: 'You said that this was you.' } : { code: 'read', says: 'You said that this was not you.' } });
    return { status: 200, json: mineAnswerSchema.parse({ hits: 1, says: null }) };
  }
}

/** Something like a page: a heading, lines, its number. */
function pictureOf(name: string, page: number): string {
  const lines = Array.from({ length: 12 }, (_, index) => `<rect x="24" y="${90 + index * 14}" width="${[150, 138, 152, 110][(index + page) % 4]}" height="5" fill="#c8c6c4"/>`).join('');
  const title = name.slice(0, 18).replaceAll(/[<>&]/g, '');
  return `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="283" viewBox="0 0 200 283"><rect width="200" height="283" fill="#fff"/><rect y="0" width="200" height="14" fill="#0f6cbd"/><text x="24" y="58" font-family="sans-serif" font-size="15" fill="#242424">${title}</text>${lines}<text x="100" y="274" font-family="sans-serif" font-size="9" fill="#616161" text-anchor="middle">${page}</text></svg>`;
}

/** What the pages of documents ask of the API. */
import type { Converter, Document, DocumentsPage, DocumentSummary, DocumentVersion, Figures, MessageDocuments, NewShareAnswer, Share, SharesPage, Visit } from '../../../connector/documents/api.js';
import type { ChangedDocument, ChangedShare, NewOptions } from '../../../connector/documents/api.js';
import { anything, ask } from '../api/client.js';
import { isBoolean, isNumber, isText, list, nullable, object, oneOf, type Guard } from '../api/guards.js';
import type { PageOf } from '../api/paged.js';
import { isMineAnswer, isPerson } from '../api/shapes.js';

export type { Converter, Document, DocumentSummary, DocumentVersion, Figures, NewOptions, Share, Visit };

const isVersion: Guard<DocumentVersion> = object({
  version: isNumber,
  kind: oneOf('pdf', 'doc', 'docx', 'ppt', 'pptx'),
  fileName: isText,
  bytes: isNumber,
  state: oneOf('waiting', 'converting', 'ready', 'failed'),
  progress: isNumber,
  problem: nullable(object({ code: isText, says: isText })),
  pages: nullable(isNumber),
  uploadedAt: isText,
  uploadedBy: isPerson,
});

const summary = {
  id: isText,
  name: isText,
  tags: list(isText),
  owner: isPerson,
  isMine: isBoolean,
  shared: isBoolean,
  archivedAt: nullable(isText),
  createdAt: isText,
  current: isVersion,
  sent: isNumber,
  opened: isNumber,
};

const isSummary: Guard<DocumentSummary> = object(summary);

export const isDocument: Guard<Document> = object({ ...summary, versions: list(isVersion) });

const isDocumentsPage: Guard<DocumentsPage> = object({ documents: list(isSummary), next: nullable(isText), tags: list(isText), largest_bytes: isNumber });

const isConverter: Guard<Converter> = object({
  kind: oneOf('soffice', 'wasm', 'server', 'none'),
  state: oneOf('ready', 'installing', 'missing', 'failed'),
  progress: isNumber,
  says: isText,
  waiting: isNumber,
  mayInstall: isBoolean,
});

const isShare: Guard<Share> = object({
  id: isText,
  documentId: isText,
  documentName: isText,
  url: isText,
  mode: oneOf('full', 'links', 'anonymous', 'replies', 'off'),
  allowDownload: isBoolean,
  expiresAt: nullable(isText),
  hasPasscode: isBoolean,
  askAddress: isBoolean,
  revokedAt: nullable(isText),
  createdAt: isText,
  createdBy: isPerson,
  message: nullable(object({ id: isText, subject: isText, sentAt: nullable(isText), recipients: list(isPerson) })),
  readers: isNumber,
  time_ms: isNumber,
  lastOpenedAt: nullable(isText),
});

const isSharesPage: Guard<SharesPage> = object({ shares: list(isShare), next: nullable(isText) });

const isNewShareAnswer: Guard<NewShareAnswer> = object({ share: isShare, card: object({ html: isText, text: isText }) });

const isVisit: Guard<Visit> = object({
  id: isText,
  shareId: isText,
  version: isNumber,
  startedAt: isText,
  lastAt: isText,
  who: object({ by: oneOf('recipient', 'one-of', 'gave', 'unknown'), people: list(isPerson), says: isText }),
  device: oneOf('computer', 'phone', 'tablet', 'unknown'),
  counts: isBoolean,
  reason: object({ code: isText, says: isText }),
  own: isBoolean,
  path: list(isNumber),
  pages: list(object({ page: isNumber, time_ms: isNumber })),
  time_ms: isNumber,
  now: nullable(isNumber),
  finished: isBoolean,
  downloads: isNumber,
  forwarded: nullable(isText),
  timed: isBoolean,
});

const isFigures: Guard<Figures> = object({
  documentId: isText,
  documentName: isText,
  version: isNumber,
  pageCount: isNumber,
  pages: list(object({ page: isNumber, time_ms: isNumber, readers: isNumber })),
  readers: isNumber,
  visits: isNumber,
  finished: isNumber,
  downloads: isNumber,
  time_ms: isNumber,
  list: list(isVisit),
  cannotBeKnown: nullable(isText),
});

const isMessageDocuments: Guard<MessageDocuments> = object({ documents: list(object({ share: isShare, figures: isFigures })) });

const addressOf = (id: string) => `/api/documents/${encodeURIComponent(id)}`;
const shareAddressOf = (id: string) => `/api/shares/${encodeURIComponent(id)}`;

export interface Wanted {
  /** In names and tags; empty: all. */
  readonly looksFor: string;
  readonly tag: string | null;
  readonly archived: boolean;
}

export interface LibraryPage extends PageOf<DocumentSummary> {
  /** All tags there are, by name. */
  readonly tags: readonly string[];
  /** The largest file that is taken. */
  readonly largest_bytes: number;
}

export async function listDocuments({ looksFor, tag, archived }: Wanted, before: string | null, signal: AbortSignal): Promise<LibraryPage> {
  const query = new URLSearchParams({ archived: archived ? 'yes' : 'no', ...(looksFor === '' ? {} : { q: looksFor }), ...(tag === null ? {} : { tag }), ...(before === null ? {} : { before }) });
  const { documents, next, ...rest } = await ask(isDocumentsPage, `/api/documents?${query}`, { signal });
  return { items: documents, next, ...rest };
}

export const getDocument = (id: string, signal?: AbortSignal) => ask(isDocument, addressOf(id), signal ? { signal } : {});
export const changeDocument = (id: string, change: ChangedDocument) => ask(isDocument, addressOf(id), { method: 'PATCH', body: change });
export const removeDocument = (id: string) => ask(anything, addressOf(id), { method: 'DELETE' });

export const getConverter = (signal: AbortSignal) => ask(isConverter, '/api/documents/converter', { signal });
export const installConverter = () => ask(isConverter, '/api/documents/converter', { method: 'POST', body: {} });

export function thumbnailOf(id: string, version: number, page: number): string {
  return `${addressOf(id)}/versions/${version}/thumbnails/${page}`;
}

export function originalOf(id: string, version: number): string {
  return `${addressOf(id)}/versions/${version}/original`;
}

export async function listShares(id: string, before: string | null, signal: AbortSignal): Promise<PageOf<Share>> {
  const { shares, next } = await ask(isSharesPage, `${addressOf(id)}/shares${before === null ? '' : `?${new URLSearchParams({ before })}`}`, { signal });
  return { items: shares, next };
}

/** A link to be put anywhere. */
export const newLink = (documentId: string, options: NewOptions) => ask(isNewShareAnswer, '/api/shares', { method: 'POST', body: { documentId, options } });
export const changeShare = (id: string, change: ChangedShare) => ask(isShare, shareAddressOf(id), { method: 'PATCH', body: change });

interface FiguresWanted {
  /** Absent: the newest. */
  readonly version?: number;
  /** Own visits and machines, too. */
  readonly all: boolean;
}

export const figuresOfDocument = (id: string, wanted: FiguresWanted, signal: AbortSignal) => ask(isFigures, `${addressOf(id)}/figures?${queryOf(wanted)}`, { signal });
export const figuresOfShare = (id: string, wanted: FiguresWanted, signal: AbortSignal) => ask(isFigures, `${shareAddressOf(id)}/figures?${queryOf(wanted)}`, { signal });

export async function documentsOfMail(mailId: string, signal: AbortSignal): Promise<MessageDocuments['documents']> {
  return (await ask(isMessageDocuments, `/api/messages/${encodeURIComponent(mailId)}/documents`, { signal })).documents;
}

/** "This was me", or that it was not. */
export const sayVisitMine = (id: string, mine: boolean) => ask(isMineAnswer, `/api/visits/${encodeURIComponent(id)}/mine`, { method: 'POST', body: { mine } });

function queryOf({ version, all }: FiguresWanted): string {
  return String(new URLSearchParams({ all: all ? 'yes' : 'no', ...(version === undefined ? {} : { version: String(version) }) }));
}

/** What the API takes and gives of documents, those sent (shares), and what was read of them. Read by the web app. */
import { z } from 'zod';
import { MODES } from '../consent/modes.js';
import { personSchema } from '../feed/activity.js';
import { DOCUMENT_KINDS, VERSION_STATES } from './kinds.js';

const NAME = z.string().trim().min(1).max(200);
const TAG = z.string().trim().min(1).max(40);
/** Pages are counted from 1 everywhere. */
const PAGE = z.int().min(1);

export const versionSchema = z.object({
  version: z.int(),
  kind: z.enum(DOCUMENT_KINDS),
  fileName: z.string(),
  bytes: z.number(),
  state: z.enum(VERSION_STATES),
  /** 0 to 100 while it is converting. */
  progress: z.number(),
  /** Why it failed, or what it waits for: a stable code (kinds.ts, or `converter-missing`) and one sentence. */
  problem: z.object({ code: z.string(), says: z.string() }).nullable(),
  /** Null until it is ready. */
  pages: z.int().nullable(),
  uploadedAt: z.iso.datetime(),
  uploadedBy: personSchema,
});

/** A document of the library, as a list shows it. */
export const documentSummarySchema = z.object({
  id: z.string(),
  name: z.string(),
  tags: z.array(z.string()),
  /** Whose it is. */
  owner: personSchema,
  isMine: z.boolean(),
  /** Everybody in the team can send it. */
  shared: z.boolean(),
  archivedAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
  /** The newest. */
  current: versionSchema,
  /** Mails and links it was sent with, and how many readers opened it (people; neither own visits nor machines). */
  sent: z.int(),
  opened: z.int(),
});

export const documentSchema = documentSummarySchema.extend({
  /** Newest first. */
  versions: z.array(versionSchema),
});

export const documentsPageSchema = z.object({
  /** Newest first. */
  documents: z.array(documentSummarySchema),
  /** Where older ones go on; null if there are none. */
  next: z.string().nullable(),
  /** All in use, of documents that are not archived. */
  tags: z.array(z.string()),
  /** The largest file that is taken. */
  largest_bytes: z.number(),
});

export const documentsQuerySchema = z.object({
  /** In name, file name and tags. */
  q: z.string().max(200).optional(),
  tag: TAG.optional(),
  archived: z.enum(['yes', 'no']).default('no'),
  limit: z.coerce.number().int().min(1).max(100).default(50),
  before: z.string().max(200).optional(),
});

/** The file's content is the body; this is the query of its address. */
export const uploadQuerySchema = z.object({ fileName: z.string().min(1).max(255) });

export const documentChangeSchema = z.object({
  name: NAME.optional(),
  tags: z.array(TAG).max(20).optional(),
  shared: z.boolean().optional(),
  archived: z.boolean().optional(),
});

/** How pages are made of Word and PowerPoint files. */
export const converterSchema = z.object({
  /** `soffice`: LibreOffice of this machine. `wasm`: LibreOffice as WebAssembly. `server`: CONVERTER_URL. `none`: has to be installed. */
  kind: z.enum(['soffice', 'wasm', 'server', 'none']),
  state: z.enum(['ready', 'installing', 'missing', 'failed']),
  /** 0 to 100 while it is being installed. */
  progress: z.number(),
  /** One sentence for people: what happens, or what to do. */
  says: z.string(),
  /** Files that wait for it. */
  waiting: z.int(),
  /** May the one who asks install it? */
  mayInstall: z.boolean(),
});

const shareOptions = {
  allowDownload: z.boolean(),
  expiresAt: z.iso.datetime().nullable(),
  /** Empty or null: none. It is stored as a hash only. */
  passcode: z.string().max(100).nullable(),
  /** Readers are asked for their mail address first. */
  askAddress: z.boolean(),
};

export const shareOptionsSchema = z.object({
  allowDownload: shareOptions.allowDownload.default(false),
  expiresAt: shareOptions.expiresAt.default(null),
  passcode: shareOptions.passcode.default(null),
  askAddress: shareOptions.askAddress.default(false),
});

export const newShareSchema = z.object({
  documentId: z.uuid(),
  /** Of the mail it goes into, as it was minted; absent: a link to be put anywhere. */
  stamp: z.string().max(100).optional(),
  options: shareOptionsSchema.default(shareOptionsSchema.parse({})),
});

export const shareSchema = z.object({
  id: z.string(),
  documentId: z.string(),
  documentName: z.string(),
  url: z.string(),
  mode: z.enum(MODES),
  allowDownload: z.boolean(),
  expiresAt: z.iso.datetime().nullable(),
  hasPasscode: z.boolean(),
  askAddress: z.boolean(),
  revokedAt: z.iso.datetime().nullable(),
  createdAt: z.iso.datetime(),
  createdBy: personSchema,
  /** The mail it went with; null: a bare link, or its mail is not known yet. */
  message: z.object({ id: z.string(), subject: z.string(), sentAt: z.iso.datetime().nullable(), recipients: z.array(personSchema) }).nullable(),
  /** Readers that count, their time in all, and when it was last opened. */
  readers: z.int(),
  time_ms: z.number(),
  lastOpenedAt: z.iso.datetime().nullable(),
});

/** What is put into the mail: the card, and the same for its plain text. */
export const newShareAnswerSchema = z.object({ share: shareSchema, card: z.object({ html: z.string(), text: z.string() }) });

/** What is left out stays as it is. */
export const shareChangeSchema = z.object({ ...shareOptions, revoked: z.boolean() }).partial();

export const sharesQuerySchema = z.object({ limit: z.coerce.number().int().min(1).max(200).default(50), before: z.string().max(200).optional() });

export const sharesPageSchema = z.object({ shares: z.array(shareSchema), next: z.string().nullable() });

/** One reader's session in the viewer. */
export const visitSchema = z.object({
  id: z.string(),
  shareId: z.string(),
  version: z.int(),
  startedAt: z.iso.datetime(),
  lastAt: z.iso.datetime(),
  /** Who it was, where that is known. */
  who: z.object({
    /** `recipient`: the mail had one. `one-of`: it had several, all named. `gave`: the address the reader gave. `unknown`. */
    by: z.enum(['recipient', 'one-of', 'gave', 'unknown']),
    people: z.array(personSchema),
    /** One sentence for people. */
    says: z.string(),
  }),
  device: z.enum(['computer', 'phone', 'tablet', 'unknown']),
  /** Counts; else why not: a code and a sentence (own, machine, not judged yet). */
  counts: z.boolean(),
  reason: z.object({ code: z.string(), says: z.string() }),
  /** Judged to be the rep's own, or a colleague's. */
  own: z.boolean(),
  /** Pages in the order they were looked at; a page may come again. At most 500. */
  path: z.array(PAGE),
  pages: z.array(z.object({ page: PAGE, time_ms: z.number() })),
  time_ms: z.number(),
  /** The page in view right now; null: not being read, or not told. */
  now: PAGE.nullable(),
  finished: z.boolean(),
  downloads: z.int(),
  /** Probably not whom it was sent to: the link was passed on. Why, one sentence; null: no sign of it. */
  forwarded: z.string().nullable(),
  /** False: this reader did not agree to page times, so none are known. */
  timed: z.boolean(),
});

/** What was read: of a document's version, of one share, or of all shares of a message. */
export const figuresSchema = z.object({
  documentId: z.string(),
  documentName: z.string(),
  version: z.int(),
  pageCount: z.int(),
  /** Of visits that count. Every page, also those nobody looked at. */
  pages: z.array(z.object({ page: PAGE, time_ms: z.number(), readers: z.int() })),
  readers: z.int(),
  visits: z.int(),
  finished: z.int(),
  downloads: z.int(),
  time_ms: z.number(),
  /** Newest first, at most 200; own visits and machines only if asked for. */
  list: z.array(visitSchema),
  /** Whether views of this can be known, and why not: a sentence; null: they can. */
  cannotBeKnown: z.string().nullable(),
});

export const figuresQuerySchema = z.object({ version: z.coerce.number().int().min(1).optional(), all: z.enum(['yes', 'no']).default('no') });

/** The documents of a message, each with its share and what was read of it. */
export const messageDocumentsSchema = z.object({ documents: z.array(z.object({ share: shareSchema, figures: figuresSchema })) });

export type DocumentVersion = z.infer<typeof versionSchema>;
export type DocumentSummary = z.infer<typeof documentSummarySchema>;
export type Document = z.infer<typeof documentSchema>;
export type DocumentsPage = z.infer<typeof documentsPageSchema>;
export type Converter = z.infer<typeof converterSchema>;
export type ShareOptions = z.infer<typeof shareOptionsSchema>;
export type Share = z.infer<typeof shareSchema>;
export type NewShareAnswer = z.infer<typeof newShareAnswerSchema>;
export type SharesPage = z.infer<typeof sharesPageSchema>;
export type Visit = z.infer<typeof visitSchema>;
export type Figures = z.infer<typeof figuresSchema>;
export type ChangedDocument = z.input<typeof documentChangeSchema>;
export type ChangedShare = z.input<typeof shareChangeSchema>;
export type NewOptions = z.input<typeof shareOptionsSchema>;
export type MessageDocuments = z.infer<typeof messageDocumentsSchema>;

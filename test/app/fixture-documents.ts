/** Documents of a rep's library, what was sent of them, and what was read: everything two people and a scanner can have done. */
import type { Converter, Document, DocumentVersion, Figures, Share, Visit } from '../../connector/documents/api.js';
import { alan, flynn, kevin } from './fixture-data.js';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();

export const riley = { address: 'rep@contoso.example', name: 'Riley Park' };
const avery = { address: 'avery@contoso.example', name: 'Avery Quinn' };

/** Ids as the connector makes them: a mail names documents by them. */
export const OFFER = '7f3c1a52-0d6e-4b8a-9c11-5a2e90d4b701';
export const PRICES = '7f3c1a52-0d6e-4b8a-9c11-5a2e90d4b702';
export const SLIDES = '7f3c1a52-0d6e-4b8a-9c11-5a2e90d4b703';
export const CONVERTING = '7f3c1a52-0d6e-4b8a-9c11-5a2e90d4b704';
export const WAITING = '7f3c1a52-0d6e-4b8a-9c11-5a2e90d4b705';
export const FAILED = '7f3c1a52-0d6e-4b8a-9c11-5a2e90d4b706';
export const ARCHIVED = '7f3c1a52-0d6e-4b8a-9c11-5a2e90d4b707';

export function versionOf(more: Partial<DocumentVersion> = {}): DocumentVersion {
  return { version: 1, kind: 'pdf', fileName: 'Offer.pdf', bytes: 1_430_000, state: 'ready', progress: 100, problem: null, pages: 12, uploadedAt: ago(3 * DAY_MS), uploadedBy: riley, ...more };
}

/** @param versions newest first */
export function documentOf(id: string, name: string, more: Partial<Document> = {}, versions: readonly DocumentVersion[] = [versionOf()]): Document {
  const [current = versionOf()] = versions;
  return { id, name, tags: [], owner: riley, isMine: true, shared: false, archivedAt: null, createdAt: current.uploadedAt, sent: 0, opened: 0, current, versions: [...versions], ...more };
}

/** Newest first. */
export function library(): Document[] {
  return [
    documentOf(CONVERTING, 'Autumn presentation', {}, [versionOf({ kind: 'pptx', fileName: 'Autumn presentation.pptx', state: 'converting', progress: 40, pages: null, uploadedAt: ago(MINUTE_MS) })]),
    documentOf(OFFER, 'Arcade lease offer', { tags: ['offers', 'autumn'], shared: true, sent: 8, opened: 5 }, [
      versionOf({ version: 2, fileName: 'Arcade lease offer v2.pdf', uploadedAt: ago(DAY_MS) }),
      versionOf({ fileName: 'Arcade lease offer.docx', kind: 'docx', pages: 10 }),
    ]),
    documentOf(PRICES, 'Price list of all arcade machines, spare parts and services, valid from November for customers in Germany and Austria', { tags: ['prices'], owner: avery, isMine: false, shared: true, sent: 1 }, [
      versionOf({ kind: 'doc', fileName: 'prices.doc', pages: 1 }),
    ]),
    documentOf(SLIDES, 'Who we are', { tags: ['autumn'] }, [versionOf({ kind: 'ppt', fileName: 'who-we-are.ppt', pages: 24 })]),
    documentOf(FAILED, 'Contract', {}, [
      versionOf({ kind: 'docx', fileName: 'Contract.docx', state: 'failed', pages: null, problem: { code: 'password', says: 'The file is protected with a password. Save a copy without one, and upload that.' } }),
    ]),
    documentOf(ARCHIVED, 'Last year’s prices', { tags: ['prices'], archivedAt: ago(30 * DAY_MS), sent: 40, opened: 22 }, [versionOf({ fileName: 'prices-old.pdf', pages: 2 })]),
  ];
}

/** A Word file that waits until LibreOffice is installed. */
export function waitingDocument(): Document {
  const problem = { code: 'converter-missing', says: 'Its pages are made as soon as LibreOffice is installed. The file is kept.' };
  return documentOf(WAITING, 'Terms', {}, [versionOf({ kind: 'docx', fileName: 'Terms.docx', state: 'waiting', progress: 0, pages: null, problem, uploadedAt: ago(MINUTE_MS) })]);
}

export function converterOf(state: Converter['state'] = 'ready', more: Partial<Converter> = {}): Converter {
  const says: Record<Converter['state'], string> = {
    ready: 'Pages of Word and PowerPoint files are made by LibreOffice of this machine.',
    installing: 'LibreOffice is being installed. Files that were uploaded go on by themselves.',
    missing: 'Word and PowerPoint files need LibreOffice, which is not installed here. Files that are uploaded wait for it; PDFs do not need it.',
    failed: 'npm could not reach the registry.',
  };
  return { kind: state === 'ready' ? 'soffice' : 'none', state, progress: state === 'ready' ? 100 : 0, says: says[state], waiting: state === 'ready' ? 0 : 1, mayInstall: false, ...more };
}

export function shareOf(id: string, more: Partial<Share> = {}): Share {
  return {
    id,
    documentId: OFFER,
    documentName: 'Arcade lease offer',
    url: `https://read.contoso.example/d/${id.padEnd(22, 'x')}`,
    mode: 'full',
    allowDownload: false,
    expiresAt: null,
    hasPasscode: false,
    askAddress: false,
    revokedAt: null,
    createdAt: ago(DAY_MS),
    createdBy: riley,
    message: { id: 'msg1', subject: 'Arcade lease', sentAt: ago(DAY_MS), recipients: [flynn] },
    readers: 1,
    time_ms: 242_000,
    lastOpenedAt: ago(2 * MINUTE_MS),
    ...more,
  };
}

/** Newest first: read, never opened, a link with every option, expired, withdrawn. */
export function shares(): Share[] {
  return [
    shareOf('s1', { readers: 2 }),
    shareOf('s2', { message: { id: 'msg2', subject: 'Offer for both of you', sentAt: ago(2 * DAY_MS), recipients: [alan, kevin] }, readers: 0, time_ms: 0, lastOpenedAt: null }),
    shareOf('s3', { message: null, allowDownload: true, hasPasscode: true, askAddress: true, expiresAt: ago(-7 * DAY_MS) }),
    shareOf('s4', { message: null, expiresAt: ago(DAY_MS), readers: 0, time_ms: 0, lastOpenedAt: null }),
    shareOf('s5', { revokedAt: ago(DAY_MS), readers: 0, time_ms: 0, lastOpenedAt: null }),
  ];
}

export function visitOf(id: string, more: Partial<Visit> = {}): Visit {
  return {
    id,
    shareId: 's1',
    version: 2,
    startedAt: ago(10 * MINUTE_MS),
    lastAt: ago(2 * MINUTE_MS),
    who: { by: 'recipient', people: [flynn], says: 'The mail went to Flynn alone.' },
    device: 'computer',
    counts: true,
    reason: { code: 'read', says: 'The page was shown, and somebody moved in it.' },
    own: false,
    path: [1, 2, 3, 4, 7, 3, 7],
    pages: [
      { page: 1, time_ms: 12_000 },
      { page: 2, time_ms: 8_000 },
      { page: 3, time_ms: 40_000 },
      { page: 4, time_ms: 3_000 },
      { page: 7, time_ms: 130_000 },
    ],
    time_ms: 193_000,
    now: null,
    finished: false,
    downloads: 0,
    forwarded: null,
    timed: true,
    ...more,
  };
}

/** Newest first: reading now, finished and passed on, without times; then what does not count. */
export function visits(): Visit[] {
  return [
    visitOf('v1', { now: 7, lastAt: ago(0) }),
    visitOf('v2', {
      who: { by: 'gave', people: [kevin], says: 'The reader gave this address.' },
      device: 'phone',
      path: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
      pages: Array.from({ length: 12 }, (_, index) => ({ page: index + 1, time_ms: 4_000 })),
      time_ms: 48_000,
      finished: true,
      downloads: 1,
      forwarded: 'Two devices read it at the same time, and only one of them had it before.',
    }),
    visitOf('v3', { who: { by: 'one-of', people: [alan, kevin], says: 'The mail went to two people.' }, device: 'tablet', path: [], pages: [], time_ms: 0, timed: false }),
    visitOf('v4', { who: { by: 'unknown', people: [], says: 'This browser is yours.' }, counts: false, own: true, reason: { code: 'own', says: 'This browser is one of your devices.' } }),
    visitOf('v5', { who: { by: 'unknown', people: [], says: 'A machine.' }, device: 'unknown', counts: false, reason: { code: 'machine', says: 'A scanner opened every link of the mail at once.' }, path: [1], pages: [], time_ms: 0 }),
  ];
}

/** What visits come to, as the connector adds them up. @param all also what does not count */
export function figuresOf(document: Document, all: boolean, list: readonly Visit[] = visits(), version = document.current.version): Figures {
  const pageCount = document.versions.find((one) => one.version === version)?.pages ?? 0;
  const counted = list.filter((visit) => visit.counts && visit.version === version);
  const sum = (of: (visit: Visit) => number): number => counted.reduce((total, visit) => total + of(visit), 0);
  return {
    documentId: document.id,
    documentName: document.name,
    version,
    pageCount,
    pages: Array.from({ length: pageCount }, (_, index) => {
      const times = counted.flatMap((visit) => visit.pages.filter(({ page }) => page === index + 1));
      return { page: index + 1, time_ms: times.reduce((total, { time_ms }) => total + time_ms, 0), readers: times.length };
    }),
    readers: counted.length,
    visits: counted.length,
    finished: sum(({ finished }) => Number(finished)),
    downloads: sum(({ downloads }) => downloads),
    time_ms: sum(({ time_ms }) => time_ms),
    list: list.filter((visit) => visit.version === version && (all || visit.counts)),
    cannotBeKnown: null,
  };
}

/**
 * Files on their way to the library, two at a time; each can be cancelled, and tried again when it
 * failed. They belong to the window, not to a page: who goes to another page, or closes the dialog
 * they were picked in, breaks nothing off.
 *
 *     waiting ──▶ sending ──▶ done (off the list when no page shows it any more)
 *                    └──▶ failed ──again──▶ waiting; too large: failed without being sent
 */
import { useEffect, useSyncExternalStore } from 'react';
import { ApiError } from '../api/client.js';
import { asApiError } from '../api/load.js';
import type { Document } from './api.js';
import { documentWords, sizeWords } from './strings.js';
import { upload, type Upload } from './upload.js';

const AT_ONCE = 2;

export interface UploadItem {
  readonly key: number;
  readonly file: File;
  /** A document whose next version it is; null: a new one. */
  readonly into: string | null;
  readonly state: 'waiting' | 'sending' | 'done' | 'failed';
  /** 0 to 1. */
  readonly part: number;
  readonly error: ApiError | null;
}

export interface Uploads {
  readonly items: readonly UploadItem[];
  /** @param largest_bytes larger files are refused without being sent */
  readonly add: (files: readonly File[], into?: string | null, largest_bytes?: number) => void;
  /** Cancels it, or takes it off the list. */
  readonly remove: (key: number) => void;
  readonly retry: (key: number) => void;
  /** Takes off all that are done. */
  readonly clear: () => void;
}

let items: readonly UploadItem[] = [];
let nextKey = 1;
const running = new Map<number, Upload>();
const listeners = new Set<() => void>();
const awaiting = new Set<(document: Document) => void>();

const isUnderWay = ({ state }: UploadItem): boolean => state === 'waiting' || state === 'sending';

/** Leaving with files under way would lose them: the browser asks. */
const askBeforeLeaving = (event: BeforeUnloadEvent): void => event.preventDefault();

function set(now: readonly UploadItem[]): void {
  items = now;
  if (items.some(isUnderWay)) addEventListener('beforeunload', askBeforeLeaving);
  else removeEventListener('beforeunload', askBeforeLeaving);
  for (const listener of listeners) listener();
}

function change(key: number, more: Partial<UploadItem>): void {
  set(items.map((item) => (item.key === key ? { ...item, ...more } : item)));
}

function startNext(): void {
  for (const item of items) {
    if (running.size >= AT_ONCE) return;
    if (item.state === 'waiting') start(item);
  }
}

function start({ key, file, into }: UploadItem): void {
  const started = upload(file, into, (part) => change(key, { part }));
  running.set(key, started);
  change(key, { state: 'sending', part: 0 });
  started.done
    .then(
      (document) => {
        change(key, { state: 'done', part: 1 });
        for (const tell of awaiting) tell(document);
      },
      (error: unknown) => change(key, { state: 'failed', error: asApiError(error) }),
    )
    .finally(() => {
      running.delete(key);
      startNext();
    });
}

function add(files: readonly File[], into: string | null = null, largest_bytes = Infinity): void {
  set([...items, ...files.map((file) => itemOf(file, into, largest_bytes))]);
  startNext();
}

function itemOf(file: File, into: string | null, largest_bytes: number): UploadItem {
  const item = { key: nextKey++, file, into, part: 0 };
  if (file.size <= largest_bytes) return { ...item, state: 'waiting', error: null };
  return { ...item, state: 'failed', error: new ApiError('DOCUMENT_TOO_LARGE', documentWords.uploads.tooLarge(sizeWords(file.size), sizeWords(largest_bytes)), 413) };
}

function remove(key: number): void {
  set(items.filter((item) => item.key !== key));
  running.get(key)?.cancel();
}

function retry(key: number): void {
  change(key, { state: 'waiting', part: 0, error: null });
  startNext();
}

function clear(): void {
  set(items.filter(({ state }) => state !== 'done'));
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
    if (listeners.size === 0) clear();
  };
}

/** @param onDone told of each as it arrives; keep it stable */
export function useUploads(onDone: (document: Document) => void): Uploads {
  useEffect(() => {
    awaiting.add(onDone);
    return () => void awaiting.delete(onDone);
  }, [onDone]);
  return { items: useSyncExternalStore(subscribe, () => items), add, remove, retry, clear };
}

/** Files on their way to the library, two at a time; each can be cancelled, and tried again when it failed. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { ApiError } from '../api/client.js';
import { asApiError } from '../api/load.js';
import type { Document } from './api.js';
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
  readonly add: (files: readonly File[], into?: string | null) => void;
  /** Cancels it, or takes it off the list. */
  readonly remove: (key: number) => void;
  readonly retry: (key: number) => void;
  /** Takes off all that are done. */
  readonly clear: () => void;
}

let nextKey = 1;

/** @param onDone told of each as it arrives */
export function useUploads(onDone: (document: Document) => void): Uploads {
  const [items, setItems] = useState<readonly UploadItem[]>([]);
  const running = useRef(new Map<number, Upload>());
  const told = useRef(onDone);
  useEffect(() => {
    told.current = onDone;
  });
  const change = useCallback((key: number, more: Partial<UploadItem>) => setItems((now) => now.map((item) => (item.key === key ? { ...item, ...more } : item))), []);

  useEffect(() => {
    const free = AT_ONCE - items.filter(({ state }) => state === 'sending').length;
    for (const { key, file, into } of items.filter(({ state }) => state === 'waiting').slice(0, Math.max(0, free))) {
      if (running.current.has(key)) continue;
      const started = upload(file, into, (part) => change(key, { part }));
      running.current.set(key, started);
      change(key, { state: 'sending' });
      started.done
        .then(
          (document) => {
            change(key, { state: 'done', part: 1 });
            told.current(document);
          },
          (error: unknown) => change(key, { state: 'failed', error: asApiError(error) }),
        )
        .finally(() => running.current.delete(key));
    }
  }, [items, change]);

  // Leaving with files under way would lose them: the browser asks.
  const busy = items.some(({ state }) => state === 'waiting' || state === 'sending');
  useEffect(() => {
    if (!busy) return undefined;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener('beforeunload', ask);
    return () => removeEventListener('beforeunload', ask);
  }, [busy]);
  useEffect(() => {
    const all = running.current;
    return () => {
      for (const one of all.values()) one.cancel();
    };
  }, []);

  return {
    items,
    add: useCallback((files, into = null) => setItems((now) => [...now, ...files.map((file): UploadItem => ({ key: nextKey++, file, into, state: 'waiting', part: 0, error: null }))]), []),
    remove: useCallback((key) => {
      running.current.get(key)?.cancel();
      setItems((now) => now.filter((item) => item.key !== key));
    }, []),
    retry: useCallback((key) => change(key, { state: 'waiting', part: 0, error: null }), [change]),
    clear: useCallback(() => setItems((now) => now.filter(({ state }) => state !== 'done')), []),
  };
}

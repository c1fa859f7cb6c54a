/**
 * A moment, relative, with the exact one on hover. All share one ticking clock, and a line renders
 * anew only when its own words change.
 */
import { useSyncExternalStore } from 'react';
import { agoWords, exactWords, whenWords } from './words.js';

const TICK_MS = 5_000;

const listeners = new Set<() => void>();
let timer: number | undefined;

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  timer ??= window.setInterval(() => {
    for (const one of listeners) one();
  }, TICK_MS);
  return () => {
    listeners.delete(listener);
    if (listeners.size > 0) return;
    window.clearInterval(timer);
    timer = undefined;
  };
}

/** Words that depend on the time now, kept right. */
export function useTimeWords(words: (now: Date) => string): string {
  return useSyncExternalStore(subscribe, () => words(new Date()));
}

export function Time({ at, style = 'ago', className }: { at: string; style?: 'ago' | 'when'; className?: string }) {
  const date = new Date(at);
  const words = useTimeWords((now) => (style === 'ago' ? agoWords(date, now) : whenWords(date, now)));
  return (
    <time className={className} dateTime={at} title={exactWords(date)}>
      {words}
    </time>
  );
}

/** Calls a little later and once for many askings: lines of the feed come in bursts, and a page need not be loaded for each. */
import { useCallback, useEffect, useRef } from 'react';

const SOON_MS = 250;

export function useSoon(call: () => void): () => void {
  const timer = useRef<number>(undefined);
  const latest = useRef(call);
  useEffect(() => {
    latest.current = call;
  });
  useEffect(() => () => window.clearTimeout(timer.current), []);
  return useCallback(() => {
    timer.current ??= window.setTimeout(() => {
      timer.current = undefined;
      latest.current();
    }, SOON_MS);
  }, []);
}

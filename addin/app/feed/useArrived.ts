/**
 * What streamed in, each line once. The page keeps all that came since it was opened, because
 * React may draw once for several arrivals: whoever looked only at the last would miss the others.
 */
import { useEffect, useRef } from 'react';
import type { Activity } from '../api/shapes.js';

/** @param arrived all that streamed in, oldest first. @param take gets those it has not had; those from before the first draw are none of them. */
export function useArrived(arrived: readonly Activity[], take: (fresh: readonly Activity[]) => void): void {
  const taken = useRef(arrived.length);
  const latest = useRef(take);
  useEffect(() => {
    latest.current = take;
  });
  useEffect(() => {
    const fresh = arrived.slice(taken.current);
    taken.current = arrived.length;
    if (fresh.length > 0) latest.current(fresh);
  }, [arrived]);
}

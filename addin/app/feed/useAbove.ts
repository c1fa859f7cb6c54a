/** How many lines came in above while somebody was reading further down. */
import { useCallback, useEffect, useState } from 'react';
import type { Activity } from '../api/shapes.js';
import { useArrived } from './useArrived.js';

/** Scrolled less than this, the top of the list is in view. */
const TOP_PX = 120;

const NONE: ReadonlySet<string> = new Set();

/** @param arrived all that streamed in, oldest first. @param shown whether a line is among those the page shows. */
export function useAbove(arrived: readonly Activity[], shown: (line: Activity) => boolean): { count: number; show: () => void } {
  const [ids, setIds] = useState(NONE);

  useArrived(arrived, (fresh) => {
    if (scrollY > TOP_PX) setIds((before) => new Set([...before, ...fresh.filter(shown).map(({ id }) => id)]));
  });

  useEffect(() => {
    const scrolled = () => {
      if (scrollY <= TOP_PX) setIds(NONE);
    };
    addEventListener('scroll', scrolled, { passive: true });
    return () => removeEventListener('scroll', scrolled);
  }, []);

  const show = useCallback(() => {
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    scrollTo({ top: 0, behavior: still ? 'auto' : 'smooth' });
  }, []);
  return { count: ids.size, show };
}

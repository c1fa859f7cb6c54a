/** How many lines came in above while somebody was reading further down. */
import { useCallback, useEffect, useState } from 'react';
import type { Activity } from '../api/shapes.js';
import { useArrived } from './useArrived.js';

/** Scrolled less than this, the top of the list is in view. */
const TOP_PX = 120;

const NONE: ReadonlySet<string> = new Set();

/** @param news all that streamed in as news, oldest first. @param shown the lines the page shows: what left them again counts no more. */
export function useAbove(news: readonly Activity[], shown: readonly Activity[]): { count: number; show: () => void } {
  const [ids, setIds] = useState(NONE);

  useArrived(news, (fresh) => {
    if (scrollY > TOP_PX) setIds((before) => new Set([...before, ...fresh.map(({ id }) => id)]));
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
  const count = ids.size === 0 ? 0 : shown.filter(({ id }) => ids.has(id)).length;
  return { count, show };
}

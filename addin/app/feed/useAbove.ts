/** How many lines came in above while somebody was reading further down. */
import { useCallback, useEffect, useState } from 'react';
import type { Activity } from '../api/shapes.js';

/** Scrolled less than this, the top of the list is in view. */
const TOP_PX = 120;

export function useAbove(arrived: readonly Activity[]): { count: number; show: () => void } {
  const [count, setCount] = useState(0);

  useEffect(() => {
    if (arrived.length > 0 && scrollY > TOP_PX) setCount((before) => before + arrived.length);
  }, [arrived]);

  useEffect(() => {
    const scrolled = () => {
      if (scrollY <= TOP_PX) setCount(0);
    };
    addEventListener('scroll', scrolled, { passive: true });
    return () => removeEventListener('scroll', scrolled);
  }, []);

  const show = useCallback(() => {
    const still = matchMedia('(prefers-reduced-motion: reduce)').matches;
    scrollTo({ top: 0, behavior: still ? 'auto' : 'smooth' });
  }, []);
  return { count, show };
}

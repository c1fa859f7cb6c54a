/**
 * What is new since the last look: the newest cursor that was on the page when it was last left,
 * kept in this browser. While somebody looks, the mark stays where it was, so that the dots do too.
 */
import { useEffect, useRef, useState } from 'react';
import { laterCursor } from './lines.js';

const KEY = 'readback:last-look';

/** @param latest the newest cursor on the page now. @returns lines after this cursor are new; null: nothing was seen before. */
export function useLastLook(owner: string, latest: string | null): string | null {
  const key = `${KEY}:${owner}`;
  const [mark, setMark] = useState(() => localStorage.getItem(key));
  const newest = useRef(latest);
  newest.current = latest;

  useEffect(() => {
    // On the very first look everything would be new, which tells nothing.
    if (mark === null && latest !== null) setMark(latest);
  }, [mark, latest]);

  useEffect(() => {
    const looked = () => {
      if (document.visibilityState === 'hidden') remember(key, newest.current);
      else setMark(localStorage.getItem(key));
    };
    document.addEventListener('visibilitychange', looked);
    addEventListener('pagehide', looked);
    return () => {
      document.removeEventListener('visibilitychange', looked);
      removeEventListener('pagehide', looked);
      remember(key, newest.current);
    };
  }, [key]);

  return mark;
}

function remember(key: string, cursor: string | null): void {
  const later = laterCursor(localStorage.getItem(key), cursor);
  if (later !== null) localStorage.setItem(key, later);
}

/** What was typed, once no more is for a while. */
import { useEffect, useState } from 'react';

/** Whoever stops typing for so long wants to see what was found. */
const TYPED_MS = 300;

export function useSettled(typed: string): string {
  const [settled, setSettled] = useState(typed);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(typed), TYPED_MS);
    return () => clearTimeout(timer);
  }, [typed]);
  return settled;
}

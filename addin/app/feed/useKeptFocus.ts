/** Keeps the focus on a line's control when that line moves to another place, or the focused control goes. */
import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react';

interface Focused {
  readonly element: Element;
  readonly line: string;
}

/** @returns a ref for the element around the lines. */
export function useKeptFocus(): RefObject<HTMLDivElement | null> {
  const frame = useRef<HTMLDivElement>(null);
  const focused = useRef<Focused>(null);

  useEffect(() => {
    const note = (event: FocusEvent) => {
      const { target } = event;
      if (!(target instanceof Element)) return;
      const line = target.closest('[data-line]')?.getAttribute('data-line');
      focused.current = line ? { element: target, line } : null;
    };
    document.addEventListener('focusin', note);
    return () => document.removeEventListener('focusin', note);
  }, []);

  useLayoutEffect(() => {
    const last = focused.current;
    if (!last || last.element.isConnected || document.activeElement !== document.body) return;
    const line = frame.current?.querySelector(`[data-line="${CSS.escape(last.line)}"]`);
    line?.querySelector<HTMLElement>('[data-control="details"]')?.focus({ preventScroll: true });
  });

  return frame;
}

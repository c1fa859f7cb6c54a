/** Keeps the focus on a line's control when that line moves to another place, or the focused control goes; where the whole line goes, on the line in its place. */
import { useEffect, useLayoutEffect, useRef, type RefObject } from 'react';

interface Focused {
  readonly element: Element;
  readonly line: string;
  /** Which of the lines it was, from the top. */
  readonly place: number;
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
      focused.current = line ? { element: target, line, place: placeOf(linesIn(frame.current), line) } : null;
    };
    document.addEventListener('focusin', note);
    return () => document.removeEventListener('focusin', note);
  }, []);

  useLayoutEffect(() => {
    const last = focused.current;
    if (!last) return;
    const lines = linesIn(frame.current);
    const place = placeOf(lines, last.line);
    if (last.element.isConnected) focused.current = { ...last, place };
    if (last.element.isConnected || document.activeElement !== document.body) return;
    const line = lines[place] ?? lines[Math.min(last.place, lines.length - 1)];
    line?.querySelector<HTMLElement>('[data-control="details"]')?.focus({ preventScroll: true });
  });

  return frame;
}

function linesIn(frame: Element | null): Element[] {
  return [...(frame?.querySelectorAll('[data-line]') ?? [])];
}

function placeOf(lines: readonly Element[], id: string): number {
  return lines.findIndex((one) => one.getAttribute('data-line') === id);
}

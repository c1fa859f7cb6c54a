/**
 * Keys of the reader. Scrolling keys are the window's own (space, page up and down, arrows); here is
 * what a browser does not know of, and Home and End: Chromium drops those that come while it still
 * scrolls for the one before.
 */

export interface Keys {
  readonly find: () => void;
  readonly isFinding: () => boolean;
  readonly turn: (direction: 1 | -1) => void;
  readonly end: (end: 'first' | 'last') => void;
  readonly zoom: (to: 'larger' | 'smaller' | 'auto') => void;
  readonly fullScreen: () => void;
}

export function listenForKeys(keys: Keys): void {
  document.addEventListener('keydown', (event) => {
    const isCommand = event.ctrlKey || event.metaKey;
    if (isCommand && !event.altKey && event.key.toLowerCase() === 'f') {
      // Pressed again in the search itself: the browser's own.
      if (keys.isFinding() && event.target instanceof HTMLInputElement) return;
      event.preventDefault();
      keys.find();
      return;
    }
    if (isCommand || event.altKey || event.target instanceof HTMLInputElement) return;
    // With Shift they select.
    if (event.shiftKey && (event.key === 'Home' || event.key === 'End')) return;
    const action = actionOf(event.key, keys);
    if (action === null) return;
    event.preventDefault();
    action();
  });
}

function actionOf(key: string, { turn, end, zoom, fullScreen, find }: Keys): (() => void) | null {
  switch (key) {
    case 'ArrowRight':
      return document.documentElement.scrollWidth > innerWidth ? null : () => turn(1);
    case 'ArrowLeft':
      return document.documentElement.scrollWidth > innerWidth ? null : () => turn(-1);
    case 'Home':
      return () => end('first');
    case 'End':
      return () => end('last');
    case '+':
    case '=':
      return () => zoom('larger');
    case '-':
      return () => zoom('smaller');
    case '0':
      return () => zoom('auto');
    case 'f':
    case 'F':
      return fullScreen;
    case '/':
      return find;
    default:
      return null;
  }
}

/** What stands where there is nothing to read: why, and whom to ask. */
import { el } from '../dom.js';
import type { Closed } from '../state.js';
import { sayIn } from '../texts.js';

const LOOK_AGAIN_FIRST_MS = 2_000;
const LOOK_AGAIN_AT_MOST_MS = 20_000;

export function showClosed({ because, sender, language }: Closed): void {
  const say = sayIn(language);
  const title = say(`${because}Title`);
  document.title = title;
  const name = sender?.name ?? '';
  document.body.append(
    el(
      'main',
      { class: 'screen' },
      el('h1', {}, title),
      el('p', because === 'preparing' ? { role: 'status' } : {}, say(because, { name })),
      because === 'preparing' ? el('div', { class: 'progress', 'aria-hidden': 'true' }) : null,
      sender === null || because === 'preparing' ? null : el('p', {}, el('a', { class: 'action', href: `mailto:${sender.address}` }, say('write', { name }))),
    ),
  );
  if (because === 'preparing') void openWhenReady();
}

/** Asks now and then, without leaving a trace, whether there is something to read by now. */
async function openWhenReady(): Promise<void> {
  for (let wait_ms = LOOK_AGAIN_FIRST_MS; ; wait_ms = Math.min(LOOK_AGAIN_AT_MOST_MS, wait_ms * 1.3)) {
    await new Promise((resolve) => setTimeout(resolve, wait_ms));
    const answer = await fetch(location.pathname, { method: 'HEAD', cache: 'no-store' }).catch(() => null);
    if (answer !== null && !['preparing', null].includes(answer.headers.get('Viewer-State'))) {
      location.reload();
      return;
    }
  }
}

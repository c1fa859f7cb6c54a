/** The start: what this page shows is what its state says. */
import { openReader } from './reader.js';
import { showClosed } from './screens/closed.js';
import { showLocked } from './screens/locked.js';
import { stateOf, type ViewerState } from './state.js';

/** @param gaveAddress what the reader typed where they were asked for it */
function show(state: ViewerState, gaveAddress?: string): void {
  document.documentElement.lang = state.language;
  document.body.replaceChildren();
  if (state.state === 'ready') openReader(state, gaveAddress);
  else if (state.state === 'locked') showLocked(state, show);
  else showClosed(state);
}

const element = document.getElementById('state');
show(stateOf(JSON.parse(element?.textContent ?? 'null')));
// A page taken back out of the browser's memory would go on with a ticket that may have ended.
addEventListener('pageshow', (event) => {
  if (event.persisted && document.querySelector('.screen') !== null) location.reload();
});

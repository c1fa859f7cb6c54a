/**
 * What hits that follow each other say of each other, beside bursts: a click soon after Gmail loaded
 * the images, and Outlook that looks where a link leads before the browser opens it.
 */
import { kindOfAgent } from './agents.js';
import type { Working } from './bursts.js';
import { placeOf, type Place } from './facts.js';

/** A click within this time says that what Gmail loaded was looked at. */
const CLICKED_SOON_MS = 5 * 60_000;
/** The browser follows Outlook's own look within this time. */
const BROWSER_FOLLOWS_MS = 60_000;

/** @param hits of one stamp in order of time, own views left out */
export function judgeTogether(hits: readonly Working[]): void {
  if (!hits.some(({ hit }) => hit.kind !== 'pixel')) return;
  let clickedAt_ms = Infinity;
  const opened = new Map<Place, Working>();
  for (const working of [...hits].reverse()) {
    const { hit, judged } = working;
    const at_ms = hit.at.getTime();
    if (judged.reason === 'gmail-at-delivery' && hit.kind === 'pixel' && clickedAt_ms - at_ms <= CLICKED_SOON_MS) {
      working.judged = { verdict: 'proxy', reason: 'gmail-then-clicked', certain: true };
    }
    if (hit.kind === 'pixel' || judged.verdict !== 'human') continue;
    const agent = kindOfAgent(hit.agent);
    if (agent === 'outlook' || agent === 'office-link') {
      const browser = opened.get(placeOf(hit))?.hit;
      if (browser !== undefined && browser.at.getTime() - at_ms <= BROWSER_FOLLOWS_MS && (browser.addressHash === hit.addressHash || hit.network === 'microsoft')) {
        working.judged = { verdict: 'prefetch', reason: 'office-looked-first', certain: true };
      }
    } else opened.set(placeOf(hit), working);
    clickedAt_ms = at_ms;
  }
}

/**
 * What this page tells of its reader, and the reader's say in it: on, ask first, or nothing. A choice
 * is of this visit; that somebody refused is also remembered in this browser, nowhere else, and said
 * for them on every later page.
 */
import type { Choice } from '../../connector/documents/viewer-api.js';
import type { Ready } from '../state.js';
import { Beats } from './beats.js';
import { PageTimes } from './times.js';

const REFUSED_KEY = 'readback:refused';
const SIGNS = ['pointermove', 'pointerdown', 'keydown', 'wheel', 'scroll', 'touchstart', 'touchmove'] as const;
const TRIES = 4;
const TRY_AGAIN_AFTER_MS = 1_500;

export type Telling = 'on' | 'ask' | 'off' | 'refused';

export class Teller {
  private times = new PageTimes(() => performance.now());
  private beats: Beats;
  private page = 1;
  private sequence = 0;
  private telling: Telling;

  /** @param changed the reader's menu follows it */
  constructor(
    private readonly address: string,
    private readonly state: Pick<Ready, 'ticket' | 'times'>,
    private readonly gaveAddress: string | undefined,
    private readonly changed: (telling: Telling) => void,
  ) {
    this.telling = state.times;
    this.beats = this.newBeats();
  }

  /** The document is shown. */
  start(): void {
    for (const sign of SIGNS) addEventListener(sign, () => this.times.sign(), { passive: true, capture: true });
    document.addEventListener('visibilitychange', () => {
      this.times.show(document.visibilityState === 'visible');
      if (document.visibilityState === 'hidden') this.leave();
    });
    addEventListener('pagehide', () => this.leave());
    if (this.telling !== 'off' && isRefusedHere()) {
      this.become('refused');
      void this.say('refuse');
      return;
    }
    this.restart();
    this.changed(this.telling);
  }

  see(page: number): void {
    this.page = page;
    this.times.see(page);
  }

  /** False: the connector did not answer, and all is as it was. */
  async agree(): Promise<boolean> {
    const said = await this.say('agree');
    if (said === null) return false;
    remember(false);
    this.become(said);
    this.restart();
    return true;
  }

  /** Nothing is told from here on, whether the connector answers or not. */
  async refuse(): Promise<boolean> {
    this.beats.stop();
    remember(true);
    this.become('refused');
    return (await this.say('refuse')) !== null;
  }

  private become(telling: Telling): void {
    this.telling = telling;
    this.changed(telling);
  }

  /** What came before is not told: nobody had agreed to it. */
  private restart(): void {
    if (this.telling !== 'on' && this.telling !== 'ask') return;
    this.beats.stop();
    this.times = new PageTimes(() => performance.now());
    this.times.show(document.visibilityState === 'visible');
    this.times.see(this.page);
    this.beats = this.newBeats();
    this.beats.start(this.telling === 'ask');
  }

  private newBeats(): Beats {
    const sums = () => (this.telling === 'on' ? this.times.sums() : { pages: [], path: [], now: null });
    return new Beats({ address: `${this.address}/beats`, ticket: this.state.ticket, gaveAddress: this.gaveAddress, sums, nextSequence: () => this.sequence++ });
  }

  private leave(): void {
    if (this.telling === 'on') this.beats.leave();
  }

  /** What may be told from then on; null: no answer. */
  private async say(choice: Choice['choice']): Promise<'on' | 'off' | null> {
    const said: Choice = { ticket: this.state.ticket, choice, ...(this.gaveAddress === undefined ? {} : { gaveAddress: this.gaveAddress }) };
    for (let tries = 0; tries < TRIES; tries += 1) {
      try {
        const answer = await fetch(`${this.address}/choice`, { method: 'POST', keepalive: true, headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(said) });
        if (answer.ok) return isOff(await answer.json()) ? 'off' : 'on';
        if (answer.status < 500) return null;
      } catch {
        // Offline: once more.
      }
      await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_AFTER_MS * (tries + 1)));
    }
    return null;
  }
}

/** Somebody may have refused elsewhere meanwhile. */
function isOff(state: unknown): boolean {
  return typeof state === 'object' && state !== null && 'times' in state && state.times === 'off';
}

/** Browsers that keep nothing throw: then it holds for this page. */
function isRefusedHere(): boolean {
  try {
    return localStorage.getItem(REFUSED_KEY) !== null;
  } catch {
    return false;
  }
}

function remember(isRefused: boolean): void {
  try {
    if (isRefused) localStorage.setItem(REFUSED_KEY, '1');
    else localStorage.removeItem(REFUSED_KEY);
  } catch {
    // As above.
  }
}

/** A document being read: puts pages, bars, search, thumbnails and what is told of it together. */
import { MOST_PIECES } from '../connector/documents/viewer-limits.js';
import { Bar, type ZoomTo } from './bar/bar.js';
import { FindBar } from './bar/find-bar.js';
import { Thumbnails } from './bar/thumbnails.js';
import { el } from './dom.js';
import { Find } from './find/find.js';
import { listenForKeys } from './keyboard.js';
import { Notices } from './notices.js';
import { clamped, stepFrom, type Layout } from './pages/layout.js';
import { Pages } from './pages/pages.js';
import { openDocument, type OpenDocument } from './pdf/document.js';
import { Source } from './pdf/source.js';
import { Teller, type Telling } from './reading/telling.js';
import type { Ready } from './state.js';
import { sayIn, type Say } from './texts.js';

/** Wide enough for thumbnails beside the pages. */
const WIDE = '(min-width: 700px)';
/** Bars go out of the way while somebody reads on. */
const SMALL = '(max-width: 640px), (max-height: 500px)';
const BAR_PX = 48;
const THUMBNAILS_PX = 176;
const SAY_PAGE_AFTER_MS = 700;
const SCROLLED_PX = 6;
const RELOAD_AFTER_MS = 10_000;

/** @param gaveAddress what the reader typed where they were asked for it */
export function openReader(state: Ready, gaveAddress?: string): void {
  new Reader(state, gaveAddress).start();
}

class Reader {
  private readonly say: Say;
  private readonly address = location.pathname.replace(/\/+$/, '');
  private readonly source: Source;
  private readonly pages: Pages;
  private readonly bar: Bar;
  private readonly findBar: FindBar;
  private readonly thumbnails: Thumbnails;
  private readonly notices = new Notices();
  private readonly teller: Teller;
  private readonly position = el('p', { class: 'unseen', 'aria-live': 'polite' });
  private readonly loading: HTMLElement;
  private find: Find | null = null;
  private positionTimer: ReturnType<typeof setTimeout> | undefined;
  private scrolledTo = 0;

  constructor(
    private readonly state: Ready,
    gaveAddress?: string,
  ) {
    this.say = sayIn(state.language);
    const { ticket, bytes, pages, sizes } = state;
    const labelOf = (page: number): string => this.say('page', { n: page });
    const goTo = (page: number): void => this.goTo(page);
    this.source = new Source({ address: this.address, ticket, bytes, mostPieces: MOST_PIECES, trouble: (is) => this.trouble(is), closed: () => this.closed() });
    this.thumbnails = new Thumbnails({ pages, sizes, title: this.say('pages'), labelOf, addressOf: (page) => this.thumbnail(page), goTo });
    this.pages = new Pages({
      pages,
      sizes,
      labelOf,
      sketchOf: (page) => this.thumbnail(page),
      covered: () => ({ top: BAR_PX, left: this.thumbnails.isOpen && matchMedia(WIDE).matches ? THUMBNAILS_PX : 0 }),
      seen: (current, layout) => this.seen(current, layout),
      drawn: (view) => {
        this.loading.remove();
        this.find?.drawn(view);
      },
      failed: (page) => this.notices.show(`page-${page}`, 'status', this.say('brokenPage', { n: page }), [this.closing(`page-${page}`)]),
    });
    this.bar = new Bar({
      state,
      say: this.say,
      downloadAddress: `${this.address}/download?k=${encodeURIComponent(ticket)}`,
      goTo,
      zoom: (zoom) => this.zoom(zoom),
      find: () => this.openFind(),
      thumbnails: () => this.showThumbnails(!this.thumbnails.isOpen),
      fullScreen: document.fullscreenEnabled ? () => this.fullScreen() : null,
      refuse: () => void this.refuse(),
      agree: () => void this.agree(),
    });
    this.findBar = new FindBar({
      say: this.say,
      search: (text) => void this.find?.search(text),
      step: (direction) => this.find?.step(direction),
      closed: () => {
        this.bar.findButton.setAttribute('aria-expanded', 'false');
        this.bar.findButton.focus();
      },
    });
    this.teller = new Teller(this.address, state, gaveAddress, (telling) => this.told(telling));
    this.loading = el('p', { class: 'loading', role: 'status' }, el('span', { class: 'unseen' }, this.say('loading')));
  }

  start(): void {
    const { name } = this.state;
    document.title = name;
    document.body.classList.add('reader');
    document.body.append(this.bar.element, this.findBar.element, this.thumbnails.element, el('main', { class: 'paper', 'aria-label': name }, this.loading, this.pages.element), this.notices.element, this.position);
    this.pages.start();
    this.teller.start();
    this.listen();
    this.open();
  }

  private open(): void {
    openDocument(this.source, this.state.bytes).then(
      (opened) => this.opened(opened),
      (error: unknown) => {
        this.broken();
        console.warn(error);
      },
    );
  }

  private broken(): void {
    this.loading.remove();
    const { sender } = this.state;
    this.notices.show('broken', 'alert', `${this.say('brokenDocument')} ${this.say('brokenSays', { name: sender.name })}`, [{ label: this.say('tryAgain'), pressed: () => location.reload(), isMain: true }]);
  }

  /** The page is loaded anew, to say why, or with a new ticket; but not again and again where that does not help. */
  private closed(): void {
    const [entry] = performance.getEntriesByType('navigation');
    const isAgain = entry instanceof PerformanceNavigationTiming && entry.type === 'reload' && performance.now() < RELOAD_AFTER_MS;
    if (isAgain) this.broken();
    else location.reload();
  }

  private opened(document: OpenDocument): void {
    this.find = new Find(document.pdf, this.pages, (found) => this.findBar.show(found));
    this.pages.show(document);
    if (this.findBar.isOpen) this.findBar.open();
  }

  private listen(): void {
    listenForKeys({
      find: () => this.openFind(),
      isFinding: () => this.findBar.isOpen,
      turn: (direction) => this.goTo(this.pages.current + direction),
      end: (end) => scrollTo({ top: end === 'first' ? 0 : document.documentElement.scrollHeight, behavior: 'auto' }),
      zoom: (to) => this.zoom(to),
      fullScreen: () => this.fullScreen(),
    });
    addEventListener(
      'wheel',
      (event) => {
        if (!event.ctrlKey) return;
        event.preventDefault();
        const by = Math.exp(-Math.max(-60, Math.min(60, event.deltaY)) / 240);
        this.pages.setZoom(clamped(this.pages.layout.zoom * by), { x: event.clientX, y: event.clientY });
      },
      { passive: false },
    );
    addEventListener('scroll', () => this.hideBars(), { passive: true });
    addEventListener('online', () => this.source.tryAgain());
    matchMedia(WIDE).addEventListener('change', () => this.placePages());
  }

  private goTo(page: number): void {
    this.pages.goTo(page);
    if (!matchMedia(WIDE).matches) this.showThumbnails(false);
  }

  private zoom(zoom: ZoomTo): void {
    const { zoom: now } = this.pages.layout;
    if (zoom === 'larger') this.pages.setZoom(stepFrom(now, 1));
    else if (zoom === 'smaller') this.pages.setZoom(stepFrom(now, -1));
    else this.pages.setZoom(zoom);
  }

  private openFind(): void {
    document.body.classList.remove('reading');
    this.bar.findButton.setAttribute('aria-expanded', 'true');
    this.findBar.open();
  }

  private showThumbnails(isOpen: boolean): void {
    if (isOpen === this.thumbnails.isOpen) return;
    this.thumbnails.set(isOpen);
    this.bar.thumbnailsButton.setAttribute('aria-expanded', String(isOpen));
    this.placePages();
    if (isOpen) this.thumbnails.focus();
  }

  private placePages(): void {
    document.body.classList.toggle('beside', this.thumbnails.isOpen && matchMedia(WIDE).matches);
    this.pages.resized();
  }

  private fullScreen(): void {
    if (document.fullscreenElement !== null) void document.exitFullscreen();
    else void document.documentElement.requestFullscreen().catch(() => undefined);
  }

  private seen(current: number, { zoom }: Layout): void {
    this.bar.show(current, zoom);
    this.thumbnails.show(current);
    this.teller.see(current);
    clearTimeout(this.positionTimer);
    const text = this.say('pageOf', { n: current, m: this.state.pages });
    if (this.position.textContent !== text) this.positionTimer = setTimeout(() => (this.position.textContent = text), SAY_PAGE_AFTER_MS);
  }

  /** Down: the bars go. Up a little: they are back. */
  private hideBars(): void {
    const by = scrollY - this.scrolledTo;
    if (Math.abs(by) < SCROLLED_PX) return;
    this.scrolledTo = scrollY;
    const isAway = matchMedia(SMALL).matches && by > 0 && scrollY > BAR_PX && !this.findBar.isOpen && !this.bar.isBusy;
    document.body.classList.toggle('reading', isAway);
  }

  private trouble(isTrouble: boolean): void {
    if (isTrouble) this.notices.show('trouble', 'alert', this.say('trouble'), [{ label: this.say('tryAgain'), pressed: () => this.source.tryAgain(), isMain: true }]);
    else this.notices.hide('trouble');
  }

  private told(telling: Telling): void {
    this.bar.tell(telling);
    if (telling !== 'ask') {
      this.notices.hide('ask');
      return;
    }
    this.notices.show('ask', 'region', this.say('ask'), [
      { label: this.say('agree'), pressed: () => void this.agree(), isMain: true },
      { label: this.say('no'), pressed: () => void this.refuse(true) },
    ]);
  }

  private async agree(): Promise<void> {
    if (!(await this.teller.agree())) this.notices.show('choice', 'status', this.say('noAnswer'), [this.closing('choice')]);
  }

  /** @param isQuiet where the question itself was answered, no more need be said */
  private async refuse(isQuiet = false): Promise<void> {
    const isDone = await this.teller.refuse();
    if (!isDone) this.notices.show('choice', 'status', this.say('noAnswer'), [this.closing('choice')]);
    else if (!isQuiet) this.notices.show('choice', 'status', this.say('refused'), [this.closing('choice')]);
  }

  private closing(name: string): { label: string; pressed: () => void } {
    return { label: this.say('close'), pressed: () => this.notices.hide(name) };
  }

  private thumbnail(page: number): string {
    return `${this.address}/thumbnails/${page}?k=${encodeURIComponent(this.state.ticket)}`;
  }
}

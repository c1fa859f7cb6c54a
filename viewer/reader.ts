/** A document being read: puts pages, bars, search and thumbnails together. */
import { Bar } from './bar/bar.js';
import { el } from './dom.js';
import { openDocument, type OpenDocument } from './pdf/document.js';
import { Source } from './pdf/source.js';
import { clamped, stepFrom, type Layout, type Zoom } from './pages/layout.js';
import { Pages } from './pages/pages.js';
import type { Ready } from './state.js';
import { sayIn } from './texts.js';
import { MOST_PIECES } from '../connector/documents/viewer-limits.js';

export function openReader(state: Ready, gaveAddress?: string): void {
  new Reader(state, gaveAddress).start();
}

class Reader {
  private readonly say;
  private readonly source: Source;
  private readonly pages: Pages;
  private readonly bar: Bar;
  private readonly notice = el('div', { class: 'notices' });
  private readonly position = el('p', { class: 'unseen', 'aria-live': 'polite' });
  private readonly address = location.pathname.replace(/\/$/, '');

  constructor(
    private readonly state: Ready,
    _gaveAddress?: string,
  ) {
    this.say = sayIn(state.language);
    const { ticket, bytes, pages, sizes } = state;
    this.source = new Source({ address: this.address, ticket, bytes, mostPieces: MOST_PIECES, trouble: () => undefined, closed: () => location.reload() });
    this.pages = new Pages({
      pages,
      sizes,
      labelOf: (page) => this.say('page', { n: page }),
      sketchOf: (page) => this.thumbnail(page),
      covered: () => ({ top: 48, left: 0 }),
      seen: (current, layout) => this.seen(current, layout),
      drawn: () => undefined,
      failed: () => undefined,
    });
    this.bar = new Bar({ state, say: this.say, downloadAddress: `${this.address}/download?k=${encodeURIComponent(ticket)}`, goTo: (page) => this.pages.goTo(page), zoom: (zoom) => this.zoom(zoom) });
  }

  start(): void {
    document.title = this.state.name;
    document.body.append(this.bar.element, el('main', { class: 'paper' }, this.pages.element), this.notice, this.position);
    this.pages.start();
    void openDocument(this.source, this.state.bytes).then(
      (opened) => this.opened(opened),
      (error: unknown) => {
        this.notice.append(el('p', {}, this.say('brokenDocument')));
        throw error;
      },
    );
  }

  private opened(document: OpenDocument): void {
    this.pages.show(document);
  }

  private thumbnail(page: number): string {
    return `${this.address}/thumbnails/${page}?k=${encodeURIComponent(this.state.ticket)}`;
  }

  private seen(current: number, layout: Layout): void {
    this.bar.show(current, layout.zoom);
  }

  private zoom(zoom: Zoom | 'larger' | 'smaller'): void {
    const { zoom: now } = this.pages.layout;
    if (zoom === 'larger') this.pages.setZoom(stepFrom(now, 1));
    else if (zoom === 'smaller') this.pages.setZoom(stepFrom(now, -1));
    else this.pages.setZoom(typeof zoom === 'number' ? clamped(zoom) : zoom);
  }
}

/**
 * All pages in one long column, scrolled by the window itself, so that phones hide their own bars
 * and pinch as everywhere. Of hundreds of pages only those near the window are drawn, those in it
 * first, one at a time; those far from it give their memory back.
 */
import { el } from '../dom.js';
import type { OpenDocument } from '../pdf/document.js';
import { inView, layoutOf, type Layout, type Room, type Size, type Zoom } from './layout.js';
import { PageView } from './page-view.js';

/** Windows of pages kept drawn before and behind the one in view. */
const KEPT_WINDOWS = 2;
/** And prepared ahead of the reader. */
const AHEAD_WINDOWS = 0.75;
const SHARPEST = 4;

export interface PagesOptions {
  readonly pages: number;
  readonly sizes: readonly Size[];
  readonly labelOf: (page: number) => string;
  readonly sketchOf: (page: number) => string;
  /** Pixels of the window that bars cover: at its top, and at its left. */
  readonly covered: () => { readonly top: number; readonly left: number };
  /** The page most of the window shows has changed, or how much. */
  readonly seen: (current: number, layout: Layout) => void;
  readonly drawn: (page: PageView) => void;
  readonly failed: (page: number) => void;
}

export class Pages {
  readonly element = el('div', { class: 'pages' });
  readonly views: readonly PageView[];
  layout: Layout;
  current = 1;
  private zoomed: Zoom = 'auto';
  private room: Room;
  private document: OpenDocument | null = null;
  private isDrawing = false;
  private isPlanned = false;
  private readonly broken = new Set<number>();

  constructor(private readonly options: PagesOptions) {
    this.views = Array.from({ length: options.pages }, (_, index) => new PageView(index + 1, options.labelOf(index + 1), (page) => this.goTo(page)));
    this.element.append(...this.views.map(({ element }) => element));
    this.room = this.measured();
    this.layout = layoutOf(options.sizes, options.pages, this.zoomed, this.room);
  }

  /** To be called once the element stands in the page. */
  start(): void {
    this.place();
    addEventListener('scroll', () => this.plan(), { passive: true });
    addEventListener('resize', () => this.resized());
    window.visualViewport?.addEventListener('resize', () => this.plan());
    this.look();
  }

  show(document: OpenDocument): void {
    this.document = document;
    this.plan();
  }

  get zoom(): Zoom {
    return this.zoomed;
  }

  /** @param at the point of the window that stays where it is; default: its middle */
  setZoom(zoom: Zoom, at: { readonly x: number; readonly y: number } = { x: innerWidth / 2, y: innerHeight / 2 }): void {
    this.zoomed = zoom;
    this.again(at);
  }

  /** Scrolls to the top of a page. */
  goTo(page: number): void {
    const place = this.layout.pages[Math.min(Math.max(page, 1), this.views.length) - 1];
    if (place !== undefined) scrollTo({ top: place.top + this.offset - this.options.covered().top - 8, behavior: 'auto' });
    this.look();
  }

  /** Scrolls only as far as it takes to see a place on a page. @param y,height parts of the page's height */
  reveal(page: number, y: number, height: number): void {
    const place = this.layout.pages[page - 1];
    if (place === undefined) return;
    const top = place.top + this.offset + y * place.height;
    const [from, to] = [scrollY + this.options.covered().top + 24, scrollY + innerHeight - 80];
    if (top >= from && top + height * place.height <= to) return;
    scrollTo({ top: top - this.options.covered().top - (innerHeight - this.options.covered().top) / 3, behavior: 'auto' });
    this.look();
  }

  /** Where bars have come or gone. */
  resized(): void {
    const room = this.measured();
    if (room.width === this.room.width && (room.height === this.room.height || this.zoomed === 'width' || typeof this.zoomed === 'number')) return;
    this.again({ x: innerWidth / 2, y: this.options.covered().top });
  }

  private get offset(): number {
    return this.element.offsetTop;
  }

  private measured(): Room {
    const { top, left } = this.options.covered();
    return { width: Math.max(160, document.documentElement.clientWidth - left), height: Math.max(160, innerHeight - top) };
  }

  /** Lays out anew; what stood at a point of the window stays there. */
  private again(at: { readonly x: number; readonly y: number }): void {
    const [left, top] = [scrollX + at.x - this.element.offsetLeft, scrollY + at.y - this.offset];
    const index = this.layout.pages.findIndex((page) => page.top + page.height >= top);
    const before = this.layout.pages[index === -1 ? this.layout.pages.length - 1 : index];
    this.room = this.measured();
    this.layout = layoutOf(this.options.sizes, this.options.pages, this.zoomed, this.room);
    this.place();
    const after = this.layout.pages[index === -1 ? this.layout.pages.length - 1 : index];
    if (before !== undefined && after !== undefined) {
      const down = after.top + ((top - before.top) / before.height) * after.height;
      const across = after.left + ((left - before.left) / before.width) * after.width;
      scrollTo({ left: across - at.x + this.element.offsetLeft, top: down - at.y + this.offset, behavior: 'auto' });
    }
    this.look();
  }

  private place(): void {
    this.element.style.width = `${this.layout.width}px`;
    this.element.style.height = `${this.layout.height}px`;
    for (const [index, view] of this.views.entries()) {
      const place = this.layout.pages[index];
      if (place !== undefined) view.put(place);
    }
  }

  private plan(): void {
    if (this.isPlanned) return;
    this.isPlanned = true;
    requestAnimationFrame(() => {
      this.isPlanned = false;
      this.look();
    });
  }

  /** Finds the page in view, draws what is near, frees what is far. */
  private look(): void {
    const covered = this.options.covered().top;
    const top = scrollY + covered - this.offset;
    const height = innerHeight - covered;
    const seen = inView(this.layout, top, height);
    const most = seen.reduce((best, one) => (one.visible > best.visible ? one : best), { page: this.current, visible: 0 });
    this.current = most.page;
    this.options.seen(most.page, this.layout);
    const near = new Set(inView(this.layout, top - height * AHEAD_WINDOWS, height * (1 + 2 * AHEAD_WINDOWS)).map(({ page }) => page));
    const kept = new Set(inView(this.layout, top - height * KEPT_WINDOWS, height * (1 + 2 * KEPT_WINDOWS)).map(({ page }) => page));
    for (const view of this.views) {
      if (near.has(view.number)) view.showSketch(this.options.sketchOf(view.number));
      else if (!kept.has(view.number) && !view.isBlank) view.free();
    }
    void this.draw(seen, near);
  }

  /** One page at a time: the one most in view first, then the others in view, then those near. */
  private async draw(seen: readonly { page: number; visible: number }[], near: ReadonlySet<number>): Promise<void> {
    const { document } = this;
    if (document === null || this.isDrawing) return;
    // Pinched larger, what is in view is drawn sharper; what is only near, not yet.
    const pinched = Math.min(SHARPEST, devicePixelRatio * Math.max(1, window.visualViewport?.scale ?? 1));
    const inOrder = [
      ...[...seen].sort((a, b) => b.visible - a.visible).map(({ page }) => ({ page, density: pinched })),
      ...[...near].map((page) => ({ page, density: Math.min(SHARPEST, devicePixelRatio) })),
    ];
    const next = inOrder.find(({ page, density }) => !this.broken.has(page) && this.views[page - 1]?.isStale(density) === true);
    const view = next === undefined ? undefined : this.views[next.page - 1];
    if (next === undefined || view === undefined) return;
    this.isDrawing = true;
    try {
      await view.draw(document, next.density);
      this.options.drawn(view);
    } catch {
      this.broken.add(view.number);
      this.options.failed(view.number);
    } finally {
      this.isDrawing = false;
    }
    this.plan();
  }
}

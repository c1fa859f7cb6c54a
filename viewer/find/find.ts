/**
 * Search through all pages: their text is loaded one page at a time, from the one in view on, and
 * kept. Marks stand on pages as they are drawn; the reader may go from one to the next while the
 * search still runs.
 */
import type { PDFDocumentProxy } from 'pdfjs-dist';
import type { PageView } from '../pages/page-view.js';
import type { Pages } from '../pages/pages.js';
import { fold, foldQuery, matches, type Folded, type Stretch } from './fold.js';

export interface Found {
  /** Which one the reader is at, from 1; 0: none. */
  readonly at: number;
  readonly count: number;
  readonly isDone: boolean;
}

interface Place {
  readonly page: number;
  /** Which of its page's. */
  readonly index: number;
}

export class Find {
  private readonly texts = new Map<number, Folded>();
  private readonly found = new Map<number, Stretch[]>();
  private query = '';
  private current: Place | null = null;
  private isDone = true;
  private generation = 0;
  /** The current match is still to be scrolled to: its page is not drawn yet. */
  private isOwed = false;

  constructor(
    private readonly pdf: PDFDocumentProxy,
    private readonly pages: Pages,
    private readonly changed: (found: Found) => void,
  ) {}

  async search(text: string): Promise<void> {
    const query = foldQuery(text);
    if (query === this.query) return;
    const generation = (this.generation += 1);
    this.query = query;
    this.found.clear();
    this.current = null;
    this.isOwed = false;
    this.isDone = query === '';
    this.markAll();
    this.tell();
    if (query === '') return;
    const count = this.pages.views.length;
    const first = this.pages.current;
    for (let step = 0; step < count; step += 1) {
      const page = ((first - 1 + step) % count) + 1;
      const stretches = matches(await this.textOf(page), query);
      if (generation !== this.generation) return;
      if (stretches.length === 0) continue;
      this.found.set(page, stretches);
      this.mark(this.viewOf(page));
      if (this.found.size === 1) this.goTo({ page, index: 0 });
      this.tell();
    }
    this.isDone = true;
    this.tell();
  }

  /** To the next match, or the one before; round and round. */
  step(direction: 1 | -1): void {
    const pages = this.pagesFound();
    const [first] = pages;
    if (first === undefined) return;
    const at = Math.max(0, pages.indexOf(this.current?.page ?? first));
    const index = (this.current?.index ?? -direction) + direction;
    if (index >= 0 && index < this.countOn(pages[at])) this.goTo({ page: pages[at] ?? first, index });
    else {
      const page = pages[(at + direction + pages.length) % pages.length] ?? first;
      this.goTo({ page, index: direction === 1 ? 0 : this.countOn(page) - 1 });
    }
    this.tell();
  }

  /** A page was drawn: what was found on it is marked. */
  drawn(view: PageView): void {
    if (this.query !== '') this.mark(view);
  }

  private goTo(place: Place): void {
    const before = this.current;
    this.current = place;
    this.isOwed = true;
    if (before !== null && before.page !== place.page) this.mark(this.viewOf(before.page));
    const view = this.viewOf(place.page);
    if (view?.text?.isFilled !== true && this.pages.current !== place.page) this.pages.goTo(place.page);
    this.mark(view);
  }

  private mark(view: PageView | undefined): void {
    if (view?.text?.isFilled !== true) return;
    const isHere = this.current?.page === view.number;
    const element = view.text.mark(this.found.get(view.number) ?? [], isHere ? (this.current?.index ?? -1) : -1);
    if (element === null || !isHere || !this.isOwed) return;
    this.isOwed = false;
    this.pages.reveal(view.number, parseFloat(element.style.top) / 100, parseFloat(element.style.height) / 100);
  }

  private markAll(): void {
    for (const view of this.pages.views) this.mark(view);
  }

  private viewOf(page: number): PageView | undefined {
    return this.pages.views[page - 1];
  }

  private pagesFound(): number[] {
    return [...this.found.keys()].sort((a, b) => a - b);
  }

  private countOn(page: number | undefined): number {
    return page === undefined ? 0 : (this.found.get(page)?.length ?? 0);
  }

  private async textOf(page: number): Promise<Folded> {
    const known = this.texts.get(page);
    if (known !== undefined) return known;
    const proxy = await this.pdf.getPage(page);
    const { items } = await proxy.getTextContent({ includeMarkedContent: false, disableNormalization: true });
    const text = fold(items.flatMap((item) => ('str' in item ? [{ text: item.str, ends: item.hasEOL }] : [])));
    this.texts.set(page, text);
    return text;
  }

  private tell(): void {
    const { current } = this;
    let [at, count] = [0, 0];
    for (const [page, stretches] of this.found) {
      count += stretches.length;
      if (current !== null && page < current.page) at += stretches.length;
    }
    this.changed({ at: current === null ? 0 : at + current.index + 1, count, isDone: this.isDone });
  }
}

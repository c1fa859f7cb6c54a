/**
 * One page on the screen. Far from the window it is a blank sheet of the right size; near it, a small
 * picture of itself, made when the document was uploaded; in it, a canvas with its text over it, to
 * be selected, and its links.
 *
 * States: blank → sketched → drawn ⇄ stale (drawn for another size, shown stretched) → blank
 */
import type { PDFPageProxy, RenderTask } from 'pdfjs-dist';
import { el } from '../dom.js';
import type { OpenDocument } from '../pdf/document.js';
import type { Placed } from './layout.js';
import { linksOf } from './links.js';
import { TextOver } from './text-over.js';

/** A phone's browser gives up on larger canvases (16 megapixels on older iPhones). */
const CANVAS_AT_MOST_PX = 16_000_000;

export class PageView {
  readonly element: HTMLElement;
  text: TextOver | null = null;
  private readonly layers: HTMLElement;
  private sketch: HTMLImageElement | null = null;
  private canvas: HTMLCanvasElement | null = null;
  private task: RenderTask | null = null;
  /** How wide it was when it was drawn, and how sharp. */
  private drawn = { width: 0, density: 0 };
  private place: Placed = { scale: 1, top: 0, left: 0, width: 0, height: 0 };

  constructor(
    readonly number: number,
    label: string,
    private readonly follow: (page: number) => void,
  ) {
    this.layers = el('div', { class: 'layers' });
    this.element = el('section', { class: 'page', 'aria-label': label, 'data-page': number }, this.layers);
  }

  put(place: Placed): void {
    this.place = place;
    const { style } = this.element;
    style.top = `${place.top}px`;
    style.left = `${place.left}px`;
    style.width = `${place.width}px`;
    style.height = `${place.height}px`;
    style.setProperty('--total-scale-factor', String(place.scale));
  }

  /** Shows the small picture until there is more. */
  showSketch(address: string): void {
    if (this.sketch !== null || this.canvas !== null) return;
    const sketch = el('img', { class: 'sketch', alt: '', decoding: 'async' });
    sketch.addEventListener('error', () => sketch.remove());
    sketch.src = address;
    this.sketch = sketch;
    this.layers.prepend(sketch);
  }

  /** True if it has to be drawn to be sharp at this many screen pixels for each of the page's. */
  isStale(density: number): boolean {
    return this.drawn.width !== this.place.width || this.drawn.density < density * 0.99;
  }

  /** Draws the page; resolves also when that was cancelled. Throws where the page is broken. */
  async draw({ pdf, pdfjs }: OpenDocument, density: number): Promise<void> {
    const page = await pdf.getPage(this.number);
    const { scale, width, height } = this.place;
    const viewport = page.getViewport({ scale });
    const sharpness = Math.min(density, Math.sqrt(CANVAS_AT_MOST_PX / Math.max(1, width * height)));
    const canvas = el('canvas', { 'aria-hidden': 'true' });
    canvas.width = Math.max(1, Math.floor(viewport.width * sharpness));
    canvas.height = Math.max(1, Math.floor(viewport.height * sharpness));
    this.task?.cancel();
    this.task = page.render({ canvas, viewport, transform: [sharpness, 0, 0, sharpness, 0, 0] });
    const { task } = this;
    try {
      await task.promise;
    } catch (error) {
      release(canvas);
      if (error instanceof pdfjs.RenderingCancelledException) return;
      throw error;
    } finally {
      if (this.task === task) this.task = null;
    }
    this.show(canvas);
    this.drawn = { width, density };
    await this.overlay(pdfjs, pdf, page);
  }

  /** Gives back what the page holds; a blank sheet stays. */
  free(): void {
    this.task?.cancel();
    this.drawn = { width: 0, density: 0 };
    if (this.canvas !== null) release(this.canvas);
    this.canvas = null;
    this.sketch = null;
    this.text = null;
    this.layers.replaceChildren();
  }

  get isBlank(): boolean {
    return this.layers.childElementCount === 0 && this.task === null;
  }

  private show(canvas: HTMLCanvasElement): void {
    this.layers.prepend(canvas);
    if (this.canvas !== null) release(this.canvas);
    this.canvas?.remove();
    this.canvas = canvas;
    this.sketch?.remove();
    this.sketch = null;
  }

  /** Text and links scale with the page by themselves: they are made once. */
  private async overlay(pdfjs: OpenDocument['pdfjs'], pdf: OpenDocument['pdf'], page: PDFPageProxy): Promise<void> {
    if (this.text !== null) return;
    const text = new TextOver(pdfjs, page);
    this.text = text;
    this.layers.append(text.element);
    await text.fill();
    const links = await linksOf(pdf, page, this.follow);
    // Unless the page was freed meanwhile.
    if (text.element.isConnected) this.layers.append(...links);
  }
}

/** Browsers keep the memory of a canvas until it is collected, unless it has no size. */
function release(canvas: HTMLCanvasElement): void {
  canvas.width = 0;
  canvas.height = 0;
}

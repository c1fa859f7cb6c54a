/** A page's text, invisible over its picture: to be selected, read aloud, and found. */
import type { PDFPageProxy } from 'pdfjs-dist';
import { el } from '../dom.js';
import type { PdfJs } from '../pdf/document.js';

export class TextOver {
  readonly element = el('div', { class: 'textLayer' });
  private readonly marks = el('div', { class: 'marks', 'aria-hidden': 'true' });
  private divs: readonly HTMLElement[] = [];
  /** The text of each of them. */
  private strings: readonly string[] = [];

  constructor(
    private readonly pdfjs: PdfJs,
    private readonly page: PDFPageProxy,
  ) {}

  async fill(): Promise<void> {
    const layer = new this.pdfjs.TextLayer({
      textContentSource: this.page.streamTextContent({ includeMarkedContent: false, disableNormalization: true }),
      container: this.element,
      viewport: this.page.getViewport({ scale: 1 }),
    });
    await layer.render();
    this.divs = layer.textDivs;
    this.strings = layer.textContentItemsStr;
    // Keeps a selection from jumping over the page while the pointer is between lines.
    this.element.append(el('div', { class: 'end' }), this.marks);
  }

  /** Whether it stands there to be marked in. */
  get isFilled(): boolean {
    return this.divs.length > 0;
  }

  /**
   * Marks these stretches of the page's text, given as places in all its strings put together.
   * @param current index of the one the reader is at, or -1
   * @returns the element of the current one
   */
  mark(stretches: readonly (readonly [from: number, to: number])[], current: number): HTMLElement | null {
    this.marks.replaceChildren();
    const sheet = this.element.getBoundingClientRect();
    if (sheet.width === 0) return null;
    let there: HTMLElement | null = null;
    stretches.forEach(([from, to], index) => {
      for (const { left, top, width, height } of this.rectsOf(from, to)) {
        const mark = el('span', { class: index === current ? 'mark current' : 'mark' });
        mark.style.left = `${((left - sheet.left) / sheet.width) * 100}%`;
        mark.style.top = `${((top - sheet.top) / sheet.height) * 100}%`;
        mark.style.width = `${(width / sheet.width) * 100}%`;
        mark.style.height = `${(height / sheet.height) * 100}%`;
        this.marks.append(mark);
        if (index === current) there ??= mark;
      }
    });
    return there;
  }

  private rectsOf(from: number, to: number): DOMRect[] {
    const rects: DOMRect[] = [];
    let at = 0;
    for (const [index, text] of this.strings.entries()) {
      const [first, last] = [Math.max(from - at, 0), Math.min(to - at, text.length)];
      at += text.length;
      const node = this.divs[index]?.firstChild;
      if (first < last && node !== null && node !== undefined) {
        const range = document.createRange();
        const length = node.textContent?.length ?? 0;
        range.setStart(node, Math.min(first, length));
        range.setEnd(node, Math.min(last, length));
        rects.push(...range.getClientRects());
      }
      if (at >= to) break;
    }
    return rects;
  }
}

/** The panel with small pictures of all pages, made when the document was uploaded; only those near its window are loaded. */
import { el } from '../dom.js';
import { sizeOf, type Size } from '../pages/layout.js';

export interface ThumbnailsOptions {
  readonly pages: number;
  readonly sizes: readonly Size[];
  readonly title: string;
  readonly labelOf: (page: number) => string;
  readonly addressOf: (page: number) => string;
  readonly goTo: (page: number) => void;
}

export class Thumbnails {
  readonly element: HTMLElement;
  private readonly buttons: HTMLButtonElement[] = [];
  private current = 0;

  constructor(private readonly options: ThumbnailsOptions) {
    this.element = el('nav', { class: 'thumbnails', id: 'thumbnails', 'aria-label': options.title });
    this.element.hidden = true;
  }

  get isOpen(): boolean {
    return !this.element.hidden;
  }

  set(isOpen: boolean): void {
    this.element.hidden = !isOpen;
    if (!isOpen) return;
    if (this.buttons.length === 0) this.fill();
    this.reveal();
  }

  /** Puts the focus on the page the reader is at. */
  focus(): void {
    this.buttons[this.current - 1]?.focus();
  }

  show(page: number): void {
    if (page === this.current) return;
    this.buttons[this.current - 1]?.removeAttribute('aria-current');
    this.current = page;
    this.buttons[page - 1]?.setAttribute('aria-current', 'page');
    if (this.isOpen) this.reveal();
  }

  private fill(): void {
    const { pages, sizes, labelOf, addressOf, goTo } = this.options;
    const near = new IntersectionObserver(
      (entries) => {
        for (const { isIntersecting, target } of entries) {
          if (!isIntersecting || !(target instanceof HTMLButtonElement)) continue;
          near.unobserve(target);
          const picture = el('img', { alt: '', src: addressOf(Number(target.dataset.page)) });
          picture.addEventListener('error', () => picture.remove());
          target.firstElementChild?.append(picture);
        }
      },
      { root: this.element, rootMargin: '200px' },
    );
    for (let page = 1; page <= pages; page += 1) {
      const [width, height] = sizeOf(sizes, page);
      const sheet = el('span', { class: 'sheet' });
      sheet.style.aspectRatio = `${width} / ${height}`;
      const button = el('button', { type: 'button', class: 'thumbnail', 'aria-label': labelOf(page), 'data-page': page }, sheet, el('span', { 'aria-hidden': 'true' }, String(page)));
      button.addEventListener('click', () => goTo(page));
      this.buttons.push(button);
      near.observe(button);
    }
    this.element.append(...this.buttons);
    this.buttons[this.current - 1]?.setAttribute('aria-current', 'page');
  }

  private reveal(): void {
    const button = this.buttons[this.current - 1];
    if (button === undefined) return;
    const { offsetTop, offsetHeight } = button;
    const { scrollTop, clientHeight } = this.element;
    if (offsetTop < scrollTop || offsetTop + offsetHeight > scrollTop + clientHeight) this.element.scrollTop = offsetTop - clientHeight / 2 + offsetHeight / 2;
  }
}

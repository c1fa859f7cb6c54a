/** The slim bar above the document. */
import { el, iconButton } from '../dom.js';
import type { Zoom } from '../pages/layout.js';
import type { Ready } from '../state.js';
import type { Say } from '../texts.js';

export interface BarOptions {
  readonly state: Ready;
  readonly say: Say;
  readonly downloadAddress: string;
  readonly goTo: (page: number) => void;
  readonly zoom: (zoom: Zoom | 'larger' | 'smaller') => void;
}

export class Bar {
  readonly element: HTMLElement;
  private readonly number: HTMLInputElement;

  constructor(options: BarOptions) {
    const { say, state } = options;
    this.number = el('input', { type: 'text', inputmode: 'numeric', class: 'number', 'aria-label': say('goToPage'), value: '1' });
    this.number.addEventListener('change', () => options.goTo(Number(this.number.value) || 1));
    this.element = el(
      'header',
      { class: 'bar' },
      el('h1', { class: 'title' }, state.name),
      el('div', { class: 'where' }, this.number, el('span', {}, say('of', { m: state.pages }))),
      iconButton('minus', say('zoomOut'), () => options.zoom('smaller')),
      iconButton('plus', say('zoomIn'), () => options.zoom('larger')),
    );
  }

  show(page: number, _zoom: number): void {
    if (document.activeElement !== this.number) this.number.value = String(page);
  }
}

/**
 * The slim bar: thumbnails, title, which page, how large, search, download, who sent it, and the
 * rest in a menu. On a phone the page number goes to the lower edge, size into the menu (fingers
 * pinch), and all of it out of the way while somebody reads on.
 */
import { el, iconButton } from '../dom.js';
import type { Zoom } from '../pages/layout.js';
import type { Telling } from '../reading/telling.js';
import type { Ready } from '../state.js';
import type { Say } from '../texts.js';
import { menuOf, type Menu } from './menu.js';
import { Popover } from './popover.js';

export type ZoomTo = Zoom | 'larger' | 'smaller';

export interface BarOptions {
  readonly state: Ready;
  readonly say: Say;
  readonly downloadAddress: string;
  readonly goTo: (page: number) => void;
  readonly zoom: (zoom: ZoomTo) => void;
  readonly find: () => void;
  readonly thumbnails: () => void;
  readonly fullScreen: (() => void) | null;
  readonly refuse: () => void;
  readonly agree: () => void;
}

export class Bar {
  readonly element: HTMLElement;
  private readonly where: HTMLElement;
  readonly findButton: HTMLButtonElement;
  readonly thumbnailsButton: HTMLButtonElement;
  private readonly number: HTMLInputElement;
  private readonly size = el('output', { class: 'size' });
  private readonly popovers: Popover[];
  private readonly menu: Menu;

  constructor(private readonly options: BarOptions) {
    const { say, state } = options;
    const digits = String(state.pages).length;
    this.number = el('input', { type: 'text', inputmode: 'numeric', class: 'number', 'aria-label': say('goToPage'), value: '1', size: digits, maxlength: digits, autocomplete: 'off' });
    this.where = el('form', { class: 'where', novalidate: true }, this.number, el('span', {}, say('of', { m: state.pages })));
    this.takeNumber();
    this.thumbnailsButton = iconButton('pages', say('pages'), options.thumbnails, { 'aria-expanded': 'false', 'aria-controls': 'thumbnails' });
    this.findButton = iconButton('search', say('find'), options.find, { 'aria-expanded': 'false', 'aria-controls': 'find' });
    const sender = el('button', { type: 'button', class: 'sender', 'aria-label': say('sender', { name: state.sender.name }), title: say('sender', { name: state.sender.name }) }, el('span', { 'data-initials': initials(state.sender.name) }));
    const more = iconButton('more', say('more'), () => undefined, { class: 'tool more' });
    this.menu = menuOf(options);
    const senderCard = new Popover(sender, el('div', { class: 'panel card', id: 'sender-card' }, el('small', {}, say('sentBy')), el('strong', {}, state.sender.name), el('a', { href: `mailto:${state.sender.address}` }, state.sender.address)));
    const menu = new Popover(more, this.menu.element);
    this.popovers = [senderCard, menu];
    this.element = el(
      'header',
      { class: 'bar', 'aria-label': say('bar') },
      this.thumbnailsButton,
      el('h1', { class: 'title', title: state.name }, state.name),
      this.where,
      el('div', { class: 'zoom', role: 'group', 'aria-label': say('zoom', { n: '' }).replace(/[:\s%]+$/, '') }, iconButton('minus', say('zoomOut'), () => options.zoom('smaller')), this.size, iconButton('plus', say('zoomIn'), () => options.zoom('larger'))),
      this.findButton,
      state.mayDownload ? el('a', { class: 'tool download', href: options.downloadAddress, download: state.fileName, 'aria-label': say('download'), title: say('download') }, iconButton('download', '', () => undefined).firstChild) : null,
      el('div', { class: 'holder' }, sender, senderCard.panel),
      el('div', { class: 'holder' }, more, menu.panel),
    );
    this.menu.chosen = () => menu.set(false);
  }

  show(page: number, zoom: number): void {
    if (document.activeElement !== this.number) this.number.value = String(page);
    const percent = Math.round(zoom * 100);
    if (this.size.value !== `${percent} %`) this.size.value = `${percent} %`;
  }

  tell(telling: Telling): void {
    this.menu.tell(telling);
  }

  /** Something of it is in use: it has to stay. */
  get isBusy(): boolean {
    return this.popovers.some(({ isOpen }) => isOpen) || this.element.contains(document.activeElement);
  }

  private takeNumber(): void {
    const go = (): void => {
      const page = Math.round(Number(this.number.value));
      if (page >= 1) this.options.goTo(Math.min(page, this.options.state.pages));
      else this.number.value = '';
    };
    this.where.addEventListener('submit', (event) => {
      event.preventDefault();
      go();
      this.number.blur();
    });
    this.number.addEventListener('change', go);
    this.number.addEventListener('focus', () => this.number.select());
  }
}

/** Of first and last name. */
function initials(name: string): string {
  const words = name.split(/\s+/).filter((word) => /\p{L}/u.test(word));
  return [words[0], words.length > 1 ? words[words.length - 1] : undefined].map((word) => /\p{L}/u.exec(word ?? '')?.[0] ?? '').join('').toUpperCase() || '@';
}

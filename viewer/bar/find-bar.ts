/** Where the reader types what to look for, with how often it was found. */
import { el, iconButton } from '../dom.js';
import type { Found } from '../find/find.js';
import type { Say } from '../texts.js';

const SEARCH_AFTER_MS = 180;

export interface FindBarOptions {
  readonly say: Say;
  readonly search: (text: string) => void;
  readonly step: (direction: 1 | -1) => void;
  readonly closed: () => void;
}

export class FindBar {
  readonly element: HTMLElement;
  private readonly input: HTMLInputElement;
  private readonly result = el('p', { class: 'result', 'aria-live': 'polite' });
  private timer: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: FindBarOptions) {
    const { say, step } = options;
    this.input = el('input', { type: 'search', 'aria-label': say('find'), placeholder: say('findPlaceholder'), autocomplete: 'off', autocapitalize: 'off', spellcheck: 'false', enterkeyhint: 'search' });
    this.element = el(
      'search',
      { class: 'panel find', id: 'find', role: 'search' },
      this.input,
      this.result,
      iconButton('up', say('previous'), () => step(-1)),
      iconButton('down', say('next'), () => step(1)),
      iconButton('close', say('close'), () => this.close()),
    );
    this.element.hidden = true;
    this.input.addEventListener('input', () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => options.search(this.input.value), SEARCH_AFTER_MS);
    });
    this.element.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') this.close();
      else if (event.key === 'Enter' && event.target === this.input) {
        event.preventDefault();
        clearTimeout(this.timer);
        options.search(this.input.value);
        step(event.shiftKey ? -1 : 1);
      }
    });
  }

  get isOpen(): boolean {
    return !this.element.hidden;
  }

  open(): void {
    this.element.hidden = false;
    this.input.focus();
    this.input.select();
    if (this.input.value !== '') this.options.search(this.input.value);
  }

  close(): void {
    this.element.hidden = true;
    clearTimeout(this.timer);
    this.options.search('');
    this.options.closed();
  }

  show({ at, count, isDone }: Found): void {
    const { say } = this.options;
    this.result.textContent = this.input.value.trim() === '' ? '' : count > 0 ? say(isDone ? 'found' : 'foundSoFar', { n: at, m: count }) : say(isDone ? 'notFound' : 'searching');
  }
}

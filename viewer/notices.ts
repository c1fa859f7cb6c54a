/** Lines at the lower edge: one question, or one thing that went wrong, each with its buttons. */
import { el } from './dom.js';

export interface NoticeButton {
  readonly label: string;
  readonly pressed: () => void;
  readonly isMain?: boolean;
}

export class Notices {
  readonly element = el('div', { class: 'notices' });
  private readonly shown = new Map<string, HTMLElement>();

  /** Shows a line, in the place of the one of the same name. `alert` is read out at once, `status` when there is a pause. */
  show(name: string, role: 'alert' | 'status' | 'region', text: string, buttons: readonly NoticeButton[] = []): void {
    this.hide(name);
    const line = el('section', { class: `notice notice-${name}`, role, ...(role === 'region' ? { 'aria-label': text } : {}) }, el('p', {}, text));
    for (const { label, pressed, isMain = false } of buttons) {
      const button = el('button', { type: 'button', class: isMain ? 'action' : 'quiet' }, label);
      button.addEventListener('click', pressed);
      line.append(button);
    }
    this.shown.set(name, line);
    this.element.append(line);
  }

  hide(name: string): void {
    this.shown.get(name)?.remove();
    this.shown.delete(name);
  }
}

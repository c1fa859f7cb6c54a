/** What is wanted seldom: fitting the page, full screen, and the honest line about what the sender sees. */
import { el } from '../dom.js';
import type { Telling } from '../reading/telling.js';
import type { TextKey } from '../texts.js';
import type { BarOptions } from './bar.js';

export interface Menu {
  readonly element: HTMLElement;
  tell(telling: Telling): void;
  /** Called when something was chosen that is done with it. */
  chosen: () => void;
}

export function menuOf({ state, say, zoom, downloadAddress, fullScreen, refuse, agree }: BarOptions): Menu {
  const menu: Menu = { element: el('div', { class: 'panel menu', id: 'menu' }), tell, chosen: () => undefined };
  const item = (key: TextKey, chosen: () => void, className = 'item'): HTMLButtonElement => {
    const button = el('button', { type: 'button', class: className }, say(key));
    button.addEventListener('click', () => {
      menu.chosen();
      chosen();
    });
    return button;
  };
  const download = el('a', { class: 'item on-phone', href: downloadAddress, download: state.fileName }, say('download'));
  const told = el('div', { class: 'told' });
  menu.element.append(
    ...(state.mayDownload ? [download] : []),
    item('fitWidth', () => zoom('width')),
    item('fitPage', () => zoom('page')),
    ...(fullScreen === null ? [] : [item('fullScreen', fullScreen, 'item on-desk')]),
    told,
  );
  tell(state.times);
  return menu;

  function tell(telling: Telling): void {
    const isTold = telling === 'on';
    told.replaceChildren(
      el('p', {}, say(isTold ? 'told' : 'notTold')),
      ...(telling === 'on' ? [item('refuse', refuse, 'quiet')] : telling === 'off' ? [] : [item('allow', agree, 'quiet')]),
    );
  }
}

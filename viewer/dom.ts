/** Elements in one expression. */

type Child = Node | string | null | undefined;
type Attributes = Readonly<Record<string, string | number | boolean | undefined>>;

/** @param attributes `true` sets an empty one; `false` and `undefined` set none */
export function el<K extends keyof HTMLElementTagNameMap>(tag: K, attributes: Attributes = {}, ...children: readonly Child[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value !== undefined && value !== false) element.setAttribute(name, value === true ? '' : String(value));
  }
  for (const child of children) if (child !== null && child !== undefined) element.append(child);
  return element;
}

const SVG = 'http://www.w3.org/2000/svg';

/** Line drawings on 20 by 20. */
const ICONS = {
  pages: 'M3.5 3.5h5v6h-5zM11.5 3.5h5v6h-5zM3.5 12.5h5v4h-5zM11.5 12.5h5v4h-5z',
  search: 'M9 3.5a5.5 5.5 0 1 0 0 11a5.5 5.5 0 1 0 0-11zM13 13l4 4',
  download: 'M10 3v9.5M6 9l4 4l4-4M4 16.5h12',
  more: 'M10 5v.01M10 10v.01M10 15v.01',
  plus: 'M10 4v12M4 10h12',
  minus: 'M4 10h12',
  up: 'M5 12.5l5-5l5 5',
  down: 'M5 7.5l5 5l5-5',
  close: 'M5 5l10 10M15 5L5 15',
} as const;
export type IconName = keyof typeof ICONS;

export function icon(name: IconName): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  for (const [key, value] of Object.entries({ viewBox: '0 0 20 20', width: '20', height: '20', 'aria-hidden': 'true', class: `icon icon-${name}` })) svg.setAttribute(key, value);
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', ICONS[name]);
  svg.append(path);
  return svg;
}

/** A button that shows an icon and says `label`. */
export function iconButton(name: IconName, label: string, pressed: () => void, attributes: Attributes = {}): HTMLButtonElement {
  const button = el('button', { type: 'button', class: 'tool', 'aria-label': label, title: label, ...attributes }, icon(name));
  button.addEventListener('click', pressed);
  return button;
}

/** Where each page stands, and how large: pure arithmetic, so that nothing has to be measured while somebody scrolls. */

/** In points of 1/72 inch. */
export type Size = readonly [width: number, height: number];

/** `auto`: as wide as the window, but neither huge on a screen nor, where pages lie on their side, higher than it. A number: a factor of the real size. */
export type Zoom = 'auto' | 'width' | 'page' | number;

export interface Room {
  readonly width: number;
  /** What of the window is not covered by bars. */
  readonly height: number;
}

export interface Placed {
  /** Pixels of the page per point of the document. */
  readonly scale: number;
  /** From the top of the first page's margin. */
  readonly top: number;
  readonly left: number;
  readonly width: number;
  readonly height: number;
}

export interface Layout {
  readonly pages: readonly Placed[];
  readonly width: number;
  readonly height: number;
  /** As a factor of the real size, of the page most are like. */
  readonly zoom: number;
}

/** CSS has 96 pixels to the inch, a document 72 points. */
const PIXELS_PER_POINT = 96 / 72;
export const SMALLEST_ZOOM = 0.25;
export const LARGEST_ZOOM = 5;
/** On a wide screen a page as wide as it would have lines of a metre. */
const WIDEST_AUTO_PX = 940;
const NARROW_PX = 640;
const A4: Size = [595, 842];
const STEPS = [0.25, 0.33, 0.5, 0.67, 0.75, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3, 4, 5];

/** Between pages, and beside them. */
export function gapOf(room: Room): number {
  return room.width < NARROW_PX ? 8 : 16;
}

/** @param sizes one for all pages, or one for each */
export function sizeOf(sizes: readonly Size[], page: number): Size {
  return (sizes.length === 1 ? sizes[0] : sizes[page - 1]) ?? sizes[0] ?? A4;
}

export function layoutOf(sizes: readonly Size[], pages: number, zoom: Zoom, room: Room): Layout {
  const gap = gapOf(room);
  const common = mostCommon(sizes);
  const factor = typeof zoom === 'number' ? zoom : fitting(zoom, common, room, gap);
  const widest = Math.max(1, room.width - 2 * (room.width < NARROW_PX ? 0 : gap));
  const placed: Placed[] = [];
  let top = gap;
  let width = room.width;
  for (let page = 1; page <= pages; page += 1) {
    const [across, down] = sizeOf(sizes, page);
    const wanted = factor * PIXELS_PER_POINT;
    // A page wider than the others is shown smaller than to make all of them scroll sideways.
    const scale = typeof zoom === 'number' ? wanted : Math.min(wanted, widest / across);
    const [pageWidth, pageHeight] = [Math.round(across * scale), Math.round(down * scale)];
    placed.push({ scale, top, left: 0, width: pageWidth, height: pageHeight });
    width = Math.max(width, pageWidth);
    top += pageHeight + gap;
  }
  return { pages: placed.map((one) => ({ ...one, left: Math.round((width - one.width) / 2) })), width, height: top, zoom: factor };
}

function fitting(zoom: Exclude<Zoom, number>, [across, down]: Size, room: Room, gap: number): number {
  const isNarrow = room.width < NARROW_PX;
  const byWidth = (room.width - (isNarrow ? 0 : 2 * gap)) / (across * PIXELS_PER_POINT);
  const byHeight = (room.height - 2 * gap) / (down * PIXELS_PER_POINT);
  if (zoom === 'width') return clamped(byWidth);
  if (zoom === 'page') return clamped(Math.min(byWidth, byHeight));
  if (isNarrow) return clamped(byWidth);
  return clamped(across > down ? Math.min(byWidth, byHeight) : Math.min(byWidth, WIDEST_AUTO_PX / (across * PIXELS_PER_POINT)));
}

export function clamped(zoom: number): number {
  return Math.min(LARGEST_ZOOM, Math.max(SMALLEST_ZOOM, zoom));
}

/** The next step from here: up for `1`, down for `-1`. */
export function stepFrom(zoom: number, direction: 1 | -1): number {
  const next = direction === 1 ? STEPS.find((step) => step > zoom * 1.01) : [...STEPS].reverse().find((step) => step < zoom / 1.01);
  return next ?? clamped(zoom);
}

function mostCommon(sizes: readonly Size[]): Size {
  const counts = new Map<string, { size: Size; count: number }>();
  for (const size of sizes) {
    const key = size.map((side) => Math.round(side)).join('x');
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { size, count: 1 });
    else known.count += 1;
  }
  return [...counts.values()].reduce((best, one) => (one.count > best.count ? one : best), { size: sizes[0] ?? A4, count: 0 }).size;
}

/** Pixels of each page within the window, of those that are. @param top of the window, in the layout's own pixels */
export function inView({ pages }: Layout, top: number, height: number): { page: number; visible: number }[] {
  const bottom = top + height;
  const seen: { page: number; visible: number }[] = [];
  for (let index = firstBelow(pages, top); index < pages.length; index += 1) {
    const page = pages[index];
    if (page === undefined || page.top >= bottom) break;
    seen.push({ page: index + 1, visible: Math.min(bottom, page.top + page.height) - Math.max(top, page.top) });
  }
  return seen.filter(({ visible }) => visible > 0);
}

/** Index of the first page that ends below `top`. */
function firstBelow(pages: readonly Placed[], top: number): number {
  let [low, high] = [0, pages.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const page = pages[middle];
    if (page !== undefined && page.top + page.height > top) high = middle;
    else low = middle + 1;
  }
  return low;
}

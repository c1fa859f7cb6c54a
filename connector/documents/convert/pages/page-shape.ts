/** Sizes of pages, and how large their pictures become. Pure. */

/** Pictures in the library, the viewer's list of pages and the card in a mail. */
export const THUMBNAIL_WIDTH_PX = 320;
/** Of a page that is very long or very wide the picture is smaller. */
const TALLEST_PX = 1_280;
/** A4, for pages that have no size. */
const NO_SIZE: PageSize = [595, 842];
/** PDF allows 14,400; what says more is damaged. */
const LARGEST_POINTS = 100_000;

/** Width and height in points of 1/72 inch, as shown (turned pages are turned). */
export type PageSize = readonly [width: number, height: number];

export function soundSize(width: number, height: number): PageSize {
  const isSound = (length: number): boolean => Number.isFinite(length) && length >= 1 && length <= LARGEST_POINTS;
  return isSound(width) && isSound(height) ? [rounded(width), rounded(height)] : NO_SIZE;
}

export function pictureSize([width, height]: PageSize): { readonly width: number; readonly height: number } {
  const scale = Math.min(THUMBNAIL_WIDTH_PX / width, TALLEST_PX / height);
  return { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
}

/** One size for all pages where they are the same, else one for each. */
export function sizesInShort(sizes: readonly PageSize[]): readonly PageSize[] {
  const [first] = sizes;
  return first !== undefined && sizes.every(([width, height]) => width === first[0] && height === first[1]) ? [first] : sizes;
}

function rounded(points: number): number {
  return Math.round(points * 100) / 100;
}

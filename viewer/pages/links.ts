/**
 * The links of a page. They lead out only when clicked, only to the web and to mail, into a tab of
 * their own that knows nothing of this one; or to another page. Whatever else a document would like
 * to happen, scripts and programs to be started, does not.
 */
import type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist';
import { el } from '../dom.js';

const ALLOWED = new Set(['http:', 'https:', 'mailto:']);

/** @param follow goes to a page of this document */
export async function linksOf(pdf: PDFDocumentProxy, page: PDFPageProxy, follow: (page: number) => void): Promise<HTMLElement[]> {
  const annotations: unknown[] = await page.getAnnotations({ intent: 'display' });
  const viewport = page.getViewport({ scale: 1 });
  const links: HTMLElement[] = [];
  for (const annotation of annotations) {
    const link = linkIn(annotation);
    if (link === null) continue;
    const element = link.address !== null ? linkOut(link.address) : linkInside(pdf, link.target, follow);
    const corners: unknown = viewport.convertToViewportRectangle([...link.rect]);
    const [x1 = 0, y1 = 0, x2 = 0, y2 = 0] = isNumbers(corners) ? corners : [];
    element.style.left = `${(Math.min(x1, x2) / viewport.width) * 100}%`;
    element.style.top = `${(Math.min(y1, y2) / viewport.height) * 100}%`;
    element.style.width = `${(Math.abs(x2 - x1) / viewport.width) * 100}%`;
    element.style.height = `${(Math.abs(y2 - y1) / viewport.height) * 100}%`;
    links.push(element);
  }
  return links;
}

interface Link {
  readonly rect: readonly number[];
  readonly address: string | null;
  readonly target: unknown;
}

function linkIn(annotation: unknown): Link | null {
  if (!isRecord(annotation) || annotation.subtype !== 'Link' || !isNumbers(annotation.rect)) return null;
  const address = typeof annotation.url === 'string' ? allowed(annotation.url) : null;
  const target = annotation.dest ?? null;
  return address === null && target === null ? null : { rect: annotation.rect, address, target };
}

/** Null for what does not lead to the web or to mail. */
export function allowed(address: string): string | null {
  try {
    const url = new URL(address);
    return ALLOWED.has(url.protocol) ? url.href : null;
  } catch {
    return null;
  }
}

function linkOut(address: string): HTMLElement {
  return el('a', { class: 'link', href: address, title: address, 'aria-label': address, target: '_blank', rel: 'noopener noreferrer nofollow' });
}

function linkInside(pdf: PDFDocumentProxy, target: unknown, follow: (page: number) => void): HTMLElement {
  const element = el('a', { class: 'link', href: '#', 'aria-label': '→' });
  element.addEventListener('click', (event) => {
    event.preventDefault();
    void pageOf(pdf, target).then((page) => {
      if (page !== null) follow(page);
    });
  });
  return element;
}

/** Page a destination leads to; null where it leads nowhere. */
async function pageOf(pdf: PDFDocumentProxy, target: unknown): Promise<number | null> {
  try {
    const found: unknown = typeof target === 'string' ? await pdf.getDestination(target) : target;
    const place: unknown = Array.isArray(found) ? found[0] : null;
    if (typeof place === 'number') return place + 1;
    return isRef(place) ? (await pdf.getPageIndex(place)) + 1 : null;
  } catch {
    return null;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.length === 4 && value.every((one) => typeof one === 'number');
}

function isRef(value: unknown): value is { num: number; gen: number } {
  return isRecord(value) && typeof value.num === 'number' && typeof value.gen === 'number';
}

/**
 * Which page the browser's address names, and going from one to another without loading anew.
 * A handful of addresses needs no router library.
 */
import { Link } from '@fluentui/react-components';
import { useSyncExternalStore, type MouseEvent, type ReactNode } from 'react';

const BASE = '/app';
const CHANGED = 'readback:address';

export type Place =
  | { readonly page: 'feed' }
  | { readonly page: 'mails' }
  | { readonly page: 'mail'; readonly id: string }
  | { readonly page: 'campaigns' }
  | { readonly page: 'new-campaign' }
  | { readonly page: 'campaign'; readonly id: string }
  | { readonly page: 'content' }
  | { readonly page: 'document'; readonly id: string }
  | { readonly page: 'held' }
  | { readonly page: 'watched' }
  | { readonly page: 'devices' }
  | { readonly page: 'rules' }
  | { readonly page: 'privacy' }
  | { readonly page: 'nowhere' };

/** Pages with an address of one part. */
const SEGMENTS = { held: 'did-not-go', watched: 'replies-watched', devices: 'devices', rules: 'rules', privacy: 'privacy' } as const;
export type SinglePage = keyof typeof SEGMENTS;
const SINGLE_PAGES: readonly SinglePage[] = ['held', 'watched', 'devices', 'rules', 'privacy'];

/** What the header leads to. */
export type Section = 'feed' | 'mails' | 'campaigns' | 'content' | SinglePage;

/** The address of a place: `/app/campaigns/42`. */
export function addressOf(place: Exclude<Place, { page: 'nowhere' }>): string {
  switch (place.page) {
    case 'feed':
      return `${BASE}/feed`;
    case 'mails':
      return `${BASE}/mails`;
    case 'mail':
      return `${BASE}/mails/${encodeURIComponent(place.id)}`;
    case 'campaigns':
      return `${BASE}/campaigns`;
    case 'new-campaign':
      return `${BASE}/campaigns/new`;
    case 'campaign':
      return `${BASE}/campaigns/${encodeURIComponent(place.id)}`;
    case 'content':
      return `${BASE}/content`;
    case 'document':
      return `${BASE}/content/${encodeURIComponent(place.id)}`;
    default:
      return `${BASE}/${SEGMENTS[place.page]}`;
  }
}

/** What of the header leads to a place; null: nothing. */
export function sectionOf({ page }: Place): Section | null {
  switch (page) {
    case 'mail':
      return 'mails';
    case 'campaign':
    case 'new-campaign':
      return 'campaigns';
    case 'document':
      return 'content';
    case 'nowhere':
      return null;
    default:
      return page;
  }
}

/** The place an address names. */
export function placeAt(pathname: string): Place {
  const parts = pathname.slice(BASE.length).split('/').filter(Boolean);
  const [section, id, ...rest] = parts;
  if (rest.length > 0) return { page: 'nowhere' };
  if (section === undefined || (section === 'feed' && id === undefined)) return { page: 'feed' };
  const single = SINGLE_PAGES.find((page) => section === SEGMENTS[page]);
  if (single && id === undefined) return { page: single };
  if (section === 'mails') return id === undefined ? { page: 'mails' } : { page: 'mail', id: decoded(id) };
  if (section === 'content') return id === undefined ? { page: 'content' } : { page: 'document', id: decoded(id) };
  if (section !== 'campaigns') return { page: 'nowhere' };
  if (id === undefined) return { page: 'campaigns' };
  return id === 'new' ? { page: 'new-campaign' } : { page: 'campaign', id: decoded(id) };
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Shows another page; the way back leads here. */
export function go(address: string): void {
  history.pushState(null, '', address);
  dispatchEvent(new Event(CHANGED));
  scrollTo(0, 0);
}

function subscribe(listener: () => void): () => void {
  addEventListener('popstate', listener);
  addEventListener(CHANGED, listener);
  return () => {
    removeEventListener('popstate', listener);
    removeEventListener(CHANGED, listener);
  };
}

/** The path in the address bar now. */
export function usePathname(): string {
  return useSyncExternalStore(subscribe, () => location.pathname);
}

/** What a link needs to lead to a page of ours: a plain click stays in the app, any other is the browser's. */
export function leadTo(address: string): { href: string; onClick: (event: MouseEvent<HTMLElement>) => void } {
  return {
    href: address,
    onClick: (event) => {
      if (event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
      event.preventDefault();
      go(address);
    },
  };
}

/** A link to a page of ours. */
export function PageLink({ to, quiet = false, children }: { to: string; quiet?: boolean; children: ReactNode }) {
  return (
    <Link inline={!quiet} appearance={quiet ? 'subtle' : 'default'} {...leadTo(to)}>
      {children}
    </Link>
  );
}

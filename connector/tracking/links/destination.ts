/** Where a link leads, as a browser takes it (WHATWG URL), or why it is none to track. Pure. */
import { LONGEST_DESTINATION } from './link-token.js';
import type { LeftBecause } from './reasons.js';
import { saysUnsubscribe } from './unsubscribing.js';

export interface DestinationOptions {
  /** True for what is ours already. */
  readonly isOwn: (address: URL) => boolean;
  /** Addresses of `List-Unsubscribe` (RFC 2369). */
  readonly unsubscribes?: readonly string[];
}

export type Destination = { readonly address: string } | { readonly because: LeftBecause };

const AROUND = /^[\0-\x20]+|[\0-\x20]+$/g;
const LINE_ENDS = /[\t\n\r]/g;
const SCHEME = /^[a-z][a-z0-9+.-]*:/i;
/** "https:example.com" is read differently by browsers and mail programs. */
const WEB = /^https?:\/\/[^/\\]/i;
/** {{field}}, {% %}, %%field%%, *|FIELD|*, <% %>, ${field}, [[field]]. */
const PLACEHOLDER = /\{\{|%7B%7B|\{%|%%|\*\||<%|\$\{|\[\[|\{[a-z_. ]+\}/i;

/**
 * @param href the attribute's value, its entities decoded
 * @param text what the link shows
 */
export function destinationOf(href: string, text: string, { isOwn, unsubscribes = [] }: DestinationOptions): Destination {
  const value = href.replace(AROUND, '').replace(LINE_ENDS, '');
  if (value.startsWith('#')) return { because: 'in-page' };
  if (PLACEHOLDER.test(value)) return { because: 'placeholder' };
  if (!SCHEME.test(value)) return { because: 'relative' };
  if (!/^https?:/i.test(value)) return { because: 'not-web' };
  if (!WEB.test(value) || !URL.canParse(value)) return { because: 'unreadable' };
  const address = new URL(value);
  if (isOwn(address)) return { because: 'own' };
  if (saysUnsubscribe(address, text) || unsubscribes.some((other) => URL.canParse(other) && new URL(other).href === address.href)) return { because: 'unsubscribe' };
  if (address.username !== '' || address.password !== '') return { because: 'credentials' };
  return address.href.length > LONGEST_DESTINATION ? { because: 'too-long' } : { address: address.href };
}

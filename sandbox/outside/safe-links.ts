/**
 * Links as Safe Links leaves them: the address becomes one of Microsoft's with the original inside, and the click goes
 * there first, which sends the browser on. Nobody at that address is asked here: the sandbox knows where it would lead.
 */
import { createHash } from 'node:crypto';
import { WEB_ADDRESS_IN_TEXT } from './links.js';

const HOST = 'eur01.safelinks.protection.outlook.com';
/** The value of an `href` in quotes. */
const HREF = /(<a\b[^>]*?\shref\s*=\s*)(?:"([^"]*)"|'([^']*)')/gi;

function wrapped(url: string, recipient: string): string {
  if (!/^https?:\/\//i.test(url) || original(url) !== url) return url;
  const sdata = createHash('sha256').update(url).digest('base64');
  return `https://${HOST}/?${new URLSearchParams({ url, data: `05|02|${recipient}|0|0|Unknown|`, sdata, reserved: '0' }).toString()}`;
}

export const safeLinked = {
  html: (html: string, recipient: string): string =>
    html.replace(HREF, (all, before: string, double: string | undefined, single: string | undefined) => {
      const url = (double ?? single ?? '').replaceAll('&amp;', '&').trim();
      const changed = wrapped(url, recipient);
      return changed === url ? all : `${before}"${changed.replaceAll('&', '&amp;')}"`;
    }),
  text: (text: string, recipient: string): string => text.replace(WEB_ADDRESS_IN_TEXT, (url) => wrapped(url, recipient)),
};

/** Where a link leads in the end: the address inside, or the link itself. */
export function original(url: string): string {
  if (!URL.canParse(url)) return url;
  const { hostname, searchParams } = new URL(url);
  return hostname === HOST ? (searchParams.get('url') ?? url) : url;
}

/** What mail programs and gateways make of a link in a mail they pass on or quote, and what a click on it asks us for. */
export interface Mangling {
  readonly how: string;
  /** The mail's HTML, or text, afterwards. */
  readonly mail: (html: string) => string;
  /** The address asked for by a click on what the link has become; left out: the link as it was. */
  readonly asked?: (address: string) => string;
}

const LINK = /<a\b([^>]*?)href\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s>]+))([^>]*)>/gi;
const amp = (text: string): string => text.replace(/&(?!amp;)/g, '&amp;');

/** Puts another tag where a link begins. */
function links(html: string, tag: (address: string, before: string, after: string) => string): string {
  return html.replace(LINK, (_, before: string, double: string | undefined, single: string | undefined, bare: string | undefined, after: string) => tag(double ?? single ?? bare ?? '', before, after));
}

function wrapped(html: string, wrap: (address: string) => string): string {
  return links(html, (address, before, after) => (address.startsWith('http') ? `<a${before}href="${amp(wrap(address.replaceAll('&amp;', '&')))}"${after}>` : `<a${before}href="${address}"${after}>`));
}

const safeLink = (address: string): string =>
  `https://eur03.safelinks.protection.outlook.com/?url=${encodeURIComponent(address)}&data=05%7C02%7Cflynn%40flynnsarcade.com%7C8d0e%7C1%7C0%7C638999999999999999%7CUnknown%7CTWFpbGZsb3d8%7C60000%7C%7C%7C&sdata=0a%2Bb%3D&reserved=0`;
const proofpoint2 = (address: string): string =>
  `https://urldefense.proofpoint.com/v2/url?u=${address.replace(/[^A-Za-z0-9/.]/g, (character) => `-${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`).replaceAll('/', '_')}&d=DwMFaQ&c=euGZstcaTDllvimEN8b7jXrwqOf-v5A_CdpgnVfiiMM&r=x&m=y&s=z&e=`;
const proofpoint3 = (address: string): string => `https://urldefense.com/v3/__${address}__;!!FbZ0ZwI3Qg!abc-DEF_ghi$`;
const google = (address: string): string => `https://www.google.com/url?q=${encodeURIComponent(address)}&source=gmail&ust=1795515251000000&usg=AOvVaw0`;
const barracuda = (address: string): string => `https://linkprotect.cudasvc.com/url?a=${encodeURIComponent(address)}&c=E,1,abc,_x-y&typo=1`;

export const MANGLINGS: readonly Mangling[] = [
  { how: 'nothing', mail: (html) => html },
  { how: 'attributes in another order', mail: (html) => links(html, (address, before, after) => `<a${after} rel="noopener"${before} href="${address}">`) },
  { how: 'attributes without quotes, tags in capitals', mail: (html) => links(html, (address) => (/[\s"'<>`=]/.test(address) ? `<A HREF="${address}">` : `<A HREF=${address} target=_blank>`)) },
  { how: 'single quotes and line ends', mail: (html) => links(html, (address, before, after) => `<a${before}\r\nhref='${address}'\r\n${after}>`) },
  { how: 'marks of Outlook on the web', mail: (html) => links(html, (address, before, after) => `<a${before}href="${address}"${after} data-auth="NotApplicable" data-linkindex="3" data-ogsc="">`) },
  {
    how: 'Safe Links',
    mail: (html) => links(wrapped(html, safeLink), (address, before, after) => `<a${before}href="${address}"${after} originalsrc="x" shash="k1o2=" data-auth="NotVerified">`),
    asked: (address) => new URL(safeLink(address)).searchParams.get('url') ?? '',
  },
  { how: 'Safe Links twice', mail: (html) => wrapped(html, (address) => safeLink(safeLink(address))), asked: (address) => new URL(new URL(safeLink(safeLink(address))).searchParams.get('url') ?? '').searchParams.get('url') ?? '' },
  { how: 'URL defense 2', mail: (html) => wrapped(html, proofpoint2) },
  { how: 'URL defense 3', mail: (html) => wrapped(html, proofpoint3) },
  { how: 'URL defense 3, its end left on', mail: (html) => wrapped(html, proofpoint3), asked: (address) => `${address}__;!!FbZ0ZwI3Qg!abc-DEF_ghi$` },
  { how: 'Gmail', mail: (html) => links(html, (address, before, after) => `<a${before}href="${address}"${after} data-saferedirecturl="${amp(google(address))}">`), asked: (address) => new URL(google(address)).searchParams.get('q') ?? '' },
  { how: 'a link protector', mail: (html) => wrapped(html, barracuda), asked: (address) => new URL(barracuda(address)).searchParams.get('a') ?? '' },
  { how: 'slashes as entities', mail: (html) => links(html, (address) => `<a href="${address.replaceAll('/', '&#x2F;')}">`) },
  { how: 'quoted-printable that nobody decoded', mail: (html) => html.replaceAll('=', '=3D').replace(/[^\r\n]{72}/g, '$&=\r\n') },
  { how: 'plain text, in angle brackets', mail: (html) => `> ${links(html, (address) => `<${address}> `).replace(/<\/?[a-z][^>h]*>/gi, ' ')}`, asked: (address) => `${address}>` },
  { how: 'plain text, folded by a program that knows no addresses', mail: (html) => links(html, (address) => ` ${address} `).replace(/[^\r\n]{70}/g, '$&\r\n> ') },
  { how: 'a full stop taken for a part of it', mail: (html) => html, asked: (address) => `${address}.` },
  { how: 'a bracket taken for a part of it', mail: (html) => html, asked: (address) => `${address})` },
  { how: 'a parameter added for statistics', mail: (html) => html, asked: (address) => `${address}?utm_source=x&fbclid=y` },
  { how: 'a slash added', mail: (html) => html, asked: (address) => `${address}/` },
];

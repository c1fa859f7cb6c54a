/** Which domain an address leads to, and which one a link's text pretends. */

/** The host of a web address, without `www.`; null: it is none. */
export function domainOf(address: string): string | null {
  const complete = /^www\./i.test(address) ? `https://${address}` : address;
  if (!/^https?:\/\//i.test(complete) || !URL.canParse(complete)) return null;
  return new URL(complete).hostname.replace(/^www\./, '');
}

/** A text that is nothing but an address or a domain shows where it leads; a sentence that names one does not. */
const SHOWN = /^(?:https?:\/\/)?((?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+(\p{L}{2,}))(?::\d+)?(?:[/?#]\S*)?$/iu;
/** Names of files look like domains. */
const FILE_ENDINGS = new Set(['pdf', 'doc', 'docx', 'xls', 'xlsx', 'ppt', 'pptx', 'zip', 'txt', 'png', 'jpg', 'jpeg', 'gif', 'csv', 'htm', 'html', 'js', 'ts', 'md']);

/** The domain that a link's text shows; null: it shows words. */
export function shownDomain(text: string): string | null {
  const [, host = '', ending = ''] = SHOWN.exec(text.trim()) ?? [];
  if (host === '' || (FILE_ENDINGS.has(ending.toLowerCase()) && !/^https?:/i.test(text.trim()))) return null;
  return domainOf(`https://${host}`);
}

/** Equal, or one within the other. */
export function isSameDomain(one: string, other: string): boolean {
  return one === other || one.endsWith(`.${other}`) || other.endsWith(`.${one}`);
}

export function isWithin(domain: string, domains: readonly string[]): boolean {
  return domains.some((one) => domain === one.toLowerCase() || domain.endsWith(`.${one.toLowerCase()}`));
}

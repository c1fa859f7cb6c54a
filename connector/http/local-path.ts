/** Where to go after signing in: a path of our own, or else home. Anything else would be an open redirect (CWE-601). */

/** `text` if it is a path on this very host; `otherwise` if not. */
export function localPath(text: unknown, otherwise: string): string {
  if (typeof text !== 'string' || !text.startsWith('/')) return otherwise;
  // Browsers read a backslash as a slash and drop tabs and line ends, so "/\evil" and "/\t/evil" lead away.
  const here = 'http://here.invalid';
  if (!URL.canParse(text, here)) return otherwise;
  const address = new URL(text, here);
  if (address.origin !== here || address.pathname.startsWith('//')) return otherwise;
  return `${address.pathname}${address.search}${address.hash}`;
}

/** Where a link leads, as short as it stays clear: "contoso.com/demo". What is no web address stays as it is. */
const LONGEST = 60;

export function shortDestination(destination: string): string {
  const { host, rest } = partsOf(destination);
  const whole = `${host.replace(/^www\./, '')}${rest}`;
  return whole.length <= LONGEST ? whole : `${whole.slice(0, LONGEST - 1)}…`;
}

function partsOf(destination: string): { host: string; rest: string } {
  try {
    const { protocol, host, pathname } = new URL(destination);
    if (protocol === 'http:' || protocol === 'https:') return { host, rest: decoded(pathname.replace(/\/$/, '')) };
  } catch {
    // Shown as it is.
  }
  return { host: '', rest: destination };
}

function decoded(path: string): string {
  try {
    return decodeURI(path);
  } catch {
    return path;
  }
}

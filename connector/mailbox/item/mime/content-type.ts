/** Content-Type and Content-Disposition (RFC 2045 section 5.1, RFC 2231), as leniently as mail needs. */

export interface ContentType {
  /** Such as text/plain, in lower case; '' where none is stated. */
  readonly type: string;
  /** Values by name in lower case. */
  readonly parameters: ReadonlyMap<string, string>;
}

const LONGEST = 4_000;
/** name=value behind a semicolon, or only a blank; the value quoted, or up to the next semicolon or blank. */
const PARAMETER = /[;\s]\s{0,100}([A-Za-z0-9_*-]{1,60})\s{0,20}=\s{0,20}(?:"([^"]{0,1000})"?|([^\s;"]{1,1000}))/g;

export function contentType(value: string): ContentType {
  const text = value.slice(0, LONGEST);
  const [first = ''] = text.split(/[;\s]/, 1);
  const parameters = new Map<string, string>();
  for (const [, name = '', quoted, bare = ''] of text.matchAll(PARAMETER)) {
    // RFC 2231: boundary*0=…; boundary*1=… are pieces of one value.
    const [plain = ''] = name.toLowerCase().split('*', 1);
    const piece = (quoted ?? bare).replace(/\\(.)/g, '$1');
    const before = parameters.get(plain);
    if (before === undefined) parameters.set(plain, piece);
    else if (/\*[1-9]/.test(name)) parameters.set(plain, before + piece);
  }
  return { type: first.toLowerCase().replace(/[^a-z0-9/+.-]/g, ''), parameters };
}

/** One range of bytes of a request (RFC 9110, section 14). Pure. */
import type { ByteRange } from '../store/store.js';

const ONE_RANGE = /^bytes=[ \t]*(\d*)-(\d*)[ \t]*$/i;

/**
 * What a request with this Range asks of something of so many bytes. Several ranges at once are
 * `unsatisfiable`: answering them with all of it, as one may, would send what nobody wanted.
 */
export function rangeOf(header: string | undefined, size_bytes: number): 'all' | 'unsatisfiable' | ByteRange {
  if (header === undefined || !/^bytes=/i.test(header)) return 'all';
  if (header.includes(',')) return 'unsatisfiable';
  const [, from, to] = ONE_RANGE.exec(header) ?? [];
  // What cannot be read is as if it were not there.
  if (from === undefined || to === undefined || (from === '' && to === '')) return 'all';
  if (from === '') {
    const suffix = Number(to);
    return suffix === 0 || size_bytes === 0 ? 'unsatisfiable' : { first: Math.max(0, size_bytes - suffix), last: size_bytes - 1 };
  }
  const first = Number(from);
  const last = to === '' ? size_bytes - 1 : Math.min(Number(to), size_bytes - 1);
  if (to !== '' && Number(to) < first) return 'all';
  return first >= size_bytes ? 'unsatisfiable' : { first, last };
}

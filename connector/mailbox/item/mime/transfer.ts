/** Content-Transfer-Encoding (RFC 2045 section 6). No more is decoded than is kept. */

/** Of one part. Bytes as encoded. */
const LONGEST_BYTES = 400_000;

/** Value of a hexadecimal digit by its byte; -1 for others. */
const HEX = Int8Array.from({ length: 256 }, (_, byte) => (/^[0-9a-f]$/i.test(String.fromCharCode(byte)) ? parseInt(String.fromCharCode(byte), 16) : -1));

export function decodeTransfer(source: Buffer, encoding: string): Buffer {
  const bytes = source.subarray(0, LONGEST_BYTES);
  const name = encoding.toLowerCase();
  if (name.includes('base64')) return fromBase64(bytes);
  if (name.includes('quoted-printable')) return fromQuotedPrintable(bytes);
  return bytes;
}

/** Some systems add plain lines below the base64 text: only what looks like base64 is decoded. */
function fromBase64(bytes: Buffer): Buffer {
  const text = bytes.toString('latin1');
  const stop = text.search(/=\s{1,10}[^\s=]/);
  return Buffer.from(stop === -1 ? text : text.slice(0, stop + 1), 'base64');
}

function fromQuotedPrintable(bytes: Buffer): Buffer {
  const decoded = Buffer.allocUnsafe(bytes.length);
  let length = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte !== 0x3d) {
      decoded[length++] = byte;
      continue;
    }
    const next = endOfSoftBreak(bytes, at + 1);
    if (next !== -1) {
      at = next - 1;
      continue;
    }
    const high = HEX[bytes[at + 1] ?? 0] ?? -1;
    const low = HEX[bytes[at + 2] ?? 0] ?? -1;
    if (high >= 0 && low >= 0) {
      decoded[length++] = high * 16 + low;
      at += 2;
    } else decoded[length++] = byte;
  }
  return decoded.subarray(0, length);
}

/** After "=" and a line end, with blanks between; -1 where that is not what follows. */
function endOfSoftBreak(bytes: Buffer, start: number): number {
  let at = start;
  while (at < start + 80 && (bytes[at] === 0x20 || bytes[at] === 0x09)) at += 1;
  if (bytes[at] === 0x0d) return bytes[at + 1] === 0x0a ? at + 2 : at + 1;
  if (bytes[at] === 0x0a) return at + 1;
  return at >= bytes.length ? at : -1;
}

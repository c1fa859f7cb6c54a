/** The header section of a mail as text (RFC 5322 section 2.2), such as Exchange keeps in PidTagTransportMessageHeaders. */
import type { Header } from '../types.js';

const FIELD = /^([!-9;-~]+)[ \t]*:(.*)$/;

/**
 * The fields in order, unfolded, repeated names kept. Lines that are no field are left out, the
 * first empty line after a field ends the section: what follows belongs to body parts.
 */
export function parseHeaders(section: string): Header[] {
  const fields: { name: string; lines: string[] }[] = [];
  for (const line of section.split(/\r\n|\n|\r/)) {
    if (line === '') {
      if (fields.length > 0) break;
      continue;
    }
    if (/^[ \t]/.test(line)) {
      fields.at(-1)?.lines.push(line);
      continue;
    }
    const field = FIELD.exec(line);
    if (field !== null) fields.push({ name: field[1] ?? '', lines: [field[2] ?? ''] });
  }
  return fields.map(({ name, lines }) => ({ name, value: lines.join('').trim() }));
}

/** Values of a field in order; the name in any case. */
export function headerValues(headers: readonly Header[], name: string): string[] {
  const wanted = name.toLowerCase();
  return headers.filter((header) => header.name.toLowerCase() === wanted).map((header) => header.value);
}

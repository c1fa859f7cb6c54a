// The header of a mail as bytes: read it without a parser's opinions, and change single fields while everything else
// stays byte for byte. Anything may arrive here, so nothing throws.

export interface HeaderField {
  name: string;
  /** Unfolded, otherwise as written (encoded words stay encoded). */
  value: string;
}

/** The part before the body, with its line ends, without the empty line. */
export function headOf(mime: Buffer): string {
  return decode(mime.subarray(0, headLength(mime)));
}

export function fieldsOf(head: string): HeaderField[] {
  const fields: HeaderField[] = [];
  for (const line of unfolded(head)) {
    const match = /^([!-9;-~]+)[ \t]*:([^]*)$/.exec(line);
    if (match?.[1] !== undefined && match[2] !== undefined) fields.push({ name: match[1], value: match[2].trim() });
  }
  return fields;
}

/** Value of the first field of that name. */
export function fieldValue(fields: readonly HeaderField[], name: string): string | undefined {
  const lower = name.toLowerCase();
  return fields.find((field) => field.name.toLowerCase() === lower)?.value;
}

/** All message ids in a References or In-Reply-To field, in their order. */
export function messageIdsIn(value: string | undefined): string[] {
  return value?.match(/<[^<>\s]+>/g) ?? [];
}

/** Adds a field on top; the name and value must be ASCII or already encoded. */
export function withField(mime: Buffer, name: string, value: string): Buffer {
  return Buffer.concat([Buffer.from(`${name}: ${value}\r\n`), mime]);
}

/** Removes every field of that name, folded lines included. */
export function withoutField(mime: Buffer, name: string): Buffer {
  const end = headLength(mime);
  const kept: string[] = [];
  const wanted = new RegExp(`^${name}[ \\t]*:`, 'i');
  let dropping = false;
  let dropped = false;
  for (const line of mime.subarray(0, end).toString('latin1').split(/(?<=\n)/)) {
    if (!/^[ \t]/.test(line)) dropping = wanted.test(line);
    if (dropping) dropped = true;
    else kept.push(line);
  }
  return dropped ? Buffer.concat([Buffer.from(kept.join(''), 'latin1'), mime.subarray(end)]) : mime;
}

function headLength(mime: Buffer): number {
  for (let at = mime.indexOf(10); at !== -1; at = mime.indexOf(10, at + 1)) {
    const next = mime[at + 1];
    if (next === 10 || (next === 13 && mime[at + 2] === 10)) return at + 1;
  }
  return mime.length;
}

function decode(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  return text.includes('\ufffd') ? bytes.toString('latin1') : text;
}

function unfolded(head: string): string[] {
  const lines: string[] = [];
  for (const line of head.split(/\r?\n/)) {
    const last = lines.length - 1;
    if (/^[ \t]/.test(line) && last >= 0) lines[last] = `${lines[last] ?? ''}${line}`;
    else lines.push(line);
  }
  return lines;
}

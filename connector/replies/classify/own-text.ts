/**
 * What the writer of a mail wrote, without what is quoted. Quotes are told by their shape, which is
 * the same in every language: lines behind ">", a line "On …, X wrote:" before such lines, a block
 * of "From: … Sent: … To: … Subject: …" with an address in it, a rule "-----Original Message-----".
 * Errs towards keeping text. Linear in the length of the text.
 */

const QUOTED = /^ {0,3}[>|]/;
/** A rule with words in it, such as "-----Original Message-----", in any language. */
const RULE_WITH_WORDS = /^ {0,3}-{3,12} ?[\p{L}][\p{L} ]{3,60} ?-{3,12} *$/u;
/** A rule without words, as Outlook draws above the header block of the mail it quotes. */
const RULE = /^ {0,3}[_-]{5,200} *$/;
/** "Von: …" with a word or a few before a colon of any script. */
const FIELD = /^[ *]{0,4}[\p{L}][\p{L}'. -]{0,24}[ *]{0,2}[:：][ *]{0,2}\S/u;
const ADDRESS = /[^\s<>@]{1,64}@[^\s<>@]{1,255}/;
/** "Am 3. Mai 2026 um 10:04 schrieb X <x@y>:" in any language: has a number and ends with a colon. */
const ATTRIBUTION_END = /[:：] *$/;
const LONGEST_LINE = 500;

export function ownText(text: string): string {
  const lines = text.split('\n');
  const kept: string[] = [];
  for (let at = 0; at < lines.length; at += 1) {
    const line = (lines[at] ?? '').slice(0, LONGEST_LINE);
    if (RULE_WITH_WORDS.test(line) && hasText(kept)) break;
    if (startsHeaderBlock(lines, RULE.test(line) ? at + 1 : at) && hasText(kept)) break;
    if (QUOTED.test(line)) {
      dropAttribution(kept);
      continue;
    }
    if (isAttribution(line) || (ATTRIBUTION_END.test(lines[at + 1] ?? '') && isAttribution(`${line} ${(lines[at + 1] ?? '').slice(0, LONGEST_LINE)}`))) {
      if (hasText(kept) && restIsOneQuote(lines, at)) break;
    }
    kept.push(lines[at] ?? '');
  }
  return kept.join('\n').trim();
}

function hasText(lines: readonly string[]): boolean {
  return lines.some((line) => line.trim() !== '');
}

/** Three lines of four that are fields, an address among them. */
function startsHeaderBlock(lines: readonly string[], at: number): boolean {
  const block = lines.slice(at, at + 5).map((line) => line.slice(0, LONGEST_LINE));
  if (!FIELD.test(block[0] ?? '')) return false;
  const fields = block.filter((line) => FIELD.test(line));
  return fields.length >= 3 && fields.some((line) => ADDRESS.test(line));
}

/** Ends with a colon, and names a date and somebody: an address, or a time of day. */
function isAttribution(line: string): boolean {
  return ATTRIBUTION_END.test(line) && /\d/.test(line) && (ADDRESS.test(line) || /\d[:.h]\d\d/.test(line)) && line.length < LONGEST_LINE;
}

/** Some mail programs quote without ">" below the attribution: nothing tells where that ends, so it goes on to the end. */
function restIsOneQuote(lines: readonly string[], attributionAt: number): boolean {
  return !lines.slice(attributionAt + 1).some((line) => QUOTED.test(line));
}

/** The line "X wrote:" above quoted lines belongs to the quote. */
function dropAttribution(kept: string[]): void {
  let last = kept.length - 1;
  while (last >= 0 && (kept[last] ?? '').trim() === '' && kept.length - last < 3) last -= 1;
  const line = (kept[last] ?? '').slice(0, LONGEST_LINE);
  if (!ATTRIBUTION_END.test(line)) return;
  const twoLines = `${(kept[last - 1] ?? '').slice(0, LONGEST_LINE)} ${line}`;
  if (isAttribution(line) || /\d/.test(line)) kept.length = last;
  else if (isAttribution(twoLines)) kept.length = Math.max(0, last - 1);
  else if (ADDRESS.test(line) || line.length < 100) kept.length = last;
}

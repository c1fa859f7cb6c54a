/**
 * Message ids out of References and In-Reply-To (RFC 5322 section 3.6.4), as mail programs really
 * write them: folded anywhere, with comments and phrases in between (section 4.5.4), with commas,
 * or without angle brackets. Runs in time linear to the length, because anybody can send such a field.
 */

/** A line has no more characters (RFC 5322 section 2.1.1). Longer ids are none: nobody wrote them, and no index takes them. Without brackets. */
const LONGEST_ID = 997;

/** No thread is longer: what comes behind is not read. */
const IDS_AT_MOST = 20_000;
/** An id, and what stands before it. */
const PIECES_AT_MOST = 2 * IDS_AT_MOST;

/** What stands in angle brackets; an opening bracket of a comment; anything up to either; an opening bracket that is never closed. */
const PIECE = /<([^<>]*)>|\(|[^<(]+|</g;
const WORD = /[^\s,;<>]+/g;

/** Every id of the field in order, each once, with angle brackets. What contains no "@" outside brackets is no id. */
export function messageIds(field: string): string[] {
  const found = new Set<string>();
  const add = (id: string): void => {
    if (id.length < LONGEST_ID) found.add(`<${id}>`);
  };
  let bare = '';
  let words = 0;
  const endBare = (): void => {
    for (const [word] of bare.matchAll(WORD)) {
      words += 1;
      if (words > PIECES_AT_MOST) break;
      const id = word.replace(/^["']{1,9}|["']{1,9}$/g, '');
      if (id.includes('@')) add(id);
    }
    bare = '';
  };

  let commentsClose = true;
  PIECE.lastIndex = 0;
  for (let at = 0, pieces = 0; at < field.length && found.size < IDS_AT_MOST && pieces < PIECES_AT_MOST; pieces += 1) {
    PIECE.lastIndex = at;
    const piece = PIECE.exec(field);
    if (piece === null) break;
    const [whole, bracketed] = piece;
    at += whole.length;
    if (bracketed !== undefined) {
      endBare();
      const id = bracketed.replace(/\s+/g, '');
      if (id !== '') add(id);
    } else if (whole === '<') {
      endBare();
    } else if (whole === '(') {
      const after: number = commentsClose ? endOfComment(field, at - 1) : -1;
      commentsClose = after !== -1;
      bare += after === -1 ? '(' : ' ';
      at = after === -1 ? at : after;
    } else {
      bare += whole;
    }
  }
  endBare();
  return [...found];
}

/** Position after the comment that begins at `start` (nesting, quoted pairs), or -1 if it never ends. */
function endOfComment(field: string, start: number): number {
  let depth = 0;
  for (let at = start; at < field.length; at += 1) {
    const character = field.charAt(at);
    if (character === '\\') at += 1;
    else if (character === '(') depth += 1;
    else if (character === ')') {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return -1;
}

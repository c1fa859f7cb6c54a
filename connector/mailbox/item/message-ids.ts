/**
 * Message ids out of References and In-Reply-To (RFC 5322 section 3.6.4), as mail programs really
 * write them: folded anywhere, with comments and phrases in between (section 4.5.4), with commas,
 * or without angle brackets. Runs in time linear to the length, because anybody can send such a field.
 */

/** A line has no more characters (RFC 5322 section 2.1.1). Longer ids are none: nobody wrote them, and no index takes them. */
const LONGEST_ID = 998;

/** Every id of the field in order, each once, with angle brackets. What contains no "@" outside brackets is no id. */
export function messageIds(field: string): string[] {
  const found = new Set<string>();
  let bare = '';
  const endBare = (): void => {
    for (const word of bare.split(/[\s,;<>]+/)) {
      const id = word.replace(/^["']+|["']+$/g, '');
      if (id.includes('@')) found.add(`<${id}>`);
    }
    bare = '';
  };

  let commentsClose = true;
  let end = field.indexOf('>');
  for (let at = 0; at < field.length; ) {
    const character = field.charAt(at);
    if (character === '<') {
      endBare();
      if (end !== -1 && end < at) end = field.indexOf('>', at);
      const next = field.indexOf('<', at + 1);
      const closed = end !== -1 && (next === -1 || end < next);
      const stop = closed ? end : next === -1 ? field.length : next;
      const inside = field.slice(at + 1, stop);
      if (closed) {
        const id = inside.replace(/\s+/g, '');
        if (id !== '') found.add(`<${id}>`);
      } else {
        bare = inside;
        endBare();
      }
      at = closed ? stop + 1 : stop;
    } else if (character === '(' && commentsClose) {
      const after = endOfComment(field, at);
      if (after === -1) {
        commentsClose = false;
      } else {
        bare += ' ';
        at = after;
      }
    } else {
      bare += character;
      at += 1;
    }
  }
  endBare();
  return [...found].filter((id) => id.length <= LONGEST_ID);
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

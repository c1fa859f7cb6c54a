/**
 * HTML of a mail as plain text, for reading what it says: lines where blocks end, quoted blocks
 * behind ">", nothing of styles and scripts. One pass over the tokens, which cannot fail and takes time linear
 * to the length; a parser that keeps a tree, or only a stack, does not, on markup that never closes.
 */
import { Tokenizer } from 'htmlparser2';

/** Further markup is not read. Characters. */
const LONGEST_HTML = 300_000;
const UNSEEN = new Set(['style', 'script', 'head', 'title', 'noscript', 'template']);
/** What ends a head that nobody closed. */
const ENDS_HEAD = new Set(['body', 'p', 'div', 'table']);
const BLOCKS = new Set([
  'address', 'article', 'blockquote', 'br', 'dd', 'div', 'dl', 'dt', 'footer', 'form', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'header', 'hr', 'li', 'ol', 'p', 'pre',
  'section', 'table', 'tr', 'ul',
]);
/** A blank line stands around these. */
const PARAGRAPHS = new Set(['p', 'blockquote', 'table', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'pre']);
const CELLS = new Set(['td', 'th']);
const DEEPEST_QUOTE = 5;
/** Nobody reads further than this: not people, not rules. */
const TOKENS_AT_MOST = 60_000;
const LONGEST_TEXT = 100_000;

export function textOfHtml(html: string): string {
  const text = new Text();
  const read = html.slice(0, LONGEST_HTML);
  const tokens = new Tokenizer(
    { xmlMode: false, decodeEntities: true },
    {
      onopentagname: (start, end) => text.open(read.slice(start, end).toLowerCase()),
      onclosetag: (start, end) => text.close(read.slice(start, end).toLowerCase().trim()),
      ontext: (start, end) => text.add(read.slice(start, end)),
      ontextentity: (point) => text.add(String.fromCodePoint(point)),
      onattribdata: ignore,
      onattribentity: ignore,
      onattribend: ignore,
      onattribname: ignore,
      oncdata: ignore,
      oncomment: ignore,
      ondeclaration: ignore,
      onend: ignore,
      onopentagend: ignore,
      onprocessinginstruction: ignore,
      onselfclosingtag: ignore,
    },
  );
  tokens.write(read);
  tokens.end();
  return text.done();
}

function ignore(): void {
  // Attributes and comments say nothing.
}

class Text {
  readonly #lines: string[] = [];
  #line = '';
  #unseen = 0;
  #quotes = 0;
  #preformatted = 0;
  #tokens = 0;
  #length = 0;

  open(name: string): void {
    if (this.#isFull()) return;
    if (ENDS_HEAD.has(name)) this.#unseen = 0;
    if (UNSEEN.has(name)) this.#unseen += 1;
    if (BLOCKS.has(name)) this.#breakBefore(name);
    if (CELLS.has(name) && this.#line !== '') this.#line += ' ';
    if (name === 'blockquote') this.#quotes += 1;
    if (name === 'pre') this.#preformatted += 1;
  }

  close(name: string): void {
    if (this.#isFull()) return;
    if (UNSEEN.has(name)) this.#unseen = Math.max(0, this.#unseen - 1);
    if (name !== 'br' && BLOCKS.has(name)) this.#breakBefore(name);
    if (name === 'blockquote') this.#quotes = Math.max(0, this.#quotes - 1);
    if (name === 'pre') this.#preformatted = Math.max(0, this.#preformatted - 1);
  }

  add(text: string): void {
    if (this.#unseen > 0 || this.#isFull()) return;
    this.#length += text.length;
    if (this.#preformatted === 0) {
      this.#line += text.length === 1 ? text : text.replace(/[\t\r\n ]+/g, ' ');
      return;
    }
    const [first = '', ...others] = text.split(/\r\n|\n|\r/);
    this.#line += first;
    for (const other of others) {
      this.#endLine();
      this.#line = other;
    }
  }

  done(): string {
    if (this.#line.trim() !== '') this.#endLine();
    return this.#lines.join('\n');
  }

  #isFull(): boolean {
    this.#tokens += 1;
    return this.#tokens > TOKENS_AT_MOST || this.#length > LONGEST_TEXT;
  }

  #breakBefore(name: string): void {
    if (this.#line.trim() !== '' || name === 'br') this.#endLine();
    else this.#line = '';
    if (PARAGRAPHS.has(name) && !/^[> ]*$/.test(this.#lines.at(-1) ?? '')) this.#endLine();
  }

  #endLine(): void {
    const mark = this.#quotes === 0 ? '' : `${'>'.repeat(Math.min(this.#quotes, DEEPEST_QUOTE))} `;
    this.#lines.push(mark + this.#line.trim());
    this.#line = '';
  }
}

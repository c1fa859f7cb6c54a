/**
 * HTML of a mail as plain text, for reading what it says: lines where blocks end, quoted blocks
 * behind ">", nothing of styles and scripts. One pass of a tolerant parser that cannot fail.
 */
import { Parser } from 'htmlparser2';

/** Further markup is not read. Characters. */
const LONGEST_HTML = 300_000;
const UNSEEN = new Set(['style', 'script', 'head', 'title', 'noscript', 'template']);
const BLOCKS = new Set([
  'address', 'article', 'blockquote', 'br', 'dd', 'div', 'dl', 'dt', 'footer', 'form', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'header', 'hr', 'li', 'ol', 'p', 'pre',
  'section', 'table', 'tr', 'ul',
]);
/** A blank line stands around these. */
const PARAGRAPHS = new Set(['p', 'blockquote', 'table', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'ul', 'ol', 'pre']);
const CELLS = new Set(['td', 'th']);
const DEEPEST_QUOTE = 5;

export function textOfHtml(html: string): string {
  const lines: string[] = [];
  let line = '';
  let unseen = 0;
  let quotes = 0;
  let preformatted = 0;

  const endLine = (): void => {
    lines.push(`${'>'.repeat(Math.min(quotes, DEEPEST_QUOTE))}${quotes > 0 ? ' ' : ''}${line.trim()}`);
    line = '';
  };
  const breakBefore = (name: string): void => {
    if (line.trim() !== '' || name === 'br') endLine();
    if (PARAGRAPHS.has(name) && (lines.at(-1) ?? '').replace(/[> ]/g, '') !== '') endLine();
  };

  const parser = new Parser({
    onopentag(name) {
      if (UNSEEN.has(name)) unseen += 1;
      if (name === 'body') unseen = 0;
      if (BLOCKS.has(name)) breakBefore(name);
      if (CELLS.has(name) && line !== '') line += ' ';
      if (name === 'blockquote') quotes += 1;
      if (name === 'pre') preformatted += 1;
    },
    onclosetag(name) {
      if (UNSEEN.has(name)) unseen = Math.max(0, unseen - 1);
      if (name !== 'br' && BLOCKS.has(name)) breakBefore(name);
      if (name === 'blockquote') quotes = Math.max(0, quotes - 1);
      if (name === 'pre') preformatted = Math.max(0, preformatted - 1);
    },
    ontext(text) {
      if (unseen > 0) return;
      if (preformatted === 0) {
        line += text.replace(/[\t\r\n ]+/g, ' ');
        return;
      }
      const [first = '', ...others] = text.split(/\r\n|\n|\r/);
      line += first;
      for (const other of others) {
        endLine();
        line = other;
      }
    },
  });
  parser.write(html.slice(0, LONGEST_HTML));
  parser.end();
  if (line.trim() !== '') endLine();
  return lines.join('\n');
}

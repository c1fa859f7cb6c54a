// The body of a message in the form a client prefers, and the part of it that is new (uniqueBody).
import { htmlToText, textOf, type MailContent } from './mail/parse.js';

export type BodyType = 'html' | 'text';

export interface Body {
  contentType: BodyType;
  content: string;
}

/** Where a quoted mail begins in HTML: Outlook, Outlook on the web, Gmail, Apple Mail, Thunderbird, Yahoo. */
const HTML_QUOTE =
  /<[^<>]+(?:id="?(?:x_)?(?:divRplyFwdMsg|appendonsend|mail-editor-reference-message-container)|class="?[^">]*(?:gmail_quote|moz-cite-prefix|yahoo_quoted))|<blockquote[^<>]+type="?cite|<div[^<>]+border-top:\s*solid\s+#(?:E1E1E1|B5C4DF)/i;

/** Where a quoted mail begins in plain text. */
const TEXT_QUOTE = /^(?:-{2,}\s*Original Message\s*-{2,}|_{10,}\s*$|On .{5,200}wrote:\s*$|From: .+\r?\n(?:Sent|Date): |>)/im;

/** Without a preference Graph answers HTML. */
export function bodyOf(content: MailContent, preferred: BodyType = 'html'): Body {
  return preferred === 'html' ? { contentType: 'html', content: asHtml(content) } : { contentType: 'text', content: textOf(content) };
}

export function uniqueBodyOf(content: MailContent, preferred: BodyType = 'html'): Body {
  if (content.html === null) {
    const text = (content.text ?? '').split(TEXT_QUOTE)[0] ?? '';
    return bodyOf({ ...content, text }, preferred);
  }
  const at = content.html.search(HTML_QUOTE);
  const html = at === -1 ? content.html : `${content.html.slice(0, at)}</body></html>`;
  return preferred === 'html' ? { contentType: 'html', content: html } : { contentType: 'text', content: htmlToText(html) };
}

function asHtml(content: MailContent): string {
  if (content.html !== null) return content.html;
  const escaped = (content.text ?? '').replace(/[&<>]/g, (character) => `&#${character.charCodeAt(0)};`);
  return (
    '<html><head>\r\n<meta http-equiv="Content-Type" content="text/html; charset=utf-8"></head>' +
    `<body><div class="PlainText" style="white-space:pre-wrap">${escaped}</div></body></html>`
  );
}

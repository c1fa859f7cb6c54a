/** A campaign mail's text as the HTML it is sent as. Pure: the web app's tips look at the same. */

/** The address of the person's own page counts before it is filled in. */
const WEB_ADDRESS = /\bhttps?:\/\/[^\s<>"']+|\{\{\s*privacy_link\s*\}\}/gi;
/** What ends a sentence rather than an address. A bracket belongs to the sentence, too. */
const BEHIND_ADDRESS = /[.,;:!?)\]»”]+$/;
const LOOKS_LIKE_HTML = /<(?:p|br|div|a|b|i|ul|ol|table|span|strong|em|h[1-6]|img)\b[^>]*>/i;

/** HTML as it is; plain text becomes paragraphs, and web addresses in it links. Fields are left to be filled in. */
export function bodyHtml(template: string): string {
  if (LOOKS_LIKE_HTML.test(template)) return template;
  return template
    .split(/\r?\n\s*\r?\n/)
    .map((paragraph) => `<p>${withLinks(paragraph.trim()).replace(/\r?\n/g, '<br>')}</p>`)
    .join('\n');
}

/** Mail programs show them as links anyway; as links they are ours to track. */
function withLinks(text: string): string {
  let html = '';
  let until = 0;
  for (const match of text.matchAll(WEB_ADDRESS)) {
    const address = escapeHtml(match[0].replace(BEHIND_ADDRESS, ''));
    html += `${escapeHtml(text.slice(until, match.index))}<a href="${address}">${address}</a>`;
    until = match.index + match[0].replace(BEHIND_ADDRESS, '').length;
  }
  return html + escapeHtml(text.slice(until));
}

export function escapeHtml(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;').replace(/"/g, '&quot;');
}

/** Does what a tip offers: the draft as it is afterwards. Pure; what the remedy is not about stays as it was, to the character. */
import type { Draft, Logo, Remedy } from './draft.js';
import { escapeHtml, readHtml, WEB_ADDRESS } from './html.js';

export function applyRemedy(draft: Draft, remedy: Remedy): Draft {
  switch (remedy.kind) {
    case 'make-html':
      return draft.html === null ? { ...draft, html: htmlOf(draft.text) } : draft;
    case 'add-logo':
      return draft.html === null || draft.logo === undefined ? draft : { ...draft, html: withLogo(draft.html, draft.logo) };
    case 'link-addresses':
      return draft.html === null ? draft : { ...draft, html: withLinks(draft.html) };
    case 'leave-out':
      return { ...draft, recipients: draft.recipients.filter(({ address }) => address !== remedy.address) };
    case 'set-mode':
      return { ...draft, mode: remedy.mode };
    case 'show-destination':
      return draft.html === null ? draft : { ...draft, html: showing(draft.html, remedy.link, remedy.shows) };
  }
}

/** Paragraphs where blank lines are, addresses as links. */
function htmlOf(text: string): string {
  const paragraphs = text.trim().split(/(?:\r?\n[ \t]*){2,}/);
  return paragraphs.map((paragraph) => `<p>${linked(paragraph).replace(/\r?\n/g, '<br>\n')}</p>`).join('\n');
}

function linked(text: string): string {
  let html = '';
  let done = 0;
  for (const match of text.matchAll(WEB_ADDRESS)) {
    html += escapeHtml(text.slice(done, match.index)) + link(escapeHtml(match[0]));
    done = match.index + match[0].length;
  }
  return html + escapeHtml(text.slice(done));
}

/** @param address as it stands in HTML */
function link(address: string): string {
  return `<a href="${/^www\./i.test(address) ? 'https://' : ''}${address}">${address}</a>`;
}

function withLinks(html: string): string {
  return [...readHtml(html).bare].reverse().reduce((changed, { address, from, to }) => changed.slice(0, from) + link(address) + changed.slice(to), html);
}

function withLogo(html: string, { address, text, width }: Logo): string {
  const { end } = readHtml(html);
  return `${html.slice(0, end)}<p><img src="${escapeHtml(address)}" alt="${escapeHtml(text)}" width="${width}"></p>${html.slice(end)}`;
}

function showing(html: string, at: number, shows: string): string {
  const inner = readHtml(html).links[at]?.inner ?? null;
  return inner === null ? html : html.slice(0, inner.from) + escapeHtml(shows) + html.slice(inner.to);
}

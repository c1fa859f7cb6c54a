/** The few plain pages the connector shows by itself: no script, readable on any browser. */
import type { Response } from 'express';
import type { Logger } from 'pino';
import { failureOf } from './failure.js';
import { requestIdOf } from './request-id.js';

export interface PlainPage {
  readonly title: string;
  readonly says: string;
  /** In small print below, for whoever is asked for help. */
  readonly small?: string;
  readonly links?: readonly { readonly to: string; readonly label: string }[];
  /** A button that posts to the page's own address. */
  readonly button?: string;
}

export function sendPage(response: Response, status: number, page: PlainPage): void {
  response.status(status).type('html').send(textOf(page));
}

/** A failed sign-in as a page with its code, a sentence and a way to try again. */
export function sendFailurePage(response: Response, thrown: unknown, log: Logger): void {
  const error = failureOf(thrown);
  const requestId = requestIdOf(response.req);
  if (error.code === 'INTERNAL') log.error({ err: error.cause, requestId }, 'a page failed');
  else log.warn({ code: error.code, details: error.details, requestId }, 'a sign-in failed');
  sendPage(response, error.status, {
    title: 'That did not work',
    says: error.message,
    small: `${error.code} · request ${requestId}`,
    links: [{ to: '/auth/sign-in', label: 'Try again' }],
  });
}

function textOf({ title, says, small, links = [], button }: PlainPage): string {
  const anchors = links.map(({ to, label }, index) => `<a${index === 0 ? ' class="first"' : ''} href="${escaped(to)}">${escaped(label)}</a>`);
  return documentOf(
    title,
    `<h1>${escaped(title)}</h1>
<p>${escaped(says)}</p>
${button === undefined ? '' : `<form method="post"><button type="submit">${escaped(button)}</button></form>`}
${anchors.length === 0 ? '' : `<nav>${anchors.join('')}</nav>`}
${small === undefined ? '' : `<small>${escaped(small)}</small>`}`,
  );
}

/** A page of ours around this HTML, light or dark as the browser is. @param options further rules, and the language it is in */
export function documentOf(title: string, html: string, { css = '', lang = 'en' }: { readonly css?: string; readonly lang?: string } = {}): string {
  return `<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escaped(title)}</title>
<style>
:root { color-scheme: light dark; font: 15px/1.5 "Segoe UI", system-ui, sans-serif; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: light-dark(#f5f5f5, #1f1f1f); color: light-dark(#242424, #f5f5f5); }
main { max-width: 26rem; margin: 1rem; padding: 2rem; border-radius: 8px; background: light-dark(#fff, #292929); box-shadow: 0 2px 8px rgb(0 0 0 / 14%); }
h1 { margin: 0 0 .5rem; font-size: 1.25rem; font-weight: 600; }
nav { display: flex; gap: 1rem; align-items: center; flex-wrap: wrap; margin-top: 1.5rem; }
a { color: light-dark(#0e7c86, #5cc3cc); }
button { padding: .4rem 1rem; border: 0; border-radius: 4px; font: inherit; cursor: pointer; background: light-dark(#0e7c86, #5cc3cc); color: light-dark(#fff, #06282b); }
button:focus-visible, a:focus-visible { outline: 2px solid currentColor; outline-offset: 2px; }
a.first { padding: .4rem 1rem; border-radius: 4px; text-decoration: none; background: light-dark(#0e7c86, #5cc3cc); color: light-dark(#fff, #06282b); }
small { display: block; margin-top: 1.5rem; color: light-dark(#616161, #adadad); overflow-wrap: anywhere; }
${css}</style>
</head>
<body><main>
${html}
</main></body>
</html>
`;
}

/** Text as it stands in HTML, in attributes too. */
export function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

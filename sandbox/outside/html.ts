/**
 * Mail HTML made safe to look at: no script, frame, form or refresh; links open in a new tab; images come only through
 * the addresses the caller gives. What slips through here is stopped by the content security policy and the sandboxed
 * frame it is shown in; this is the first of three fences.
 */
import { Parser } from 'htmlparser2';
import { escapeHtml } from '../escape-html.js';

const REMOVED_WITH_CONTENT = new Set(['script', 'iframe', 'object', 'embed', 'applet', 'noscript', 'template', 'svg', 'math', 'frameset', 'audio', 'video', 'title']);
const REMOVED_TAGS = new Set(['base', 'meta', 'link', 'form', 'input', 'button', 'textarea', 'select', 'option']);
const VOID_TAGS = new Set(['area', 'br', 'col', 'hr', 'img', 'wbr', 'source', 'track', 'param']);
const CSS_ADDRESS = /url\(\s*(?:"([^"]*)"|'([^']*)'|([^)"']*))\s*\)/gi;

/** Where an image is to be loaded from instead; undefined leaves it out. */
export type ImageAddress = (address: string) => string | undefined;
/** Where a web link is to lead instead; undefined leaves it as it is. */
export type LinkAddress = (address: string) => string | undefined;

/** The mail's body with its styles, safe to embed in a page of ours. */
export function safeMailBody(html: string, imageAddress: ImageAddress, linkAddress: LinkAddress = () => undefined): string {
  let output = '';
  let skipping = 0;
  let inStyle = false;
  const parser = new Parser({
    onopentag(name, attributes) {
      if (skipping > 0 || REMOVED_WITH_CONTENT.has(name)) {
        if (!VOID_TAGS.has(name)) skipping += 1;
        return;
      }
      if (REMOVED_TAGS.has(name)) return;
      inStyle = name === 'style';
      output += openTag(shownAs(name), attributes, imageAddress, linkAddress);
    },
    ontext(text) {
      if (skipping === 0) output += inStyle ? rewriteCss(text, imageAddress).replaceAll('<', '') : escapeHtml(text);
    },
    onclosetag(name) {
      inStyle = false;
      if (skipping > 0) {
        if (!VOID_TAGS.has(name)) skipping -= 1;
      } else if (!REMOVED_TAGS.has(name) && !VOID_TAGS.has(name)) output += `</${shownAs(name)}>`;
    },
  });
  parser.end(html);
  return output;
}

/** The addresses of the images a reader's mail program would load, each once, in their order. */
export function imageAddressesIn(html: string): string[] {
  const found = new Set<string>();
  safeMailBody(html, (address) => {
    if (/^https?:/i.test(address)) found.add(address);
    return undefined;
  });
  return [...found];
}

/** What stands between `<body>` and `</body>`, or everything where there is no body. */
export function bodyOf(html: string): string {
  return /<body[^>]*>([\s\S]*?)(<\/body>|$)/i.exec(html)?.[1] ?? html;
}

/** A mail is embedded, so what surrounds its body becomes plain blocks that keep their style. */
function shownAs(name: string): string {
  return ['html', 'head', 'body'].includes(name) ? 'div' : name;
}

function openTag(name: string, attributes: Record<string, string>, imageAddress: ImageAddress, linkAddress: LinkAddress): string {
  const kept = Object.entries(throughWindow(attributes, linkAddress)).flatMap(([attribute, value]) => {
    const safe = attributeValue(name, attribute.toLowerCase(), value, imageAddress);
    return safe === undefined ? [] : [` ${attribute}="${escapeHtml(safe)}"`];
  });
  const link = name === 'a' ? ' target="_blank" rel="noopener noreferrer"' : '';
  return `<${name}${kept.join('')}${link}>`;
}

/** A link that leads elsewhere says where it leads in the mail, as a mail program does. */
function throughWindow(attributes: Record<string, string>, linkAddress: LinkAddress): Record<string, string> {
  const href = attributes.href?.trim();
  const instead = href === undefined ? undefined : linkAddress(href);
  return href === undefined || instead === undefined ? attributes : { ...attributes, href: instead, title: href };
}

function attributeValue(tag: string, attribute: string, value: string, imageAddress: ImageAddress): string | undefined {
  if (!/^[a-z][a-z0-9:-]*$/.test(attribute) || attribute.startsWith('on')) return undefined;
  switch (attribute) {
    case 'style':
      return rewriteCss(value, imageAddress);
    case 'src':
      return tag === 'img' ? imageAddress(value.trim()) : undefined;
    case 'background':
      return imageAddress(value.trim());
    case 'href':
      return /^(https?:|mailto:|tel:|#|\/link\?)/i.test(value.trim()) ? value : undefined;
    case 'srcset':
    case 'action':
    case 'formaction':
    case 'target':
    case 'rel':
    case 'ping':
    case 'srcdoc':
    case 'poster':
    case 'data':
      return undefined;
    default:
      return value;
  }
}

function rewriteCss(css: string, imageAddress: ImageAddress): string {
  return css
    .replace(/@import[^;]*;?/gi, '')
    .replace(CSS_ADDRESS, (_, quoted: string | undefined, single: string | undefined, bare: string | undefined) => {
      const address = imageAddress((quoted ?? single ?? bare ?? '').trim());
      return address === undefined ? 'none' : `url("${address.replace(/["\\\n]/g, '')}")`;
    });
}

/** From Graph's body of a mail to ours. Pure. */
import { textOfHtml } from './html.js';
import type { MailBody } from '../types.js';

/** `contentType` is Graph's: html or text, in any case. */
export function bodyOf(contentType: string, content: string): MailBody {
  const isHtml = contentType.toLowerCase() === 'html';
  return { text: isHtml ? textOfHtml(content) : content, html: isHtml ? content : '', parts: [] };
}

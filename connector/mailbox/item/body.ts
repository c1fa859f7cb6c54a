/** From Graph's body of a mail to ours. Pure. */
import { convert } from 'html-to-text';
import type { MailBody } from '../types.js';

/** `contentType` is Graph's: html or text, in any case. */
export function bodyOf(contentType: string, content: string): MailBody {
  const isHtml = contentType.toLowerCase() === 'html';
  return { text: isHtml ? convert(content, { wordwrap: false }) : content, html: isHtml ? content : '', parts: [] };
}

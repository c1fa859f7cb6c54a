/**
 * A document as it stands in a mail: a small picture of its first page, its name, how many pages,
 * and a button. Pure.
 *
 * Mail programs read it in their own ways: tables and inline styles are all there is (Outlook draws
 * with Word), colours stand with their background so that dark modes change both or neither, and
 * nothing is lost where images stay off. Two kilobytes at most: some programs cut long mails.
 */
import { escaped } from '../../http/index.js';
import { firstCharacters } from '../library/first-characters.js';

export interface CardFacts {
  readonly name: string;
  readonly pages: number;
  /** Of the viewer. */
  readonly url: string;
  /** Its first page may be seen by whoever has the mail: no passcode, no address asked for. */
  readonly hasPicture: boolean;
}

export interface Card {
  readonly html: string;
  readonly text: string;
}

const LONGEST_NAME = 80;
const PICTURE_PX = 88;

export function cardOf({ name, pages, url, hasPicture }: CardFacts): Card {
  const shown = shortName(name);
  const many = pages === 1 ? '1 page' : `${pages} pages`;
  const to = escaped(url);
  const picture = `<td width="${PICTURE_PX}" valign="top" style="padding:12px 0 12px 12px"><a href="${to}" style="text-decoration:none"><img src="${to}/card.jpg" width="${PICTURE_PX}" alt="First page" border="0" style="display:block;width:${PICTURE_PX}px;height:auto;border:1px solid #e0e0e0;color:#616161;font:12px Arial,sans-serif"></a></td>\n`;
  const html = `<table role="presentation" width="440" cellpadding="0" cellspacing="0" border="0" bgcolor="#ffffff" style="width:100%;max-width:440px;background:#ffffff;border:1px solid #d1d1d1;border-radius:6px">
<tr>
${hasPicture ? picture : ''}<td valign="middle" style="padding:12px;font-family:'Segoe UI',Arial,sans-serif">
<a href="${to}" style="color:#242424;font-size:16px;line-height:22px;font-weight:bold;text-decoration:none">${escaped(shown)}</a><br>
<span style="color:#616161;font-size:13px;line-height:24px">${many}</span>
<table role="presentation" cellpadding="0" cellspacing="0" border="0"><tr><td bgcolor="#0e7c86" style="background:#0e7c86;border-radius:4px;padding:5px 16px"><a href="${to}" style="color:#ffffff;font-size:14px;line-height:20px;text-decoration:none">Open</a></td></tr></table>
</td>
</tr>
</table>`;
  return { html, text: `${shown} (${many}): ${url}` };
}

function shortName(name: string): string {
  const plain = name.replaceAll(/\p{C}/gu, '').replaceAll(/\s+/g, ' ').trim();
  return firstCharacters(plain, LONGEST_NAME) === plain ? plain : `${firstCharacters(plain, LONGEST_NAME - 1).trimEnd()}…`;
}

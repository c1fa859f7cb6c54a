/**
 * The MIME of one campaign mail: HTML with tracked links and the pixel at its end, as far as its
 * mode goes, a plain-text alternative, the stamp header and one-click unsubscribe (RFC 2369, RFC
 * 8058). Built as MIME because Graph's JSON allows no List-Unsubscribe.
 */
import MailComposer from 'nodemailer/lib/mail-composer';
import type { Keys } from '../config/index.js';
import type { ConsentLine } from '../consent/index.js';
import { carriedBy, listed, pixelUrl, STAMP_HEADER, trackLinks, type HowSent, type Stamp, type UntouchedBecause } from '../tracking/index.js';
import { escapeHtml } from './body-html.js';
import { fillBody, fillSubject, fillText, hasPrivacyLink, type DocumentCards } from './template.js';

export interface StepMail {
  readonly from: { readonly name: string; readonly address: string };
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly body: string;
  /** Of the documents that stand in the body. */
  readonly documents: DocumentCards;
  readonly tracking: StepTracking;
  /** With angle brackets. */
  readonly internetMessageId: string;
  readonly unsubscribeUrl: string;
  /** The recipient's own page. */
  readonly privacyUrl: string;
  /** What the mail says about tracking at its end. */
  readonly consentLine: ConsentLine | null;
  readonly date: Date;
}

export interface StepTracking {
  readonly keys: Keys;
  readonly publicUrl: string;
  /** The mail's own; it says its mode. */
  readonly stamp: Stamp;
  /** Whose mails share pixel and links in anonymous mode. */
  readonly scope: string;
}

export interface BuiltMail {
  readonly mime: string;
  readonly subject: string;
  readonly howSent: HowSent;
  /** Why none of its links could be tracked; null if they were, or were not to be. */
  readonly untouched: UntouchedBecause | null;
}

const SMALL = 'color:#707070;font-size:12px';

/** Before the link and in it, and instead of both where the mail's own text has the link. */
const CONSENT_LINES: Readonly<Record<ConsentLine, readonly [says: string, link: string, above: string]>> = {
  ask: [
    'I would like to see whether my mail to you is read and which links are opened:',
    'agree or refuse here',
    'I would like to see whether my mail to you is read and which links are opened. By the link to your own page, above, you can agree or refuse.',
  ],
  'take-back': [
    'I see whether this mail is read and which links are opened, because you agreed:',
    'take that back here',
    'I see whether this mail is read and which links are opened, because you agreed. By the link to your own page, above, you can take that back.',
  ],
};

export async function buildStepMail(mail: StepMail): Promise<BuiltMail> {
  const { keys, publicUrl, stamp, scope } = mail.tracking;
  const carried = carriedBy(keys, stamp, scope);
  const values = { ...mail.to, privacyLink: mail.privacyUrl };
  const subject = fillSubject(mail.subject, values);
  const content = fillBody(mail.body, values, mail.documents);
  const consent = consentParts(mail);
  const unsubscribe = escapeHtml(mail.unsubscribeUrl);
  const { html, links, untouched } = trackLinks(
    `<!DOCTYPE html><html><body>${content}${consent.html}
<p style="${SMALL}">If you would rather not hear from me, <a href="${unsubscribe}" style="color:#707070">unsubscribe here</a>.</p>
</body></html>`,
    { keys, publicUrl, stamp: carried.links, unsubscribes: [mail.unsubscribeUrl] },
  );
  const composer = new MailComposer({
    from: mail.from,
    to: mail.to.name === '' ? mail.to.address : mail.to,
    subject,
    html: carried.pixel === null ? html : withPixel(html, pixelUrl(publicUrl, carried.pixel)),
    text: `${fillText(mail.body, values, mail.documents)}\n\nIf you would rather not hear from me: ${mail.unsubscribeUrl}\n${consent.text}`,
    date: mail.date,
    messageId: mail.internetMessageId,
    headers: {
      [STAMP_HEADER]: stamp.text,
      'List-Unsubscribe': { prepared: true, foldLines: false, value: `<${mail.unsubscribeUrl}>` },
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return {
    mime: (await composer.compile().build()).toString('utf8'),
    subject,
    howSent: { mode: stamp.mode, hasPixel: carried.pixel !== null, links: links.length, plain: false, ...listed(stamp.mode, links.map(({ n, destination, text }) => ({ number: n, destination, text }))) },
    untouched: untouched === 'mode' ? null : untouched,
  };
}

/** What the mail says about tracking at its end, with the link to the recipient's own page unless the text has it. */
function consentParts({ consentLine, body, privacyUrl }: StepMail): { readonly html: string; readonly text: string } {
  if (consentLine === null) return { html: '', text: '' };
  const [says, link, above] = CONSENT_LINES[consentLine];
  if (hasPrivacyLink(body)) return { html: `\n<p style="${SMALL}">${above}</p>`, text: `\n${above}\n` };
  return { html: `\n<p style="${SMALL}">${says} <a href="${escapeHtml(privacyUrl)}" style="color:#707070">${link}</a>.</p>`, text: `\n${says} ${privacyUrl}\n` };
}

function withPixel(html: string, address: string): string {
  const end = html.lastIndexOf('</body>');
  return `${html.slice(0, end)}<img src="${address}" width="1" height="1" alt="">${html.slice(end)}`;
}

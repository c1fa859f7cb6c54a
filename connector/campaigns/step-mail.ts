/**
 * The MIME of one campaign mail: HTML with the pixel at its end, a plain-text alternative, the
 * stamp header and one-click unsubscribe (RFC 2369, RFC 8058). Built as MIME because Graph's JSON
 * allows no List-Unsubscribe.
 */
import MailComposer from 'nodemailer/lib/mail-composer';
import { pixelUrl, STAMP_HEADER } from '../tracking/index.js';
import { escapeHtml, fillBody, fillSubject, textOf } from './template.js';

export interface StepMail {
  readonly from: { readonly name: string; readonly address: string };
  readonly to: { readonly name: string; readonly address: string };
  readonly subject: string;
  readonly body: string;
  readonly stamp: string;
  /** With angle brackets. */
  readonly internetMessageId: string;
  readonly unsubscribeUrl: string;
  readonly publicUrl: string;
  readonly date: Date;
}

export interface BuiltMail {
  readonly mime: string;
  readonly subject: string;
}

export async function buildStepMail(mail: StepMail): Promise<BuiltMail> {
  const subject = fillSubject(mail.subject, mail.to);
  const content = fillBody(mail.body, mail.to);
  const unsubscribe = escapeHtml(mail.unsubscribeUrl);
  const html = `<!DOCTYPE html><html><body>${content}
<p style="color:#707070;font-size:12px">If you would rather not hear from me, <a href="${unsubscribe}" style="color:#707070">unsubscribe here</a>.</p>
<img src="${pixelUrl(mail.publicUrl, mail.stamp)}" width="1" height="1" alt=""></body></html>`;
  const composer = new MailComposer({
    from: mail.from,
    to: mail.to.name === '' ? mail.to.address : mail.to,
    subject,
    html,
    text: `${textOf(content)}\n\nIf you would rather not hear from me: ${mail.unsubscribeUrl}\n`,
    date: mail.date,
    messageId: mail.internetMessageId,
    headers: {
      [STAMP_HEADER]: mail.stamp,
      'List-Unsubscribe': { prepared: true, foldLines: false, value: `<${mail.unsubscribeUrl}>` },
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return { mime: (await composer.compile().build()).toString('utf8'), subject };
}

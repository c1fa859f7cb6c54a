/** Mail programs speaking SMTP: the rep's own (signed in, so a copy goes into Sent Items), and anybody's out there. */
import { createTransport } from 'nodemailer';
import type Mail from 'nodemailer/lib/mailer/index.js';

/** The sandbox gives every mailbox this password. */
const PASSWORD = 'sandbox';

/** Sends as the rep's own mail program does: by submission, signed in. Gives the Message-ID. */
export async function sendAsRep(smtpPort: number, user: string, mail: Mail.Options): Promise<string> {
  return send(smtpPort, mail, { user, pass: PASSWORD });
}

/** Sends as mail arrives from the internet. Gives the Message-ID; resolves when the server has taken the mail. */
export async function sendFromOutside(smtpPort: number, mail: Mail.Options): Promise<string> {
  return send(smtpPort, mail);
}

async function send(port: number, mail: Mail.Options, auth?: { user: string; pass: string }): Promise<string> {
  const transport = createTransport({ host: '127.0.0.1', port, secure: false, ignoreTLS: true, ...(auth && { auth }) });
  try {
    const { messageId } = await transport.sendMail({ disableFileAccess: true, disableUrlAccess: true, ...mail });
    return messageId;
  } finally {
    transport.close();
  }
}

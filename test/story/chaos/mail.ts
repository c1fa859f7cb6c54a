/** Mail in and out of the chaos: what people got, and handing in what they write. */
import { createTransport } from 'nodemailer';
import { z } from 'zod';
import type { Wire } from './kinds.js';

const mailsSchema = z.array(z.object({ id: z.string(), folder: z.string(), subject: z.string(), messageId: z.string().nullable() }));

export interface Got {
  readonly id: string;
  readonly subject: string;
  readonly messageId: string;
}

export class OutsideMail {
  /** @param window address of the sandbox's mail window */
  constructor(
    private readonly window: string,
    private readonly smtpPort: number,
  ) {}

  /** What this person got, oldest first; nothing if they do not exist yet. */
  async of(address: string): Promise<Got[]> {
    const answer = await fetch(`${this.window}people/${address}/messages`);
    if (answer.status === 404) return [];
    const mails = mailsSchema.parse(await answer.json());
    return mails.filter(({ folder }) => folder === 'inbox').map(({ id, subject, messageId }) => ({ id, subject, messageId: messageId ?? '' })).reverse();
  }

  /** Address of the pixel in a mail this person got. */
  async pixel(address: string, id: string): Promise<string> {
    const { html } = z.object({ html: z.string().nullable() }).parse(await (await fetch(`${this.window}people/${address}/messages/${id}`)).json());
    return /<img[^>]+src="([^"]+\/o\/[^"]+)"/.exec(html ?? '')?.[1]?.replaceAll('&amp;', '&') ?? '';
  }

  async send({ from, to, as, lines }: Wire): Promise<void> {
    const auth = as === undefined ? {} : { auth: { user: as, pass: 'sandbox' } };
    const transport = createTransport({ host: '127.0.0.1', port: this.smtpPort, ignoreTLS: true, ...auth });
    try {
      await transport.sendMail({ envelope: { from, to: [...to] }, raw: lines.join('\r\n') });
    } finally {
      transport.close();
    }
  }
}

// Hands outside people's mail to another SMTP server, so that a real mail program can play an outside person.
import { createTransport, type Transporter } from 'nodemailer';
import type { OutsideDelivery } from '../post.js';

export class Relay implements OutsideDelivery {
  readonly #transport: Transporter;

  /** @param url `smtp://host:port` */
  constructor(url: string) {
    this.#transport = createTransport(url);
  }

  async deliver(recipient: string, mime: Buffer): Promise<void> {
    const from = /^Return-Path: <([^>]*)>/i.exec(mime.toString('latin1', 0, 512))?.[1] ?? '';
    await this.#transport.sendMail({ envelope: { from, to: [recipient] }, raw: mime });
  }
}

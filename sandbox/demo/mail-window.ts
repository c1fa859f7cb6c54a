/** The mail window of the people outside, as its page uses it: its JSON, the mail it shows, and its image proxy. */
import { Parser } from 'htmlparser2';
import { z } from 'zod';
import { NotSeen, waitFor } from './wait.js';

const mailSchema = z.object({
  id: z.string(),
  folder: z.string(),
  from: z.object({ address: z.string() }).nullable(),
  subject: z.string(),
  messageId: z.string().nullable(),
});

export interface OutsideMail {
  readonly id: string;
  /** Address of the sender. */
  readonly from: string;
  readonly subject: string;
  readonly messageId: string;
}

export class MailWindow {
  /** @param url as in ready.json, with a slash at its end */
  constructor(private readonly url: string) {}

  /** What the person has got, newest first. */
  async mails(address: string): Promise<OutsideMail[]> {
    const response = await fetch(this.#of(address));
    if (response.status === 404) return []; // nobody has written to this address yet
    const mails = z.array(mailSchema).parse(await bodyOf(response));
    return mails
      .filter(({ folder }) => folder === 'inbox')
      .map(({ id, from, subject, messageId }) => ({ id, from: from?.address ?? '', subject, messageId: messageId ?? '' }));
  }

  async waitForMail(address: string, subject: string): Promise<OutsideMail> {
    return waitFor(`"${subject}" in the mailbox of ${address}`, async () => (await this.mails(address)).find((mail) => mail.subject === subject));
  }

  /** Value of the first header field of this name. */
  async header(address: string, id: string, name: string): Promise<string | undefined> {
    const opened = z.object({ headers: z.array(z.object({ name: z.string(), value: z.string() })) });
    const { headers } = opened.parse(await bodyOf(await fetch(this.#of(address, id))));
    return headers.find((field) => field.name.toLowerCase() === name.toLowerCase())?.value;
  }

  /** Addresses of the images in the mail as it is shown: those of the image proxy. */
  async images(address: string, id: string): Promise<string[]> {
    const page = this.#of(address, id, 'view');
    const images: string[] = [];
    const parser = new Parser({
      onopentag: (name, { src }) => {
        if (name === 'img' && src !== undefined) images.push(new URL(src, page).href);
      },
    });
    parser.end(await (await fetch(page)).text());
    return images;
  }

  /** Opens the mail: loads its images, as the person's mail program does. */
  async open(address: string, id: string): Promise<void> {
    for (const image of await this.images(address, id)) {
      const response = await fetch(image);
      const { byteLength } = await response.arrayBuffer();
      if (!response.ok || byteLength === 0) throw new NotSeen(`an image of the mail was answered ${response.status} with ${byteLength} bytes`);
    }
    await fetch(this.#of(address, id, 'read'), { method: 'PUT' });
  }

  /** Answers, if wanted from another address. */
  async reply(address: string, id: string, { from, text }: { from?: string; text: string }): Promise<void> {
    const response = await fetch(this.#of(address, id, 'reply'), {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ from, body: text }),
    });
    await bodyOf(response);
  }

  #of(address: string, ...rest: readonly string[]): string {
    return [`${this.url}people`, address, 'messages', ...rest].join('/');
  }
}

async function bodyOf(response: Response): Promise<unknown> {
  if (response.ok) return response.json();
  throw new NotSeen(`the mail window answered ${response.status}: ${await response.text()}`);
}

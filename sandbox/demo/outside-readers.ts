/** What people outside do with mail, ordered as a script does: their mail programs, their gateways, opening, clicking, passing on. */
import { z } from 'zod';
import { NotSeen, waitFor } from './wait.js';

export type MailProgram = 'browser' | 'phone' | 'gmail' | 'gmail-prefetch' | 'apple-privacy' | 'outlook-web' | 'outlook-classic' | 'images-off' | 'plain-text';
export type Gateway = 'none' | 'security' | 'appliance' | 'head' | 'safe-links' | 'unsubscribing';

/** With another mail program than usual; not before so many milliseconds after delivery. */
export interface Moment {
  readonly mailProgram?: MailProgram;
  readonly afterDelivery_ms?: number;
}

const picturesSchema = z.object({ images: z.array(z.object({ url: z.string(), status: z.number(), type: z.string(), bytes: z.number() })) });
const clickSchema = z.object({ link: z.string(), url: z.string(), status: z.number(), leadsTo: z.string().nullable() });
const visitsSchema = z.object({
  waiting: z.number(),
  visits: z.array(z.object({ at: z.string(), by: z.string(), method: z.string(), url: z.string(), userAgent: z.string(), networkAddress: z.string().nullable(), status: z.number(), note: z.string().nullable() })),
});
const mailsSchema = z.array(z.object({ id: z.string(), folder: z.string(), subject: z.string(), messageId: z.string().nullable() }));

export type Pictures = z.infer<typeof picturesSchema>['images'];
export type Clicked = z.infer<typeof clickSchema>;
export type Visited = z.infer<typeof visitsSchema>['visits'][number];

/** A person's mails are named by subject or Message-ID. */
export class OutsideReaders {
  /** @param window address of the mail window, with a slash at its end */
  constructor(private readonly window: string) {}

  /** The person appears if need be. @param after_ms when it loads images of its own accord, after delivery */
  async setMailProgram(person: string, mailProgram: MailProgram, { after_ms }: { after_ms?: number } = {}): Promise<void> {
    await this.#ask('POST', 'people', { address: person });
    await this.#ask('PUT', `people/${person}/mail-program`, { mailProgram, after_ms });
  }

  /** For mail that comes from now on. @param after_ms when it begins, after delivery */
  async setGateway(domain: string, gateway: Gateway, { after_ms }: { after_ms?: number } = {}): Promise<void> {
    await this.#ask('PUT', `domains/${domain}/gateway`, { gateway, after_ms });
  }

  /** Gives the images that were loaded: none where the mail program loads none. */
  async open(person: string, mail: string, order: Moment & { readonly allowImages?: boolean } = {}): Promise<Pictures> {
    return picturesSchema.parse(await this.#ask('POST', await this.#of(person, mail, 'open'), order)).images;
  }

  /** Opens a link in the person's own browser. @param link its place counted from 0, or a part of its words or address */
  async click(person: string, mail: string, link: number | string, moment: Moment = {}): Promise<Clicked> {
    return clickSchema.parse(await this.#ask('POST', await this.#of(person, mail, 'click'), { link, ...moment }));
  }

  /** Passes the mail on to somebody else. Gives the Message-ID of the new mail. */
  async forward(person: string, mail: string, to: string, body = 'For you.'): Promise<string> {
    return z.object({ messageId: z.string() }).parse(await this.#ask('POST', await this.#of(person, mail, 'forward'), { to, body })).messageId;
  }

  async reply(person: string, mail: string, body = 'Yes.'): Promise<string> {
    return z.object({ messageId: z.string() }).parse(await this.#ask('POST', await this.#of(person, mail, 'reply'), { body })).messageId;
  }

  /** What was asked for because of a mail, once what its arrival brought about is over. */
  async visitsWhenQuiet(person: string, mail: string): Promise<Visited[]> {
    const path = await this.#of(person, mail, 'visits');
    return waitFor(`quiet around "${mail}" at ${person}`, async () => {
      const { visits, waiting } = visitsSchema.parse(await this.#ask('GET', path));
      return waiting === 0 ? visits : undefined;
    }, { timeout_ms: 20_000 });
  }

  /**
   * The rep looks at a mail of their own, in Sent Items, as their Outlook shows it. Gives the status of each image.
   * @param to whom it went to, where several mails have that subject
   */
  async openOwn(rep: string, mail: string, client: 'outlook-web' | 'outlook-desktop', to?: string): Promise<number[]> {
    const found = await waitFor(`"${mail}" in Sent Items of ${rep}`, async () => {
      const mails = z.array(z.object({ number: z.number(), subject: z.string(), messageId: z.string(), to: z.array(z.string()) })).parse(await this.#ask('GET', `rep/mailboxes/${rep}/folders/sentitems`));
      return mails.find((one) => (one.subject === mail || one.messageId === mail) && (to === undefined || one.to.includes(to)));
    });
    const opened = z.object({ images: z.array(z.object({ status: z.number() })) }).parse(await this.#ask('POST', `rep/mailboxes/${rep}/messages/${found.number}/open`, { client }));
    return opened.images.map(({ status }) => status);
  }

  /** Waits for the mail to come. */
  async #of(person: string, mail: string, act: string): Promise<string> {
    const id = await waitFor(`"${mail}" in the mailbox of ${person}`, async () => {
      const response = await fetch(`${this.window}people/${person}/messages`);
      if (response.status === 404) return undefined;
      return mailsSchema.parse(await response.json()).find(({ folder, subject, messageId }) => folder === 'inbox' && (subject === mail || messageId === mail))?.id;
    }, { timeout_ms: 20_000 });
    return `people/${person}/messages/${id}/${act}`;
  }

  async #ask(method: string, path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${this.window}${path}`, { method, ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }) });
    const text = await response.text();
    if (!response.ok) throw new NotSeen(`${method} /${path} was answered ${response.status}: ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }
}

/** How a mail fared, as the web app shows it over the API: who has seen it, and who asked for what. */
import { z } from 'zod';
import type { RepBrowser } from './rep-browser.js';
import { waitFor } from './wait.js';

const listSchema = z.object({ messages: z.array(z.object({ id: z.string(), subject: z.string(), recipients: z.array(z.object({ address: z.string() })) })) });
const detailsSchema = z.object({ recipients: z.array(z.object({ address: z.string(), seen: z.object({ state: z.string(), says: z.string() }) })) });
const hitsSchema = z.object({ hits: z.array(z.object({ kind: z.string(), verdict: z.string(), words: z.string(), says: z.string() })) });

export type Hit = z.infer<typeof hitsSchema>['hits'][number];
export type Seen = z.infer<typeof detailsSchema>['recipients'][number]['seen'];

export class TrackedMails {
  constructor(private readonly browser: RepBrowser) {}

  /** Whether the only recipient has seen it. */
  async seen(subject: string, address: string): Promise<Seen> {
    const { recipients } = await this.browser.get(`/api/messages/${await this.#idOf(subject, address)}`, detailsSchema);
    const found = recipients.find((one) => one.address === address);
    if (found === undefined) throw new Error(`${address} is not among those whom "${subject}" went to`);
    return found.seen;
  }

  /** Waits until at least so many requests are stored. Gives them, newest first. */
  async hits(subject: string, address: string, atLeast: number): Promise<Hit[]> {
    const id = await this.#idOf(subject, address);
    return waitFor(`${atLeast} requests because of "${subject}" to ${address}`, async () => {
      const { hits } = await this.browser.get(`/api/messages/${id}/hits`, hitsSchema);
      return hits.length >= atLeast ? hits : undefined;
    });
  }

  async #idOf(subject: string, address: string): Promise<string> {
    return waitFor(`"${subject}" to ${address} among the sent mails`, async () => {
      const { messages } = await this.browser.get('/api/messages', listSchema);
      return messages.find((mail) => mail.subject === subject && mail.recipients.some((one) => one.address === address))?.id;
    });
  }
}

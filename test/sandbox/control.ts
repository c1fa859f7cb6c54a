/** The sandbox's control API (docs/sandbox.md) for tests. */
import { z } from 'zod';
import { OutsideReaders } from '../../sandbox/demo/outside-readers.js';

const entrySchema = z.object({
  number: z.number(),
  at: z.string(),
  what: z.string(),
  mailbox: z.string().optional(),
  mail: z.string().optional(),
  detail: z.string().optional(),
});
export type SandboxEvent = z.infer<typeof entrySchema>;

const stateSchema = z.object({ counts: z.record(z.string(), z.number()) });

/** As the body of `PUT /control/faults`; what is left out is off. */
export interface FaultShares {
  readonly seed?: number;
  readonly notifications?: Readonly<Record<string, number>>;
  readonly calls?: Readonly<Record<string, number>>;
  readonly unreadable?: Readonly<Record<string, number>>;
  readonly delta?: Readonly<Record<string, number>>;
  readonly subscriptions?: Readonly<Record<string, number>>;
}

export class SandboxControl extends OutsideReaders {
  /** @param url address of the mail window, with a slash at its end */
  constructor(private readonly url: string) {
    super(url);
  }

  /** Replaces all faults; `{}` ends them. */
  async faults(shares: FaultShares): Promise<void> {
    await this.#ask('PUT', 'faults', shares);
  }

  /** A fault for the next calls that fit. */
  async once(order: { fault: string; method?: string; path?: string; count?: number }): Promise<void> {
    await this.#ask('POST', 'faults/once', order);
  }

  async event(event: 'reauthorizationRequired' | 'subscriptionRemoved' | 'missed' | 'deltaExpired' | 'tokensRefused', about: { mailbox?: string; tell?: boolean } = {}): Promise<void> {
    await this.#ask('POST', 'events', { event, ...about });
  }

  /** How often each thing happened so far. */
  async counts(): Promise<Record<string, number>> {
    return stateSchema.parse(await this.#ask('GET', 'faults')).counts;
  }

  /** What happened, oldest first; of one mail by its Message-ID. */
  async journal({ after = 0, mail }: { after?: number; mail?: string } = {}): Promise<SandboxEvent[]> {
    const query = new URLSearchParams({ after: String(after), ...(mail !== undefined && { mail }) });
    return z.array(entrySchema).parse(await this.#ask('GET', `journal?${query.toString()}`));
  }

  /** An Inbox rule of that mailbox's owner; `moveToFolder` by the folder's name. */
  async rule(mailbox: string, rule: { fromAddresses?: string[]; senderContains?: string[]; subjectContains?: string[]; moveToFolder?: string; markAsRead?: boolean; delete?: boolean }): Promise<void> {
    await this.#ask('POST', `mailboxes/${mailbox}/rules`, rule);
  }

  /** The owner drags a mail, named by its Message-ID, into a folder. Gives how many copies moved. */
  async move(mailbox: string, mail: string, folder: string): Promise<number> {
    return z.object({ moved: z.number() }).parse(await this.#ask('POST', `mailboxes/${mailbox}/move`, { mail, folder })).moved;
  }

  async #ask(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await fetch(`${this.url}control/${path}`, {
      method,
      ...(body !== undefined && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} /control/${path} was answered ${answer.status}: ${text}`);
    return text === '' ? undefined : (JSON.parse(text) satisfies unknown);
  }
}

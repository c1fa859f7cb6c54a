/**
 * An outside person at their mail program: opening mails, clicking links, and what their mail program and the gateway
 * before it do when a mail comes. All of it as real requests.
 */
import type { RequestHandler } from 'express';
import { z } from 'zod';
import { AddressSeal } from './address-seal.js';
import { checkerOf, checksOf, GATEWAYS } from './gateways.js';
import { imageAddressesIn } from './html.js';
import type { Mail } from './mail.js';
import { MAIL_PROGRAMS, type MailProgram } from './mail-programs.js';
import { domainOf, type People, type Person, type StoredMail } from './people.js';
import type { Answer } from './request.js';
import { original } from './safe-links.js';
import type { Visits } from './visits.js';

/** Between the requests of a gateway: many links within seconds. */
const CHECK_EVERY_MS = 150;
const KEPT_PICTURES = 500;

export interface LoadedPicture {
  readonly url: string;
  readonly status: number;
  readonly type: string;
  readonly bytes: number;
}

export interface Click {
  /** As it stands in the mail. */
  readonly link: string;
  /** What the browser asked. */
  readonly url: string;
  readonly status: number;
  /** Where it was sent on. */
  readonly leadsTo: string | null;
}

const linkQuery = z.object({ person: z.string(), mail: z.string(), url: z.url({ protocol: /^https?$/ }), key: z.string() });

export class Reader {
  readonly #seal = new AddressSeal();
  /** What was loaded at delivery and is kept, by person, mail and address. */
  readonly #kept = new Map<string, Answer>();
  readonly #timers = new Set<NodeJS.Timeout>();
  readonly #waiting = new Map<string, number>();

  constructor(
    private readonly people: People,
    private readonly visits: Visits,
    private readonly now: () => Date,
  ) {}

  /** What gateway and mail program do of their own accord when a mail comes. */
  arrived(person: Person, { id }: StoredMail, mail: Mail): void {
    const gateway = this.people.gatewayOf(person.address);
    const checks = GATEWAYS[gateway.name];
    for (const [place, { method, url }] of checksOf(checks, mail).entries()) {
      const wanted = { url, method, by: `Gateway of ${domainOf(person.address)}`, persona: checkerOf(checks, person), wants: 'page', onlyHere: true } as const;
      this.#later(id, gateway.after_ms + place * CHECK_EVERY_MS, () => this.visits.make(id, wanted));
    }
    const program = MAIL_PROGRAMS[person.mailProgram.name];
    if (program.early === undefined) return;
    const { asks, after_ms } = program.early;
    for (const url of imageAddressesIn(mail.html ?? '')) {
      const wanted = { url, by: `${program.label}, soon after delivery`, persona: asks(person), wants: 'image', onlyHere: true } as const;
      this.#later(id, person.mailProgram.after_ms ?? after_ms, async () => {
        const answer = await this.visits.make(id, wanted);
        if (answer !== undefined && program.pictures === 'delivery') this.#keep(keyOf(person, id, url), answer);
      });
    }
  }

  /** How many requests are still to come because of this mail's arrival. */
  waitingFor(mailId: string): number {
    return this.#waiting.get(mailId) ?? 0;
  }

  /** Resolves when so much time has passed since the mail came; at once where it has. */
  async sinceDelivery({ at }: StoredMail, wanted_ms: number): Promise<void> {
    const left_ms = Date.parse(at) + wanted_ms - this.now().getTime();
    if (left_ms > 0) await new Promise((resolve) => setTimeout(resolve, left_ms));
  }

  /** Loads the pictures as the person's mail program does at reading: perhaps none. */
  async open(person: Person, { id }: StoredMail, mail: Mail, program: MailProgram, allowed: boolean): Promise<LoadedPicture[]> {
    if (!loadsAtReading(program, allowed)) return [];
    return Promise.all(
      imageAddressesIn(mail.html ?? '').map(async (url) => {
        const image = await this.#atReading(person, id, url, program);
        return { url, status: image?.status ?? 0, type: image?.type ?? '', bytes: image?.content.length ?? 0 };
      }),
    );
  }

  /** One picture of a mail that the window shows: what was kept, or loaded now. */
  async picture(person: Person, mailId: string, url: string): Promise<Answer | undefined> {
    const program = MAIL_PROGRAMS[person.mailProgram.name];
    if (program.pictures === 'delivery') return this.#kept.get(keyOf(person, mailId, url));
    return this.#atReading(person, mailId, url, program);
  }

  /** Opens a link in the person's own browser. @throws OutsideError NOTHING_ANSWERED */
  async click(person: Person, mailId: string, link: string, program: MailProgram): Promise<Click> {
    const url = original(link);
    if (!this.visits.isHere(url)) return { link, url, status: 0, leadsTo: url };
    const by = `${person.name}’s own browser`;
    const { status, location } = await this.visits.once(mailId, { url, by, persona: program.clicks(person), wants: 'page', onlyHere: false });
    return { link, url, status, leadsTo: location ?? null };
  }

  /** Address under which a link of a mail opens as that person would open it. */
  linkAddress(person: Person, mailId: string, url: string): string | undefined {
    if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) return undefined;
    return `/link?${new URLSearchParams({ person: person.address, mail: mailId, url, key: this.#seal.of(person.address, mailId, url) }).toString()}`;
  }

  /**
   * A click in the window: the first request is the person's, then the tab goes on to where it leads. A page that
   * leads nowhere else is shown at its own address.
   */
  readonly follow: RequestHandler = async (request, response) => {
    const query = linkQuery.safeParse(request.query);
    if (!query.success || !this.#seal.fits(query.data.key, query.data.person, query.data.mail, query.data.url)) {
      response.status(403).type('text/plain').send('This link was not made by the mail window.\n');
      return;
    }
    const person = this.people.get(query.data.person);
    response.set({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
    const click = await this.click(person, query.data.mail, query.data.url, MAIL_PROGRAMS[person.mailProgram.name]).catch(() => undefined);
    const next = click?.leadsTo ?? click?.url;
    if (next === undefined) response.status(502).type('text/plain').send(`Nothing answered at ${query.data.url}\n`);
    else response.redirect(302, /^https?:/i.test(next) ? next : query.data.url);
  };

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #atReading(person: Person, mailId: string, url: string, program: MailProgram): Promise<Answer | undefined> {
    return this.visits.make(mailId, { url, by: `${program.label}, at reading`, persona: program.asks(person), wants: 'image', onlyHere: false });
  }

  #later(mailId: string, after_ms: number, act: () => Promise<unknown>): void {
    this.#waiting.set(mailId, this.waitingFor(mailId) + 1);
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      void act().finally(() => {
        const left = this.waitingFor(mailId) - 1;
        if (left > 0) this.#waiting.set(mailId, left);
        else this.#waiting.delete(mailId);
      });
    }, after_ms);
    this.#timers.add(timer);
  }

  #keep(key: string, answer: Answer): void {
    this.#kept.set(key, answer);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > KEPT_PICTURES && oldest !== undefined) this.#kept.delete(oldest);
  }
}

/** Whether opening a mail shows pictures that have to be loaded then. */
export function loadsAtReading({ pictures }: MailProgram, allowed: boolean): boolean {
  return pictures === 'reading' || (pictures === 'allowed' && allowed);
}

function keyOf(person: Person, mailId: string, url: string): string {
  return `${person.address}\n${mailId}\n${url}`;
}

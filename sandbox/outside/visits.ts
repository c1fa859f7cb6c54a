/**
 * Requests that mail brings about, made and remembered: who asked for what, when, from where, and what came. Newcomers
 * see it under each mail, tests wait for it. In memory, the newest of each mail.
 */
import { OutsideError } from './errors.js';
import type { Persona } from './persona.js';
import { ask, type Answer } from './request.js';

export interface Visit {
  /** ISO 8601. */
  readonly at: string;
  /** Who asked: a mail program, a browser or a gateway, as people would say it. */
  readonly by: string;
  readonly method: 'GET' | 'HEAD';
  readonly url: string;
  readonly userAgent: string;
  /** null is this machine itself. */
  readonly networkAddress: string | null;
  /** 0 where nothing answered, or nobody was asked. */
  readonly status: number;
  /** Why nobody was asked, or where it led. */
  readonly note: string | null;
}

export interface VisitWanted {
  readonly url: string;
  readonly by: string;
  readonly persona: Persona;
  readonly wants: 'image' | 'page';
  readonly method?: 'GET' | 'HEAD';
  /** Machines look at what is on this machine only: the sandbox is no reason to bother anybody real. */
  readonly onlyHere: boolean;
}

const MAX_REDIRECTS = 5;
const KEPT_PER_MAIL = 100;
const KEPT_MAILS = 2_000;

export class Visits {
  readonly #ofMail = new Map<string, Visit[]>();

  constructor(
    private readonly now: () => Date,
    private readonly readbackUrl: string | undefined,
    /** Called when there is one more. */
    private readonly noted: (mailId: string) => void,
  ) {}

  of(mailId: string): readonly Visit[] {
    return this.#ofMail.get(mailId) ?? [];
  }

  /** Makes the request and follows where it leads, as far as that is allowed. Gives the last answer, if any came. */
  async make(mailId: string, wanted: VisitWanted): Promise<Answer | undefined> {
    let url = wanted.url;
    let answer: Answer | undefined;
    for (let hop = 0; hop <= MAX_REDIRECTS; hop += 1) {
      if (!/^https?:$/.test(new URL(url).protocol)) return answer;
      if (wanted.onlyHere && !this.isHere(url)) {
        if (hop === 0) this.#note(mailId, wanted, url, 0, 'not on this machine, so nobody was asked');
        return answer;
      }
      answer = await this.#ask(mailId, wanted, url);
      if (answer?.location === undefined) return answer;
      url = answer.location;
    }
    return answer;
  }

  /** One request, wherever it leads. @throws OutsideError NOTHING_ANSWERED */
  async once(mailId: string, wanted: VisitWanted): Promise<Answer> {
    const answer = await this.#ask(mailId, wanted, wanted.url);
    if (answer === undefined) throw new OutsideError('NOTHING_ANSWERED', `Nothing answered at ${wanted.url}.`);
    return answer;
  }

  /** On this machine, or at the product's own address. */
  isHere(address: string): boolean {
    if (!URL.canParse(address)) return false;
    const { hostname, host } = new URL(address);
    if (['localhost', '127.0.0.1', '[::1]'].includes(hostname)) return true;
    return this.readbackUrl !== undefined && host === new URL(this.readbackUrl).host;
  }

  async #ask(mailId: string, wanted: VisitWanted, url: string): Promise<Answer | undefined> {
    const { persona, wants, method = 'GET' } = wanted;
    try {
      const answer = await ask(url, persona, { method, wants });
      this.#note(mailId, wanted, url, answer.status, answer.location === undefined ? null : `leads to ${answer.location}`);
      return answer;
    } catch (error) {
      this.#note(mailId, wanted, url, 0, error instanceof Error ? error.message : String(error));
      return undefined;
    }
  }

  #note(mailId: string, { by, persona, method = 'GET' }: VisitWanted, url: string, status: number, note: string | null): void {
    const visits = this.#ofMail.get(mailId) ?? [];
    visits.push({ at: this.now().toISOString(), by, method, url, userAgent: persona.userAgent, networkAddress: persona.networkAddress ?? null, status, note });
    visits.splice(0, visits.length - KEPT_PER_MAIL);
    this.#ofMail.delete(mailId);
    this.#ofMail.set(mailId, visits);
    const [oldest] = this.#ofMail.keys();
    if (this.#ofMail.size > KEPT_MAILS && oldest !== undefined) this.#ofMail.delete(oldest);
    this.noted(mailId);
  }
}

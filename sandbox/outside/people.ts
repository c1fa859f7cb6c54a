/**
 * The outside people and their mail, in memory, with a journal that survives a kill. Any address may get mail: its
 * person appears with the first one. Addresses are compared in lower case.
 */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Journal } from '../journal.js';
import { OutsideError } from './errors.js';
import type { GatewayName } from './gateways.js';
import type { MailProgramName } from './mail-programs.js';

export interface OutOfOffice {
  readonly on: boolean;
  readonly text: string;
}

export interface StoredMail {
  readonly id: string;
  readonly folder: 'inbox' | 'sent';
  /** ISO 8601: when it arrived or was sent. */
  readonly at: string;
  read: boolean;
  readonly mime: Buffer;
  /** A gateway rewrote its links on the way in; `mime` is as it was sent. */
  readonly linksRewritten: boolean;
}

export interface ChosenMailProgram {
  readonly name: MailProgramName;
  /** When it loads pictures of its own accord, after delivery; undefined: as such programs do. */
  readonly after_ms?: number | undefined;
}

export interface ChosenGateway {
  readonly name: GatewayName;
  /** When it begins, after delivery. */
  readonly after_ms: number;
}

export interface Person {
  readonly address: string;
  readonly name: string;
  /** 0, 1, 2… in order of appearance; decides their devices and network addresses. */
  readonly number: number;
  outOfOffice: OutOfOffice;
  mailProgram: ChosenMailProgram;
  /** When each sender last got an automatic answer, ISO 8601. */
  readonly answered: Map<string, string>;
  /** In order of arrival. */
  readonly mails: Map<string, StoredMail>;
}

type Event =
  | { type: 'person'; address: string; name: string; number: number }
  | { type: 'mail'; address: string; id: string; folder: 'inbox' | 'sent'; at: string; read: boolean; mime: string; linksRewritten?: boolean }
  | { type: 'mail-program'; address: string; chosen: ChosenMailProgram }
  | { type: 'gateway'; domain: string; chosen: ChosenGateway }
  | { type: 'read'; address: string; id: string }
  | { type: 'out-of-office'; address: string; on: boolean; text: string }
  | { type: 'answered'; address: string; sender: string; at: string };

const FIRST_PEOPLE = [
  ['flynn@flynnsarcade.com', 'Flynn'],
  ['kevinf@flynnsarcade.com', 'Kevin Flynn'],
  ['alan@encom.com', 'Alan Bradley'],
] as const;

const NOT_AWAY: OutOfOffice = { on: false, text: 'I am out of the office and will answer when I am back.' };

const USUAL_PROGRAM: ChosenMailProgram = { name: 'browser' };
const NO_GATEWAY: ChosenGateway = { name: 'none', after_ms: 0 };

export class People {
  readonly #people = new Map<string, Person>();
  readonly #gateways = new Map<string, ChosenGateway>();
  readonly #journal: Journal<Event>;

  constructor(directory: string) {
    this.#journal = Journal.open<Event>(join(directory, 'people.jsonl'), (event) => this.#apply(event), () => this.#snapshot());
    for (const [address, name] of FIRST_PEOPLE) this.ensure(address, name);
  }

  list(): readonly Person[] {
    return [...this.#people.values()];
  }

  /** @throws OutsideError PERSON_UNKNOWN */
  get(address: string): Person {
    const person = this.#people.get(address.toLowerCase());
    if (person === undefined) throw new OutsideError('PERSON_UNKNOWN', `Nobody has got mail at ${address} yet.`);
    return person;
  }

  /** @throws OutsideError MESSAGE_UNKNOWN */
  mail(address: string, id: string): StoredMail {
    const mail = this.get(address).mails.get(id);
    if (mail === undefined) throw new OutsideError('MESSAGE_UNKNOWN', `${address} has no message with this id.`);
    return mail;
  }

  /** The person at that address, who appears if need be; the name counts only then. */
  ensure(address: string, name?: string): Person {
    const key = address.toLowerCase();
    if (!this.#people.has(key)) {
      const fallback = key.slice(0, key.lastIndexOf('@'));
      this.#record({ type: 'person', address: key, name: name === undefined || name === '' ? fallback : name, number: this.#people.size });
    }
    return this.get(key);
  }

  add(address: string, folder: 'inbox' | 'sent', mime: Buffer, at: Date, { linksRewritten = false } = {}): StoredMail {
    const id = randomUUID();
    this.#record({ type: 'mail', address: address.toLowerCase(), id, folder, at: at.toISOString(), read: folder === 'sent', mime: mime.toString('base64'), linksRewritten });
    return this.mail(address, id);
  }

  markRead(address: string, id: string): void {
    const mail = this.mail(address, id);
    if (!mail.read) this.#record({ type: 'read', address: address.toLowerCase(), id });
  }

  setOutOfOffice(address: string, { on, text }: { on: boolean; text: string | undefined }): OutOfOffice {
    const person = this.get(address);
    this.#record({ type: 'out-of-office', address: person.address, on, text: text ?? person.outOfOffice.text });
    return person.outOfOffice;
  }

  setMailProgram(address: string, chosen: ChosenMailProgram): void {
    this.#record({ type: 'mail-program', address: this.get(address).address, chosen });
  }

  /** What stands before the mailboxes of that address's domain. */
  gatewayOf(address: string): ChosenGateway {
    return this.#gateways.get(domainOf(address)) ?? NO_GATEWAY;
  }

  setGateway(domain: string, chosen: ChosenGateway): void {
    this.#record({ type: 'gateway', domain: domain.toLowerCase(), chosen });
  }

  markAnswered(address: string, sender: string, at: Date): void {
    this.#record({ type: 'answered', address: this.get(address).address, sender, at: at.toISOString() });
  }

  close(): void {
    this.#journal.close();
  }

  #record(event: Event): void {
    this.#journal.append(event);
    this.#apply(event);
  }

  #apply(event: Event): void {
    if (event.type === 'person') {
      const { address, name, number } = event;
      this.#people.set(address, { address, name, number, outOfOffice: NOT_AWAY, mailProgram: USUAL_PROGRAM, answered: new Map(), mails: new Map() });
      return;
    }
    if (event.type === 'gateway') {
      this.#gateways.set(event.domain, event.chosen);
      return;
    }
    const person = this.get(event.address);
    switch (event.type) {
      case 'mail': {
        const { id, folder, at, read, linksRewritten = false } = event;
        person.mails.set(id, { id, folder, at, read, mime: Buffer.from(event.mime, 'base64'), linksRewritten });
        return;
      }
      case 'mail-program':
        person.mailProgram = event.chosen;
        return;
      case 'read':
        this.mail(event.address, event.id).read = true;
        return;
      case 'out-of-office':
        person.outOfOffice = { on: event.on, text: event.text };
        return;
      case 'answered':
        person.answered.set(event.sender, event.at);
    }
  }

  *#snapshot(): Generator<Event> {
    for (const [domain, chosen] of this.#gateways) yield { type: 'gateway', domain, chosen };
    for (const { address, name, number, outOfOffice, mailProgram, answered, mails } of this.#people.values()) {
      yield { type: 'person', address, name, number };
      if (outOfOffice !== NOT_AWAY) yield { type: 'out-of-office', address, ...outOfOffice };
      if (mailProgram !== USUAL_PROGRAM) yield { type: 'mail-program', address, chosen: mailProgram };
      for (const [sender, at] of answered) yield { type: 'answered', address, sender, at };
      for (const { mime, ...mail } of mails.values()) yield { type: 'mail', address, ...mail, mime: mime.toString('base64') };
    }
  }
}

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}

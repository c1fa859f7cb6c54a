/**
 * What happens to outside people's mail: it arrives (and may be answered automatically), is read, and is written.
 * Everything written leaves through the sandbox's own SMTP port, as from any mail program.
 */
import { createTransport } from 'nodemailer';
import { automaticAnswer, automaticAnswerTo } from './auto-reply.js';
import { build, composeDraft, forwardSubject, replyRecipients, replySubject, type Draft, type Outgoing } from './compose.js';
import { OutsideError } from './errors.js';
import { GATEWAYS, rewritten } from './gateways.js';
import type { LiveChanges } from './live.js';
import { readMail, type Mail, type Mailbox } from './mail.js';
import { domainOf, type ChosenGateway, type ChosenMailProgram, type OutOfOffice, type People, type Person, type StoredMail } from './people.js';

export interface MailroomOptions {
  people: People;
  live: LiveChanges;
  smtpPort: () => number;
  isTenantAddress: (address: string) => boolean;
  /** Told of each mail that came. */
  arrived: (person: Person, stored: StoredMail, mail: Mail) => void;
  now: () => Date;
}

/** What was sent. */
export interface Sent {
  readonly messageId: string;
  readonly from: string;
  readonly to: string[];
  readonly cc: string[];
  readonly subject: string;
}

export class Mailroom {
  readonly #read = new WeakMap<StoredMail, Promise<Mail>>();

  constructor(readonly options: MailroomOptions) {}

  async deliver(recipient: string, mime: Buffer): Promise<void> {
    const { people, live, arrived, now } = this.options;
    const mail = await readMail(mime);
    const named = [...mail.to, ...mail.cc].find(({ address }) => address.toLowerCase() === recipient.toLowerCase());
    const person = people.ensure(recipient, named?.name);
    const linksRewritten = GATEWAYS[people.gatewayOf(person.address).name].rewrites;
    const stored = people.add(person.address, 'inbox', mime, now(), { linksRewritten });
    live.announce({ address: person.address, what: 'mail' });
    arrived(person, stored, mail);
    await this.#answerAutomatically(person, mail);
  }

  /** As it lies in the mailbox of that person: after their gateway. */
  read(person: Person, stored: StoredMail): Promise<Mail> {
    const asSent = (): Promise<Mail> => readMail(stored.mime);
    const known = this.#read.get(stored) ?? (stored.linksRewritten ? asSent().then((mail) => rewritten(mail, person.address)) : asSent());
    this.#read.set(stored, known);
    return known;
  }

  setMailProgram(address: string, chosen: ChosenMailProgram): void {
    this.options.people.setMailProgram(address, chosen);
    this.options.live.announce({ address: address.toLowerCase(), what: 'person' });
  }

  /** Holds for mail that comes from now on. */
  setGateway(domain: string, chosen: ChosenGateway): void {
    const { people, live } = this.options;
    people.setGateway(domain, chosen);
    for (const { address } of people.list()) if (domainOf(address) === domain.toLowerCase()) live.announce({ address, what: 'person' });
  }

  markRead(address: string, id: string): void {
    this.options.people.markRead(address, id);
    this.options.live.announce({ address: address.toLowerCase(), what: 'read' });
  }

  /** A person at this address, who may exist already. @throws OutsideError ADDRESS_OF_TENANT */
  addPerson(address: string, name: string | undefined): Person {
    this.#refuseTenant(address);
    const person = this.options.people.ensure(address, name);
    this.options.live.announce({ address: person.address, what: 'person' });
    return person;
  }

  setOutOfOffice(address: string, wanted: { on: boolean; text: string | undefined }): OutOfOffice {
    const state = this.options.people.setOutOfOffice(address, wanted);
    this.options.live.announce({ address: address.toLowerCase(), what: 'out-of-office' });
    return state;
  }

  async reply(person: Person, stored: StoredMail, { from, all, body }: { from: string | undefined; all: boolean; body: string }): Promise<Sent> {
    const mail = await this.read(person, stored);
    const sender = this.#senderFor(person, from);
    const recipients = replyRecipients(mail, [person.address, sender.address.toLowerCase()], all);
    return this.#send(person, { from: sender, ...recipients, subject: replySubject(mail.subject), body, original: { mail, as: 'reply' } });
  }

  async forward(person: Person, stored: StoredMail, { from, to, body }: { from: string | undefined; to: readonly string[]; body: string }): Promise<Sent> {
    const mail = await this.read(person, stored);
    return this.#send(person, { from: this.#senderFor(person, from), to: to.map(bare), cc: [], subject: forwardSubject(mail.subject), body, original: { mail, as: 'forward' } });
  }

  async write(person: Person, { to, cc, subject, body }: { to: readonly string[]; cc: readonly string[]; subject: string; body: string }): Promise<Sent> {
    return this.#send(person, { from: this.#senderFor(person, undefined), to: to.map(bare), cc: cc.map(bare), subject, body });
  }

  /** Writing from another address makes its owner a person too, so that answers find a mailbox. */
  #senderFor(person: Person, from: string | undefined): Mailbox {
    if (from === undefined) return { name: person.name, address: person.address };
    const { name, address } = this.addPerson(from, undefined);
    return { name, address };
  }

  async #send(person: Person, draft: Draft): Promise<Sent> {
    if (draft.to.length + draft.cc.length === 0) throw new OutsideError('INPUT_INVALID', 'There is nobody to send this to.');
    const { people, live, now } = this.options;
    const outgoing = await composeDraft(draft, now());
    await this.#submit(outgoing);
    people.add(person.address, 'sent', outgoing.mime, now());
    live.announce({ address: person.address, what: 'mail' });
    return {
      messageId: outgoing.messageId,
      from: draft.from.address,
      to: draft.to.map(({ address }) => address),
      cc: draft.cc.map(({ address }) => address),
      subject: draft.subject,
    };
  }

  async #submit({ mime, envelope }: Pick<Outgoing, 'mime' | 'envelope'>): Promise<void> {
    const transport = createTransport({ host: '127.0.0.1', port: this.options.smtpPort(), secure: false, ignoreTLS: true, name: 'mail.outside.example' });
    try {
      await transport.sendMail({ envelope, raw: mime });
    } catch (error) {
      throw new OutsideError('MAIL_REFUSED', `The mail was not taken: ${error instanceof Error ? error.message : String(error)}`);
    } finally {
      transport.close();
    }
  }

  async #answerAutomatically(person: Person, mail: Mail): Promise<void> {
    if (!person.outOfOffice.on) return;
    const { people, now } = this.options;
    const away = { address: person.address, name: person.name, text: person.outOfOffice.text, answered: person.answered };
    const to = automaticAnswerTo(mail, away, now());
    if (to === undefined) return;
    people.markAnswered(person.address, to, now());
    const answer = automaticAnswer(mail, away, to, now());
    const mime = await build(answer);
    // The sender of this mail still waits for our answer to it, so the automatic one goes its own way.
    this.#submit({ mime, envelope: { from: '', to: [to] } }).then(
      () => {
        people.add(person.address, 'sent', mime, now());
        this.options.live.announce({ address: person.address, what: 'mail' });
      },
      (error: unknown) => {
        process.stderr.write(`sandbox: the automatic answer of ${person.address} was not taken: ${String(error)}\n`);
      },
    );
  }

  #refuseTenant(address: string): void {
    if (this.options.isTenantAddress(address)) throw new OutsideError('ADDRESS_OF_TENANT', `${address} belongs to the organisation, not to somebody outside.`);
  }
}

function bare(address: string): Mailbox {
  return { name: '', address };
}

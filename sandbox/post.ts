// The post between everybody in the sandbox's world: mail for the tenant's domains goes to its Exchange, all other mail
// to the outside people (or to a relay standing in for them). It adds the trace headers the last hop of a real server
// adds (RFC 5321 section 4.4) and changes nothing else.
import { randomBytes } from 'node:crypto';

/** RFC 5321 envelope: `from` may be empty, as in a bounce. */
export interface Envelope {
  from: string;
  to: readonly string[];
}

export interface OutsideDelivery {
  deliver(recipient: string, mime: Buffer): Promise<void>;
}

export interface TenantDelivery {
  /** Whether a mailbox of the tenant answers to this address. */
  knows(recipient: string): boolean;
  receive(recipient: string, mime: Buffer): Promise<void>;
}

/** A recipient the mail did not reach; `status` is an enhanced status code (RFC 3463). */
export interface DeliveryFailure {
  recipient: string;
  status: string;
  reason: string;
}

/** Where a mail came from, for its Received header. */
export interface Origin {
  /** Name or address of the sending host. */
  from: string;
  /** The `with` clause: ESMTP, ESMTPA, HTTPS… */
  protocol: string;
}

export interface PostOptions {
  /** Domains whose mailboxes live in the tenant. */
  tenantDomains: readonly string[];
  /** Name this server goes by in Received headers. */
  hostName?: string;
  now?: () => Date;
}

/** An outside address that ends like this before its @ takes no mail and says why: `flynn+5.2.2@encom.com`. */
const REFUSING = /\+([45]\.\d{1,3}\.\d{1,3})@/;

/** What servers say with an enhanced status code (RFC 3463). */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/\.1\./, 'Recipient address rejected: user unknown'],
  [/\.2\.1$/, 'The mailbox is disabled'],
  [/\.2\.2$/, 'The mailbox is over its quota'],
  [/\.4\./, 'Connection timed out'],
  [/\.7\./, 'Message refused by policy'],
];

function refusalOf(status: string): string {
  return WORDS.find(([pattern]) => pattern.test(status))?.[1] ?? 'Message refused';
}

export class Post {
  readonly #domains: ReadonlySet<string>;
  readonly #hostName: string;
  readonly #now: () => Date;
  #tenant: TenantDelivery | undefined;
  #outside: OutsideDelivery | undefined;

  constructor(options: PostOptions) {
    this.#domains = new Set(options.tenantDomains.map((domain) => domain.toLowerCase()));
    this.#hostName = options.hostName ?? 'mail.sandbox.example';
    this.#now = options.now ?? (() => new Date());
  }

  /** Joins the two sides once they exist (both also send through this post). */
  connect(sides: { tenant: TenantDelivery; outside: OutsideDelivery }): void {
    this.#tenant = sides.tenant;
    this.#outside = sides.outside;
  }

  isTenantAddress(address: string): boolean {
    return this.#domains.has(domainOf(address));
  }

  /** Why a recipient would be refused, before any mail is sent; undefined when it would be taken. */
  refusal(recipient: string): DeliveryFailure | undefined {
    if (this.isTenantAddress(recipient)) {
      return this.#tenant?.knows(recipient) === true ? undefined : { recipient, status: '5.1.1', reason: `550 5.1.1 <${recipient}>: no such mailbox here` };
    }
    const status = REFUSING.exec(recipient)?.[1];
    return status === undefined ? undefined : { recipient, status, reason: `${status.startsWith('4') ? 450 : 550} ${status} ${refusalOf(status)}` };
  }

  /** Delivers to every recipient and tells which were not reached; it does not throw for one of them. */
  async send(envelope: Envelope, mime: Buffer, origin: Origin): Promise<DeliveryFailure[]> {
    const recipients = new Map(envelope.to.map((recipient) => [recipient.toLowerCase(), recipient]));
    const outcomes = await Promise.all(
      [...recipients.values()].map(async (recipient) => this.#deliver(envelope.from, recipient, mime, origin)),
    );
    return outcomes.filter((outcome) => outcome !== undefined);
  }

  async #deliver(from: string, recipient: string, mime: Buffer, origin: Origin): Promise<DeliveryFailure | undefined> {
    const refusal = this.refusal(recipient);
    if (refusal !== undefined) return refusal;
    const inside = this.isTenantAddress(recipient);
    const traced = Buffer.concat([Buffer.from(this.#trace(from, recipient, origin)), mime]);
    try {
      if (inside) await this.#tenant?.receive(recipient, traced);
      else await this.#outside?.deliver(recipient, traced);
      return undefined;
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      return { recipient, status: '5.3.0', reason: `554 5.3.0 <${recipient}>: ${reason}` };
    }
  }

  #trace(from: string, recipient: string, origin: Origin): string {
    const date = this.#now().toUTCString().replace('GMT', '+0000');
    return (
      `Return-Path: <${from}>\r\n` +
      `Received: from ${origin.from} by ${this.#hostName}\r\n` +
      ` with ${origin.protocol} id ${randomBytes(6).toString('hex')}\r\n` +
      ` for <${recipient}>; ${date}\r\n`
    );
  }
}

function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase();
}

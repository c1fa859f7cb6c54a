// The sandbox's Exchange Online: mailboxes, reached through Graph v1.0 as Microsoft's are, and by mail.
//
//   store/          mailboxes in memory, their journal and MIME files
//   mail/           MIME: header, parse, compose
//   transport       mail in and out of mailboxes        drafts, reply   writing
//   subscriptions/  who is told about changes           odata/          query options
//   representation  an item as Graph shows it           http/           the routes
import { mkdirSync } from 'node:fs';
import express from 'express';
import { Faults, type SubscriptionFault } from '../faults/index.js';
import type { Post, TenantDelivery } from '../post.js';
import { Directory, type DirectoryUser } from './directory.js';
import { Drafts } from './drafts.js';
import { GraphError } from './errors.js';
import { Batch } from './http/batch.js';
import { deltaRoutes } from './http/delta.js';
import { endpoint } from './http/call.js';
import { folderRoutes } from './http/folders.js';
import { authenticated, errorBody, faulty, plainPath, requestIds, throttled } from './http/gate.js';
import { messageRoutes } from './http/messages.js';
import type { TokenVerifier } from './http/permissions.js';
import { itemKey, type Route, type Services } from './http/routing.js';
import { ruleRoutes } from './http/rules.js';
import { sendingRoutes } from './http/sending.js';
import { subscriptionRoutes } from './http/subscriptions.js';
import { userRoutes, type Organization } from './http/users.js';
import { Owner } from './owner.js';
import { Store, WELL_KNOWN_FOLDERS, type Mailbox, type StoreChange } from './store/index.js';
import { Notifier } from './subscriptions/notifier.js';
import { SubscriptionRegistry } from './subscriptions/registry.js';
import { Transport } from './transport.js';
import { UnknownMailboxError } from './errors.js';

export type { DirectoryUser } from './directory.js';
export type { TokenClaims, TokenVerifier } from './http/permissions.js';
export { GraphError, UnknownMailboxError } from './errors.js';

/** Largest request body Graph takes (user-post-messages: MIME up to 4 MB). */
const MAX_REQUEST = '4mb';

export interface ExchangeOptions {
  /** Folder of its own, for the journal and the MIME files. */
  dataDir: string;
  tenantId: string;
  organizationName: string;
  /** The tenant's mail domains; the first is the default one. */
  domains: readonly string[];
  users: readonly DirectoryUser[];
  verifyToken: TokenVerifier;
  post: Post;
  /** Origin under which the router's paths are reached, without `/v1.0`; goes into links. */
  baseUrl: () => string;
  now?: () => Date;
  /** Default: none. */
  faults?: Faults;
  /** Pause before a notification is repeated for the first time. */
  notificationRetry_ms?: number;
}

export class Exchange implements TenantDelivery {
  readonly #directory: Directory;
  readonly #faults: Faults;
  readonly #store: Store;
  readonly #notifier: Notifier;
  readonly #registry: SubscriptionRegistry;
  readonly #transport: Transport;
  readonly #services: Services;

  constructor(private readonly options: ExchangeOptions) {
    const now = options.now ?? (() => new Date());
    mkdirSync(options.dataDir, { recursive: true });
    this.#directory = new Directory(options.users);
    this.#faults = options.faults ?? new Faults();
    this.#store = new Store(options.dataDir, options.users, (change) => this.#changed(change));
    this.#notifier = new Notifier(options.notificationRetry_ms);
    this.#registry = new SubscriptionRegistry(this.#store, this.#notifier, options.tenantId, now, this.#faults);
    this.#transport = new Transport(this.#store, this.#directory, options.post, now);
    this.#services = {
      store: this.#store,
      transport: this.#transport,
      drafts: new Drafts(this.#store, this.#transport, now),
      root: () => `${options.baseUrl().replace(/\/$/, '')}/v1.0`,
      now,
      faults: this.#faults,
    };
  }

  /** Everything below `/v1.0`: mount with `app.use('/v1.0', exchange.router())`. */
  router(): express.Router {
    const router = express.Router();
    const organization: Organization = {
      tenantId: this.options.tenantId,
      displayName: this.options.organizationName,
      domains: this.options.domains,
    };
    router.use(plainPath, requestIds, authenticated(this.options.verifyToken), throttled(this.#directory, this.#faults), faulty(this.#directory, this.#faults));
    router.use(express.json({ limit: MAX_REQUEST }), express.text({ limit: MAX_REQUEST }));
    const route: Route = (method, path, handle) => {
      router[method](path, endpoint(this.#directory, this.#store, handle));
    };
    userRoutes(route, this.#services, this.#directory, organization);
    folderRoutes(route, this.#services);
    ruleRoutes(route, this.#services);
    deltaRoutes(route, this.#services);
    messageRoutes(route, this.#services);
    sendingRoutes(route, this.#services);
    subscriptionRoutes(route, this.#services, this.#registry);
    const inner = express().use('/v1.0', router);
    const batch = new Batch((request, response) => void inner(request, response));
    route('post', '/$batch', (call) => batch.answer(call));
    router.use((request) => {
      throw new GraphError('BadRequest', `Resource not found for the segment '${request.path}'.`);
    });
    router.use(errorBody);
    return router;
  }

  knows(recipient: string): boolean {
    return this.#directory.findByAddress(recipient) !== undefined;
  }

  /**
   * Puts a mail into the Inbox of that mailbox, its MIME kept byte for byte.
   * @throws UnknownMailboxError
   */
  receive(recipient: string, mime: Buffer): Promise<void> {
    return this.#transport.receive(recipient, mime);
  }

  /**
   * What the rep's own mail program sends: a copy in Sent Items, then out through the post.
   * @throws UnknownMailboxError
   */
  async submit(mailboxAddress: string, mime: Buffer, envelope?: { to: string[] }): Promise<void> {
    const mailbox = this.#mailboxOf(mailboxAddress);
    await this.#transport.sendMail(mailbox, mime, { composed: false, saveCopy: true, ...(envelope && { to: envelope.to }) });
  }

  /** Hands over what an earlier process had accepted for sending; call once the post is connected. */
  resume(): void {
    this.#transport.resume();
  }

  /**
   * What the owner of that mailbox does in Outlook.
   * @throws UnknownMailboxError
   */
  owner(mailboxAddress: string): Owner {
    return new Owner(this.#services, this.#mailboxOf(mailboxAddress));
  }

  /** Something befalls all subscriptions, or those of one mailbox. @throws UnknownMailboxError */
  befallSubscriptions(fault: SubscriptionFault, mailboxAddress?: string): void {
    const userId = mailboxAddress === undefined ? undefined : this.#mailboxOf(mailboxAddress).user.id;
    for (const subscription of this.#registry.living(userId)) this.#registry.befall(subscription, fault);
  }

  /** The links of delta rounds given so far expire, in all mailboxes or in one. @throws UnknownMailboxError */
  expireDelta(mailboxAddress?: string): void {
    const mailboxes = mailboxAddress === undefined ? this.#store.mailboxes() : [this.#mailboxOf(mailboxAddress)];
    for (const { user } of mailboxes) this.#faults.expireLinks(user.mail);
  }

  #mailboxOf(address: string): Mailbox {
    const user = this.#directory.findByAddress(address);
    const mailbox = user && this.#store.mailbox(user.id);
    if (mailbox === undefined) throw new UnknownMailboxError(address);
    return mailbox;
  }

  #changed(change: StoreChange): void {
    const { kind, mailbox, item } = change;
    if (kind === 'created' && item.origin !== 'draft') {
      const about = { mailbox: mailbox.user.mail, mail: item.messageId };
      const how = item.folder === WELL_KNOWN_FOLDERS.sentitems.number ? 'sent' : item.incarnation === 0 ? 'received' : 'moved';
      this.#faults.journal.note({ what: `mail.${how}`, ...about, detail: mailbox.folders.get(item.folder)?.displayName });
      this.#faults.arrived(itemKey(mailbox, item), about);
    }
    this.#registry.announce(change);
  }

  /** Waits for mail being handed over, then stops notifying and closes the journal. */
  async close(): Promise<void> {
    await this.#transport.settled();
    await this.#notifier.close();
    this.#store.close();
  }
}

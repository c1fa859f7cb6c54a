/** Puts the part together: what the rest of the connector calls, runs and mounts. */
import type { Router } from 'express';
import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import { systemClock, type Clock } from '../clock.js';
import type { Settings } from '../config/index.js';
import type { Database } from '../database/index.js';
import { ReadbackError } from '../errors.js';
import { defineTask, type Task } from '../jobs/index.js';
import { isWatched, mailboxesToSettle, settle, SILENT, tellOpen, type Herald } from './coverage/gaps.js';
import { coverageMetrics } from './coverage/metrics.js';
import { forgetOldGaps } from './coverage/view.js';
import { connect, disconnect, type Connection } from './connect.js';
import { mailboxEntity } from './entities.js';
import { createFolders } from './folders.js';
import { graphClient } from './graph/client.js';
import { createSlots } from './graph/slots.js';
import { tokenSource } from './graph/token.js';
import { mailItem } from './item/item.js';
import { addReadJobs, addSweepJob, addWatchJob, checkJob, CRONTAB, readJob, readOthersJob, renewJob, sweepJob, watchJob } from './jobs.js';
import { findSent } from './find-sent.js';
import { look } from './look.js';
import { lookThrough } from './look-through.js';
import { itemAccess } from './reading/access.js';
import { notificationsRoute } from './notifications-route.js';
import { sendNote } from './outgoing/note.js';
import { createDrafts } from './outgoing/drafts.js';
import { abandon, draftOnce, sendOnce } from './outgoing/outgoing.js';
import { paceAt, type Pace } from './pace.js';
import { fetchItem } from './reading/fetch-item.js';
import { readOthers } from './reading/others.js';
import { readSince } from './reading/read.js';
import { RecentItems } from './reading/recent.js';
import { scan } from './scan.js';
import type { Folder, Mailbox, Mailboxes, MailHandler } from './types.js';
import { notificationCounters } from './watch/metrics.js';
import { createSubscriptions } from './watch/subscriptions.js';
import { mailboxesToRenew, watch } from './watch/watch.js';

export interface MailboxAdministrationOptions {
  readonly settings: Pick<Settings, 'azure' | 'graphBaseUrl' | 'publicUrl'> & Partial<Pick<Settings, 'pace'>>;
  readonly database: Pick<Database, 'dataSource' | 'url'>;
  readonly log: Logger;
  /** The time Exchange lives in as well. Default: the system's. */
  readonly clock?: Clock;
  readonly pace?: Partial<Pace>;
}

export interface MailboxesOptions extends MailboxAdministrationOptions {
  /** Who handles the mail found in each folder. */
  readonly handlers: Readonly<Record<Folder, MailHandler>>;
  /** Who tells people that a mailbox is not watched, or is again. Default: nobody. */
  readonly herald?: Herald;
  /** Where figures for `/metrics` are kept. */
  readonly registry?: Registry;
}

/** What administrators do, also from another process than the connector's. */
export interface MailboxAdministration extends Pick<Mailboxes, 'disconnect' | 'list'> {
  /** As `Mailboxes.connect`, with warnings for the administrator. */
  connect(address: string): Promise<Connection>;
}

export interface MailboxService extends Mailboxes {
  /** For `startJobs`, with `crontab`. */
  readonly tasks: readonly Task[];
  readonly crontab: string;
  /** `POST /graph/notifications` and `/graph/lifecycle`: to be mounted at the root. Errors go to the application's handler. */
  readonly router: Router;
  /** Adds the jobs that look after every mailbox. To be called when the server listens: Graph calls back while subscribing. */
  start(): Promise<void>;
  /** Gives up the connection that shares places at mailboxes; requests still work, without them. */
  close(): Promise<void>;
}

type Core = ReturnType<typeof createCore>;

function createCore({ settings, database, log, clock = systemClock, pace }: MailboxAdministrationOptions) {
  const effectivePace = { ...paceAt(settings.pace ?? 1), ...pace };
  const tokens = tokenSource(settings);
  const slots = createSlots(database.url, log);
  const graph = graphClient({ baseUrl: settings.graphBaseUrl, tokens, slots, timeout_ms: effectivePace.timeout_ms, firstRetry_ms: effectivePace.firstRetry_ms });
  return { dataSource: database.dataSource, log, clock, pace: effectivePace, tokens, graph, slots };
}

/** Connecting and listing alone: no handlers, no jobs are run. */
export function createMailboxAdministration(options: MailboxAdministrationOptions): MailboxAdministration {
  return administration(createCore(options));
}

function administration(core: Core): MailboxAdministration {
  return {
    connect: (address) => connect(core, address),
    disconnect: (address) => disconnect(core, address),
    list: () => core.dataSource.manager.find(mailboxEntity, { where: { state: 'connected' }, order: { address: 'ASC' } }),
  };
}

/** The part as the connector runs it. */
export function createMailboxes(options: MailboxesOptions): MailboxService {
  const core = createCore(options);
  const { dataSource, graph, clock } = core;
  const admin = administration(core);
  const { log } = core;
  const herald = options.herald ?? SILENT;
  const folders = createFolders(graph, dataSource);
  const reading = { ...core, folders, herald, handlers: options.handlers, recent: new RecentItems() };
  const watching = { dataSource, clock, log, herald, subscriptions: createSubscriptions(graph, options.settings.publicUrl, clock, log) };
  const outgoing = { ...core, drafts: createDrafts(graph, folders) };

  if (options.registry !== undefined) coverageMetrics(options.registry, dataSource);

  const get = (id: string): Promise<Mailbox | null> => dataSource.manager.findOneBy(mailboxEntity, { id });
  const connected = async (id: string): Promise<Mailbox> => {
    const mailbox = await get(id);
    if (mailbox?.state !== 'connected') throw new ReadbackError('MAILBOX_NOT_WATCHED', 'This mailbox is no longer connected.');
    return mailbox;
  };
  const sweep = async (verify: boolean): Promise<void> => {
    // A transaction each: whoever holds jobs of one mailbox waits for none of another.
    for (const { id } of await admin.list()) {
      await dataSource.transaction(async (tx) => {
        await addWatchJob(tx, id, verify ? 'verify' : 'look');
        await addReadJobs(tx, id);
      });
    }
  };
  const renewAll = async (): Promise<void> => {
    const ids = await mailboxesToRenew(dataSource.manager, clock.now());
    for (const id of ids) await addWatchJob(dataSource.manager, id, 'look');
  };

  const check = async (): Promise<void> => {
    for (const id of await mailboxesToSettle(dataSource.manager, clock.now())) await dataSource.transaction((tx) => settle(tx, herald, id, clock.now()));
    await dataSource.transaction((tx) => tellOpen(tx, herald, clock.now()));
    await forgetOldGaps(dataSource.manager, clock.now());
  };

  return {
    connect: async (address) => (await admin.connect(address)).mailbox,
    disconnect: (address) => admin.disconnect(address),
    list: () => admin.list(),
    get,
    byUserId: (userId) => dataSource.manager.findOneBy(mailboxEntity, { userId: userId.toLowerCase(), state: 'connected' }),
    watch: (mailboxId) => watch(watching, mailboxId),
    readSince: (mailboxId, folder) => readSince(reading, mailboxId, folder),
    read: async (mailboxId, itemId) => {
      const mailbox = await get(mailboxId);
      const message = mailbox?.state === 'connected' ? await fetchItem(graph, mailbox.userId, itemId) : null;
      return mailbox === null || message === null ? null : mailItem(message, await folders.placeOf(mailbox, message.parentFolderId));
    },
    access: ({ userId }, itemId, foundBy) => itemAccess(core, userId, itemId, foundBy),
    findSent: async (mailboxId, ids) => findSent(graph, await connected(mailboxId), ids),
    look: async (mailboxId, since) => look({ ...core, folders }, await connected(mailboxId), since),
    scan: async (mailboxId, since, visit) => scan({ ...core, folders }, await connected(mailboxId), since, visit),
    lookThrough: async (mailboxId, since) => lookThrough(reading, await connected(mailboxId), since),
    isWatched: (mailboxId) => isWatched(dataSource.manager, mailboxId),
    draftOnce: async (mailboxId, key, mime, stored) => draftOnce(outgoing, await connected(mailboxId), key, mime, stored),
    sendOnce: async (mailboxId, key, mayGo) => sendOnce(outgoing, await connected(mailboxId), key, mayGo),
    abandon: async (mailboxId, key) => {
      const mailbox = await get(mailboxId);
      return mailbox === null ? 'abandoned' : abandon(outgoing, mailbox, key);
    },
    note: async (mailboxId, note) => sendNote(graph, await connected(mailboxId), note, core.pace.send_ms),
    tasks: [
      defineTask(readJob, ({ mailboxId, folder }) => readSince(reading, mailboxId, folder)),
      defineTask(readOthersJob, ({ mailboxId }) => readOthers(reading, mailboxId)),
      defineTask(watchJob, ({ mailboxId, verify, renew }) => watch(watching, mailboxId, renew ? 'renew' : verify ? 'verify' : 'look')),
      defineTask(sweepJob, ({ verify }) => sweep(verify)),
      defineTask(renewJob, renewAll),
      defineTask(checkJob, check),
    ],
    crontab: CRONTAB,
    router: notificationsRoute({ ...core, counters: notificationCounters(options.registry) }),
    start: () => addSweepJob(dataSource.manager),
    close: () => core.slots.close(),
  };
}

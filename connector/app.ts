/**
 * Puts the parts together: the only place that knows all of them. What a part needs of one that
 * depends on it is given to it here as a function.
 */
import type { Logger } from 'pino';
import { campaignRoutes, campaignsOfMessages, campaignThatSends, enrolledAmong, queueDueSteps, sendStep, stepJob, unsubscribeRouter } from './campaigns/index.js';
import { clockOf } from './clock.js';
import { loadKeys, VERSION, type Settings } from './config/index.js';
import { createConversion, createDocuments, createReading, documentsJudged, forgetOldAttempts, forgetTracksOf, inspect, queueConversion, readerRouter, sayOfDocumentLine, VIEWER_DIR, viewerAssets } from './documents/index.js';
import { ReadbackError } from './errors.js';
import { append, feedRoutes, openLiveFeed, watchingActivity } from './feed/index.js';
import { apiRouter, clientAddressOf, createAccess, createMetrics, createServer, meRoute } from './http/index.js';
import type { Rep } from './identity/index.js';
import { defineTask, startJobs } from './jobs/index.js';
import { coverageRoutes, createMailboxes, type Mailbox, type MailHandler } from './mailbox/index.js';
import { actOnWritten, answersBetween, forgetExpired, handleIncoming, replyRoutes, rehearsalRoutes, rehearse, rehearseJob, waitingFor, type IncomingOptions, type WaitingItem } from './replies/index.js';
import { forgetOldCodes, privacyRoutes, recipientRouter } from './privacy/index.js';
import { entities, migrations } from './schema.js';
import { forgetOldDomains, hitsKeptFrom, messageRoutes, openOwnSide, openIngest, sentItemsHandler, SETTLE_CHANNEL, Settler, trackingRoutes } from './tracking/index.js';
import { startTicking } from './ticking.js';
import { openWhenThere } from './waiting.js';

/** How often mails that have become due are looked for. */
const DUE_EVERY_MS = 1_000;
/** How often what readers of documents do is told in the feed, where it is due. */
const TELL_EVERY_MS = 1_000;
/** How soon a converter that somebody else installed is noticed. */
const RESUME_CONVERSIONS_EVERY_MS = 30_000;
const HOUSEKEEPING_EVERY_MS = 10 * 60_000;

export interface Connector {
  /** Port it listens on. */
  readonly port: number;
  /** Stops taking requests and jobs, finishes what runs, and leaves the database. */
  close(): Promise<void>;
}

/** Starts a connector. Throws ReadbackError with what to do when it cannot. */
export async function startConnector(settings: Settings, log: Logger): Promise<Connector> {
  const clock = clockOf(settings);
  const keys = loadKeys(settings);
  const metrics = createMetrics();
  const clientAddress = clientAddressOf(settings.trustedProxies);
  let settler: Settler | undefined;
  const { database, ingest, listening } = await openWhenThere({
    databaseUrl: settings.databaseUrl,
    dataDir: settings.dataDir,
    entities,
    migrations,
    log,
    settings,
    openIngest: (url) => openIngest({ settings, url, keys, clock, log, registry: metrics.registry, committed: () => settler?.wake(), clientAddress }),
  });
  const closing: (() => Promise<unknown>)[] = [() => database.close(), () => ingest.close()];
  const close = async (): Promise<void> => {
    for (const end of closing.splice(0).reverse()) await end();
  };
  try {
    const { dataSource } = database;
    const { publicUrl } = settings;

    const incomingOptions: IncomingOptions = {
      dataSource,
      clock,
      log,
      keys,
      sent: {
        find: (mailbox, ids) => mailboxes.findSent(mailbox.id, ids),
        handle: async (mailbox, copy, except) => {
          const handled = sentMail(except)(mailbox, copy, mailboxes.access(mailbox, copy.itemId, 'waiting'));
          // Its own turn in Sent Items comes, and wakes what waits for it.
          await handled.catch((error: unknown) => {
            if (!(error instanceof ReadbackError && error.code === 'MAIL_UNREADABLE')) throw error;
          });
        },
      },
    };
    const incoming: MailHandler = (mailbox, item, found) => handleIncoming(incomingOptions, mailbox, item, found);
    const sentMail = (except: WaitingItem | null): MailHandler =>
      sentItemsHandler({
        dataSource,
        clock,
        keys,
        consentPolicy: settings.consentPolicy,
        idsKnown: (_mailbox, names) => handleWaiting(names, except),
        enrolledAmong,
        handWritten: (tx, mailbox, message, recipients) => actOnWritten(tx, { clock, log }, { mailbox, message, recipients }),
      });
    const mailboxes = createMailboxes({
      settings,
      database,
      clock,
      log,
      registry: metrics.registry,
      handlers: { inbox: incoming, sentitems: sentMail(null) },
      herald: {
        answersIn: answersBetween,
        tell: async (tx, news) => {
          await append(tx, watchingActivity(news));
        },
      },
    });
    const handleWaiting = async (names: readonly string[], except: WaitingItem | null): Promise<void> => {
      for (const { mailboxId, itemId } of await waitingFor(dataSource.manager, names)) {
        if (mailboxId === except?.mailboxId && itemId === except.itemId) continue;
        const mailbox = await mailboxes.get(mailboxId);
        if (mailbox === null) continue;
        const item = await mailboxes.read(mailboxId, itemId).catch((error: unknown) => {
          // A mailbox we may no longer read must not hold up the one whose mail this is.
          if (error instanceof ReadbackError && error.code === 'MAILBOX_DENIED') return null;
          throw error;
        });
        if (item !== null) await incoming(mailbox, item, mailboxes.access(mailbox, itemId, 'waiting'));
      }
    };
    closing.push(() => mailboxes.close());
    const mailboxOf = (rep: Rep): Promise<Mailbox | null> => mailboxes.byUserId(rep.oid);

    const live = await openLiveFeed({ database, log });
    closing.push(() => live.close());
    const ownSide = await openOwnSide({ database, keys, clock, log, publicUrl, clientAddress, mailboxes, mailboxOf });
    closing.push(() => ownSide.close());
    const settling = (settler = new Settler({ dataSource, clock, log, keptFrom: () => hitsKeptFrom(clock.now(), settings.hitsKeepMonths), knownOf: ownSide.knownOf, documentsJudged: documentsJudged(() => clock.now()), isBusy: ingest.isBusy, registry: metrics.registry }));
    closing.push(() => settling.close());
    closing.push(await database.listen(SETTLE_CHANNEL, { notified: () => settling.wake(), reconnected: () => settling.wake() }));
    await ingest.follow(database);

    const documents = await createDocuments({
      settings,
      dataSource,
      keys,
      clock,
      mailboxOf,
      neededBy: campaignThatSends,
      inspect,
      convert: (tx, { documentId, version }) => queueConversion(tx, documentId, version),
    });
    const conversion = createConversion({ settings, dataSource, store: documents.store, clock, log });
    const onRefused = forgetTracksOf(() => clock.now());
    const reading = createReading({
      dataSource,
      keys,
      clock,
      log,
      clientAddress,
      mailboxOf,
      store: documents.store,
      setting: settings.consentPolicy,
      honourDoNotTrack: settings.honourDoNotTrack,
      leave: ingest.leave,
      publicUrl,
      keptFrom: () => hitsKeptFrom(clock.now(), settings.hitsKeepMonths),
    });
    closing.push(() => reading.close());

    const stepOptions = { dataSource, keys, clock, log, publicUrl, mailboxes, consentPolicy: settings.consentPolicy };
    const jobs = await startJobs({
      database,
      tasks: [
        ...mailboxes.tasks,
        defineTask(stepJob, (job) => sendStep(stepOptions, job)),
        defineTask(rehearseJob, (job, run) => rehearse({ dataSource, clock, mailboxes }, job, run)),
        conversion.task,
      ],
      crontab: mailboxes.crontab,
      concurrency: 10,
      log,
    });
    closing.push(() => jobs.stop());

    const access = createAccess({ settings, keys, dataSource, log, signedIn: (rep, request, response) => ownSide.signedIn(rep, request, response) });
    const server = createServer({
      settings,
      log,
      metrics,
      listening,
      front: ingest.front,
      unreadable: ingest.unreadable,
      routers: [
        { at: '/auth', router: access.router },
        {
          at: '/api',
          router: apiRouter({
            authenticate: ownSide.noting(access.authenticate),
            info: { publicUrl, version: VERSION, azure: settings.azure },
            log,
            routes: [
              meRoute({ mailboxOf }),
              ...coverageRoutes({ dataSource, mailboxOf }),
              ...rehearsalRoutes({ dataSource, clock, mailboxOf }),
              ...feedRoutes({ dataSource, live, mailboxIdsOf: async (rep) => idsOf(await mailboxOf(rep)) }),
              ...privacyRoutes({ dataSource, clock, setting: settings.consentPolicy, onRefused }),
              ...campaignRoutes({ dataSource, clock, mailboxOf }),
              ...replyRoutes({ dataSource, clock, mailboxOf }),
              ...trackingRoutes({ keys, clock, publicUrl, mailboxOf }),
              ...ownSide.routes,
              ...messageRoutes({ dataSource, clock, mailboxOf, campaigns: campaignsOfMessages, sayOfDocumentLine }),
              ...conversion.routes,
              ...documents.routes,
              ...reading.routes,
            ],
          }),
        },
        { at: '/', router: documents.router },
        { at: '/viewer', router: viewerAssets(VIEWER_DIR) },
        { at: '/', router: readerRouter({ dataSource, keys, clock, store: documents.store, clientAddress, hooks: reading.hooks }) },
        { at: '/', router: reading.router },
        { at: '/', router: mailboxes.router },
        { at: '/', router: unsubscribeRouter({ dataSource, keys, clock, mailboxes }) },
        { at: '/', router: recipientRouter({ dataSource, keys, clock, log, mailboxes, setting: settings.consentPolicy, onRefused }) },
      ],
      checks: { database: () => dataSource.query('select 1'), hits: ingest.check },
      endStreams: () => live.close(),
    });
    const port = await server.listen();
    closing.push(() => server.close());

    // Apart from the rest, and not in the way of starting: it gives up where somebody, a backup for example, holds the tables.
    closing.push(startTicking('months of hits', HOUSEKEEPING_EVERY_MS, log, () => ingest.keepHouse(database)));
    closing.push(startTicking('due mails', DUE_EVERY_MS, log, () => queueDueSteps(dataSource, clock.now())));
    closing.push(startTicking('readers of documents', TELL_EVERY_MS, log, () => reading.tell()));
    closing.push(startTicking('documents whose pages are to be made', RESUME_CONVERSIONS_EVERY_MS, log, () => conversion.resume()));
    closing.push(
      startTicking('housekeeping', HOUSEKEEPING_EVERY_MS, log, async () => {
        await forgetExpired(dataSource.manager, clock.now());
        await forgetOldDomains(dataSource.manager, clock.now());
        await ownSide.housekeeping();
        await forgetOldCodes(dataSource.manager, clock.now());
        await documents.housekeeping();
        await forgetOldAttempts(dataSource.manager, clock.now());
        await reading.housekeeping();
      }),
    );
    await mailboxes.start();
    return { port, close };
  } catch (error) {
    await close();
    throw error;
  }
}

function idsOf(mailbox: Mailbox | null): string[] {
  return mailbox === null ? [] : [mailbox.id];
}

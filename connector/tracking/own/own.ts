/** Puts the sender's own side together: what the composition root needs of it. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import type { Clock } from '../../clock.js';
import type { Keys } from '../../config/index.js';
import type { Database } from '../../database/index.js';
import { messageOf } from '../../errors.js';
import type { Authenticate, Route } from '../../http/index.js';
import type { Rep } from '../../identity/index.js';
import type { Mailbox, Mailboxes } from '../../mailbox/index.js';
import { createBrowsers, type Browsers } from './browsers.js';
import { forgetOldDevices } from './devices.js';
import { createKnownOf, type KnownOf } from './known.js';
import { openLooking } from './looking.js';
import { forgetOldNetworks } from './rep-networks.js';
import { ownRoutes } from './routes.js';
import { forgetOldReaders } from './taught.js';
import { createNoteUse } from './use.js';

export interface OwnSideOptions {
  readonly database: Pick<Database, 'dataSource' | 'listen'>;
  readonly keys: Keys;
  readonly clock: Clock;
  readonly log: Logger;
  readonly publicUrl: string;
  /** Who really asks, behind proxies. */
  readonly clientAddress: (request: IncomingMessage) => string;
  readonly mailboxes: Pick<Mailboxes, 'isWatched' | 'draftOnce' | 'sendOnce'>;
  readonly mailboxOf: (rep: Rep) => Promise<Mailbox | null>;
}

export interface OwnSide {
  readonly browsers: Browsers;
  /** For the settler. */
  readonly knownOf: KnownOf;
  readonly routes: readonly Route[];
  /** Somebody signed in on this browser, which is a device of theirs from now on. */
  signedIn(rep: Rep, request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Knows from then on where reps use the API. Wraps who says who asks. */
  noting(authenticate: Authenticate): Authenticate;
  /** Forgets what is old. */
  housekeeping(): Promise<void>;
  close(): Promise<void>;
}

/** A signal leaves no trace: also not that its rep was there at that hour. */
const LEAVES_NO_TRACE = '/looking';
/** "This was me", of a hit or a line: whoever says so sits at a browser of theirs. */
const MAKES_A_DEVICE = /^\/(?:messages|activities)\/.+\/mine$/;

export async function openOwnSide(options: OwnSideOptions): Promise<OwnSide> {
  const { database, keys, clock, log, clientAddress } = options;
  const { dataSource } = database;
  const addressHash = (request: IncomingMessage): Buffer => keys.sign('address-hash', Buffer.from(clientAddress(request)), 16);
  const browsers = createBrowsers({ ...options, dataSource });
  const looking = await openLooking(options);
  const noteUse = createNoteUse({ dataSource, clock, log, browsers, addressHash });
  return {
    browsers,
    knownOf: createKnownOf({ signals: looking.signals }),
    routes: ownRoutes({ ...options, dataSource, addressHash, browsers, looking }),
    signedIn: async (rep, request, response) => {
      noteUse(rep, request);
      await browsers.remember(rep, request, response);
    },
    noting: (authenticate) => async (request, response) => {
      const rep = await authenticate(request, response);
      // Express has taken away the part of the address that the router stands at.
      const [path = ''] = (request.url ?? '').split('?');
      if (path !== LEAVES_NO_TRACE) noteUse(rep, request);
      if (MAKES_A_DEVICE.test(path) && browsers.markOf(request)?.repId !== rep.id) {
        await browsers.remember(rep, request, response).catch((error: unknown) => log.warn({ reason: messageOf(error) }, 'a browser could not be made a device'));
      }
      return rep;
    },
    housekeeping: async () => {
      const now = clock.now();
      await forgetOldDevices(dataSource.manager, now);
      await forgetOldNetworks(dataSource.manager, now);
      await forgetOldReaders(dataSource.manager, now);
    },
    close: () => looking.close(),
  };
}

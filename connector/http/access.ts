/** Sign-in and recognition put together: what the composition root needs of them. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Router } from 'express';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { systemClock, type Clock } from '../clock.js';
import type { Keys, Settings } from '../config/index.js';
import { confidentialClient, type Rep } from '../identity/index.js';
import { createAuthenticate, type Authenticate } from './authenticate.js';
import { authorityOf } from './authority.js';
import { bearerVerifier } from './bearer.js';
import { cookieJar } from './cookies.js';
import { createSessions } from './session.js';
import { signInRouter } from './sign-in.js';

export interface Access {
  /** For `apiRouter`. */
  readonly authenticate: Authenticate;
  /** To be mounted at `/auth`. */
  readonly router: Router;
}

export interface AccessOptions {
  readonly settings: Pick<Settings, 'azure' | 'publicUrl'>;
  readonly keys: Keys;
  readonly dataSource: DataSource;
  readonly log: Logger;
  /** Real time by default, also where the connector's clock is shifted: browsers and Entra know no other. */
  readonly clock?: Clock;
  /** Called once somebody has signed in to the web app, before the answer leaves. A failure of it is no failure of signing in. */
  readonly signedIn?: (rep: Rep, request: IncomingMessage, response: ServerResponse) => Promise<unknown>;
}

/** Nothing is fetched from the tenant before the first request needs it. */
export function createAccess({ settings, keys, dataSource, log, clock = systemClock, signedIn = () => Promise.resolve() }: AccessOptions): Access {
  const { azure, publicUrl } = settings;
  const authority = authorityOf(azure);
  const jar = cookieJar(publicUrl);
  const sessions = createSessions({ keys, jar, clock });
  const verifyBearer = bearerVerifier(azure, authority);
  return {
    authenticate: createAuthenticate({ dataSource, verifyBearer, sessions, publicUrl }),
    router: signInRouter({ publicUrl, keys, dataSource, client: confidentialClient(settings), authority, sessions, jar, clock, log, signedIn }),
  };
}

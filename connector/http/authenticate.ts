/** Who is asking: by bearer token (Outlook, programs) or by the session cookie (the web app in a browser). */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DataSource } from 'typeorm';
import { ReadbackError } from '../errors.js';
import { ensureRep, repById, type Rep } from '../identity/index.js';
import type { VerifyBearer } from './bearer.js';
import { refuseForeignWrite } from './cross-site.js';
import type { Sessions } from './session.js';

/** The signed-in rep. Throws NOT_SIGNED_IN, TOKEN_INVALID, ENTRA_UNREACHABLE, CROSS_SITE. */
export type Authenticate = (request: IncomingMessage, response: ServerResponse) => Promise<Rep>;

export function createAuthenticate({
  dataSource,
  verifyBearer,
  sessions,
  publicUrl,
}: {
  dataSource: DataSource;
  verifyBearer: VerifyBearer;
  sessions: Sessions;
  publicUrl: string;
}): Authenticate {
  return async (request, response) => {
    const { authorization } = request.headers;
    if (authorization !== undefined) {
      const token = /^Bearer +([\w.~+/-]+=*) *$/i.exec(authorization)?.[1];
      if (token === undefined) throw new ReadbackError('TOKEN_INVALID', 'The Authorization header holds no bearer token.');
      return ensureRep(dataSource.manager, await verifyBearer(token));
    }
    const repId = await sessions.repIdOf(request, response);
    const rep = repId === undefined ? null : await repById(dataSource.manager, repId);
    if (rep === null) throw new ReadbackError('NOT_SIGNED_IN');
    refuseForeignWrite(request, publicUrl);
    return rep;
  };
}

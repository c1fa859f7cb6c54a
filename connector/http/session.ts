/**
 * The session of the web app: a signed cookie with the rep's id, and nothing on the server, so
 * that any connector with the same SECRET_KEY takes it. It lasts 12 hours from its last use and a
 * week at most. Signing out clears it in this browser.
 */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../clock.js';
import type { Keys } from '../config/index.js';
import { signedText, type SignedText } from './signed-text.js';
import type { CookieJar } from './cookies.js';
import { z } from 'zod';

const COOKIE = 'session';
const LASTS_S = 12 * 60 * 60;
const LONGEST_S = 7 * 24 * 60 * 60;
/** A session used after this long gets a new cookie. */
const RENEW_AFTER_S = 10 * 60;

const sessionSchema = z.object({
  /** The rep's id. */
  rep: z.uuid(),
  /** When the rep signed in, in seconds since 1970. */
  since: z.int(),
});

export interface Sessions {
  /** Starts a session in this browser. */
  start(response: ServerResponse, repId: string): Promise<void>;
  /** The id of the rep who is signed in, and prolongs the session; undefined if nobody is. */
  repIdOf(request: IncomingMessage, response: ServerResponse): Promise<string | undefined>;
  end(response: ServerResponse): void;
}

/** @param clock real time: sessions live in browsers, which know no other */
export function createSessions({ keys, jar, clock }: { keys: Keys; jar: CookieJar; clock: Clock }): Sessions {
  const texts: SignedText<z.infer<typeof sessionSchema>> = signedText({ keys: keys.raw('session'), schema: sessionSchema, clock });
  const now_s = (): number => Math.floor(clock.now().getTime() / 1000);
  const write = async (response: ServerResponse, repId: string, since: number): Promise<void> => {
    const lasts_s = Math.min(LASTS_S, since + LONGEST_S - now_s());
    jar.set(response, COOKIE, await texts.sign({ rep: repId, since }, lasts_s), lasts_s);
  };
  return {
    start: (response, repId) => write(response, repId, now_s()),
    repIdOf: async (request, response) => {
      const session = await texts.read(jar.read(request, COOKIE));
      if (session === undefined) return undefined;
      const { rep, since } = session.content;
      if (session.age_s > RENEW_AFTER_S && !response.headersSent) await write(response, rep, since);
      return rep;
    },
    end: (response) => jar.clear(response, COOKIE),
  };
}

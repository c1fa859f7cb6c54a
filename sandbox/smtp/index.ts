// The mail server of the sandbox's whole world, on loopback. Without signing in, anybody may send to anybody, as mail
// arrives from the internet. Signed in as a mailbox of the tenant (its address and the sandbox's password) it is the
// rep's own mail program that sends: a copy goes to Sent Items.
import { once } from 'node:events';
import { SMTPServer, type SMTPServerDataStream, type SMTPServerSession } from 'smtp-server';
import type { Exchange } from '../exchange/index.js';
import type { Post } from '../post.js';

export { Relay } from './relay.js';

export interface SmtpOptions {
  /** 0 lets the system choose. */
  port: number;
  host: '127.0.0.1' | '::1';
  exchange: Exchange;
  post: Post;
}

export interface SmtpListener {
  port: number;
  close(): Promise<void>;
}

/** Password of every mailbox. */
export const SMTP_PASSWORD = 'sandbox';

/** Exchange Online's default message size limit, in bytes. */
const MAX_SIZE = 35 * 1024 * 1024;
/** Exchange Online's recipient limit. */
const MAX_RECIPIENTS = 1000;
const CLOSE_TIMEOUT_MS = 2_000;

class SmtpRefusal extends Error {
  constructor(
    readonly responseCode: number,
    message: string,
  ) {
    super(message);
  }
}

export async function startSmtp(options: SmtpOptions): Promise<SmtpListener> {
  const { exchange, post } = options;
  const server = new SMTPServer({
    name: 'mail.sandbox.example',
    banner: 'Readback sandbox',
    size: MAX_SIZE,
    maxRecipients: MAX_RECIPIENTS,
    authOptional: true,
    allowInsecureAuth: true,
    authMethods: ['PLAIN', 'LOGIN'],
    disabledCommands: ['STARTTLS'],
    disableReverseLookup: true,
    closeTimeout: CLOSE_TIMEOUT_MS,
    onAuth({ username, password }, _session, done) {
      if (username !== undefined && exchange.knows(username) && password === SMTP_PASSWORD) done(null, { user: username });
      else done(new SmtpRefusal(535, '5.7.3 Authentication unsuccessful'));
    },
    onRcptTo({ address }, session, done) {
      const refusal = userOf(session) === undefined ? post.refusal(address) : undefined;
      if (refusal === undefined) done();
      else done(new SmtpRefusal(550, `${refusal.status} <${address}>: no such mailbox here`));
    },
    onData(stream, session, done) {
      take(stream, session).then(() => done(), done);
    },
  });

  async function take(stream: SMTPServerDataStream, session: SMTPServerSession): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of stream) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
    if (stream.sizeExceeded) throw new SmtpRefusal(552, `5.3.4 Message exceeds the maximum of ${MAX_SIZE} bytes`);
    const mime = Buffer.concat(chunks);
    const { mailFrom, rcptTo } = session.envelope;
    const to = rcptTo.map(({ address }) => address);
    const user = userOf(session);
    if (user !== undefined) {
      await exchange.submit(user, mime, { to });
      return;
    }
    const from = mailFrom === false ? '' : mailFrom.address;
    const host = `${session.hostNameAppearsAs || 'unknown'} (${session.remoteAddress})`;
    const failures = await post.send({ from, to }, mime, { from: host, protocol: session.transmissionType });
    const [first] = failures;
    if (first !== undefined && failures.length === to.length) throw new SmtpRefusal(554, first.reason.replace(/^\d{3} /, ''));
  }

  // Failures of one connection are that client's matter; the server goes on. A taken port rejects the wait below.
  server.on('error', () => undefined);
  const listener = server.listen(options.port, options.host);
  await once(listener, 'listening');
  const address = listener.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : options.port,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}

function userOf(session: SMTPServerSession): string | undefined {
  const user: unknown = session.user;
  return typeof user === 'string' ? user : undefined;
}

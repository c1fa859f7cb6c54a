/**
 * The recipient's own page, `/r/{token}`. Scanners fetch every link, so GET and HEAD only show; each
 * change is a POST from a button of the page. The link alone says what is recorded and takes a
 * refusal or an agreement; mails get forwarded, so the data themselves also take a code, mailed to
 * the very address.
 *
 *     /r/{token}          shown; POST say=refuse|agree
 *     /r/{token}/code     POST mails a code
 *     /r/{token}/data     POST code=… or ticket=…: what is stored; as=json: as a file
 *     /r/{token}/erase    POST ticket=… sure=yes
 */
import { Router, urlencoded, type Request, type Response } from 'express';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Clock } from '../clock.js';
import type { Keys } from '../config/index.js';
import { modeFor, readPrivacyToken, recordConsent, statementsOf, type ConsentEffects, type PolicyKind, type PrivacyKey } from '../consent/index.js';
import { ReadbackError } from '../errors.js';
import { sendPage } from '../http/index.js';
import { personOf } from '../identity/index.js';
import type { Mailbox, Mailboxes } from '../mailbox/index.js';
import { summaryOf } from '../tracking/index.js';
import { CODE_LIVES_MINUTES, newCode, useCode } from './codes.js';
import { choicePage, codePage, dataPage, erasedPage, type Said, type Sender } from './pages.js';
import { erasePerson, exportPerson } from './personal-data.js';
import type { Told } from './recorded.js';
import { isTicketFor, ticketFor } from './ticket.js';

export interface RecipientRouterOptions extends ConsentEffects {
  readonly dataSource: DataSource;
  readonly keys: Keys;
  readonly clock: Clock;
  readonly log: Logger;
  readonly mailboxes: Pick<Mailboxes, 'get' | 'list' | 'note'>;
  /** CONSENT_POLICY */
  readonly setting: PolicyKind | undefined;
}

/** The text somebody agrees to on the page, kept as proof. */
export const AGREED_TO = 'Agreed on the page "Your choice about tracking", which says what is recorded about images loaded and links opened in mail.';

const text = z.string().max(200).catch('');
const form = z.object({ say: text, code: text, ticket: text, as: text, sure: text });

export function recipientRouter(options: RecipientRouterOptions): Router {
  const { dataSource, clock } = options;
  const router = Router();
  const read = urlencoded({ extended: false, limit: '4kb' });
  const page = new Page(options);

  router.use('/r', (_request, response, next) => {
    response.set('Cache-Control', 'no-store');
    next();
  });
  router.get('/r/:token', async (request, response) => {
    const who = page.who(request, response);
    if (who !== null) await page.show(response, who, null);
  });
  router.post('/r/:token', read, async (request, response) => {
    const who = page.who(request, response);
    if (who === null) return;
    const { say } = form.parse(request.body ?? {});
    if (say !== 'refuse' && say !== 'agree') {
      await page.show(response, who, null);
      return;
    }
    const agrees = say === 'agree';
    const said = { address: who.address, agrees, at: clock.now(), how: 'on their own page, linked in a mail', proof: agrees ? AGREED_TO : '', repId: null };
    await dataSource.transaction((tx) => recordConsent(tx, options, said));
    await page.show(response, who, { text: agrees ? 'You agreed. You can take it back here at any time.' : 'You refused. Nothing you load or open is stored as yours any more.' });
  });
  router.post('/r/:token/code', read, async (request, response) => {
    const who = page.who(request, response);
    if (who !== null) await page.sendCode(response, who);
  });
  router.post('/r/:token/data', read, async (request, response) => {
    const who = page.who(request, response);
    if (who !== null) await page.showData(response, who, form.parse(request.body ?? {}));
  });
  router.post('/r/:token/erase', read, async (request, response) => {
    const who = page.who(request, response);
    if (who === null) return;
    const { ticket, sure } = form.parse(request.body ?? {});
    if (!page.mayRead(who, ticket)) page.askAgain(response, who);
    else if (sure !== 'yes') await page.showData(response, who, { code: '', ticket, as: '' });
    else {
      await erasePerson(dataSource, who.address, clock.now());
      response.type('html').send(erasedPage(who.at, who.address));
    }
  });
  // Whoever comes back to one of these by the address bar.
  for (const rest of ['code', 'data', 'erase']) router.get(`/r/:token/${rest}`, (request, response) => response.redirect(303, request.path.slice(0, -rest.length - 1)));
  return router;
}

interface Who extends PrivacyKey {
  readonly token: string;
  /** Path of the page. */
  readonly at: string;
}

class Page {
  constructor(private readonly options: RecipientRouterOptions) {}

  /** Null if the link is none of ours; that has been answered then. */
  who(request: Request, response: Response): Who | null {
    const { token = '' } = request.params;
    const key = typeof token === 'string' ? readPrivacyToken(this.options.keys, token) : null;
    if (key !== null && typeof token === 'string') return { ...key, token, at: `/r/${token}` };
    sendPage(response, 404, { title: 'This link is not valid', says: 'It may have been cut off. Open it again from the mail, or answer the mail and say what you want.' });
    return null;
  }

  async show(response: Response, { at, address, mailboxId }: Who, said: Said | null): Promise<void> {
    const sender = senderOf(await this.options.mailboxes.get(mailboxId));
    response.type('html').send(choicePage(at, address, sender, await this.told(address), said));
  }

  async sendCode(response: Response, who: Who): Promise<void> {
    const { dataSource, keys, clock, log, mailboxes } = this.options;
    const mailbox = await this.mailbox(who);
    if (mailbox === null) {
      await this.show(response.status(503), who, { text: 'No mailbox is connected to send you the code from. Answer the mail instead, and ask for your data.', isWrong: true });
      return;
    }
    try {
      const code = await dataSource.transaction((tx) => newCode({ tx, keys, now: clock.now() }, who.address));
      await mailboxes.note(mailbox.id, { to: { address: who.address, name: '' }, subject: 'Your code to see what is stored about you', text: letter(mailbox, code) });
    } catch (error) {
      if (!(error instanceof ReadbackError)) throw error;
      log.warn({ code: error.code, mailbox: mailbox.id }, 'no code could be sent to a recipient');
      const says = error.code === 'TOO_MANY_CODES' ? error.message : 'The code could not be sent. Try again in a few minutes.';
      await this.show(response.status(error.status), who, { text: says, isWrong: true });
      return;
    }
    response.type('html').send(codePage(who.at, who.address, null));
  }

  async showData(response: Response, who: Who, { code, ticket, as }: { readonly code: string; readonly ticket: string; readonly as: string }): Promise<void> {
    const { dataSource, keys, clock } = this.options;
    const now = clock.now();
    if (!this.mayRead(who, ticket)) {
      const isRight = code !== '' && (await dataSource.transaction((tx) => useCode({ tx, keys, now }, who.address, code)));
      if (!isRight) {
        this.askAgain(response, who);
        return;
      }
    }
    const stored = await exportPerson(dataSource.manager, who.address, now);
    if (as === 'json') response.attachment('stored-about-me.json').type('json').send(JSON.stringify(stored, null, 2));
    else response.type('html').send(dataPage(who.at, stored, ticketFor(keys, who.token, now)));
  }

  mayRead({ token }: Who, ticket: string): boolean {
    return isTicketFor(this.options.keys, token, ticket, this.options.clock.now());
  }

  askAgain(response: Response, { at, address }: Who): void {
    response.status(403).type('html').send(codePage(at, address, { text: 'That is not the code last sent, or it is no longer valid. Go back to have another one sent.', isWrong: true }));
  }

  /** The mailbox that wrote; another one where that is connected no longer. */
  private async mailbox({ mailboxId }: Who): Promise<Mailbox | null> {
    const own = await this.options.mailboxes.get(mailboxId);
    return own?.state === 'connected' ? own : ((await this.options.mailboxes.list())[0] ?? null);
  }

  private async told(address: string): Promise<Told> {
    const { dataSource, setting } = this.options;
    return dataSource.transaction(async (tx) => {
      const { addresses } = await personOf(tx, address);
      const [latest] = await statementsOf(tx, addresses);
      const { mode } = await modeFor(tx, { wanted: 'full', recipients: [address], setting });
      return { ...(await summaryOf(tx, addresses)), consent: latest?.state ?? 'unknown', saidAt: latest?.at ?? null, mode };
    });
  }
}

function senderOf(mailbox: Mailbox | null): Sender {
  return mailbox === null ? { name: 'The sender', address: null } : { name: mailbox.name, address: mailbox.address };
}

function letter({ name }: Mailbox, code: string): string {
  return `Hello,

you asked to see what ${name} and colleagues have stored about you. Your code is

${code}

It is valid for ${CODE_LIVES_MINUTES} minutes, on the page where you asked for it. If that was not you, delete this mail: without the code nobody sees anything.
`;
}

/**
 * The recipient's own page, `/r/{token}`. Scanners fetch every link, so GET and HEAD only show; each
 * change is a POST from a button of the page. The link alone says what is recorded and takes a
 * refusal. The sender has that link too, and so has whoever the mail was forwarded to: agreeing, and
 * the data themselves, therefore also take a code, mailed to the very address.
 *
 *     /r/{token}          shown; POST say=refuse, or say=agree, which mails a code
 *     /r/{token}/agree    POST code=…
 *     /r/{token}/code     POST mails a code to see what is stored
 *     /r/{token}/data     POST code=… or ticket=…: what is stored; as=json: as a file
 *     /r/{token}/erase    POST ticket=… sure=yes
 *
 * `?lang=` chooses the language.
 */
import { Router, urlencoded, type Request, type Response } from 'express';
import type { Logger } from 'pino';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Clock } from '../clock.js';
import type { Keys } from '../config/index.js';
import { modeFor, readPrivacyToken, recordConsent, statementsOf, type ConsentEffects, type PolicyKind, type PrivacyKey } from '../consent/index.js';
import { ReadbackError } from '../errors.js';
import { personOf } from '../identity/index.js';
import type { Mailbox, Mailboxes } from '../mailbox/index.js';
import { summaryOf } from '../tracking/index.js';
import { CODE_LIVES_MINUTES, newCode, useCode, type CodePurpose } from './codes.js';
import { choicePage, codePage, dataPage, erasedPage, invalidPage, type Place, type Said, type Sender } from './pages.js';
import { erasePerson, exportPerson } from './personal-data.js';
import { ON_PAGE, ON_PAGE_WITH_CODE } from './plain.js';
import type { Told } from './recorded.js';
import { isTicketFor, ticketFor } from './ticket.js';
import { languageFor } from './words/language.js';

export interface RecipientRouterOptions extends ConsentEffects {
  readonly dataSource: DataSource;
  readonly keys: Keys;
  readonly clock: Clock;
  readonly log: Logger;
  readonly mailboxes: Pick<Mailboxes, 'get' | 'list' | 'note'>;
  /** CONSENT_POLICY */
  readonly setting: PolicyKind | undefined;
}

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
    if (say === 'refuse') await page.refuse(response, who);
    else if (say === 'agree') await page.sendCode(response, who, 'agree');
    else await page.show(response, who, null);
  });
  router.post('/r/:token/agree', read, async (request, response) => {
    const who = page.who(request, response);
    if (who !== null) await page.agree(response, who, form.parse(request.body ?? {}).code);
  });
  router.post('/r/:token/code', read, async (request, response) => {
    const who = page.who(request, response);
    if (who !== null) await page.sendCode(response, who, 'see');
  });
  router.post('/r/:token/data', read, async (request, response) => {
    const who = page.who(request, response);
    if (who !== null) await page.showData(response, who, form.parse(request.body ?? {}));
  });
  router.post('/r/:token/erase', read, async (request, response) => {
    const who = page.who(request, response);
    if (who === null) return;
    const { ticket, sure } = form.parse(request.body ?? {});
    if (!page.mayRead(who, ticket)) await page.askAgain(response, who, 'see');
    else if (sure !== 'yes') await page.showData(response, who, { code: '', ticket, as: '' });
    else {
      await erasePerson(dataSource, who.address, clock.now());
      response.type('html').send(erasedPage(who, who.address));
    }
  });
  // Whoever comes back to one of these by the address bar.
  for (const rest of ['agree', 'code', 'data', 'erase']) {
    router.get(`/r/:token/${rest}`, (request, response) => response.redirect(303, `${request.path.slice(0, -rest.length - 1)}${/\?.*/.exec(request.originalUrl)?.[0] ?? ''}`));
  }
  return router;
}

interface Who extends PrivacyKey, Place {
  readonly token: string;
}

class Page {
  constructor(private readonly options: RecipientRouterOptions) {}

  /** Null if the link is none of ours; that has been answered then. */
  who(request: Request, response: Response): Who | null {
    const language = languageFor({ chosen: request.query.lang, accepted: request.headers['accept-language'] });
    response.set('Content-Language', language.words.lang);
    const { token = '' } = request.params;
    const key = typeof token === 'string' ? readPrivacyToken(this.options.keys, token) : null;
    if (key !== null && typeof token === 'string') return { ...key, ...language, token, at: `/r/${token}` };
    response.status(404).type('html').send(invalidPage({ ...language, at: request.path }));
    return null;
  }

  async show(response: Response, who: Who, said: Said | null): Promise<void> {
    const sender = senderOf(await this.options.mailboxes.get(who.mailboxId));
    response.type('html').send(choicePage(who, who.address, sender, await this.told(who.address), said));
  }

  async refuse(response: Response, who: Who): Promise<void> {
    const said = { address: who.address, agrees: false, at: this.options.clock.now(), how: ON_PAGE, proof: '', repId: null };
    await this.options.dataSource.transaction((tx) => recordConsent(tx, this.options, said));
    await this.show(response, who, { text: who.words.choice.nowRefused });
  }

  async agree(response: Response, who: Who, code: string): Promise<void> {
    const { dataSource, keys, clock } = this.options;
    const now = clock.now();
    const said = { address: who.address, agrees: true, at: now, how: ON_PAGE_WITH_CODE, proof: who.words.proof(who.address), repId: null };
    const isRight = await dataSource.transaction(async (tx) => {
      if (!(await useCode({ tx, keys, now }, who.address, 'agree', code))) return false;
      await recordConsent(tx, this.options, said);
      return true;
    });
    if (isRight) await this.show(response, who, { text: who.words.choice.nowAgreed });
    else await this.askAgain(response, who, 'agree');
  }

  async sendCode(response: Response, who: Who, purpose: CodePurpose): Promise<void> {
    const { dataSource, keys, clock, log, mailboxes } = this.options;
    const { code: says, letter } = who.words;
    const mailbox = await this.mailbox(who);
    if (mailbox === null) {
      await this.show(response.status(503), who, { text: says.noMailbox, isWrong: true });
      return;
    }
    try {
      const code = await dataSource.transaction((tx) => newCode({ tx, keys, now: clock.now() }, who.address, purpose));
      await mailboxes.note(mailbox.id, { to: { address: who.address, name: '' }, subject: letter.subject[purpose], text: letter.text[purpose](mailbox.name, code, CODE_LIVES_MINUTES) });
    } catch (error) {
      if (!(error instanceof ReadbackError)) throw error;
      log.warn({ code: error.code, mailbox: mailbox.id }, 'no code could be sent to a recipient');
      await this.show(response.status(error.status), who, { text: error.code === 'TOO_MANY_CODES' ? says.tooMany : says.notSent, isWrong: true });
      return;
    }
    await this.askCode(response, who, purpose, null);
  }

  async showData(response: Response, who: Who, { code, ticket, as }: { readonly code: string; readonly ticket: string; readonly as: string }): Promise<void> {
    const { dataSource, keys, clock } = this.options;
    const now = clock.now();
    if (!this.mayRead(who, ticket)) {
      const isRight = code !== '' && (await dataSource.transaction((tx) => useCode({ tx, keys, now }, who.address, 'see', code)));
      if (!isRight) {
        await this.askAgain(response, who, 'see');
        return;
      }
    }
    const stored = await exportPerson(dataSource.manager, who.address, now);
    if (as === 'json') response.attachment('stored-about-me.json').type('json').send(JSON.stringify(stored, null, 2));
    else response.type('html').send(dataPage(who, stored, ticketFor(keys, who.token, now)));
  }

  mayRead({ token }: Who, ticket: string): boolean {
    return isTicketFor(this.options.keys, token, ticket, this.options.clock.now());
  }

  async askAgain(response: Response, who: Who, purpose: CodePurpose): Promise<void> {
    await this.askCode(response.status(403), who, purpose, { text: who.words.code.wrong, isWrong: true });
  }

  private async askCode(response: Response, who: Who, purpose: CodePurpose, said: Said | null): Promise<void> {
    const sender = senderOf(await this.options.mailboxes.get(who.mailboxId));
    response.type('html').send(codePage(who, { address: who.address, sender, purpose }, said));
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
  return mailbox === null ? { name: null, address: null } : { name: mailbox.name, address: mailbox.address };
}

/**
 * The web app's API with canned answers, over real HTTP: everything answered is parsed by the
 * API's own schemas first, so that it cannot drift from what the connector says. Serves the built
 * app under the connector's content security policy.
 */
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { z } from 'zod';
import {
  answerSchema,
  campaignSchema,
  campaignSummarySchema,
  enrolledSchema,
  heldPageSchema,
  newCampaignSchema,
  newEnrollmentsSchema,
  queueSchema,
  stepPeopleSchema,
  teamRulesSchema,
  teamRulesViewSchema,
  undoSchema,
  type Campaign,
  type HeldPage,
  type Queue,
  type TeamRulesView,
  type Undo,
} from '../../connector/campaigns/api.js';
import { coveragesSchema, type Coverage } from '../../connector/mailbox/coverage/api.js';
import { rehearsalSchema, type RehearsalView } from '../../connector/replies/rehearsal/api.js';
import { hitPageSchema, messageDetailsSchema, messagePageSchema, mineAnswerSchema, mineSchema, trackingSwitchSchema, type HitView, type MessageDetails, type MessageSummary } from '../../connector/tracking/details/api.js';
import { behind, noFigures } from './fixture-data.js';
import { FixtureDocuments, type DocumentsAnswer } from './fixture-documents-api.js';
import { OwnFixture } from './fixture-devices.js';
import { FixturePrivacy } from './fixture-privacy.js';
import { rehearsalOf } from './fixture-watch.js';
import { activitySchema, type Activity } from '../../connector/feed/activity.js';
import { meSchema, type Me } from '../../connector/identity/api.js';

const APP = join(import.meta.dirname, '..', '..', 'addin', 'app');
const TYPES: Record<string, string> = { '.html': 'text/html; charset=utf-8', '.js': 'text/javascript; charset=utf-8', '.txt': 'text/plain' };
const POLICY = "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'";

export interface Seen {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

interface Fault {
  readonly status: number;
  readonly code?: string;
  readonly message?: string;
  readonly problems?: readonly { readonly path: string; readonly message: string }[];
}

export class FixtureServer {
  me: Me;
  lines: Activity[] = [];
  campaigns: Campaign[] = [];
  refused: z.infer<typeof enrolledSchema>['refused'] = [];
  warnings: z.infer<typeof enrolledSchema>['warnings'] = [];
  held: HeldPage = { held: [], next: null, thisWeek: 0, total: 0 };
  rules: TeamRulesView | undefined;
  undoable: Undo | undefined;
  queue: Queue = { held: null };
  coverage: Coverage[] = [];
  mails: MessageSummary[] = [];
  mail: MessageDetails | undefined;
  requests: HitView[] = [];
  /** What follows for views to come, as "This was me" is answered. */
  recognised: string | null = null;
  rehearsal: RehearsalView | null = null;
  privacy = new FixturePrivacy();
  own = new OwnFixture();
  documents = new FixtureDocuments();
  /** Answers by "METHOD /path": a failure, or `hang` for none at all. */
  readonly faults = new Map<string, Fault | 'hang'>();
  readonly seen: Seen[] = [];
  /** Answers that are not what the API's schemas say, and inputs they refuse. */
  readonly mistakes: string[] = [];
  private readonly streams = new Set<ServerResponse>();
  private readonly server: Server = createServer((request, response) => {
    this.handle(request, response).catch((error: unknown) => {
      this.mistakes.push(String(error));
      response.destroy();
    });
  });

  constructor(me: Me) {
    this.me = me;
  }

  async start(port = 0): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(port, '127.0.0.1', resolve));
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    return `http://127.0.0.1:${address.port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  get readers(): number {
    return this.streams.size;
  }

  /** Puts a line in and tells all streams, cut into single bytes where `torn`. */
  push(line: Activity, torn = false): void {
    this.lines = [line, ...this.lines.filter(({ id }) => id !== line.id)];
    const text = Buffer.from(eventOf(line));
    for (const stream of this.streams) {
      if (torn) for (const byte of text) stream.write(Buffer.of(byte));
      else stream.write(text);
    }
  }

  /** Cuts all streams, as a restart would. */
  cutStreams(): void {
    for (const stream of this.streams) stream.destroy();
  }

  private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://fixture');
    const method = request.method ?? 'GET';
    const takesFile = this.documents.takesFile(method, pathname);
    const body = takesFile ? undefined : await bodyOf(request);
    this.seen.push({ method, path: pathname, body });
    const fault = this.faults.get(`${method} ${pathname}`);
    if (fault === 'hang') return;
    if (fault) {
      const { status, code, message = '', problems } = fault;
      send(response, status, code === undefined ? 'broken' : { error: { code, message, requestId: 'r1', ...(problems ? { details: { problems } } : {}) } });
      return;
    }
    if (takesFile) sendDocuments(response, await this.documents.take(request, pathname, searchParams));
    else if (pathname.startsWith('/api/')) this.api(method, pathname, searchParams, body, response);
    else if (pathname.startsWith('/app')) await sendFile(response, pathname);
    else if (pathname === '/auth/sign-out') send(response, 200, { microsoft: '/signed-out' });
    else send(response, 200, `<!doctype html><title>${pathname}</title>`);
  }

  private api(method: string, path: string, query: URLSearchParams, body: unknown, response: ServerResponse): void {
    const [, , part, id, sub, subId] = path.split('/');
    const own = this.own.answer(method, path, body);
    const documents = this.documents.answer(method, path, query, body);
    if (documents !== null) sendDocuments(response, documents);
    else if (own === 204) response.writeHead(204).end();
    else if (own !== null) send(response, 200, own);
    else if (path === '/api/me') send(response, 200, meSchema.parse(this.me));
    else if (path === '/api/feed') send(response, 200, this.page(query));
    else if (path === '/api/feed/stream') this.stream(query.get('after'), response);
    else if (part === 'questions' && id !== undefined) this.answer(body, response);
    else if (part === 'activities' && sub === 'mine') this.mine(body, response);
    else if (part === 'messages') this.messages(method, path, query, body, response);
    else if (part === 'activities' && sub === 'undo') send(response, 200, undoSchema.parse({ ...this.undoable, done: method === 'POST' }));
    else if (part === 'privacy') this.answerPrivacy(method, path, body, response);
    else if (path === '/api/held') send(response, 200, this.heldPage(query));
    else if (path === '/api/team/rules') this.teamRules(method, body, response);
    else if (path === '/api/coverage') send(response, 200, coveragesSchema.parse({ mailboxes: this.coverage }));
    else if (path === '/api/rehearsals/latest') send(response, 200, { rehearsal: rehearsalSchema.nullable().parse(this.rehearsal) });
    else if (path === '/api/rehearsals') this.rehearse(response);
    else if (path === '/api/queue') send(response, 200, queueSchema.parse(this.queue));
    else if (path === '/api/queue/release') this.release(response);
    else if (part === 'campaigns' && id === undefined) this.campaignList(method, body, response);
    else if (part === 'campaigns' && sub === 'enrollments') this.enrollments(method, id ?? '', subId, body, response);
    else if (part === 'campaigns' && sub === 'mails') send(response, 200, stepPeopleSchema.parse({ people: this.campaigns.find((one) => one.id === id)?.enrollments.flatMap(behind) }));
    else if (part === 'campaigns') {
      const campaign = this.campaigns.find((one) => one.id === id);
      if (campaign) send(response, 200, campaignSchema.parse(campaign));
      else send(response, 404, { error: { code: 'NOT_FOUND', message: 'There is nothing at this address.', requestId: 'r1' } });
    } else send(response, 404, {});
  }

  private page(query: URLSearchParams): unknown {
    const limit = Number(query.get('limit'));
    const before = query.get('before');
    const older = before === null ? this.lines : this.lines.filter(({ cursor }) => placeOf(cursor) < placeOf(before));
    const shown = older.slice(0, limit);
    return {
      activities: z.array(activitySchema).parse(shown),
      next: older.length > limit ? (shown.at(-1)?.cursor ?? null) : null,
      latest: this.lines[0]?.cursor ?? '1.0',
    };
  }

  private stream(after: string | null, response: ServerResponse): void {
    response.writeHead(200, { 'content-type': 'text/event-stream; charset=utf-8', 'cache-control': 'no-store' });
    response.write(`id: ${after ?? '1.0'}\n\n`);
    const missed = this.lines.filter(({ cursor }) => after !== null && placeOf(cursor) > placeOf(after));
    for (const line of missed.reverse()) response.write(eventOf(line));
    this.streams.add(response);
    response.once('close', () => this.streams.delete(response));
  }

  private answerPrivacy(method: string, path: string, body: unknown, response: ServerResponse): void {
    const answer = this.privacy.answer(method, path, body);
    if (answer?.status === 204) response.writeHead(204).end();
    else send(response, answer?.status ?? 404, answer?.json ?? {});
  }

  private answer(body: unknown, response: ServerResponse): void {
    answerSchema.parse(body);
    response.writeHead(204).end();
  }

  private mine(body: unknown, response: ServerResponse): void {
    mineSchema.parse(body);
    send(response, 200, mineAnswerSchema.parse({ hits: 1, says: this.recognised }));
  }

  private messages(method: string, path: string, query: URLSearchParams, body: unknown, response: ServerResponse): void {
    const [, , , id, sub, hitId] = path.split('/');
    const { mail } = this;
    if (id === undefined) send(response, 200, this.mailPage(query));
    else if (mail?.id !== id) send(response, 404, { error: { code: 'NOT_FOUND', message: 'There is nothing at this address.', requestId: 'r1' } });
    else if (hitId !== undefined) this.mine(body, response);
    else if (sub === 'hits') send(response, 200, this.requestPage(query));
    else {
      if (method === 'PUT') mail.tracking = trackingSwitchSchema.parse(body).on;
      send(response, 200, messageDetailsSchema.parse(mail));
    }
  }

  /** Four to a page. */
  private mailPage(query: URLSearchParams): unknown {
    const looksFor = query.get('q')?.toLowerCase() ?? '';
    const found = this.mails.filter(({ subject, recipients }) => JSON.stringify([subject, recipients]).toLowerCase().includes(looksFor));
    const from = found.findIndex(({ id }) => id === query.get('before')) + 1;
    const shown = found.slice(from, from + 4);
    return messagePageSchema.parse({ messages: shown, next: from + 4 < found.length ? shown.at(-1)?.id : null });
  }

  /** Five to a page. */
  private requestPage(query: URLSearchParams): unknown {
    const from = this.requests.findIndex(({ id }) => id === query.get('before')) + 1;
    const shown = this.requests.slice(from, from + 5);
    return hitPageSchema.parse({ hits: shown, next: from + 5 < this.requests.length ? shown.at(-1)?.id : null });
  }

  /** Three to a page. */
  private heldPage(query: URLSearchParams): unknown {
    const { held } = this.held;
    const from = held.findIndex(({ id }) => id === query.get('before')) + 1;
    const shown = held.slice(from, from + 3);
    return heldPageSchema.parse({ ...this.held, held: shown, next: from + 3 < held.length ? shown.at(-1)?.id : null });
  }

  private teamRules(method: string, body: unknown, response: ServerResponse): void {
    if (method === 'PUT') this.rules = teamRulesViewSchema.parse({ ...this.rules, ...teamRulesSchema.parse(body) });
    send(response, 200, teamRulesViewSchema.parse(this.rules));
  }

  private rehearse(response: ServerResponse): void {
    this.rehearsal = rehearsalOf('waiting', 0);
    send(response, 200, rehearsalSchema.parse(this.rehearsal));
  }

  private release(response: ServerResponse): void {
    this.queue = { held: null };
    response.writeHead(204).end();
  }

  private campaignList(method: string, body: unknown, response: ServerResponse): void {
    if (method === 'GET') {
      const summaries = this.campaigns.map((campaign) => campaignSummarySchema.parse({ ...campaign, steps: campaign.steps.length }));
      send(response, 200, { campaigns: summaries });
      return;
    }
    const { steps, ...rest } = newCampaignSchema.parse(body);
    const people = { active: 0, waiting: 0, ended: 0, finished: 0, replied: 0, succeeded: 0 };
    const made = { replyIsSuccess: false, mode: 'full', ...rest, id: `c${this.campaigns.length + 1}`, timeZone: 'Europe/Berlin', createdAt: new Date().toISOString(), people, enrollments: [] };
    const campaign = campaignSchema.parse({ ...made, steps: steps.map((step) => ({ ...step, sent: 0, figures: noFigures })) });
    this.campaigns.push(campaign);
    send(response, 200, campaign);
  }

  private enrollments(method: string, id: string, enrollmentId: string | undefined, body: unknown, response: ServerResponse): void {
    const campaign = this.campaigns.find((one) => one.id === id);
    if (!campaign) throw new Error(`no campaign ${id}`);
    if (method === 'POST' && enrollmentId !== undefined) {
      response.writeHead(204).end();
      return;
    }
    if (method === 'DELETE') {
      campaign.enrollments = campaign.enrollments.filter((one) => one.id !== enrollmentId);
      response.writeHead(204).end();
      return;
    }
    const { people, confirmed } = newEnrollmentsSchema.parse(body);
    const warnings = confirmed ? [] : this.warnings;
    const at = new Date().toISOString();
    const refused = new Set([...this.refused, ...warnings].map(({ address }) => address));
    const enrolled = people
      .map(({ address, name }) => ({ address: address.toLowerCase(), name }))
      .filter(({ address }) => !refused.has(address))
      .map((person, index) => ({ ...person, id: `new${index}`, state: 'active' as const, enrolledAt: at, paused: null, next: { day: 1, at }, sent: [], seen: null, viewedAt: null, clickedAt: null, end: null }));
    campaign.enrollments.push(...enrolled);
    send(response, 200, enrolledSchema.parse({ enrolled, refused: this.refused, warnings }));
  }
}

function eventOf(line: Activity): string {
  return `event: activity\nid: ${line.cursor}\ndata: ${JSON.stringify(activitySchema.parse(line))}\n\n`;
}

/** Cursors of the fixture are `1.N`. */
function placeOf(cursor: string): number {
  return Number(cursor.split('.')[1]);
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(z.instanceof(Buffer).parse(chunk));
  const text = Buffer.concat(chunks).toString();
  return text === '' ? undefined : JSON.parse(text);
}

function send(response: ServerResponse, status: number, body: unknown): void {
  const html = typeof body === 'string';
  response.writeHead(status, { 'content-type': html ? 'text/html; charset=utf-8' : 'application/json; charset=utf-8' }).end(html ? body : JSON.stringify(body));
}

function sendDocuments(response: ServerResponse, { status, json, picture }: DocumentsAnswer): void {
  if (picture !== undefined) response.writeHead(status, { 'content-type': 'image/svg+xml' }).end(picture);
  else if (json === undefined) response.writeHead(status).end();
  else send(response, status, json);
}

async function sendFile(response: ServerResponse, pathname: string): Promise<void> {
  const name = pathname.startsWith('/app/assets/') ? pathname.slice('/app/'.length) : 'index.html';
  const content = await readFile(join(APP, name));
  response.writeHead(200, { 'content-type': TYPES[extname(name)] ?? 'application/octet-stream', 'content-security-policy': POLICY }).end(content);
}

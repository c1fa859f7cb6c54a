/** What must be true when the chaos is over; what is not is told with the history of the mail concerned. */
import type pg from 'pg';
import { z } from 'zod';
import { ExchangeLook } from '../../../sandbox/demo/exchange-look.js';
import type { World } from '../../../sandbox/demo/world.js';
import type { SandboxControl, SandboxEvent } from '../../sandbox/control.js';
import type { Connectors } from './connectors.js';
import { KINDS, type Kind } from './kinds.js';
import type { Got, OutsideMail } from './mail.js';
import type { Part } from './plan.js';

export interface Played {
  readonly world: World;
  readonly db: pg.Client;
  readonly control: SandboxControl;
  readonly outside: OutsideMail;
  readonly connectors: Connectors;
  readonly parts: readonly Part[];
  /** In every mail that has nothing to do with us. */
  readonly marker: string;
  readonly patience_ms: number;
  /** What went wrong while it was played. */
  readonly troubles: string[];
  /** Message-ID of the answer, by part. */
  readonly answers: Map<string, string>;
}

/**
 * A mail cannot be called back once Exchange was asked to send it, and an answer that comes between
 * the last look and that moment cannot have been seen. Longer than this it must not take.
 */
const HANDED_OVER_WITHIN_MS = 15_000;
/** Lines of a mail's history in a complaint. */
const HISTORY = 40;

const replySchema = z.object({ internet_message_id: z.string(), kind: z.string(), message_id: z.string().nullable(), evidence: z.unknown() });
const activitySchema = z.object({ kind: z.string(), message_id: z.string().nullable(), person: z.string().nullable(), subject: z.string().nullable() });
const enrollmentSchema = z.object({ address: z.string(), state: z.string(), end_reason: z.string().nullable(), paused_until: z.date().nullable() });

type Reply = z.infer<typeof replySchema>;
type Activity = z.infer<typeof activitySchema>;
type Enrollment = z.infer<typeof enrollmentSchema>;

/** All that is looked at, once. */
interface Found {
  readonly replies: readonly Reply[];
  readonly activities: readonly Activity[];
  readonly enrollments: ReadonlyMap<string, Enrollment>;
  readonly journal: readonly SandboxEvent[];
}

export async function check(played: Played): Promise<string[]> {
  const { db, control, parts } = played;
  const found: Found = {
    replies: await rows(db, replySchema, 'select internet_message_id, kind, message_id, evidence from replies'),
    activities: await rows(db, activitySchema, `select kind, message_id, data -> 'person' ->> 'address' as person, data ->> 'subject' as subject from activities`),
    enrollments: new Map((await rows(db, enrollmentSchema, 'select address, state, end_reason, paused_until from enrollments')).map((row) => [row.address, row])),
    journal: await control.journal(),
  };
  const complaints: string[] = [];
  for (const part of parts) {
    const got = await played.outside.of(part.person);
    const wrong = isPast(part, found)
      ? [...ofMails(part, got), ...tooLate(part, played, secondOf(got), found.journal)]
      : [...ofAnswer(part, played, found), ...ofMails(part, got), ...(part.byHand ? ofByHand(part, found) : ofCampaign(part, played, got, found))];
    if (wrong.length > 0) complaints.push(`${part.key}, ${part.kind}, ${part.route}, wave ${part.wave}: ${wrong.join('; ')}\n${history(part, played, got, found)}`);
  }
  return [...complaints, ...ofStrangers(played, found), ...(await ofTraces(played)), ...(await ofDrafts(played)), ...(await ofLimits(played))];
}

/** The last mail was on its way when somebody began a new thread: nothing was left to end. */
function isPast({ kind, person }: Part, { enrollments }: Found): boolean {
  const { onlyWhileItRuns }: Kind = KINDS[kind];
  return onlyWhileItRuns === true && enrollments.get(person)?.state === 'finished';
}

/** What it is, given how much could be known when it came. */
function kindOf(part: Part, answers: Played['answers'], replies: readonly Reply[]): Kind {
  const kind: Kind = KINDS[part.kind];
  const isOfNoMessage = replies.some(({ internet_message_id: id, message_id: message }) => id === answers.get(part.key) && message === null);
  return kind.orNewThread === true && isOfNoMessage ? { ...KINDS['in another thread'], recorded: kind.recorded } : kind;
}

function secondOf(got: readonly Got[]): Got | undefined {
  return got.find(({ subject }) => subject.startsWith('Day 3'));
}

/** Found exactly once, as what it is. */
function ofAnswer(part: Part, { answers }: Played, { replies, activities }: Found): string[] {
  const kind = kindOf(part, answers, replies);
  const mine = replies.filter(({ internet_message_id: id }) => id === answers.get(part.key));
  if (kind.recorded === null) return mine.map((reply) => `recorded as ${reply.kind}, but it is no answer`);
  const [reply] = mine;
  if (reply === undefined) return ['not found'];
  const lines = activities.filter((activity) => activity.kind === kind.line && (reply.message_id === null ? activity.person === part.person : activity.message_id === reply.message_id));
  return [...(reply.kind === kind.recorded ? [] : [`recorded as ${reply.kind}, not ${kind.recorded}`]), ...(lines.length === 1 ? [] : [`${lines.length} lines of the kind ${String(kind.line)} in the feed`])];
}

/** The first mail went, and none went twice. */
function ofMails({ byHand }: Part, got: readonly Got[]): string[] {
  const times = new Map<string, number>();
  for (const { subject } of got) times.set(subject, (times.get(subject) ?? 0) + 1);
  const twice = [...times].filter(([, count]) => count > 1).map(([subject, count]) => `"${subject}" came ${count} times`);
  return got.length === 0 ? ['got no mail at all'] : byHand || got.some(({ subject }) => subject.startsWith('Day 1')) ? twice : ['never got the first mail', ...twice];
}

function ofByHand({ key }: Part, { activities }: Found): string[] {
  const lines = activities.filter(({ kind, subject }) => kind === 'sent' && subject === `By hand ${key}`).length;
  return lines === 1 ? [] : [`${lines} lines say that the mail by hand was sent`];
}

/** The campaign is in the state that follows, and the second mail went only where it should. */
function ofCampaign(part: Part, played: Played, got: readonly Got[], { enrollments, journal, replies }: Found): string[] {
  const { then } = kindOf(part, played.answers, replies);
  const state = enrollments.get(part.person)?.state ?? 'none';
  const second = secondOf(got);
  switch (then) {
    case 'goes on':
      return second === undefined ? [`the second mail did not go; the campaign is ${state}`] : state === 'finished' ? [] : [`the campaign is ${state}, not finished`];
    case 'ends':
      return [...(state === 'ended' ? [] : [`the campaign is ${state}, not ended`]), ...tooLate(part, played, second, journal)];
    case 'waits':
      return [...(state === 'ended' || (state === 'finished' && second === undefined) ? [`the campaign is ${state}, but should wait`] : []), ...tooLate(part, played, second, journal)];
  }
}

/** Whether the second mail was handed over although the answer could have been seen before. */
function tooLate({ key, rep, kind }: Part, { answers }: Played, second: Got | undefined, journal: readonly SandboxEvent[]): string[] {
  // In the colleague's mailbox no last look looks: there a notification or the sweep tells.
  if (second === undefined || kind === 'to a colleague’s mailbox only') return [];
  const came = journal.find(({ what, mail, mailbox }) => what === 'mail.received' && mail === answers.get(key) && mailbox === rep);
  const went = journal.find(({ what, mail }) => what === 'mail.sent' && mail === second.messageId);
  if (came === undefined || went === undefined || went.number < came.number) return [];
  const late_ms = Date.parse(went.at) - Date.parse(came.at);
  const looked = journal.filter(({ what, mailbox, number }) => what === 'call.listed' && mailbox === rep && number > came.number && number < went.number).length;
  if (looked === 0 && late_ms < HANDED_OVER_WITHIN_MS) return [];
  return [`the second mail went ${late_ms} ms after the answer had come, and the mailbox was looked through ${looked} times in between`];
}

/** Nothing is recorded that no part of the play wrote. */
function ofStrangers({ answers }: Played, { replies }: Found): string[] {
  const known = new Set(answers.values());
  return replies.filter(({ internet_message_id: id }) => !known.has(id)).map((reply) => `${reply.internet_message_id} was recorded as ${reply.kind}, but nobody wrote it as an answer`);
}

/** Of unrelated mail there is no row anywhere. */
async function ofTraces({ db, marker }: Played): Promise<string[]> {
  const tables = await rows(
    db,
    z.object({ name: z.string() }),
    `select quote_ident(table_schema) || '.' || quote_ident(table_name) as name from information_schema.tables
     where table_type = 'BASE TABLE' and (table_schema = 'public' or table_schema like 'graphile%')`,
  );
  const complaints: string[] = [];
  for (const { name } of tables) {
    const [hit] = await rows(db, z.object({ row: z.string() }), `select t::text as row from ${name} t where t::text like $1 limit 1`, [`%${marker}%`]);
    if (hit !== undefined) complaints.push(`unrelated mail left a row in ${name}: ${hit.row.slice(0, 300)}`);
  }
  return complaints;
}

async function ofDrafts({ world, parts }: Played): Promise<string[]> {
  const look = new ExchangeLook(world.ready);
  const left = await Promise.all([...new Set(parts.map(({ rep }) => rep))].map(async (rep) => ({ rep, drafts: await look.drafts(rep) })));
  return left.filter(({ drafts }) => drafts.length > 0).map(({ rep, drafts }) => `${drafts.length} drafts are left in the mailbox of ${rep}: ${drafts.map(({ subject, to }) => `"${subject}" to ${to.join()}`).join(', ')}`);
}

async function ofLimits({ control }: Played): Promise<string[]> {
  const { 'call.overConcurrency': over = 0 } = await control.counts();
  return over === 0 ? [] : [`${over} requests were more than four at once to a mailbox`];
}

/** What happened to the mails of a part, in order. */
function history(part: Part, { answers, connectors }: Played, got: readonly Got[], { journal, replies, activities, enrollments }: Found): string {
  const ids = new Set([answers.get(part.key) ?? '', ...got.map(({ messageId }) => messageId)]);
  const events = [
    ...journal.filter(({ mail }) => mail !== undefined && ids.has(mail)).map(({ at, what, mailbox, mail, detail }) => `${at} ${what} ${mailbox ?? ''} ${mail ?? ''} ${detail ?? ''}`),
    ...connectors.kills.map(({ at, who }) => `${at.toISOString()} killed: ${who}`),
  ].sort();
  const reply = replies.find(({ internet_message_id: id }) => id === answers.get(part.key));
  return [
    `  ${part.person}, written to by ${part.rep}; answer ${answers.get(part.key) ?? 'none'}`,
    `  enrollment: ${JSON.stringify(enrollments.get(part.person) ?? null)}`,
    `  reply: ${JSON.stringify(reply ?? null)}`,
    `  lines: ${JSON.stringify(activities.filter(({ person, message_id: id }) => person === part.person || (id !== null && id === reply?.message_id)))}`,
    ...events.slice(-HISTORY).map((event) => `  ${event}`),
  ].join('\n');
}

async function rows<Schema extends z.ZodType>(db: pg.Client, schema: Schema, sql: string, parameters: readonly unknown[] = []): Promise<z.output<Schema>[]> {
  const { rows: found } = await db.query<Record<string, unknown>>(sql, [...parameters]);
  return found.map((row) => schema.parse(row));
}

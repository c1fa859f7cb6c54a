/** A mailbox with a campaign of three mails and people in it, and mail that comes in, as plain facts. */
import { randomUUID } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import { createCampaign } from '../../connector/campaigns/campaigns.js';
import { enroll, type Enrolled } from '../../connector/campaigns/enroll.js';
import { heldMails } from '../../connector/campaigns/held.js';
import type { HeldPage } from '../../connector/campaigns/api.js';
import type { Activity, ActivityData, ActivityKind, Question } from '../../connector/feed/index.js';
import { recent } from '../../connector/feed/index.js';
import { addOwnDomains, ensureRep, peopleFor } from '../../connector/identity/index.js';
import type { Mailbox, MailItem } from '../../connector/mailbox/index.js';
import { act, actOnOther, actOnWritten, answerQuestion, type Answer } from '../../connector/replies/act/index.js';
import { showUndo, undo } from '../../connector/replies/act/undo.js';
import type { Classification } from '../../connector/replies/index.js';
import { recordOnce } from '../../connector/replies/recorded.js';
import { recordMessage, type Message, type Recipient } from '../../connector/tracking/index.js';
import { silentLog } from '../log.js';
import { aMail, aMailbox, NOW } from '../mail-facts.js';

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;

export const HUMAN: Classification = {
  kind: 'human_reply',
  reasons: [{ code: 'test', says: 'said so' }],
  automatic: null,
  bounce: null,
  calendar: null,
  receipt: null,
  wantsNoMore: null,
};

export function away(returnDate: string | null, sort: 'out_of_office' | 'departed' = 'out_of_office', standIn: string | null = null): Classification {
  return { ...HUMAN, kind: 'auto_reply', automatic: { sort, returnDate, standIn: standIn === null ? null : { address: standIn, name: '' } } };
}

export function bounced(kind: 'bounce_hard' | 'bounce_soft' | 'bounce_delayed', status: string, ...addresses: string[]): Classification {
  const severity = ({ bounce_hard: 'hard', bounce_soft: 'soft', bounce_delayed: 'delayed' } as const)[kind];
  const recipients = addresses.map((address) => ({ address, original: null, severity, status, smtp: null }));
  return { ...HUMAN, kind, bounce: { recipients, originalMessageId: null, status, smtp: null } };
}

export interface StateRow {
  readonly address: string;
  readonly state: string;
  readonly end_reason: string | null;
  readonly next_at: Date | null;
  readonly paused_until: Date | null;
  readonly success: boolean;
}

export interface WorldOptions {
  /** Of people's addresses. Default: one of its own. */
  readonly domain?: string;
  readonly replyIsSuccess?: boolean;
}

export interface SentMail {
  readonly message: Message;
  readonly recipients: readonly Recipient[];
}

export interface ReplyFacts {
  readonly certain?: boolean;
  readonly receivedAt?: Date;
  readonly receivedBy?: Mailbox;
}

/** @param people local parts, or whole addresses */
export async function makeWorld(dataSource: DataSource, people: readonly string[], { domain = `${randomUUID().slice(0, 8)}.example`, replyIsSuccess = false }: WorldOptions = {}) {
  const mailbox = aMailbox({ timeZone: 'UTC' });
  let now = NOW;
  const clock = { now: () => now };
  const options = { clock, log: silentLog };
  const at = (name: string): string => (name.includes('@') ? name : `${name}@${domain}`);
  const campaign = await dataSource.transaction(async (tx) => {
    await addOwnDomains(tx, ['contoso.example']);
    const rep = await ensureRep(tx, { oid: mailbox.userId, address: mailbox.address, name: mailbox.name });
    const steps = [1, 3, 8].map((day) => ({ day, subject: `Day ${day}`, body: 'Hello' }));
    return createCampaign(tx, rep, mailbox, { name: 'Lease', sendHour: 9, replyIsSuccess, steps }, NOW);
  });
  const put = (names: readonly string[], confirmed = true): Promise<Enrolled> =>
    dataSource.transaction((tx) => enroll(tx, mailbox, campaign, names.map((name) => ({ address: at(name), name: '' })), now, confirmed));
  await put(people);

  const send = async (to: readonly string[], cc: readonly string[] = [], source: 'step' | 'written' = 'written'): Promise<SentMail> => {
    const recipients = [...to.map((name) => ({ kind: 'to' as const, address: at(name), name: '' })), ...cc.map((name) => ({ kind: 'cc' as const, address: at(name), name: '' }))];
    const message: Message = { mailboxId: mailbox.id, id: randomUUID(), stampId: randomUUID(), subject: 'Arcade lease', source, sentAt: now };
    await dataSource.transaction((tx) =>
      recordMessage(tx, { ...message, stampAmbiguous: false, itemId: randomUUID(), conversationId: null, recipients, internetMessageIds: [`<${randomUUID()}@contoso.example>`], recordedAt: now }),
    );
    return { message, recipients };
  };

  const lines = async (kind?: ActivityKind): Promise<Activity[]> => {
    const { activities } = await recent(dataSource.manager, { mailboxIds: [mailbox.id], limit: 200 });
    return activities.filter((line) => kind === undefined || line.kind === kind);
  };
  const line = async (kind: ActivityKind): Promise<Activity> => {
    const [found] = await lines(kind);
    if (found === undefined) throw new Error(`no line of kind ${kind}`);
    return found;
  };

  const replying =
    (from: string, sent: SentMail, classification: Classification = HUMAN, facts: ReplyFacts = {}) =>
    async (tx: EntityManager): Promise<MailItem> => {
      const item = aMail(at(from), { receivedAt: facts.receivedAt ?? now });
      const evidence = { rung: 'in-reply-to', header: 'In-Reply-To', messageId: '<x@y>', says: 'Matched' } as const;
      const certain = facts.certain ?? true;
      const receiver = facts.receivedBy ?? mailbox;
      await recordOnce(tx, receiver, item, classification.kind, { message: sent.message, evidence, certain });
      await act(tx, options, { mailbox: receiver, item, body: null, classification, fromColleague: false, foundBy: 'last_look', evidence, certain, ...sent });
      return item;
    };

  return {
    mailbox,
    campaign,
    domain,
    address: at,
    enroll: put,
    send,
    lines,
    line,
    data: async (kind: ActivityKind): Promise<ActivityData> => (await line(kind)).data,
    question: async (kind: ActivityKind): Promise<Question> => {
      const { question } = (await line(kind)).data;
      if (question === undefined) throw new Error(`no question in ${kind}`);
      return question;
    },
    setClock: (to: Date): void => {
      now = to;
    },
    /** A mail that answers one of ours. */
    reply: (from: string, sent: SentMail, classification: Classification = HUMAN, facts: ReplyFacts = {}): Promise<MailItem> => dataSource.transaction(replying(from, sent, classification, facts)),
    replying,
    /** A mail that answers none. */
    other: (from: string, classification: Classification = HUMAN, facts: Partial<MailItem> = {}): Promise<boolean> => {
      const item = aMail(at(from), { receivedAt: now, ...facts });
      return dataSource.transaction(async (tx) => {
        await recordOnce(tx, mailbox, item, classification.kind, null);
        return actOnOther(tx, options, { mailbox, item, body: null, classification, foundBy: 'notification' });
      });
    },
    write: async (to: readonly string[], by: Mailbox = mailbox): Promise<void> => {
      const sent = await send(to);
      await dataSource.transaction((tx) => actOnWritten(tx, options, { mailbox: by, ...sent }));
    },
    answer: (question: Question, answer: Answer): Promise<void> => dataSource.transaction((tx) => answerQuestion(tx, { clock, mailbox }, question.id, answer)),
    undo: (id: string) => dataSource.transaction((tx) => undo(tx, mailbox, id, now)),
    showUndo: (id: string) => dataSource.transaction((tx) => showUndo(tx, mailbox, id, now)),
    held: (): Promise<HeldPage> => heldMails(dataSource.manager, mailbox, { limit: 50 }, now),
    known: (name: string): Promise<Map<string, string>> => dataSource.transaction((tx) => peopleFor(tx, [{ address: at(name), name: '' }])),
    states: (): Promise<StateRow[]> =>
      dataSource.query<StateRow[]>('select address, state, end_reason, next_at, paused_until, success from enrollments where mailbox_id = $1 order by address', [mailbox.id]),
    /** `flynn active`, in order of their addresses. */
    brief: async (): Promise<string[]> => {
      const rows = await dataSource.query<StateRow[]>('select address, state, end_reason from enrollments where mailbox_id = $1 order by address, enrolled_at', [mailbox.id]);
      return rows.map(({ address, state, end_reason: reason }) => `${address.split('@')[0] ?? ''} ${state}${reason === null ? '' : ` ${reason}`}`);
    },
  };
}

export type World = Awaited<ReturnType<typeof makeWorld>>;

/**
 * Looking up messages, rung by rung, among 10 thousand and then 1 million tracked ones. Every
 * message has its own people and thread; a hundred share a subject, as those of a campaign do.
 */
import { createHash, randomUUID } from 'node:crypto';
import type { DataSource } from 'typeorm';
import { keysFrom } from '../../connector/config/index.js';
import { classify, climb } from '../../connector/replies/index.js';
import { findByMessageIds, findBySubject, findByThread, subjectKey } from '../../connector/tracking/index.js';
import { aMail, aMailbox, anAccess, NOW } from '../../test/mail-facts.js';
import { percentile, type Figure } from '../report.js';

const FEW = 10_000;
const MANY = 1_000_000;
const CHUNK = 50_000;
const MAILBOXES = 100;
const LOOK_UPS = 2_000;
const WARM_UP = 300;
const SUBJECT_KEY = subjectKey('What the bench writes about') ?? '';
const KEYS = keysFrom(['a secret of at least thirty-two characters']);

type LookUp = (index: number) => Promise<unknown>;

interface Times {
  readonly median_ms: number;
  readonly p99_ms: number;
}

export async function measureMatching(dataSource: DataSource, progress: (text: string) => void): Promise<Figure[]> {
  const mailboxIds = Array.from({ length: MAILBOXES }, () => randomUUID());
  await track(dataSource, mailboxIds, 0, FEW);
  const few = await measureAll(dataSource, mailboxIds, FEW, progress);
  for (let from = FEW; from < MANY; from += CHUNK) {
    progress(`${from.toLocaleString('en')} messages are tracked`);
    await track(dataSource, mailboxIds, from, Math.min(MANY, from + CHUNK));
  }
  const many = await measureAll(dataSource, mailboxIds, MANY, progress);
  const names = [...few.keys()];
  return [
    ...names.flatMap((name) => [
      { what: `${name}, of 10 thousand: median`, value: few.get(name)?.median_ms ?? NaN, unit: 'ms' as const },
      { what: `${name}, of 1 million: median`, value: many.get(name)?.median_ms ?? NaN, unit: 'ms' as const, ...(name.startsWith('look-up') ? { aim: 1 } : {}) },
      { what: `${name}, of 1 million: p99`, value: many.get(name)?.p99_ms ?? NaN, unit: 'ms' as const },
      { what: `${name}, 1 million to 10 thousand`, value: (many.get(name)?.median_ms ?? NaN) / (few.get(name)?.median_ms ?? NaN), unit: '×' as const, aim: 1.5 },
    ]),
    { what: 'mails classified and matched, one after the other', value: 1_000 / (many.get(CLIMB)?.median_ms ?? NaN), unit: '/s' },
  ];
}

const CLIMB = 'a reply classified and matched';

async function measureAll(dataSource: DataSource, mailboxIds: readonly string[], tracked: number, progress: (text: string) => void): Promise<Map<string, Times>> {
  progress(`looking up among ${tracked.toLocaleString('en')}`);
  await dataSource.query('vacuum analyze messages');
  await dataSource.query('vacuum analyze message_ids');
  await dataSource.query('vacuum analyze message_recipients');
  const { manager } = dataSource;
  const mailboxId = mailboxIds[0] ?? '';
  const mailbox = aMailbox({ id: mailboxId });
  const participation = (index: number): Parameters<typeof findByThread>[2] => ({ mailboxId, participants: [addressOf(index)], since: new Date(NOW.getTime() - 90 * 86_400_000), until: NOW });
  const lookUps: readonly (readonly [string, LookUp])[] = [
    ['look-up of a Message-ID', (index) => findByMessageIds(manager, [messageIdOf(index)], { mailboxId, senders: [addressOf(index)] })],
    ['look-up of a thread', (index) => findByThread(manager, threadOf(index), participation(index))],
    ['look-up of a subject', (index) => findBySubject(manager, SUBJECT_KEY, participation(index))],
    [
      CLIMB,
      async (index) => {
        const item = aMail(addressOf(index), { inReplyTo: messageIdOf(index), references: [messageIdOf(index)] });
        const body = await anAccess({ text: 'Yes, let us talk on Tuesday.', html: '', parts: [] }).body();
        return climb(manager, KEYS, { mailbox, item, body, classification: classify(item, body) });
      },
    ],
  ];
  const times = new Map<string, Times>();
  for (const [name, lookUp] of lookUps) times.set(name, await measure(lookUp, tracked));
  return times;
}

/** One after the other, each for another message, so that it is not only the cache that answers. */
async function measure(lookUp: LookUp, tracked: number): Promise<Times> {
  const step = Math.max(1, Math.floor(tracked / (LOOK_UPS + WARM_UP)));
  const samples: number[] = [];
  for (let round = 0; round < LOOK_UPS + WARM_UP; round += 1) {
    const begun = performance.now();
    const found = await lookUp((round * step) % tracked);
    samples.push(performance.now() - begun);
    if (found === null || (found instanceof Map && found.size === 0)) throw new Error('a message that is tracked was not found');
  }
  const counted = samples.slice(WARM_UP);
  return { median_ms: percentile(counted, 0.5), p99_ms: percentile(counted, 0.99) };
}

/** As `recordMessage` writes them, many at once. */
async function track(dataSource: DataSource, mailboxIds: readonly string[], from: number, to: number): Promise<void> {
  const values = `select ($1::uuid[])[1 + number % ${MAILBOXES}] as mailbox_id, md5('message ' || number)::uuid as id, number from generate_series($2::int, $3::int - 1) as number`;
  await dataSource.transaction(async (tx) => {
    await tx.query(
      `insert into messages (mailbox_id, id, stamp_id, stamp_in, item_id, thread_id, subject, source, sent_at)
       select mailbox_id, id, left(md5('stamp ' || number), 16), 'header', 'AAkALgAAAAAAHYQDEapmEc2byACqAC-EWg0A' || md5('item ' || number), md5('thread ' || number), 'What the bench writes about', 'step',
         $4::timestamptz - number % 80 * interval '1 day' - interval '1 hour'
       from (${values}) as given`,
      [mailboxIds, from, to, NOW],
    );
    await tx.query(`insert into message_ids select '<' || md5('id ' || number) || '@contoso.example>', mailbox_id, id from (${values}) as given`, [mailboxIds, from, to]);
    await tx.query(
      `insert into message_recipients (mailbox_id, message_id, kind, address, name, subject_key)
       select mailbox_id, id, 'to', 'person' || number || '@elsewhere.example', '', $4 from (${values}) as given`,
      [mailboxIds, from, to, SUBJECT_KEY],
    );
  });
}

function messageIdOf(index: number): string {
  return `<${md5(`id ${index}`)}@contoso.example>`;
}

function threadOf(index: number): string {
  return md5(`thread ${index}`);
}

function addressOf(index: number): string {
  return `person${index}@elsewhere.example`;
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}

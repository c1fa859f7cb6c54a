/**
 * "Send me a test": a mail from the rep to the rep, with a pixel and a link. Every hit on it is the
 * rep's by definition, so opening it on each device shows which of them will be recognised.
 *
 *     asked for   the id names the mail for ever: asked for again, it is the same one
 *     drafted     recorded as a test, before anything can load its pixel
 *     sent        once (mailbox/outgoing)
 *
 * What came straight from the rep teaches network and program, as "this was me" does, when the list
 * is looked at.
 */
import { randomUUID } from 'node:crypto';
import type { DataSource, EntityManager } from 'typeorm';
import type { Clock } from '../../clock.js';
import type { Keys } from '../../config/index.js';
import { ReadbackError } from '../../errors.js';
import type { Rep } from '../../identity/index.js';
import type { Mailbox, Mailboxes } from '../../mailbox/index.js';
import { recordMessage } from '../messages.js';
import { mintStamp } from '../stamp.js';
import { Allowance } from './allowance.js';
import type { TestMail } from './api.js';
import { hitsOnTests, openingsOf } from './openings.js';
import { ownAddresses } from './own-addresses.js';
import { teach } from './taught.js';
import { buildTestMail, TEST_SUBJECT } from './test-mail.js';

const OFTEN = { times: 6, within_ms: 10 * 60_000 } as const;

export interface TestMailsOptions {
  readonly dataSource: DataSource;
  readonly keys: Keys;
  readonly clock: Clock;
  readonly publicUrl: string;
  readonly mailboxes: Pick<Mailboxes, 'isWatched' | 'draftOnce' | 'sendOnce'>;
  readonly mailboxOf: (rep: Rep) => Promise<Mailbox | null>;
}

interface TestRow {
  readonly id: string;
  readonly stamp_id: string;
  readonly subject: string;
  readonly sent_at: Date | null;
  readonly address: string;
}

export interface TestMails {
  /** Throws NO_MAILBOX, MAILBOX_NOT_WATCHED, NOT_OWN_ADDRESS, TOO_OFTEN, and what Exchange says. */
  send(rep: Rep, wanted: { readonly id?: string | undefined; readonly to?: string | undefined }): Promise<void>;
  /** Those of the last three days, five at most, newest first. Learns from what opened them. */
  list(tx: EntityManager, rep: Pick<Rep, 'id'>, mailbox: Mailbox): Promise<TestMail[]>;
}

export function createTestMails({ dataSource, keys, clock, publicUrl, mailboxes, mailboxOf }: TestMailsOptions): TestMails {
  const allowance = new Allowance(OFTEN.times, OFTEN.within_ms);
  return {
    send: async (rep, { id = randomUUID(), to }) => {
      const mailbox = await mailboxOf(rep);
      if (mailbox === null) throw new ReadbackError('NO_MAILBOX');
      const address = to ?? mailbox.address.toLowerCase();
      if (!(await ownAddresses(dataSource.manager, mailbox)).has(address)) throw new ReadbackError('NOT_OWN_ADDRESS');
      if (!(await mailboxes.isWatched(mailbox.id))) {
        throw new ReadbackError('MAILBOX_NOT_WATCHED', 'Your mailbox is not being watched right now, so a test could not be followed. Try again when it is.');
      }
      if (!(await exists(dataSource.manager, mailbox.id, id))) allowance.spend(rep.id, clock.now().getTime());
      const stamp = mintStamp(keys, mailbox.id);
      const domain = mailbox.address.slice(mailbox.address.lastIndexOf('@') + 1);
      const internetMessageId = `<test.${id}@${domain}>`;
      const mime = await buildTestMail({ keys, publicUrl, stamp: stamp.text, from: mailbox, to: address, internetMessageId, date: clock.now() });
      const key = `test:${id}`;
      await mailboxes.draftOnce(mailbox.id, key, mime, async (tx, ids) => {
        await recordMessage(tx, {
          mailboxId: mailbox.id,
          id,
          stampId: stamp.id,
          stampAmbiguous: false,
          itemId: ids.itemId,
          conversationId: ids.conversationId,
          subject: TEST_SUBJECT,
          source: 'written',
          sentAt: null,
          recordedAt: clock.now(),
          recipients: [{ kind: 'to', address, name: mailbox.name }],
          internetMessageIds: [ids.internetMessageId],
        });
        await tx.query('update messages set is_test = true where mailbox_id = $1 and id = $2', [mailbox.id, id]);
      });
      await mailboxes.sendOnce(mailbox.id, key, () => Promise.resolve(true));
    },
    list: async (tx, rep, mailbox) => {
      const rows = await tx.query<TestRow[]>(
        `select message.id, message.stamp_id, message.subject, message.sent_at, recipient.address
         from messages message
         join message_recipients recipient on recipient.mailbox_id = message.mailbox_id and recipient.message_id = message.id
         where message.mailbox_id = $1 and message.is_test and message.stamp_id is not null
           and (message.sent_at is null or message.sent_at > $2::timestamptz - interval '3 days')
         order by message.sent_at desc nulls first limit 5`,
        [mailbox.id, clock.now()],
      );
      const hits = await hitsOnTests(tx, mailbox.id, rows.map(({ stamp_id: stampId }) => stampId), rep.id);
      await teach(tx, rep, hits, clock.now());
      return rows.map((row) => ({
        id: row.id,
        to: row.address,
        subject: row.subject,
        sentAt: row.sent_at?.toISOString() ?? null,
        openings: openingsOf(hits.filter(({ stampId }) => stampId === row.stamp_id)),
      }));
    },
  };
}

async function exists(tx: EntityManager, mailboxId: string, id: string): Promise<boolean> {
  return (await tx.query<unknown[]>('select from messages where mailbox_id = $1 and id = $2', [mailboxId, id])).length > 0;
}

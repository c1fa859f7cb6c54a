import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createCampaign } from '../../connector/campaigns/campaigns.js';
import { enroll } from '../../connector/campaigns/enroll.js';
import { answerQuestion } from '../../connector/replies/act/index.js';
import { addOwnDomains, ensureRep } from '../../connector/identity/index.js';
import type { ActivityData } from '../../connector/feed/index.js';
import type { Mailbox, MailItem } from '../../connector/mailbox/index.js';
import { forgetExpired, handleIncoming, waitingFor } from '../../connector/replies/index.js';
import * as schema from '../../connector/schema.js';
import { recordMessage, type Recipient } from '../../connector/tracking/index.js';
import { useTestDatabase } from '../database.js';
import { incomingOptions } from './handling.js';
import { aMail, aMailbox, anAccess, NOW } from '../mail-facts.js';

const clock = { now: () => NOW };

describe('an incoming mail', () => {
  const test = useTestDatabase(schema);
  const handle = (mailbox: Mailbox, item: MailItem): Promise<void> =>
    handleIncoming(incomingOptions(test.database.dataSource, clock), mailbox, item, anAccess());

  it('from another address ends the campaign of the person written to, with its evidence', async () => {
    const world = await makeWorld(['flynn@flynnsarcade.com']);
    const answer = aMail('kevinf@flynnsarcade.com', { inReplyTo: world.messageId });
    await handle(world.mailbox, answer);

    assert.deepEqual(await world.states(), [{ address: 'flynn@flynnsarcade.com', state: 'ended', end_reason: 'reply', next_at: null }]);
    const [line] = await world.lines('reply');
    assert.equal(line?.data.person?.address, 'kevinf@flynnsarcade.com');
    assert.deepEqual(line.data.writtenTo, [{ address: 'flynn@flynnsarcade.com', name: '' }]);
    assert.deepEqual(line.data.evidence, {
      rung: 'in-reply-to',
      header: 'In-Reply-To',
      messageId: world.messageId,
      says: `It says itself that it answers this mail: its In-Reply-To is ${world.messageId}.`,
    });
    assert.equal(line.data.ended?.[0]?.address, 'flynn@flynnsarcade.com');
  });

  it('counts once, however often and in however many mailboxes it is seen, at the same time too', async () => {
    const world = await makeWorld(['flynn@flynnsarcade.com']);
    const colleague = { ...world.mailbox, id: randomUUID(), addresses: ['colleague@contoso.example'] };
    const answer = aMail('flynn@flynnsarcade.com', { inReplyTo: world.messageId });
    await Promise.all([handle(world.mailbox, answer), handle(colleague, { ...answer, itemId: 'other' }), handle(world.mailbox, answer)]);
    await handle(colleague, answer);
    assert.equal((await world.lines('reply')).length, 1);
  });

  for (const [what, facts, state] of [
    ['a new thread', { subject: 'A question about delivery' }, 'ended'],
    ['a newsletter', { subject: 'News', headers: [{ name: 'List-Unsubscribe', value: '<https://flynnsarcade.com/off>' }] }, 'active'],
  ] as const) {
    it(`from the person that answers nothing, ${what}: the campaign is ${state}`, async () => {
      const world = await makeWorld(['flynn@flynnsarcade.com']);
      await handle(world.mailbox, aMail('flynn@flynnsarcade.com', facts));
      assert.equal((await world.states())[0]?.state, state);
      assert.equal((await world.lines('mail')).length, state === 'ended' ? 1 : 0);
    });
  }

  it('is found by the last reference that is ours when In-Reply-To names something else', async () => {
    const world = await makeWorld(['flynn@flynnsarcade.com']);
    await handle(world.mailbox, aMail('alan@encom.com', { inReplyTo: '<other@x>', references: ['<older@x>', world.messageId, '<newer@x>'] }));
    const [line] = await world.lines('reply');
    assert.equal(line?.data.evidence?.rung, 'references');
    assert.equal((await world.states())[0]?.state, 'ended');
  });

  it('from somebody on CC ends the enrollment of the only enrolled person in To', async () => {
    const world = await makeWorld(['flynn@flynnsarcade.com'], { cc: ['alan@encom.com'] });
    await handle(world.mailbox, aMail('alan@encom.com', { inReplyTo: world.messageId }));
    assert.equal((await world.states())[0]?.state, 'ended');
  });

  it('with several enrolled in To asks the rep, and their mails wait until the answer', async () => {
    const world = await makeWorld(['flynn@flynnsarcade.com', 'clu@flynnsarcade.com']);
    await handle(world.mailbox, aMail('alan@encom.com', { inReplyTo: world.messageId }));
    assert.deepEqual((await world.states()).map(({ state }) => state), ['waiting', 'waiting']);
    const [line] = await world.lines('reply');
    const question = line?.data.question;
    assert.ok(question);
    assert.equal(question.state, 'open');
    const clu = question.options.find(({ address }) => address === 'clu@flynnsarcade.com')?.enrollmentId ?? '';

    const { dataSource } = test.database;
    const answered = (ids: string[]): Promise<void> => dataSource.transaction((tx) => answerQuestion(tx, { clock, mailbox: world.mailbox }, question.id, { enrollmentIds: ids }));
    await assert.rejects(answered([randomUUID()]), { code: 'INPUT_INVALID' });
    await assert.rejects(dataSource.transaction((tx) => answerQuestion(tx, { clock, mailbox: aMailbox() }, question.id, { enrollmentIds: [] })), { code: 'NOT_FOUND' });
    await answered([clu]);
    await assert.rejects(answered([clu]), { code: 'CONFLICT' });
    assert.deepEqual(
      (await world.states()).map(({ address, state }) => `${address} ${state}`),
      ['clu@flynnsarcade.com ended', 'flynn@flynnsarcade.com active'],
    );
    const [after] = await world.lines('reply');
    assert.deepEqual([after?.data.question?.state, after?.data.question?.chosen], ['answered', [clu]]);
  });

  it('that is the second of the same person does not speak for the others written to', async () => {
    const world = await makeWorld(['flynn@flynnsarcade.com', 'clu@flynnsarcade.com']);
    for (let times = 0; times < 2; times++) await handle(world.mailbox, aMail('flynn@flynnsarcade.com', { inReplyTo: world.messageId }));
    assert.deepEqual((await world.states()).map(({ address, state }) => `${address} ${state}`), ['clu@flynnsarcade.com active', 'flynn@flynnsarcade.com ended']);
    assert.equal((await world.lines('reply')).length, 2);
  });

  it('lets somebody go on after the answer, who is finished if nothing is left', async () => {
    const world = await makeWorld(['flynn@flynnsarcade.com', 'clu@flynnsarcade.com']);
    await handle(world.mailbox, aMail('alan@encom.com', { inReplyTo: world.messageId }));
    const { dataSource } = test.database;
    await dataSource.query(`update enrollments set next_position = null, next_at = null where mailbox_id = $1 and address = 'clu@flynnsarcade.com'`, [world.mailbox.id]);
    const [line] = await world.lines('reply');
    await dataSource.transaction((tx) => answerQuestion(tx, { clock, mailbox: world.mailbox }, line?.data.question?.id ?? '', { enrollmentIds: [] }));
    assert.deepEqual((await world.states()).map(({ address, state }) => `${address} ${state}`), ['clu@flynnsarcade.com finished', 'flynn@flynnsarcade.com active']);
  });

  it('that a machine sent is told and ends nothing', async () => {
    const world = await makeWorld(['flynn@flynnsarcade.com']);
    await handle(world.mailbox, aMail('flynn@flynnsarcade.com', { inReplyTo: world.messageId, headers: [{ name: 'Auto-Submitted', value: 'auto-replied' }] }));
    assert.equal((await world.states())[0]?.state, 'active');
    assert.deepEqual([(await world.lines('auto_reply')).length, (await world.lines('reply')).length], [1, 0]);
  });

  it("of the rep's own or of a colleague who was no recipient is no reply and leaves no trace", async () => {
    const world = await makeWorld(['flynn@flynnsarcade.com']);
    for (const from of ['rep@contoso.example', 'colleague@contoso.example']) await handle(world.mailbox, aMail(from, { inReplyTo: world.messageId }));
    await handle(world.mailbox, aMail('colleague@contoso.example', { inReplyTo: '<unknown@x>' }));
    assert.equal((await world.states())[0]?.state, 'active');
    assert.deepEqual([(await world.lines('reply')).length, await world.count('replies'), await world.count('waiting_items')], [0, 0, 0]);
  });

  it('of a colleague who was written to is shown and ends nothing', async () => {
    const world = await makeWorld(['flynn@flynnsarcade.com'], { cc: ['colleague@contoso.example'] });
    await handle(world.mailbox, aMail('colleague@contoso.example', { inReplyTo: world.messageId }));
    assert.equal((await world.states())[0]?.state, 'active');
    assert.equal((await world.lines('reply')).length, 1);
  });

  it('from somebody in no campaign that answers nothing leaves no trace', async () => {
    const world = await makeWorld(['flynn@flynnsarcade.com']);
    await handle(world.mailbox, aMail('tron@elsewhere.example', { subject: 'Lunch on Friday?' }));
    assert.deepEqual([await world.count('replies'), await world.count('waiting_items'), (await world.lines('reply')).length], [0, 0, 0]);
  });

  it('that names an unknown id waits as item id and ids only, for a day', async () => {
    const world = await makeWorld(['flynn@flynnsarcade.com']);
    const id = `<${randomUUID()}@contoso.example>`;
    await handle(world.mailbox, aMail('flynn@flynnsarcade.com', { inReplyTo: id, itemId: 'item-1', subject: 'Re: Lunch on Friday?' }));
    const { manager } = test.database.dataSource;
    assert.deepEqual(await waitingFor(manager, [id]), [{ mailboxId: world.mailbox.id, itemId: 'item-1' }]);
    await forgetExpired(manager, new Date(NOW.getTime() + 24 * 3_600_000 - 1));
    assert.equal((await waitingFor(manager, [id])).length, 1);
    await forgetExpired(manager, new Date(NOW.getTime() + 24 * 3_600_000 + 1));
    assert.equal((await waitingFor(manager, [id])).length, 0);
  });

  it('that another thread was made of ends what it answers, once that is known', async () => {
    const [one, two] = [await makeWorld(['clu@grid.example']), await makeWorld(['ram@grid.example'], { isKnown: false })];
    const answer = aMail('clu@grid.example', { inReplyTo: two.messageId, subject: 'Something else' });
    await handle(one.mailbox, answer);
    assert.deepEqual([(await one.states())[0]?.state, (await two.states())[0]?.state], ['ended', 'active']);
    await two.send();
    for (let times = 0; times < 2; times += 1) await handle(one.mailbox, answer);
    assert.deepEqual([(await two.states())[0]?.state, (await two.lines('reply')).length, (await one.lines('mail')).length], ['ended', 1, 1]);
    assert.equal(await one.count('waiting_items'), 0);
  });

  it('that was only probably one is one once the mail it names is known, if the rep did not say otherwise', async () => {
    for (const choice of [null, 'no'] as const) {
      const world = await makeWorld(['flynn@flynnsarcade.com']);
      const id = `<${randomUUID()}@contoso.example>`;
      const answer = aMail('flynn@flynnsarcade.com', { inReplyTo: id });
      await handle(world.mailbox, answer);
      const question = (await world.lines('reply'))[0]?.data.question;
      assert.deepEqual([question?.about, (await world.states())[0]?.state], ['is-reply', 'waiting']);
      if (choice !== null) await test.database.dataSource.transaction((tx) => answerQuestion(tx, { clock, mailbox: world.mailbox }, question?.id ?? '', { choice }));
      await world.send(id);
      await Promise.all([handle(world.mailbox, answer), handle(world.mailbox, answer)]);
      const [line, ...others] = await world.lines('reply');
      assert.deepEqual(
        [(await world.states())[0]?.state, others.length, line?.data.question?.state, line?.data.evidence?.rung],
        choice === null ? ['ended', 0, 'closed', 'in-reply-to'] : ['active', 0, 'answered', 'subject'],
      );
    }
  });

  /** A mailbox with a campaign, people in it, and one message sent to them. */
  async function makeWorld(people: readonly string[], { cc = [], isKnown = true }: { cc?: readonly string[]; isKnown?: boolean } = {}) {
    const { dataSource } = test.database;
    const messageId = `<${randomUUID()}@contoso.example>`;
    const mailbox = aMailbox();
    await dataSource.transaction(async (tx) => {
      await addOwnDomains(tx, ['contoso.example']);
      const rep = await ensureRep(tx, { oid: randomUUID(), address: mailbox.address, name: mailbox.name });
      const campaign = await createCampaign(tx, rep, mailbox, { name: 'Lease', sendHour: 9, steps: [{ day: 1, subject: 'Hello', body: 'Hello' }] }, NOW);
      await enroll(tx, mailbox, campaign, people.map((address) => ({ address, name: '' })), NOW);
    });
    const recipient = (kind: Recipient['kind']) => (address: string): Recipient => ({ kind, address, name: '' });
    const send = (id = messageId): Promise<void> =>
      dataSource.transaction((tx) =>
        recordMessage(tx, {
          mailboxId: mailbox.id,
          id: randomUUID(),
          stampId: randomUUID(),
          stampAmbiguous: false,
          itemId: randomUUID(),
          conversationId: null,
          subject: 'Arcade lease',
          source: 'written',
          sentAt: NOW,
          recipients: [...people.map(recipient('to')), ...cc.map(recipient('cc'))],
          internetMessageIds: [id],
        }),
      );
    if (isKnown) await send();
    return {
      send,
      mailbox,
      messageId,
      states: () =>
        dataSource.query<{ address: string; state: string; end_reason: string | null; next_at: Date | null }[]>(
          'select address, state, end_reason, next_at from enrollments where mailbox_id = $1 order by address',
          [mailbox.id],
        ),
      lines: (kind: string) =>
        dataSource.query<{ data: ActivityData }[]>(
          'select data from activities where mailbox_id = $1 and kind = $2',
          [mailbox.id, kind],
        ),
      count: async (table: 'replies' | 'waiting_items') =>
        (await dataSource.query<unknown[]>(`select 1 from ${table} where mailbox_id = $1`, [mailbox.id])).length,
    };
  }
});

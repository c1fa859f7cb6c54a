import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { append, appendMany, migrations, patchActivity, recent, type NewActivity } from '../../connector/feed/index.js';
import { until, useTestDatabase } from '../database.js';

const AT = new Date('2026-03-02T09:00:00Z');
const LATER = new Date('2026-03-02T09:05:00Z');

describe('lines of the Live Feed', () => {
  const db = useTestDatabase({ entities: [], migrations });
  const tx = (): typeof db.database.dataSource.manager => db.database.dataSource.manager;
  const view = (mailboxId: string, changes: Partial<NewActivity> = {}): NewActivity => ({
    mailboxId,
    at: AT,
    kind: 'view',
    messageId: null,
    data: { subject: 'Arcade lease' },
    ...changes,
  });

  it('lines with one group key are one line with a count, the latest time and all data', async () => {
    const mailboxId = randomUUID();
    const messageId = randomUUID();
    const first = await append(tx(), view(mailboxId, { groupKey: 'k', at: LATER }));
    const second = await append(tx(), view(mailboxId, { groupKey: 'k', messageId, data: { reason: 'seen by a person' } }));
    assert.equal(second.id, first.id);
    const { activities } = await recent(tx(), { mailboxIds: [mailboxId], limit: 10 });
    assert.deepEqual(
      activities.map(({ count, at, data, messageId: of }) => ({ count, at, data, of })),
      [{ count: 2, at: LATER.toISOString(), data: { subject: 'Arcade lease', reason: 'seen by a person' }, of: messageId }],
    );
  });

  it('many at once: each gets its line, repeated keys share one, mailboxes stay apart', async () => {
    const [a, b] = [randomUUID(), randomUUID()];
    const ids = await appendMany(tx(), [
      view(a, { groupKey: 'k' }),
      view(a, { kind: 'sent' }),
      view(b, { groupKey: 'k' }),
      view(a, { groupKey: 'k', at: LATER }),
      view(a, { kind: 'bounce' }),
    ]);
    const lines = await recent(tx(), { mailboxIds: [a, b], limit: 10 });
    const kindOf = new Map(lines.activities.map(({ id, kind, count, mailboxId }) => [id, `${kind} ×${count} ${mailboxId === a ? 'a' : 'b'}`]));
    assert.deepEqual(
      ids.map(({ id }) => kindOf.get(id)),
      ['view ×2 a', 'sent ×1 a', 'view ×1 b', 'view ×2 a', 'bounce ×1 a'],
    );
    assert.deepEqual(await appendMany(tx(), []), []);
  });

  it('pages are newest first, without gap or overlap', async () => {
    const mailboxId = randomUUID();
    for (let index = 0; index < 7; index += 1) await append(tx(), view(mailboxId, { data: { day: index } }));
    const days: unknown[] = [];
    let next: string | null = null;
    do {
      const [xid, id] = next?.split('.') ?? [];
      const before = xid === undefined || id === undefined ? undefined : { xid: BigInt(xid), id: BigInt(id) };
      const page = await recent(tx(), { mailboxIds: [mailboxId], limit: 3, before });
      days.push(page.activities.map(({ data }) => data.day));
      next = page.next;
    } while (next !== null);
    assert.deepEqual(days, [[6, 5, 4], [3, 2, 1], [0]]);
  });

  it('a line can be changed in place; one that is not there is NOT_FOUND', async () => {
    const mailboxId = randomUUID();
    const { id } = await append(tx(), view(mailboxId));
    await patchActivity(tx(), mailboxId, id, (data) => ({ ...data, reason: 'answered' }));
    const { activities } = await recent(tx(), { mailboxIds: [mailboxId], limit: 1 });
    assert.deepEqual(activities[0]?.data, { subject: 'Arcade lease', reason: 'answered' });
    await assert.rejects(patchActivity(tx(), randomUUID(), id, (data) => data), { code: 'NOT_FOUND' });
  });

  it('one transaction notifies once per mailbox, however many lines it writes', async () => {
    const mailboxId = randomUUID();
    const heard: string[] = [];
    const stop = await db.database.listen('activity', { notified: (payload) => void heard.push(payload) });
    await db.database.dataSource.transaction(async (manager) => {
      await appendMany(manager, [view(mailboxId), view(mailboxId)]);
      await append(manager, view(mailboxId));
    });
    await append(tx(), view(mailboxId, { kind: 'sent' }));
    await until(() => heard.length >= 2);
    assert.equal(heard.length, 2);
    await stop();
  });
});

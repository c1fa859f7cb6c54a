/** Graph's notifications as they really come: again, in the wrong order, forged, or for mail that is gone. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { sendAsRep, sendFromOutside } from '../../sandbox/demo/mail-program.js';
import { until } from '../until.js';
import { REP, useStage } from './stage.js';

const subscriptionRow = z.object({ subscription_id: z.string(), client_state: z.string() });
type Subscription = z.infer<typeof subscriptionRow>;

describe('notifications', function () {
  this.timeout(60_000);
  const stage = useStage();

  const inbox = async (): Promise<Subscription> => {
    const [row] = await stage().rows(subscriptionRow, `select subscription_id, client_state from subscriptions where folder = 'inbox'`);
    assert.ok(row);
    return row;
  };
  const post = (body: unknown): Promise<Response> =>
    fetch(`${stage().world.url}/graph/notifications`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const notification = ({ subscription_id, client_state }: Subscription, itemId: string): Record<string, unknown> => ({
    subscriptionId: subscription_id,
    clientState: client_state,
    changeType: 'created',
    resource: `Users/1c6b7f20-4d3e-4a85-b9c2-7e0f5d8a1364/Messages/${itemId}`,
    subscriptionExpirationDateTime: new Date(stage().world.clock.now().getTime() + 3_600_000).toISOString(),
    tenantId: stage().world.ready.tenantId,
    resourceData: { '@odata.type': '#Microsoft.Graph.Message', id: itemId },
  });
  const itemOfReply = async (internetMessageId: string): Promise<string> => {
    const [row] = await stage().rows(z.object({ item_id: z.string() }), 'select item_id from replies where internet_message_id = $1', [internetMessageId]);
    assert.ok(row);
    return row.item_id;
  };
  const ofThePast = async (): Promise<unknown> => ({
    replies: await stage().count('replies'),
    activities: await stage().count('activities'),
    ended: await stage().count(`enrollments where state = 'ended'`),
  });

  it('count once, however often and in whatever order they come', async () => {
    const { mail } = await stage().sendDayOne('Repeated', 'repeated@elsewhere.example');
    const first = await stage().answer('repeated@elsewhere.example', mail);
    const second = await stage().answer('another@elsewhere.example', mail);
    await stage().feed.wait('the second answer', ({ kind, data }) => kind === 'reply' && data.person?.address === 'another@elsewhere.example');
    await stage().settled();
    const before = await ofThePast();

    const subscription = await inbox();
    const items = [await itemOfReply(second), await itemOfReply(first)].map((item) => notification(subscription, item));
    for (let round = 0; round < 3; round += 1) assert.equal((await post({ value: [...items, ...items] })).status, 202);
    await stage().settled();
    assert.deepEqual(await ofThePast(), before);
  });

  it('with a forged or unknown clientState are ignored, and the rest of the batch is taken', async () => {
    const subscription = await inbox();
    const good = `item-${randomUUID()}`;
    const bad = [`item-${randomUUID()}`, `item-${randomUUID()}`, `item-${randomUUID()}`];
    const response = await post({
      value: [
        notification({ ...subscription, client_state: 'forged' }, bad[0] ?? ''),
        notification(subscription, good),
        notification({ subscription_id: randomUUID(), client_state: subscription.client_state }, bad[1] ?? ''),
        { ...notification(subscription, bad[2] ?? ''), clientState: undefined },
      ],
    });
    assert.equal(response.status, 202);
    assert.equal(await stage().count('notifications where item_id = $1', [good]), 1, 'the good one is stored before the answer');
    assert.equal(await stage().count('notifications where item_id = any($1)', [bad]), 0);
  });

  it('for a mail that is gone are tried again, hold up nothing, and are left to delta', async () => {
    const gone = `AAMk${randomUUID().replaceAll('-', '')}=`;
    assert.equal((await post({ value: [notification(await inbox(), gone)] })).status, 202);
    const { mail, enrollment, campaign } = await stage().sendDayOne('Beside one that is gone', 'beside@elsewhere.example');
    await stage().answer('beside@elsewhere.example', mail);
    await until(async () => (await campaign.enrollment(enrollment.id)).state === 'ended' || undefined, { what: 'the end of the enrollment' });
    assert.equal(await stage().count('notifications where item_id = $1', [gone]), 1, 'it is kept for another look');
  });

  for (const [what, body] of [
    ['no JSON', 'this is no JSON'],
    ['no batch', { hello: 'world' }],
    ['a batch of nothing we know', { value: [{ subscriptionId: 5 }] }],
  ] as const) {
    it(`that are none get 400 and a coded error: ${what}`, async () => {
      const response = await post(body);
      assert.equal(response.status, 400);
      const { error } = z.object({ error: z.object({ code: z.string(), message: z.string() }) }).parse(await response.json());
      assert.ok(['NOTIFICATION_INVALID', 'INPUT_INVALID'].includes(error.code), error.code);
    });
  }

  it('of an answer may come before that of the mail it answers', async () => {
    const { world, browser, feed } = stage();
    const messageId = `<${randomUUID()}@contoso.example>`;
    await sendFromOutside(world.ready.smtpPort, { from: 'early@elsewhere.example', to: REP, date: world.clock.now(), subject: 'Re: Late', text: 'Yes.', inReplyTo: messageId });
    await until(() => stage().count('waiting_items where $1 = any(ids)', [messageId]), { what: 'the answer waiting' });

    const minted = z.object({ stamps: z.tuple([z.object({ pixelUrl: z.string(), header: z.object({ name: z.string(), value: z.string() }) })]) });
    const { stamps: [stamp] } = await browser.post('/api/stamps', { count: 1 }, minted);
    await sendAsRep(world.ready.smtpPort, REP, {
      messageId,
      from: REP,
      to: 'late@elsewhere.example',
      date: world.clock.now(),
      subject: 'Late',
      html: `<p>Hello</p><img src="${stamp.pixelUrl}" alt="">`,
      headers: { [stamp.header.name]: stamp.header.value },
    });
    await feed.wait('the early answer', ({ kind, data }) => kind === 'reply' && data.person?.address === 'early@elsewhere.example');
    assert.equal(await stage().count('waiting_items where $1 = any(ids)', [messageId]), 0, 'it waits no more');
  });
});

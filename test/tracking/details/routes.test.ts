/** What the API says of a rep's mails, to them and to nobody else, and what their live stream says when a view turns out to be none. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { meSchema } from '../../../connector/identity/index.js';
import * as schema from '../../../connector/schema.js';
import { hitPageSchema, messageDetailsSchema, messagePageSchema, mineAnswerSchema } from '../../../connector/tracking/details/api.js';
import { messageRoutes } from '../../../connector/tracking/index.js';
import { until, useTestDatabase } from '../../database.js';
import { readEvents } from '../../feed/events.js';
import { bearer, failureOf } from '../../http/answers.js';
import { mailboxIdOf, startConnector, type RunningConnector } from '../../http/connector.js';
import { CLIENT_ID, startIssuer, TENANT_ID, type Issuer } from '../../http/issuer.js';
import { aMailbox } from '../../mail-facts.js';
import { NOW, World } from '../settle/world.js';

const feedSchema = z.object({ activities: z.array(z.object({ id: z.string(), kind: z.string() })) });

interface Rep {
  readonly headers: Record<string, string>;
  readonly world: World;
}

describe('the API of mails', () => {
  const test = useTestDatabase(schema);
  let issuer: Issuer;
  let connector: RunningConnector;
  let riley: Rep;
  let sam: Rep;

  before(async () => {
    const { dataSource } = test.database;
    issuer = await startIssuer();
    const campaigns = { of: () => Promise.resolve(new Map()), in: () => Promise.resolve([]) };
    const routes = messageRoutes({ dataSource, clock: { now: () => NOW }, campaigns, mailboxOf: (rep) => Promise.resolve(aMailbox({ id: mailboxIdOf(rep), userId: rep.oid, address: rep.address })) });
    connector = await startConnector({ database: test.database, azure: { authorityHost: issuer.authorityHost, tenantId: TENANT_ID, clientId: CLIENT_ID }, routes });
    [riley, sam] = [await signIn('riley'), await signIn('sam')];
    await riley.world.prepare();
  });
  after(async () => {
    await Promise.all([riley, sam].map(({ world }) => world.settler.close()));
    await connector.close();
    await issuer.stop();
  });

  async function signIn(name: string): Promise<Rep> {
    const headers = { ...bearer(await issuer.token({ oid: randomUUID(), name, preferred_username: `${name}@contoso.example` })), 'content-type': 'application/json' };
    const { rep } = meSchema.parse(await (await fetch(`${connector.url}/api/me`, { headers })).json());
    return { headers, world: new World(test.database.dataSource, { mailboxId: rep.id }) };
  }

  const ask = ({ headers }: Rep, path: string, method = 'GET', body?: unknown): Promise<Response> => fetch(`${connector.url}/api${path}`, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  async function answer<Answer extends z.ZodType>(shape: Answer, rep: Rep, path: string, method?: string, body?: unknown): Promise<z.output<Answer>> {
    const response = await ask(rep, path, method, body);
    assert.equal(response.status, 200, `${method ?? 'GET'} ${path}`);
    return shape.parse(await response.json());
  }

  /** A mail that was viewed by Gmail's reader, clicked, and looked at by a machine. */
  async function viewed(rep: Rep, subject: string): Promise<string> {
    const { world } = rep;
    const stamp = world.stamp();
    const id = await world.send(stamp, ['flynn@flynnsarcade.com'], { subject });
    await world.come(world.hit(stamp, 0), world.click(stamp, 1), world.hit(stamp, 2, { agent: 'curl/8.14.1' }));
    return id;
  }

  it('lists them newest first, a page at a time, and finds them by text', async () => {
    const ids = [await viewed(riley, 'The lease'), await viewed(riley, 'Prices of the lease'), await viewed(riley, 'Something else')];
    const all = await answer(messagePageSchema, riley, '/messages');
    assert.deepEqual(all.messages.map(({ id }) => id).sort(), [...ids].sort());
    const first = await answer(messagePageSchema, riley, '/messages?limit=2');
    const second = await answer(messagePageSchema, riley, `/messages?limit=2&before=${first.next ?? ''}`);
    assert.deepEqual([...first.messages, ...second.messages].map(({ id }) => id), all.messages.map(({ id }) => id));
    assert.equal(second.next, null);
    const found = await answer(messagePageSchema, riley, '/messages?q=lease');
    assert.deepEqual(found.messages.map(({ subject }) => subject).sort(), ['Prices of the lease', 'The lease']);
    const [{ seen, figures } = assert.fail()] = found.messages;
    assert.deepEqual([seen.state, figures.views, figures.clicks, figures.machines], ['viewed', 1, 1, 1]);
  });

  it('takes no cursor and no number that is none', async () => {
    for (const query of ['before=yesterday', 'limit=0', 'limit=1000', 'campaign=autumn']) {
      assert.deepEqual([query, (await failureOf(await ask(riley, `/messages?${query}`))).code], [query, 'INPUT_INVALID']);
    }
  });

  it('tells one of them: what happened, whom it went to, its links, and whether clicks are known', async () => {
    const id = await viewed(riley, 'Told');
    const mail = await answer(messageDetailsSchema, riley, `/messages/${id}`);
    assert.deepEqual(mail.timeline.map(({ kind }) => kind), ['view', 'click']);
    assert.deepEqual(mail.recipients.map(({ address, seen }) => [address, seen.state]), [['flynn@flynnsarcade.com', 'viewed']]);
    assert.deepEqual([mail.clicks, mail.links.map(({ number, clicks }) => [number, clicks])], ['recorded', [[1, 1], [2, 0]]]);
    assert.deepEqual(mail.switch, { possible: true, says: null });
  });

  it('gives every request with who it was and why, newest first, a page at a time', async () => {
    const id = await viewed(riley, 'Requests');
    const first = await answer(hitPageSchema, riley, `/messages/${id}/hits?limit=2`);
    const second = await answer(hitPageSchema, riley, `/messages/${id}/hits?limit=2&before=${first.next ?? ''}`);
    assert.deepEqual([...first.hits, ...second.hits].map(({ kind, words, says, mayBeMine }) => [kind, words, says, mayBeMine]), [
      ['pixel', 'Checked by a machine', 'Counted as a machine because it names itself as a program that is no mail reader.', false],
      ['click', 'Clicked by a person', 'Counted as a person because a browser followed the link.', true],
      ['pixel', 'Seen by a person', 'Counted as a person because a mail program or browser loaded the images.', true],
    ]);
    assert.equal(second.next, null);
  });

  it('switches tracking off and on again', async () => {
    const id = await viewed(riley, 'Switched');
    const off = await answer(messageDetailsSchema, riley, `/messages/${id}/tracking`, 'PUT', { on: false });
    assert.deepEqual([off.tracking, off.clicks, off.figures.views], [false, 'switched-off', 1]);
    const on = await answer(messageDetailsSchema, riley, `/messages/${id}/tracking`, 'PUT', { on: true });
    assert.deepEqual([on.tracking, on.clicks], [true, 'recorded']);
    const plain = await riley.world.send(riley.world.stamp('replies'), undefined, { howSent: { mode: 'replies', hasPixel: false, links: 0, plain: false } });
    const failure = await failureOf(await ask(riley, `/messages/${plain}/tracking`, 'PUT', { on: false }));
    assert.deepEqual([failure.code, failure.message], ['CONFLICT', 'The mail carries no image and no tracked links, so there is nothing to switch off.']);
    assert.equal((await failureOf(await ask(riley, `/messages/${id}/tracking`, 'PUT', { on: 'yes' }))).code, 'INPUT_INVALID');
  });

  it('takes "This was me" of a request and of a line, and takes it back', async () => {
    const id = await viewed(riley, 'Mine');
    const { timeline } = await answer(messageDetailsSchema, riley, `/messages/${id}`);
    const [view, click] = timeline;
    assert.ok(view && click);
    const { hits } = await answer(hitPageSchema, riley, `/messages/${id}/hits`);
    const ofView = hits.find(({ activityId }) => activityId === view.id);
    assert.equal((await answer(mineAnswerSchema, riley, `/messages/${id}/hits/${ofView?.id ?? ''}/mine`, 'POST', { mine: true })).hits, 1);
    assert.equal((await answer(mineAnswerSchema, riley, `/activities/${click.id}/mine`, 'POST', { mine: true })).hits, 1);
    await riley.world.settled();
    const said = await answer(messageDetailsSchema, riley, `/messages/${id}`);
    assert.deepEqual([said.timeline, said.figures.views, said.figures.clicks, said.figures.ownViews], [[], 0, 0, 2]);
    await answer(mineAnswerSchema, riley, `/activities/${click.id}/mine`, 'POST', { mine: false });
    await riley.world.settled();
    assert.deepEqual((await answer(messageDetailsSchema, riley, `/messages/${id}`)).timeline.map(({ id: same }) => same).at(-1), click.id);
  });

  it('tells and does nothing of another rep’s', async () => {
    const id = await viewed(riley, 'Riley’s alone');
    const { timeline } = await answer(messageDetailsSchema, riley, `/messages/${id}`);
    const { hits } = await answer(hitPageSchema, riley, `/messages/${id}/hits`);
    const tried: readonly (readonly [method: string, path: string, body?: unknown])[] = [
      ['GET', `/messages/${id}`],
      ['GET', `/messages/${id}/hits`],
      ['PUT', `/messages/${id}/tracking`, { on: false }],
      ['POST', `/messages/${id}/hits/${hits[0]?.id ?? ''}/mine`, { mine: true }],
      ['POST', `/activities/${timeline[0]?.id ?? ''}/mine`, { mine: true }],
    ];
    for (const [method, path, body] of tried) {
      const response = await ask(sam, path, method, body);
      assert.deepEqual([method, path, response.status, (await failureOf(response)).code], [method, path, 404, 'NOT_FOUND']);
    }
    assert.deepEqual((await answer(messagePageSchema, sam, '/messages')).messages, []);
    const mail = await answer(messageDetailsSchema, riley, `/messages/${id}`);
    assert.deepEqual([mail.tracking, mail.figures.views], [true, 1]);
    assert.equal((await fetch(`${connector.url}/api/messages/${id}`)).status, 401);
  });

  it('a line that is withdrawn leaves the live stream, and no page brings it back', async () => {
    const reader = await readEvents(`${connector.url}/api/feed/stream`, riley.headers);
    try {
      await until(() => reader.lastId());
      const id = await viewed(riley, 'Withdrawn');
      const told = (): typeof reader.activities => reader.activities.filter(({ messageId }) => messageId === id);
      await until(() => told().length === 2);
      const [view] = told();
      assert.ok(view);
      await answer(mineAnswerSchema, riley, `/activities/${view.id}/mine`, 'POST', { mine: true });
      await riley.world.settled();
      await until(() => told().some((line) => line.id === view.id && line.data.withdrawn !== undefined));
      assert.equal(told().filter((line) => line.id === view.id).at(-1)?.data.withdrawn?.reason, 'Your own view: you said that this was you.');
      const { activities } = await answer(feedSchema, riley, '/feed');
      assert.ok(!activities.some((line) => line.id === view.id));
      // Somebody who was away meanwhile is told that it is gone, too.
      const late = await readEvents(`${connector.url}/api/feed/stream?after=${view.cursor}`, riley.headers);
      try {
        await until(() => late.activities.some((line) => line.id === view.id));
        assert.deepEqual(late.activities.filter((line) => line.id === view.id).map(({ data }) => data.withdrawn !== undefined), [true]);
      } finally {
        late.stop();
      }
    } finally {
      reader.stop();
    }
  });
});

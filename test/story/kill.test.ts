/**
 * SIGKILL at chosen points of the story, also inside jobs: whoever goes on, the connector started
 * again or a second one beside it, nothing is lost and nothing is sent twice.
 */
import assert from 'node:assert/strict';
import { z } from 'zod';
import type { Child } from '../../sandbox/demo/child.js';
import { freePorts } from '../../sandbox/demo/free-ports.js';
import { until } from '../until.js';
import { Hold, type Point } from './hold.js';
import { REP, useStage, type Stage } from './stage.js';

/** How soon work goes on once somebody is there to do it. */
const GOES_ON_WITHIN_MS = 20_000;
/**
 * Where nobody can know whether Exchange has been asked to send, it is looked for a minute before
 * it is asked again (connector/mailbox/pace.ts, sentYet_ms): late is better than twice.
 */
const UNCLEAR_GOES_ON_WITHIN_MS = 75_000;

const SENDING: readonly (readonly [string, Point])[] = [
  ['before the draft is made', { table: 'outgoing', on: 'insert' }],
  ['when the draft is made and its ids are not stored yet', { table: 'outgoing', on: 'update', when: `new.state = 'drafted'` }],
  ['when the mail is about to be marked as being sent', { table: 'outgoing', on: 'update', when: `new.state = 'sending'` }],
  ['when Exchange has taken the mail and it is not noted yet', { table: 'outgoing', on: 'update', when: `new.state = 'sent'` }],
  ['when it is noted as sent and the campaign does not know yet', { table: 'step_sends', on: 'update', when: `new.state = 'sent'` }],
];

const ANSWERING: readonly (readonly [string, Point])[] = [
  ['before the notification is stored', { table: 'notifications', on: 'insert' }],
  ['inside the reading job, as the reply is written', { table: 'replies', on: 'insert' }],
  ['inside the reading job, as the enrollment ends', { table: 'enrollments', on: 'update', when: `new.state = 'ended'` }],
  ['inside the reading job, as the line is written', { table: 'activities', on: 'insert', when: `new.kind = 'reply'` }],
  ['when all is done but the place in the folder', { table: 'delta_cursors', on: 'update' }],
];

describe('a connector killed in the story', function () {
  this.timeout(90_000);
  const stage = useStage();
  let people = 0;
  const somebody = (): string => `person${(people += 1)}@elsewhere.example`;

  async function killAndStartAgain(hold: Hold): Promise<void> {
    const { world } = stage();
    await hold.reached();
    await world.connectors.at(-1)?.child.kill();
    await hold.release({ killed: true });
    await world.startConnector();
  }

  for (const [when, point] of SENDING) {
    it(`sends a mail exactly once: killed ${when}`, async () => {
      const address = somebody();
      const hold = await Hold.at(stage().databaseUrl, point);
      await stage().campaign(`Killed ${when}`, [address]);
      await killAndStartAgain(hold);
      await expectSentOnce(stage(), address);
    });
  }

  it('sends a mail exactly once: killed while Exchange is being asked to send', async () => {
    const { world, databaseUrl } = stage();
    const address = somebody();
    const hold = await Hold.at(databaseUrl, { table: 'outgoing', on: 'update', when: `new.state = 'sending'` });
    await stage().campaign('Killed while sending', [address]);
    await hold.reached();
    world.sandbox.signal('SIGSTOP');
    try {
      await hold.release({ killed: false });
      await until(() => stage().count(`outgoing where state = 'sending'`), { what: 'the mail marked as being sent' });
      await world.connectors.at(-1)?.child.kill();
    } finally {
      world.sandbox.signal('SIGCONT');
    }
    await world.startConnector();
    await expectSentOnce(stage(), address, UNCLEAR_GOES_ON_WITHIN_MS);
  }).timeout(150_000);

  for (const [when, point] of ANSWERING) {
    it(`takes an answer exactly once: killed ${when}`, async () => {
      const address = somebody();
      const { mail, enrollment } = await stage().sendDayOne(`Answered ${when}`, address);
      const hold = await Hold.at(stage().databaseUrl, point);
      await stage().answer(`other-${address}`, mail);
      await killAndStartAgain(hold);
      await expectAnsweredOnce(stage(), `other-${address}`, enrollment.id);
    });
  }

  describe('with a second one beside it', () => {
    const names = ['first', 'second'];
    const ports: number[] = [];

    before(async () => {
      await stage().world.connectors.at(-1)?.child.stop();
      ports.push(stage().world.port, ...(await freePorts(1)));
    });

    beforeEach(async () => {
      const { world, databaseUrl } = stage();
      for (const [index, name] of names.entries()) {
        if (connectorAt(index) === undefined) await world.startConnector(ports[index], { DATABASE_URL: `${databaseUrl}?application_name=${name}` });
      }
    });

    const connectorAt = (index: number): Child | undefined =>
      stage().world.connectors.find(({ child, url }) => url.endsWith(`:${ports[index] ?? 0}`) && !child.hasExited)?.child;

    async function killHolder(hold: Hold): Promise<void> {
      const [holder = ''] = await hold.reached();
      const index = names.findIndex((name) => holder.startsWith(name));
      assert.notEqual(index, -1, `"${holder}" is neither of the two`);
      await connectorAt(index)?.kill();
      await hold.release({ killed: true });
    }

    it('sends what the killed one had begun', async () => {
      const address = somebody();
      const hold = await Hold.at(stage().databaseUrl, { table: 'outgoing', on: 'update', when: `new.state = 'sent'` });
      await stage().campaign('Two connectors', [address]);
      await killHolder(hold);
      await expectSentOnce(stage(), address);
    });

    it('takes the answer that the killed one was reading', async () => {
      const address = somebody();
      const { mail, enrollment } = await stage().sendDayOne('Two connectors, an answer', address);
      const hold = await Hold.at(stage().databaseUrl, { table: 'activities', on: 'insert', when: `new.kind = 'reply'` });
      await stage().answer(`other-${address}`, mail);
      await killHolder(hold);
      await expectAnsweredOnce(stage(), `other-${address}`, enrollment.id);
    });
  });
});

async function expectSentOnce(stage: Stage, address: string, within_ms = GOES_ON_WITHIN_MS): Promise<void> {
  const lines = (): Promise<number> => stage.count(`activities where kind = 'sent' and data -> 'person' ->> 'address' = $1`, [address]);
  await until(lines, { timeout_ms: within_ms, what: `the mail to ${address}` });
  await stage.settled();
  assert.equal(await lines(), 1, 'one line says that it was sent');
  assert.equal((await stage.sentTo(address)).length, 1, 'one mail is in Sent Items');
  assert.deepEqual(await stage.exchange.drafts(REP), [], 'no draft is left behind');
}

async function expectAnsweredOnce(stage: Stage, from: string, enrollmentId: string): Promise<void> {
  const state = z.object({ state: z.string() });
  await until(async () => (await stage.rows(state, 'select state from enrollments where id = $1', [enrollmentId]))[0]?.state === 'ended', {
    timeout_ms: GOES_ON_WITHIN_MS,
    what: 'the end of the enrollment',
  });
  await stage.settled();
  assert.equal(await stage.count('replies where from_address = $1', [from]), 1, 'one reply is recorded');
  assert.equal(await stage.count(`activities where kind = 'reply' and data -> 'person' ->> 'address' = $1`, [from]), 1, 'one line says so');
}

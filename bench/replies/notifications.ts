/**
 * Notifications as Graph posts them, one a request, for a hundred folders: how many are answered a
 * second when they come as fast as they are taken, and how long one takes at a thousand a second
 * that come whether the ones before are answered or not.
 */
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Database } from '../../connector/database/index.js';
import { percentile, type Figure } from '../report.js';

const FOLDERS = 100;
const AT_ONCE = 32;
const WARM_UP = 2_000;
const AS_FAST_AS_TAKEN = 10_000;
const PER_SECOND = 1_000;
const SECONDS = 10;
const TICK_MS = 5;

interface Target {
  readonly port: number;
  readonly agent: Agent;
  readonly subscriptions: readonly { readonly id: string; readonly clientState: string }[];
}

export async function measureNotifications(database: Database, progress: (text: string) => void): Promise<Figure[]> {
  const { dataSource } = database;
  const subscriptions = await subscribe(database);
  const server = spawn(process.execPath, [fileURLToPath(new URL('notifications-server.js', import.meta.url)), database.url], { stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(server, 'exit');
  const agent = new Agent({ keepAlive: true, maxSockets: 256 });
  try {
    const target: Target = { port: await portOf(server.stdout), agent, subscriptions };
    progress(`${WARM_UP} + ${AS_FAST_AS_TAKEN} notifications, ${AT_ONCE} at a time`);
    await asFastAsTaken(target, WARM_UP);
    const took_s = await asFastAsTaken(target, AS_FAST_AS_TAKEN);
    progress(`${PER_SECOND} notifications a second for ${SECONDS} seconds`);
    const samples = await atPace(target);
    const posted = WARM_UP + AS_FAST_AS_TAKEN + samples.length;
    const [stored] = await dataSource.query<{ count: number }[]>('select count(*)::int as count from notifications');
    if (stored?.count !== posted) throw new Error(`${posted} notifications were answered 202, ${stored?.count ?? 0} are stored`);
    return [
      { what: 'notifications stored and answered, as fast as they are taken', value: AS_FAST_AS_TAKEN / took_s, unit: '/s', aim: PER_SECOND, more: true },
      { what: `at ${PER_SECOND} notifications a second: median`, value: percentile(samples, 0.5), unit: 'ms' },
      { what: `at ${PER_SECOND} notifications a second: p99`, value: percentile(samples, 0.99), unit: 'ms', aim: 500 },
    ];
  } finally {
    server.kill('SIGTERM');
    await exited;
    agent.destroy();
  }
}

async function portOf(output: Readable): Promise<number> {
  for await (const line of createInterface({ input: output })) return Number(line);
  throw new Error('the server did not start');
}

async function subscribe({ dataSource }: Database): Promise<{ id: string; clientState: string }[]> {
  const subscriptions = Array.from({ length: FOLDERS }, () => ({ id: randomUUID(), clientState: randomUUID(), mailboxId: randomUUID() }));
  for (const { id, clientState, mailboxId } of subscriptions) {
    await dataSource.query(
      `insert into mailboxes (id, user_id, address, name, addresses, time_zone, state, tracked_since) values ($1::uuid, $1, $1 || '@contoso.example', '', '{}', 'UTC', 'connected', now())`,
      [mailboxId],
    );
    await dataSource.query(`insert into subscriptions (mailbox_id, folder, subscription_id, client_state, expires_at) values ($1, 'inbox', $2, $3, now() + interval '1 day')`, [mailboxId, id, clientState]);
  }
  return subscriptions;
}

async function asFastAsTaken(target: Target, count: number): Promise<number> {
  let left = count;
  const begun = performance.now();
  const post = async (): Promise<void> => {
    while (left > 0) {
      left -= 1;
      await postOne(target, left);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, post));
  return (performance.now() - begun) / 1_000;
}

/** Gives how long each took, in ms, from when it was due. */
async function atPace(target: Target): Promise<number[]> {
  const begun = performance.now();
  const answers: Promise<number>[] = [];
  while (answers.length < PER_SECOND * SECONDS) {
    const due = Math.min(PER_SECOND * SECONDS, Math.floor(((performance.now() - begun) / 1_000) * PER_SECOND));
    while (answers.length < due) {
      const dueAt = begun + (answers.length / PER_SECOND) * 1_000;
      answers.push(postOne(target, answers.length).then(() => performance.now() - dueAt));
    }
    await sleep(TICK_MS);
  }
  return Promise.all(answers);
}

async function postOne({ port, agent, subscriptions }: Target, number: number): Promise<void> {
  const subscription = subscriptions[number % subscriptions.length];
  const notification = { subscriptionId: subscription?.id, clientState: subscription?.clientState, changeType: 'created', resourceData: { id: randomUUID() } };
  const body = JSON.stringify({ value: [notification] });
  await new Promise<void>((resolve, reject) => {
    const posted = request(
      { host: '127.0.0.1', port, path: '/graph/notifications', method: 'POST', agent, headers: { 'Content-Type': 'application/json', 'Content-Length': Buffer.byteLength(body) } },
      (response) => {
        response.resume();
        response.once('end', () => {
          if (response.statusCode === 202) resolve();
          else reject(new Error(`a notification was answered ${response.statusCode ?? 0}`));
        });
      },
    );
    posted.once('error', reject);
    posted.end(body);
  });
}

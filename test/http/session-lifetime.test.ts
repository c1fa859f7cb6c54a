import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { parseSetCookie } from 'cookie';
import { keysFrom } from '../../connector/config/index.js';
import { cookieJar } from '../../connector/http/cookies.js';
import { createSessions, type Sessions } from '../../connector/http/session.js';

const [KEY, NEXT_KEY] = ['a'.repeat(40), 'b'.repeat(40)];
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

describe('the session cookie', () => {
  const REP = randomUUID();
  let now = new Date('2026-03-02T09:00:00Z');
  const later = (by_ms: number): void => {
    now = new Date(now.getTime() + by_ms);
  };
  const sessionsWith = (secrets: readonly string[], publicUrl = 'https://readback.contoso.example'): Sessions =>
    createSessions({ keys: keysFrom(secrets), jar: cookieJar(publicUrl), clock: { now: () => now } });
  const exchange = (cookie?: string): { request: IncomingMessage; response: ServerResponse; set: () => string | undefined } => {
    const request = new IncomingMessage(new Socket());
    if (cookie !== undefined) request.headers.cookie = cookie;
    const response = new ServerResponse(request);
    return { request, response, set: () => [response.getHeader('Set-Cookie') ?? []].flat().map(String).at(-1) };
  };
  const started = async (sessions: Sessions): Promise<string> => {
    const { response, set } = exchange();
    await sessions.start(response, REP);
    return pair(set() ?? '');
  };
  const pair = (setCookie: string): string => {
    const { name, value } = parseSetCookie(setCookie);
    return `${name}=${value ?? ''}`;
  };
  const read = async (sessions: Sessions, cookie: string): Promise<{ rep: string | undefined; renewed: string | undefined }> => {
    const { request, response, set } = exchange(cookie);
    return { rep: await sessions.repIdOf(request, response), renewed: set() };
  };

  it('is bound to the host and Secure over https', async () => {
    const { response, set } = exchange();
    await sessionsWith([KEY]).start(response, REP);
    assert.match(set() ?? '', /^__Host-readback-session=[^;]+; Max-Age=43200; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
    const plain = exchange();
    await sessionsWith([KEY], 'http://localhost:3000').start(plain.response, REP);
    assert.match(plain.set() ?? '', /^readback-session=/);
    assert.doesNotMatch(plain.set() ?? '', /Secure/);
  });

  it('lasts 12 hours from its last use', async () => {
    const sessions = sessionsWith([KEY]);
    const cookie = await started(sessions);
    assert.deepEqual(await read(sessions, cookie), { rep: REP, renewed: undefined });
    later(11 * HOUR_MS);
    const used = await read(sessions, cookie);
    assert.equal(used.rep, REP);
    later(2 * HOUR_MS);
    assert.equal((await read(sessions, cookie)).rep, undefined, 'the first cookie has ended');
    assert.equal((await read(sessions, pair(used.renewed ?? ''))).rep, REP, 'the one given at its use has not');
  });

  it('lasts a week at most, however often it is used', async () => {
    const sessions = sessionsWith([KEY]);
    let cookie = await started(sessions);
    for (let hours = 0; hours < 7 * 24; hours += 6) {
      const { rep, renewed } = await read(sessions, cookie);
      assert.equal(rep, REP, `after ${hours} h`);
      if (renewed !== undefined) cookie = pair(renewed);
      later(6 * HOUR_MS);
    }
    later(DAY_MS);
    assert.equal((await read(sessions, cookie)).rep, undefined);
  });

  it('outlives a change of the key while the old one is still in the list', async () => {
    const cookie = await started(sessionsWith([KEY]));
    assert.equal((await read(sessionsWith([NEXT_KEY, KEY]), cookie)).rep, REP);
    assert.equal((await read(sessionsWith([NEXT_KEY]), cookie)).rep, undefined);
  });
});

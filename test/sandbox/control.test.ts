/** The control API over http, as tests and scripts use it. */
import assert from 'node:assert/strict';
import { z } from 'zod';
import { startSandbox, type RunningSandbox } from '../sandbox-run.js';
import { until } from '../until.js';

describe('sandbox control', function () {
  this.timeout(60_000);
  let sandbox: RunningSandbox;
  before(async () => {
    sandbox = await startSandbox({ SANDBOX_PEOPLE: '2' });
  });
  after(() => sandbox.stop());

  async function graph(path: string): Promise<{ status: number; value: readonly Record<string, unknown>[] }> {
    const { clientId, clientSecret, authorityHost, tenantId, graphBaseUrl } = sandbox;
    const form = new URLSearchParams({ grant_type: 'client_credentials', client_id: clientId, client_secret: clientSecret, scope: `${graphBaseUrl}/.default` });
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const token = z.object({ access_token: z.string() }).parse((await sandbox.secure(`${authorityHost}/${tenantId}/oauth2/v2.0/token`, { method: 'POST', headers, body: form.toString() })).json()).access_token;
    const answer = await sandbox.secure(`${graphBaseUrl}/v1.0${path}`, { headers: { authorization: `Bearer ${token}` } });
    return { status: answer.status, value: z.object({ value: z.array(z.record(z.string(), z.unknown())).default([]) }).parse(answer.json()).value };
  }
  const ask = (method: string, path: string, body: unknown) => fetch(`${sandbox.mailWindowUrl}control${path}`, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });

  it('hires people, who have mailboxes', async () => {
    assert.equal((await graph('/users/rep2@contoso.example/messages')).status, 200);
    assert.equal((await graph('/users/rep3@contoso.example/messages')).status, 404);
  });

  it('orders faults, ends them, and counts them', async () => {
    await sandbox.control.faults({ seed: 1, calls: { unavailable: 1 } });
    assert.equal((await graph('/users/rep1@contoso.example/messages')).status, 503);
    await sandbox.control.faults({});
    assert.equal((await graph('/users/rep1@contoso.example/messages')).status, 200);
    await sandbox.control.once({ fault: 'throttled', path: '^/users/rep1@' });
    assert.deepEqual([(await graph('/users/rep2@contoso.example/messages')).status, (await graph('/users/rep1@contoso.example/messages')).status], [200, 429]);
    const counts = await sandbox.control.counts();
    assert.deepEqual([counts['call.unavailable'], counts['call.throttled']], [1, 1]);
  });

  it('makes rules and drags mail for the owner, and tells what became of a mail', async () => {
    await sandbox.control.rule('rep1@contoso.example', { subjectContains: ['ruled'], moveToFolder: 'Clients' });
    await sandbox.deliver({ from: 'a@elsewhere.example', to: 'rep1@contoso.example' }, 'Message-ID: <ruled@elsewhere.example>\r\nSubject: ruled\r\n\r\ntext');
    const mail = '<ruled@elsewhere.example>';
    await until(async () => (await sandbox.control.journal({ mail })).length, { what: 'the mail' });
    assert.equal(await sandbox.control.move('rep1@contoso.example', mail, 'archive'), 1);
    assert.deepEqual((await sandbox.control.journal({ mail })).map(({ what, detail }) => [what, detail]), [['mail.received', 'Clients'], ['mail.moved', 'Archive']]);
  });

  const REFUSED: readonly (readonly [string, string, string, unknown, number])[] = [
    ['a share over 1', 'PUT', '/faults', { calls: { cut: 2 } }, 400],
    ['an unknown fault', 'PUT', '/faults', { weather: 1 }, 400],
    ['an unknown event', 'POST', '/events', { event: 'flood' }, 400],
    ['a path that is no expression', 'POST', '/faults/once', { fault: 'cut', path: '(' }, 400],
    ['an unknown mailbox', 'POST', '/events', { event: 'missed', mailbox: 'nobody@contoso.example' }, 404],
    ['the owner of no mailbox', 'POST', '/mailboxes/nobody@contoso.example/rules', {}, 404],
  ];
  for (const [what, method, path, body, status] of REFUSED) {
    it(`refuses ${what}`, async () => {
      const answer = await ask(method, path, body);
      assert.equal(answer.status, status);
      assert.ok(z.object({ error: z.object({ code: z.string(), message: z.string() }) }).safeParse(await answer.json()).success);
    });
  }

  it('takes nothing from the form of a foreign page', async () => {
    assert.equal((await fetch(`${sandbox.mailWindowUrl}control/faults`, { method: 'PUT', body: '{}' })).status, 400);
  });
});

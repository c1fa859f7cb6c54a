/** Whether replies are watched, as reps and administrators meet it. */
import assert from 'node:assert/strict';
import { z } from 'zod';
import { coveragesSchema } from '../../connector/mailbox/index.js';
import { rehearsalSchema } from '../../connector/replies/index.js';
import { RepBrowser } from '../../sandbox/demo/rep-browser.js';
import { SandboxControl } from '../sandbox/control.js';
import { until } from '../until.js';
import { REP, useStage } from './stage.js';

describe('replies being watched', function () {
  this.timeout(60_000);
  const stage = useStage();
  const watched = (since: string): Promise<unknown> => stage().rows(z.unknown(), `update mailboxes set watched_since = ${since}`);

  it('is shown to the rep: since when, and when everything was read', async () => {
    const { mailboxes } = await until(async () => {
      const found = await stage().browser.get('/api/coverage', coveragesSchema);
      return found.mailboxes[0]?.lastSweepAt === null ? null : found;
    });
    assert.deepEqual(mailboxes.map(({ address, problem, gaps }) => ({ address, problem, gaps })), [{ address: REP, problem: null, gaps: [] }]);
    assert.ok(mailboxes[0]?.watchedSince !== null);
  });

  it('is shown to others only if they are administrators', async () => {
    const admin = 'admin@contoso.example';
    const browser = await RepBrowser.signIn(stage().world.url, admin);
    assert.deepEqual(await browser.get('/api/coverage', coveragesSchema), { mailboxes: [] });
    await stage().world.readback('role', 'set', admin, 'administrator');
    const { mailboxes } = await browser.get('/api/coverage', coveragesSchema);
    assert.deepEqual(mailboxes.map(({ address }) => address), [REP]);
  });

  it('ends a campaign also where an Inbox rule has put the answer', async () => {
    const control = new SandboxControl(stage().world.ready.mailWindowUrl);
    await control.rule(REP, { fromAddresses: ['ruled@elsewhere.example'], moveToFolder: 'Archive' });
    const { mail, enrollment, campaign } = await stage().sendDayOne('Ruled', 'ruled@elsewhere.example');
    await stage().answer('ruled@elsewhere.example', mail);
    await stage().feed.wait('the answer', ({ kind, data }) => kind === 'reply' && data.person?.address === 'ruled@elsewhere.example');
    assert.equal((await campaign.enrollment(enrollment.id)).state, 'ended');
  });

  it('lets nobody be enrolled while it is not so, and no mail go', async () => {
    const { campaign } = await stage().campaign('Not watched', ['first@elsewhere.example']);
    await watched('null');
    const answer = await stage().browser.fetch(`${stage().world.url}/api/campaigns/${campaign.id}/enrollments`, {
      method: 'POST',
      headers: { Origin: stage().world.url, 'Content-Type': 'application/json' },
      body: JSON.stringify({ people: [{ address: 'unwatched@elsewhere.example', name: 'Somebody' }] }),
    });
    assert.equal(answer.status, 409);
    const { error } = z.object({ error: z.object({ code: z.string(), message: z.string() }) }).parse(await answer.json());
    assert.equal(error.code, 'MAILBOX_NOT_WATCHED');
    assert.match(error.message, /not being watched/);
    await watched('now()');
    await campaign.enroll({ address: 'unwatched@elsewhere.example', name: 'Somebody' });
    await stage().feed.wait('the mail', ({ kind, data }) => kind === 'sent' && data.person?.address === 'unwatched@elsewhere.example', 20_000);
  });

  it('is rehearsed on a click', async () => {
    const latest = z.object({ rehearsal: rehearsalSchema.nullable() });
    assert.deepEqual(await stage().browser.get('/api/rehearsals/latest', latest), { rehearsal: null });
    const begun = await stage().browser.post('/api/rehearsals', undefined, rehearsalSchema);
    assert.ok(['waiting', 'running', 'done'].includes(begun.state));
    const done = await until(async () => {
      const { rehearsal } = await stage().browser.get('/api/rehearsals/latest', latest);
      return rehearsal?.state === 'done' ? rehearsal : null;
    });
    assert.deepEqual([done.id, done.progress, done.problem], [begun.id, 1, null]);
    assert.equal(done.replies, 1);
  });
});

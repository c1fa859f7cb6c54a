/** Further looks at a mail that stands in its folder already. */
import assert from 'node:assert/strict';
import 'reflect-metadata';
import { z } from 'zod';
import { graphClient, path } from '../../connector/mailbox/graph/client.js';
import { tokenSource } from '../../connector/mailbox/graph/token.js';
import { PACE } from '../../connector/mailbox/pace.js';
import { itemAccess } from '../../connector/mailbox/reading/access.js';
import { startSandbox, type RunningSandbox } from '../sandbox-run.js';
import { until } from '../until.js';

const REP = 'rep@contoso.example';

describe('what a mail says', function () {
  this.timeout(60_000);
  let sandbox: RunningSandbox;
  before(async () => {
    sandbox = await startSandbox();
  });
  after(() => sandbox.stop());

  for (const [times, found] of [
    [2, true],
    [10, false],
  ] as const) {
    it(`is ${found ? 'read' : 'gone'} when the mail cannot be read by its id ${times} times after it was seen`, async () => {
      const tokens = tokenSource({ azure: sandbox.azure, graphBaseUrl: sandbox.graphBaseUrl });
      const graph = graphClient({ baseUrl: sandbox.graphBaseUrl, tokens, firstRetry_ms: 10 });
      await sandbox.deliver({ from: 'a@elsewhere.example', to: REP }, 'Subject: Away\r\n\r\nBack on Monday.');
      const list = z.object({ value: z.array(z.object({ id: z.string() })) });
      const id = await until(async () => (await graph.get(path`/users/${REP}/messages`, list)).value[0]?.id);
      for (const read of ['body', 'mime'] as const) {
        await sandbox.control.faults({});
        await sandbox.control.once({ fault: 'notFound', path: '/messages/', count: times });
        const access = itemAccess({ graph, pace: { ...PACE, contentThere_ms: [5, 5, 5] } }, REP, id, 'last_look');
        assert.equal((await access[read]()) !== null, found, read);
      }
    });
  }
});

import assert from 'node:assert/strict';
import { z } from 'zod';
import { runCli } from '../../connector/admin/index.js';
import { consentOf, recordConsent } from '../../connector/consent/index.js';
import * as schema from '../../connector/schema.js';
import { useTestDatabase } from '../database.js';
import { NOW } from '../mail-facts.js';

describe('the command line about a person', () => {
  const test = useTestDatabase(schema);
  const questions: string[] = [];
  let typed: string | null = null;
  const readback = async (...args: string[]): Promise<{ code: number; out: string; err: string }> => {
    const lines = { out: '', err: '' };
    const out = { line: (line: string) => void (lines.out += `${line}\n`), error: (line: string) => void (lines.err += `${line}\n`) };
    const environment = { DATABASE_URL: test.url, SECRET_KEY: 'k'.repeat(32), AZURE_TENANT_ID: 't', AZURE_CLIENT_ID: 'c', AZURE_CLIENT_SECRET: 's' };
    const ask = (question: string): Promise<string | null> => (questions.push(question), Promise.resolve(typed));
    return { code: await runCli({ args: ['person', ...args], environment, out, ask }), ...lines };
  };
  const consent = async (address: string): Promise<string | undefined> => (await consentOf(test.database.dataSource.manager, [address])).get(address);

  it('writes down what somebody said, with how and proof', async () => {
    assert.match((await readback('consent', 'Anna@Encom.com', 'given', '--how', 'form at the fair', '--proof', 'folder 12')).out, /^anna@encom\.com agreed to be tracked\./);
    assert.equal(await consent('anna@encom.com'), 'given');
    assert.match((await readback('consent', 'anna@encom.com', 'refused', '--how', 'by telephone')).out, /^anna@encom\.com took their agreement back\./);
    assert.equal(await consent('anna@encom.com'), 'withdrawn');
  });

  it('prints everything stored, as JSON', async () => {
    const { code, out } = await readback('export', 'anna@encom.com');
    assert.equal(code, 0);
    const said = z.object({ data: z.object({ 'What you said about being tracked': z.array(z.record(z.string(), z.string())) }) }).parse(JSON.parse(out)).data['What you said about being tracked'];
    assert.deepEqual(
      said.map(({ State, How, Proof }) => [State, How, Proof]),
      [
        ['agreed, and took it back', 'by telephone', undefined],
        ['agreed', 'form at the fair', 'folder 12'],
      ],
    );
  });

  it('erases only for whoever says yes', async () => {
    await test.database.dataSource.transaction((tx) => recordConsent(tx, { onRefused: () => Promise.resolve() }, { address: 'bob@encom.com', agrees: true, at: NOW, how: 'x', proof: '', repId: null }));
    assert.deepEqual([(await readback('erase', 'bob@encom.com')).code, await consent('bob@encom.com')], [1, 'given']);
    typed = 'no';
    assert.match((await readback('erase', 'bob@encom.com')).err, /^Nothing was erased\.$/m);
    assert.match(questions.at(-1) ?? '', /bob@encom\.com will be erased for good/);
    typed = 'yes';
    assert.equal((await readback('erase', 'bob@encom.com')).code, 0);
    assert.equal(await consent('bob@encom.com'), undefined);
    assert.equal((await readback('erase', 'anna@encom.com', '--yes')).code, 0);
    assert.equal(await consent('anna@encom.com'), 'refused');
  });

  it('says what it does not take', async () => {
    assert.match((await readback('consent', 'anna@encom.com', 'maybe', '--how', 'x')).err, /It must be given or refused\./);
    assert.match((await readback('consent', 'anna@encom.com', 'given')).err, /required option '--how <text>'/);
    assert.match((await readback('export', 'anna')).err, /It must be an address such as/);
  });
});

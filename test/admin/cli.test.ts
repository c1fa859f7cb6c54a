import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { text } from 'node:stream/consumers';
import { join } from 'node:path';
import { z } from 'zod';
import { runCli } from '../../connector/admin/index.js';
import { PACKAGE_ROOT } from '../../connector/config/index.js';
import { recordMessage } from '../../connector/tracking/index.js';
import { mime, REP, useService } from '../mailbox/service.js';

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

describe('the command line', () => {
  const service = useService();

  const environment = (): NodeJS.ProcessEnv => ({
    ...service.sandbox.environment,
    DATABASE_URL: service.test.url,
    SECRET_KEY: 'k'.repeat(32),
    PUBLIC_URL: service.publicUrl,
  });
  const readback = async (...args: string[]): Promise<Outcome> => {
    const lines = { out: '', err: '' };
    const out = { line: (line: string) => (lines.out += `${line}\n`), error: (line: string) => (lines.err += `${line}\n`) };
    const code = await runCli({ args, environment: environment(), out });
    return { code, ...lines };
  };

  it('connects a mailbox while the connector runs, and waits until it is watched', async () => {
    const { code, out, err } = await readback('mailbox', 'add', REP);
    assert.equal(code, 0, err);
    assert.match(out, /^Connected rep@contoso\.example \(Riley Carter\), time zone Europe\/Berlin\.$/m);
    assert.match(out, /^Replies are being watched since 20\d\d-\d\d-\d\d \d\d:\d\d UTC\.$/m);
    assert.match(err, /^Warning: The application may read and send from every mailbox/m);
  });

  it('lists mailboxes', async () => {
    const { code, out } = await readback('mailbox', 'list');
    assert.equal(code, 0);
    assert.match(out, /^ADDRESS +REP +REPLIES WATCHED SINCE +LAST READ +ALL FOLDERS$/m);
    assert.match(out, /^rep@contoso\.example +Riley Carter +20\S+ \S+ UTC +\S/m);
  });

  it('says each refusal in its sentence, with exit code 1', async () => {
    for (const [args, sentence] of [
      [['mailbox', 'add', 'onprem@contoso.example'], /^This mailbox is not in Exchange Online/],
      [['mailbox', 'add', 'nobody@contoso.example'], /^No user of the tenant has the address nobody@contoso\.example\.$/m],
      [['mailbox', 'remove', 'nobody@contoso.example'], /^No mailbox with the address nobody@contoso\.example is connected\.$/m],
      [['role', 'set', 'nobody@contoso.example', 'lead'], /^Nobody is known as nobody@contoso\.example\./],
      [['role', 'set', REP, 'king'], /It must be one of: rep, lead, administrator\./],
      [['team', 'assign', REP, 'Nowhere'], /^There is no team "Nowhere"\./],
      [['team', 'plan', 'Nowhere', 'team'], /^There is no team "Nowhere"\./],
      [['team', 'plan', 'Everyone', 'gold'], /It must be one of: basic, team\./],
      [['mailbox'], /Usage: readback mailbox/],
      [['nonsense'], /unknown command 'nonsense'/],
    ] as const) {
      const { code, err } = await readback(...args);
      assert.equal(code, 1, args.join(' '));
      assert.match(err, sentence);
    }
  });

  it('says of mails in files which message they answer, as if a mailbox had got them', async () => {
    const { dataSource } = service.test.database;
    const [mailbox] = await service.mailboxes.list();
    const id = `<${randomUUID()}@contoso.example>`;
    const recipients = [{ kind: 'to' as const, address: 'flynn@flynnsarcade.com', name: '' }];
    const message = { stampId: null, stampAmbiguous: false, itemId: 'sent', conversationId: null, subject: 'Arcade lease', source: 'written' as const, sentAt: new Date() };
    await dataSource.transaction((tx) => recordMessage(tx, { ...message, mailboxId: mailbox?.id ?? '', id: randomUUID(), recipients, internetMessageIds: [id] }));

    const directory = await mkdtemp(join(tmpdir(), 'readback-explain-'));
    const file = async (name: string, headers: Record<string, string>): Promise<string> => {
      await writeFile(join(directory, name), mime(headers));
      return join(directory, name);
    };
    const files = [
      await file('reply.eml', { 'In-Reply-To': id }),
      await file('probably.eml', { From: 'flynn@flynnsarcade.com', Subject: 'AW: Arcade lease' }),
      await file('colleague.eml', { From: 'colleague@contoso.example', 'In-Reply-To': id }),
    ];
    const explained = z.object({ match: z.object({ message_id: z.string(), mailbox: z.string(), subject: z.string(), rung: z.string(), certain: z.boolean(), evidence: z.object({ header: z.string() }) }).nullable() });
    const { code, out, err } = await readback('explain', '--mailbox', 'Riley.Carter@contoso.example', ...files);
    assert.equal(code, 0, err);
    const found = { message_id: id, mailbox: REP, subject: 'Arcade lease' };
    assert.deepEqual(out.trim().split('\n').map((line) => explained.parse(JSON.parse(line)).match), [
      { ...found, rung: 'in-reply-to', certain: true, evidence: { header: 'In-Reply-To' } },
      { ...found, rung: 'subject', certain: false, evidence: { header: 'Subject' } },
      null,
    ]);
    assert.match((await readback('explain', '--mailbox', 'nobody@contoso.example', ...files)).err, /^No mailbox with the address nobody@contoso\.example is connected\.$/m);
    await rm(directory, { recursive: true });
  });

  it('keeps roles and teams', async () => {
    assert.match((await readback('role', 'set', REP, 'administrator')).out, /^rep@contoso\.example is an administrator\.$/m);
    assert.match((await readback('team', 'create', 'Sales North')).out, /^Made the team "Sales North"\.$/m);
    assert.match((await readback('team', 'rename', 'Sales North', 'North')).out, /is now called "North"/);
    assert.match((await readback('team', 'assign', REP, 'North')).out, /^rep@contoso\.example is in the team "North"\.$/m);
    assert.match((await readback('role', 'list')).out, /^rep@contoso\.example +Riley Carter +administrator +North$/m);
    assert.match((await readback('team', 'list')).out, /^North +team +1$/m);
    assert.match((await readback('team', 'plan', 'North', 'basic')).out, /^The team "North" is on the plan basic: it sends no new tracked documents/m);
    assert.match((await readback('team', 'list')).out, /^North +basic +1$/m);
    assert.match((await readback('team', 'plan', 'North', 'team')).out, /^The team "North" is on the plan team\.$/m);
  });

  it('connects without a running connector, and says when watching begins', async () => {
    await service.stopJobs();
    const { code, out } = await readback('mailbox', 'add', 'colleague@contoso.example');
    assert.equal(code, 0);
    assert.match(out, /^No connector is running\. Watching begins when it starts\.$/m);
    await service.startJobs();
  });

  it('says why watching fails', async () => {
    service.proxy.fault = ({ method, path }) => (method === 'POST' && path === '/v1.0/subscriptions' ? { instead: { status: 400, code: 'ValidationError' } } : undefined);
    try {
      const { code, err } = await readback('mailbox', 'add', 'admin@contoso.example');
      assert.equal(code, 1);
      assert.match(err, /^The mailbox is connected, but watching it failed; it will be tried again\. Exchange Online could not reach http:/m);
    } finally {
      service.proxy.fault = () => undefined;
    }
    assert.match((await readback('mailbox', 'remove', 'admin@contoso.example')).out, /no longer watched/);
  });

  it('names every wrong setting', async () => {
    const lines: string[] = [];
    const code = await runCli({ args: ['migrate'], environment: { PORT: 'x' }, out: { line: () => undefined, error: (line) => lines.push(line) } });
    assert.equal(code, 1);
    assert.match(lines.join('\n'), /AZURE_TENANT_ID is needed/);
  });

  it('runs as a process of its own', async () => {
    const child = spawn(process.execPath, [join(PACKAGE_ROOT, 'dist/connector/admin/cli.js'), 'migrate'], {
      env: { ...process.env, ...environment() },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const exited = once(child, 'exit');
    const output = await text(child.stdout);
    await exited;
    assert.equal(output, 'The tables are up to date.\n');
    assert.equal(child.exitCode, 0);
  });

  it('shows help', async () => {
    const { code, out } = await readback('--help');
    assert.equal(code, 0);
    for (const command of ['start', 'migrate', 'mailbox', 'team', 'role']) assert.match(out, new RegExp(`^  ${command} `, 'm'));
  });
});

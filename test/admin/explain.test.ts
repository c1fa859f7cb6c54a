import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { runCli } from '../../connector/admin/index.js';
import { PACKAGE_ROOT } from '../../connector/config/index.js';
import { MAIL_KINDS } from '../../connector/replies/index.js';
import { mime, report } from '../replies/classify/mail.js';

const line = z.object({
  file: z.string(),
  kind: z.enum(MAIL_KINDS),
  reasons: z.array(z.strictObject({ code: z.string(), says: z.string() })).min(1),
  in_reply_to: z.string().nullable(),
  references: z.array(z.string()),
  original_message_id: z.string().nullable(),
  failed_recipients: z.array(z.string()),
  status: z.string().nullable(),
  return_date: z.string().nullable(),
});
const fault = z.strictObject({ file: z.string(), error: z.strictObject({ code: z.string(), message: z.string() }) });

const REPLY = mime(['From: flynn@arcade.example', 'Subject: Re: Arcade lease', 'In-Reply-To: <step-1@contoso.example>', 'References: <first@contoso.example> <step-1@contoso.example>', '', 'Yes.']);

describe('readback explain', () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'readback-explain-'));
    await writeFile(join(folder, 'bounce.eml'), report([{ action: 'failed', status: '5.1.1', said: '550 5.1.1 user unknown' }]));
    await writeFile(join(folder, 'reply.eml'), REPLY);
    await writeFile(join(folder, 'empty.eml'), '');
    await mkdir(join(folder, 'folder.eml'));
  });
  after(() => rm(folder, { recursive: true }));

  /** No setting at all: nothing but the files may be opened. */
  const explain = async (...args: string[]): Promise<{ code: number; lines: unknown[] }> => {
    const lines: unknown[] = [];
    const code = await runCli({ args: ['explain', ...args], environment: {}, out: { line: (json) => lines.push(JSON.parse(json)), error: () => undefined } });
    return { code, lines };
  };

  it('says what each file is, one line of JSON each, in order', async () => {
    const { code, lines } = await explain(join(folder, 'bounce.eml'), join(folder, 'reply.eml'));
    const [bounce, reply] = lines.map((json) => line.parse(json));
    assert.equal(code, 0);
    assert.deepEqual(
      [bounce?.kind, bounce?.original_message_id, bounce?.failed_recipients, bounce?.status, bounce?.in_reply_to],
      ['bounce_hard', '<step-1@contoso.example>', ['flynn@arcade.example'], '5.1.1', null],
    );
    assert.deepEqual(
      [reply?.kind, reply?.in_reply_to, reply?.references, reply?.original_message_id, reply?.failed_recipients],
      ['human_reply', '<step-1@contoso.example>', ['<first@contoso.example>', '<step-1@contoso.example>'], null, []],
    );
  });

  it('goes on behind a bad file, and says what is wrong with it', async () => {
    const bad = ['missing.eml', 'folder.eml', 'empty.eml', 'reply.eml/x'].map((name) => join(folder, name));
    const { code, lines } = await explain(...bad, join(folder, 'reply.eml'));
    assert.equal(code, 0);
    assert.deepEqual(lines.slice(0, 4).map((json) => fault.parse(json)).map(({ file, error }) => [file, error.code]), [
      [bad[0], 'MAIL_FILE_NOT_FOUND'], [bad[1], 'MAIL_FILE_UNREADABLE'], [bad[2], 'MAIL_FILE_EMPTY'], [bad[3], 'MAIL_FILE_NOT_FOUND'],
    ]);
    assert.equal(line.parse(lines[4]).kind, 'human_reply');
  });

  it('ends with 1 if no file could be read', async () => {
    assert.equal((await explain(join(folder, 'missing.eml'))).code, 1);
  });

  it('ends with 0 where no file is named', async () => {
    const child = spawn(process.execPath, [join(PACKAGE_ROOT, 'dist/connector/admin/cli.js'), 'explain', '-'], { env: { PATH: process.env.PATH }, stdio: ['pipe', 'pipe', 'inherit'] });
    const exited = once(child, 'exit');
    child.stdin.end('\n');
    assert.equal(await text(child.stdout), '');
    await exited;
    assert.equal(child.exitCode, 0);
  });

  it('ends quietly where nobody reads on', async () => {
    const files = Array.from({ length: 300 }, () => join(folder, 'bounce.eml'));
    const child = spawn(process.execPath, [join(PACKAGE_ROOT, 'dist/connector/admin/cli.js'), 'explain', ...files], { env: { PATH: process.env.PATH }, stdio: ['ignore', 'pipe', 'pipe'] });
    const exited = once(child, 'exit');
    child.stdout.once('data', () => child.stdout.destroy());
    assert.equal(await text(child.stderr), '');
    await exited;
    assert.equal(child.exitCode, 0);
  });

  it('as a process takes the names from standard input, and opens no database', async () => {
    const child = spawn(process.execPath, [join(PACKAGE_ROOT, 'dist/connector/admin/cli.js'), 'explain', '-'], { env: { PATH: process.env.PATH, DATABASE_URL: 'postgres://127.0.0.1:1/nowhere' }, stdio: ['pipe', 'pipe', 'inherit'] });
    const exited = once(child, 'exit');
    child.stdin.end(`${join(folder, 'bounce.eml')}\n\n${join(folder, 'missing.eml')}\r\n${join(folder, 'reply.eml')}`);
    const lines = (await text(child.stdout)).trimEnd().split('\n').map((json): unknown => JSON.parse(json));
    await exited;
    assert.equal(child.exitCode, 0);
    assert.deepEqual(lines.map((json) => z.object({ kind: z.string().optional() }).parse(json).kind), ['bounce_hard', undefined, 'human_reply']);
  });
});

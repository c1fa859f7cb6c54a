import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Journal, JournalError } from '../../sandbox/journal.js';

describe('sandbox journal', () => {
  let directory: string;
  let path: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'readback-journal-'));
    path = join(directory, 'deep', 'journal.jsonl');
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  /** A journal of the last value by name. */
  function open() {
    const values = new Map<string, number>();
    const journal = Journal.open<[string, number]>(path, ([name, value]) => values.set(name, value), () => values);
    return { values, journal };
  }

  it('replays what was appended, and holds only the present state after a start', () => {
    const first = open();
    for (let value = 0; value < 100; value++) first.journal.append(['a', value]);
    first.journal.append(['b', 1]);
    first.journal.close();
    assert.equal(readFileSync(path, 'utf8').split('\n').length, 102);
    const second = open();
    second.journal.close();
    assert.deepEqual([...second.values], [['a', 99], ['b', 1]]);
    assert.equal(readFileSync(path, 'utf8'), '["a",99]\n["b",1]\n');
  });

  it('drops a torn last line and goes on', () => {
    const first = open();
    first.journal.append(['a', 1]);
    first.journal.close();
    appendFileSync(path, '["a",2');
    const second = open();
    second.journal.append(['b', 3]);
    second.journal.close();
    assert.deepEqual([...open().values], [['a', 1], ['b', 3]]);
  });

  it('refuses a line damaged in the middle, naming it', () => {
    open().journal.close();
    writeFileSync(path, '["a",1]\n{nonsense\n["b",2]\n');
    assert.throws(open, (error) => error instanceof JournalError && error.line === 2 && error.path === path);
  });

  it('loses nothing that was appended when the process is killed', async () => {
    const journal = new URL('../../sandbox/journal.js', import.meta.url).href;
    const script = `
      const { Journal } = await import(${JSON.stringify(journal)});
      const journal = Journal.open(${JSON.stringify(path)}, () => {}, () => []);
      for (let value = 1; ; value++) { journal.append(['a', value]); process.stdout.write(value + '\\n'); if (value % 50 === 0) await new Promise(setImmediate); }`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    let told = '';
    for await (const chunk of child.stdout) {
      told += String(chunk);
      if (told.length > 10_000 && !child.killed) child.kill('SIGKILL');
    }
    const acknowledged = Number(told.split('\n').at(-2));
    const { values, journal: reopened } = open();
    reopened.close();
    assert.ok(acknowledged > 1_000);
    assert.ok((values.get('a') ?? 0) >= acknowledged, `${values.get('a') ?? 0} of ${acknowledged}`);
  });
});

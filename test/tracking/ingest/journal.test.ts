import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { appendFile, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { keysFrom } from '../../../connector/config/index.js';
import { Journal, mintStamp } from '../../../connector/tracking/index.js';
import { groupOf, type Group } from '../../../connector/tracking/ingest/group.js';
import { readRecords, recordOf } from '../../../connector/tracking/ingest/journal-file.js';
import { replayAll } from '../../../connector/tracking/ingest/replay.js';
import { silentLog } from '../../log.js';
import { until } from '../../until.js';
import { aHit } from './hits.js';

const keys = keysFrom(['a secret of at least thirty-two characters']);
const stamp = mintStamp(keys, randomUUID());
const aGroup = (): Group => groupOf([aHit(stamp, { agent: 'Ägent "1"\n\u2028' })]);

describe('the journal of hits', () => {
  let folder: string;
  const journals: Journal[] = [];
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'readback-journal-'));
  });
  afterEach(async () => {
    for (const journal of journals.splice(0)) await journal.close();
    await rm(folder, { recursive: true, force: true });
  });
  const open = (one = 'hits', limit_bytes = 1e8): Journal => {
    const journal = new Journal({ directory: folder, limit_bytes, log: silentLog }, one);
    journals.push(journal);
    return journal;
  };

  it('gives back what was written, in order, and its files are gone when it is replayed', async () => {
    const journal = open();
    const groups = Array.from({ length: 50 }, aGroup);
    assert.ok((await Promise.all(groups.map((group) => journal.append(group)))).every((kept) => kept));
    assert.ok(journal.bytes > 0);
    const path = (await journal.next()) ?? '';
    assert.deepEqual(await groupsIn(path), groups);
    journal.finished(path);
    assert.deepEqual([await journal.next(), journal.bytes, await readdir(folder)], [null, 0, []]);
  });

  it('goes on with its other files when one is gone', async () => {
    const journal = open();
    const [lost, kept] = [aGroup(), aGroup()];
    await journal.append(lost);
    await rm((await journal.next()) ?? '');
    await journal.append(kept);
    const written: Group[] = [];
    const rows = { write: (groups: readonly Group[]) => Promise.resolve(void written.push(...groups)) };
    await replayAll({ rows, journal, log: silentLog, committed: () => undefined, isClosing: () => false });
    assert.deepEqual([written, journal.bytes], [[kept], 0]);
  });

  it('drops a last record that was cut off, wherever, and nothing before it', async () => {
    const [first, second] = [aGroup(), aGroup()];
    const whole = Buffer.concat([recordOf(first), recordOf(second)]);
    const path = join(folder, 'torn');
    for (let length = recordOf(first).length; length < whole.length; length++) {
      await writeFile(path, whole.subarray(0, length));
      assert.deepEqual(await groupsIn(path), [first], `${length} bytes`);
    }
    await writeFile(path, Buffer.concat([whole, Buffer.alloc(500)]));
    assert.deepEqual((await groupsIn(path)).filter((group) => group !== null), [first, second]);
  });

  it('tells a damaged record in the middle from the others', async () => {
    const groups = [aGroup(), aGroup(), aGroup()] as const;
    const path = join(folder, 'damaged');
    const records = groups.map(recordOf);
    records[1]?.write('#', 100);
    await writeFile(path, Buffer.concat(records));
    assert.deepEqual(await groupsIn(path), [groups[0], null, groups[2]]);
  });

  it('takes no more than it has room for, and more again once that is replayed', async () => {
    const journal = open('hits', 2_500);
    const kept = await Promise.all(Array.from({ length: 20 }, () => journal.append(aGroup())));
    const count = kept.filter((is) => is).length;
    assert.ok(count > 0 && count < 20 && journal.bytes <= 2_500, `${count} kept, ${journal.bytes} bytes`);
    journal.finished((await journal.next()) ?? '');
    assert.ok(await journal.append(aGroup()));
  });

  it('that cannot be written says so, with a code', async () => {
    const lines: string[] = [];
    await writeFile(join(folder, 'file'), '');
    const journal = new Journal({ directory: join(folder, 'file', 'hits'), limit_bytes: 1e6, log: pino({}, { write: (line) => void lines.push(line) }) });
    assert.equal(await journal.append(aGroup()), false);
    assert.match(lines.join(''), /HITS_NOT_KEPT/);
  });

  it('loses nothing it said was on disk when its process is killed while writing', async () => {
    const child = spawn(process.execPath, [fileURLToPath(new URL('journal-writer.js', import.meta.url)), folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    let said = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    await until(() => said.split('\n').length > 20, { timeout_ms: 60_000 });
    child.kill('SIGKILL');
    await once(child, 'close');
    const [name = ''] = await readdir(folder);
    await appendFile(join(folder, name), recordOf(aGroup()).subarray(0, 30));
    const journal = open();
    journal.adopt();
    const kept = JSON.stringify((await groupsIn((await journal.next()) ?? '')).map((group) => group?.hits));
    const ids = said.slice(0, said.lastIndexOf('\n')).split(/\s/);
    assert.ok(ids.length > 500);
    assert.deepEqual(ids.filter((id) => !kept.includes(id)), []);
  }).timeout(90_000);

  it('leaves alone what a living connector writes in the same folder; of the dead one\'s takers one wins', async () => {
    const living = open('living');
    await living.append(aGroup());
    const [file = ''] = await readdir(folder);
    const dead = Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(file.split('.')[0] ?? '', 'base64url').toString()), pid: 999_999_999 })).toString('base64url');
    await writeFile(join(folder, `${dead}.000000001.journal`), await readFile(join(folder, file)));
    const takers = [open('one'), open('other')];
    for (const taker of takers) taker.adopt();
    const taken = await Promise.all(takers.map((taker) => taker.next()));
    assert.equal(taken.filter((path) => path !== null).length, 1);
    assert.ok((await readdir(folder)).includes(file));
  });
});

async function groupsIn(path: string): Promise<(Group | null)[]> {
  const groups: (Group | null)[] = [];
  for await (const { group } of readRecords(path, 0)) groups.push(group);
  return groups;
}

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { request as httpRequest, type ClientRequest } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Rep } from '../../connector/identity/index.js';
import * as schema from '../../connector/schema.js';
import { until, useTestDatabase } from '../database.js';
import { NOW } from '../mail-facts.js';
import { aRep, codeOf, filesIn, LARGEST_MB, startLibrary, type LibraryServer } from './library-server.js';

const MB = 1024 ** 2;
const PDF = '%PDF-1.7 what matters not';

describe('uploading a document', () => {
  const test = useTestDatabase(schema);
  let rep: Rep;
  let library: LibraryServer;

  before(async () => {
    rep = await aRep(test.database);
  });
  beforeEach(async () => {
    library = await startLibrary(test.database, {
      convert: async (tx, { documentId, version }) => {
        await tx.query(`update document_versions set progress = 1 where document_id = $1 and version = $2`, [documentId, version]);
      },
    });
    library.as(rep);
  });
  afterEach(() => library.close());

  const rows = async (): Promise<{ documents: number; pending: number }> => {
    const [found] = await test.database.dataSource.query<{ documents: number; pending: number }[]>(
      'select (select count(*)::int from documents) as documents, (select count(*)::int from files_to_remove) as pending',
    );
    return found ?? { documents: 0, pending: 0 };
  };
  /** A request whose body is still to be written. */
  const begin = (fileName: string, length?: number): ClientRequest =>
    httpRequest(`${library.origin}/documents?fileName=${fileName}`, {
      method: 'POST',
      headers: { 'content-type': 'application/octet-stream', ...(length === undefined ? {} : { 'content-length': String(length) }) },
    });
  const answered = (request: ClientRequest): Promise<string> =>
    new Promise((resolve, reject) => {
      request.on('error', reject);
      request.on('response', (response) => {
        let body = '';
        response.setEncoding('utf8').on('data', (chunk: string) => (body += chunk)).on('end', () => resolve(body));
      });
    });

  it('keeps the file as it came, and has its pages made', async () => {
    const content = Buffer.concat([Buffer.from(PDF), randomBytes(2 * MB)]);
    const document = await library.upload('Offer for Flynn.pdf', content);
    assert.deepEqual(
      [document.name, document.isMine, document.shared, document.owner.address, document.tags, document.sent, document.opened],
      ['Offer for Flynn', true, false, rep.address, [], 0, 0],
    );
    assert.deepEqual(document.current, { version: 1, kind: 'pdf', fileName: 'Offer for Flynn.pdf', bytes: content.length, state: 'converting', progress: 1, problem: null, pages: null, uploadedAt: NOW.toISOString(), uploadedBy: { address: rep.address, name: 'Riley' } });
    assert.ok((await readFile(join(library.folder, document.id, '1', 'original'))).equals(content));
    const [row] = await test.database.dataSource.query<{ sha256: Buffer }[]>('select sha256 from document_versions where document_id = $1', [document.id]);
    assert.ok(row?.sha256.equals(createHash('sha256').update(content).digest()));
    assert.equal((await rows()).pending, 0);
  });

  it('takes the same file twice as two documents, also at once', async () => {
    const [one, other] = await Promise.all([library.upload('a.pdf', PDF), library.upload('a.pdf', PDF)]);
    assert.notEqual(one.id, other.id);
    assert.equal((await filesIn(library.folder)).length, 2);
  });

  it('takes a new version under the same document, and gives versions their own numbers when two come at once', async () => {
    const { id } = await library.upload('a.pdf', PDF);
    await Promise.all([library.upload('b.pdf', `${PDF}b`, id), library.upload('c.pdf', `${PDF}c`, id)]);
    const again = await library.upload('d.pdf', `${PDF}d`, id);
    assert.deepEqual(again.versions.map(({ version }) => version), [4, 3, 2, 1]);
    assert.deepEqual([again.name, again.current.fileName, again.current.version], ['a', 'd.pdf', 4]);
    assert.deepEqual(await filesIn(library.folder), [1, 2, 3, 4].map((version) => join(id, String(version), 'original')));
  });

  it('refuses what is no document with its reason, and keeps nothing of it', async () => {
    const response = await fetch(`${library.origin}/documents?fileName=a.exe`, { method: 'POST', body: 'MZ', headers: { 'content-type': 'application/octet-stream' } });
    assert.equal(response.status, 422);
    assert.match(await response.text(), /"code":"DOCUMENT_REFUSED","message":"It is none\.","details":\{"refusal":"not-a-document"\}/);
    assert.deepEqual(await filesIn(library.folder), []);
    assert.equal((await rows()).pending, 0);
  });

  it('refuses a file that says it is too large before it comes', async () => {
    const before = await rows();
    const request = begin('a.pdf', 500 * MB);
    request.flushHeaders();
    assert.match(await answered(request), /"code":"DOCUMENT_TOO_LARGE","message":"This file is larger than 3 MB/);
    request.destroy();
    assert.deepEqual([await filesIn(library.folder), await rows()], [[], before]);
  });

  it('stops one that does not say so at the limit, and answers while more is coming', async () => {
    const request = begin('a.pdf');
    const answer = answered(request);
    let sent_MB = 0;
    const goOn = (): void => {
      while (sent_MB < 100 && !request.destroyed) {
        sent_MB += 1;
        if (!request.write(randomBytes(MB))) {
          request.once('drain', goOn);
          return;
        }
      }
      request.end();
    };
    goOn();
    assert.match(await answer, /"code":"DOCUMENT_TOO_LARGE"/);
    request.destroy();
    assert.deepEqual([await filesIn(library.folder), (await rows()).pending], [[], 0]);
    assert.ok(sent_MB >= LARGEST_MB);
  });

  it('takes a large file without holding it in memory', async () => {
    const large = await startLibrary(test.database, { settings: { documentStore: library.folder, documentMax_MB: 200, publicUrl: 'http://localhost', consentPolicy: undefined } });
    try {
      large.as(rep);
      const chunk = randomBytes(MB);
      let most = 0;
      const held = (): number => process.memoryUsage().external;
      const before = held();
      const body = function* (): Generator<Buffer> {
        for (let sent = 0; sent < 150; sent += 1) {
          most = Math.max(most, held() - before);
          yield chunk;
        }
      };
      const request = httpRequest(`${large.origin}/documents?fileName=large.pdf`, { method: 'POST', headers: { 'content-type': 'application/octet-stream' } });
      const answer = answered(request);
      await pipeline(Readable.from(body()), request);
      assert.match(await answer, /"bytes":157286400/);
      assert.ok(most < 60 * MB, `${Math.round(most / MB)} MB`);
    } finally {
      await large.close();
    }
  });

  it('keeps nothing of a file whose connection was cut', async () => {
    const before = await rows();
    const request = begin('a.pdf', 2 * MB);
    request.on('error', () => undefined);
    request.write(randomBytes(MB));
    await until(async () => (await filesIn(library.folder)).some((path) => path.startsWith('.incoming')), { what: 'the first bytes to arrive' });
    assert.equal((await rows()).pending, before.pending + 1);
    request.destroy();
    await until(async () => (await rows()).pending === before.pending, { what: 'the note to be struck out' });
    assert.deepEqual([await filesIn(library.folder), await rows()], [[], before]);
  });

  it('says that the disk is full, and leaves nothing of the file', async function () {
    const folder = await mkdtemp(join(tmpdir(), 'readback-full-'));
    // A disk of a megabyte; only root may have one.
    if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]).status !== 0) this.skip();
    const full = await startLibrary(test.database, { settings: { documentStore: folder, documentMax_MB: LARGEST_MB, publicUrl: 'http://localhost', consentPolicy: undefined } });
    try {
      full.as(rep);
      const before = await rows();
      const kept = await full.upload('a.pdf', PDF);
      const response = await fetch(`${full.origin}/documents?fileName=b.pdf`, { method: 'POST', body: randomBytes(2 * MB) });
      assert.deepEqual([response.status, await codeOf(response)], [507, 'STORE_FULL']);
      assert.deepEqual([await filesIn(folder), await rows()], [[join(kept.id, '1', 'original')], { ...before, documents: before.documents + 1 }]);
      assert.equal(await (await full.ask('GET', `/documents/${kept.id}/versions/1/original`)).text(), PDF);
    } finally {
      await full.close();
      spawnSync('umount', [folder]);
      await rm(folder, { recursive: true, force: true });
    }
  });

  it('keeps a file whose document was stored although nobody heard of it', async () => {
    const lost = await startLibrary(test.database, {
      convert: async (tx) => {
        // The transaction is committed, and the connection lost before the answer came.
        await tx.query('commit');
        throw new Error('the connection was lost');
      },
    });
    try {
      lost.as(rep);
      await assert.rejects(lost.upload('a.pdf', PDF), /INTERNAL/);
      assert.equal((await filesIn(lost.folder)).length, 1);
    } finally {
      await lost.close();
    }
  });

  it('finds what a killed connector left', async () => {
    const { id } = await library.upload('a.pdf', PDF);
    await test.database.dataSource.query(`insert into files_to_remove (document_id, version, due_at) values ($1, 2, now() - interval '1 minute'), ($1, 3, 'infinity')`, [id]);
    await test.database.dataSource.query('update files_to_remove set due_at = $1 where version = 2', [new Date(0)]);
    await library.documents.store.write(`${id}/2/original`, Readable.from(['left over']), MB);
    await library.documents.housekeeping();
    assert.deepEqual(await filesIn(library.folder), [join(id, '1', 'original')]);
    assert.equal((await rows()).pending, 1, 'what is still on its way stays');
    await test.database.dataSource.query('delete from files_to_remove');
  });

  it('is for teams on the Team plan', async () => {
    library.as({ ...rep, team: { ...rep.team, plan: 'basic' } });
    const response = await fetch(`${library.origin}/documents?fileName=a.pdf`, { method: 'POST', body: PDF });
    assert.deepEqual([response.status, await codeOf(response)], [403, 'DOCUMENTS_NOT_IN_PLAN']);
    assert.equal((await library.ask('GET', '/documents')).status, 200);
  });

  const names: readonly [given: string, fileName: string, name: string][] = [
    ['C:\\Users\\r\\Offer.PDF.pdf', 'Offer.PDF.pdf', 'Offer.PDF'],
    ['../../etc/passwd.pdf', 'passwd.pdf', 'passwd'],
    ['a\u202Efdp.exe\n.pdf', 'afdp.exe.pdf', 'afdp.exe'],
    ['.pdf', '.pdf', '.pdf'],
    ['Übersicht 2026 – 現在.pdf', 'Übersicht 2026 – 現在.pdf', 'Übersicht 2026 – 現在'],
  ];
  for (const [given, fileName, name] of names) {
    it(`calls ${JSON.stringify(given)} ${JSON.stringify(name)}`, async () => {
      const document = await library.upload(given, PDF);
      assert.deepEqual([document.current.fileName, document.name], [fileName, name]);
    });
  }
});

import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { documentSchema, documentsPageSchema, type DocumentsPage } from '../../connector/documents/api.js';
import { keysOf } from '../../connector/documents/index.js';
import { setRole, type Rep } from '../../connector/identity/index.js';
import * as schema from '../../connector/schema.js';
import { useTestDatabase } from '../database.js';
import { aRep, codeOf, filesIn, makeReady, startLibrary, type LibraryServer } from './library-server.js';

describe('the content library', () => {
  const test = useTestDatabase(schema);
  let library: LibraryServer;
  let needed: string | null = null;
  let [riley, colleague, stranger]: Rep[] = [];
  let rep: Rep;
  let teamMate: Rep;
  let elsewhere: Rep;

  before(async () => {
    library = await startLibrary(test.database, { neededBy: () => Promise.resolve(needed) });
  });
  beforeEach(async () => {
    await test.database.dataSource.query('truncate documents, document_versions, shares');
    [riley, colleague, stranger] = [await aRep(test.database, 'Sales'), await aRep(test.database, 'Sales', 'Casey'), await aRep(test.database, 'Support', 'Sam')];
    [rep, teamMate, elsewhere] = [riley, colleague, stranger];
    needed = null;
    library.as(rep);
  });
  after(() => library.close());

  const list = async (query = ''): Promise<DocumentsPage> => documentsPageSchema.parse(await (await library.ask('GET', `/documents${query}`)).json());
  const names = async (query = ''): Promise<string[]> => (await list(query)).documents.map(({ name }) => name);
  const change = (id: string, body: unknown): Promise<Response> => library.ask('PATCH', `/documents/${id}`, body);

  it('changes name, tags and archive', async () => {
    const { id } = await library.upload('a.pdf', 'x');
    const changed = documentSchema.parse(await (await change(id, { name: ' Offer ', tags: ['Price', 'price', 'Price'], shared: true })).json());
    assert.deepEqual([changed.name, changed.tags, changed.shared, changed.archivedAt], ['Offer', ['Price', 'price'], true, null]);
    await change(id, { archived: true });
    assert.deepEqual([await names(), await names('?archived=yes'), (await list()).tags], [[], ['Offer'], []]);
    await change(id, { archived: false });
    assert.deepEqual([await names(), (await list()).tags], [['Offer'], ['Price', 'price']]);
    assert.equal(await codeOf(await change(id, { tags: ['x'.repeat(41)] })), 'INPUT_INVALID');
  });

  it('finds by words of name, file name and tags, and by a tag', async () => {
    const offer = await library.upload('Offer 100%_net.pdf', 'x');
    await library.upload('Price list.pdf', 'x');
    await change(offer.id, { name: 'For Flynn', tags: ['Arcade'] });
    const cases: readonly [query: string, found: string[]][] = [
      ['?q=flynn', ['For Flynn']],
      ['?q=arc', ['For Flynn']],
      ['?q=for%20net', ['For Flynn']],
      ['?q=for%20list', []],
      ['?q=100%25_', ['For Flynn']],
      ['?q=%25', ['For Flynn']],
      ['?q=_', ['For Flynn']],
      ['?q=pdf', ['Price list', 'For Flynn']],
      ['?tag=Arcade', ['For Flynn']],
      ['?tag=Arc', []],
    ];
    for (const [query, found] of cases) assert.deepEqual((await names(query)).sort(), [...found].sort(), query);
  });

  it('is paged without losing or repeating any', async () => {
    for (const number of [1, 2, 3, 4, 5]) await library.upload(`${number}.pdf`, 'x');
    const seen: string[] = [];
    for (let next: string | null = ''; next !== null; ) {
      const page: DocumentsPage = await list(`?limit=2${next === '' ? '' : `&before=${next}`}`);
      seen.push(...page.documents.map(({ name }) => name));
      next = page.next;
    }
    assert.deepEqual(seen.sort(), ['1', '2', '3', '4', '5']);
    assert.equal(await codeOf(await library.ask('GET', '/documents?before=x')), 'INPUT_INVALID');
  });

  it('shows a document to its owner, to the team it is shared in, and to nobody else by any id', async () => {
    const { id } = await library.upload('a.pdf', 'x');
    await makeReady(test.database, id);
    await library.documents.store.write(keysOf(id, 1).thumbnail(1), Readable.from(['picture']), 100);
    const reads = [`/documents/${id}`, `/documents/${id}/shares`, `/documents/${id}/versions/1/thumbnails/1`, `/documents/${id}/versions/1/original`];
    const readBy = async (who: Rep): Promise<number[]> => {
      library.as(who);
      return Promise.all(reads.map(async (path) => (await library.ask('GET', path)).status));
    };
    assert.deepEqual(await readBy(rep), [200, 200, 200, 200]);
    assert.deepEqual(await readBy(teamMate), [404, 404, 404, 404]);
    library.as(rep);
    await change(id, { shared: true });
    assert.deepEqual(await readBy(teamMate), [200, 200, 200, 200]);
    assert.deepEqual(await names(), ['a']);
    assert.deepEqual(await readBy(elsewhere), [404, 404, 404, 404]);
    assert.deepEqual([await names(), (await list()).tags], [[], []]);
    const upload = await fetch(`${library.origin}/documents/${id}/versions?fileName=b.pdf`, { method: 'POST', body: 'y' });
    const writes = [await change(id, { name: 'b' }), await library.ask('DELETE', `/documents/${id}`), upload, await library.ask('POST', '/shares', { documentId: id })];
    assert.deepEqual(writes.map(({ status }) => status), [404, 404, 404, 404]);
    assert.deepEqual(await filesIn(library.folder).then((files) => files.filter((path) => path.startsWith(id))), [`${id}/1/original`, `${id}/1/thumbnails/1.jpg`]);
  });

  it('lets colleagues send what is shared, and its owner and leads change it', async () => {
    const { id } = await library.upload('a.pdf', 'x');
    await change(id, { shared: true });
    library.as(teamMate);
    assert.equal(await codeOf(await change(id, { name: 'b' })), 'NOT_ALLOWED');
    assert.equal(await codeOf(await library.ask('DELETE', `/documents/${id}`)), 'NOT_ALLOWED');
    const lead = await setRole(test.database.dataSource.manager, teamMate.address, 'lead');
    library.as(lead);
    assert.equal((await change(id, { name: 'b' })).status, 200);
  });

  it('gives out pictures of pages and the original, which cannot run and are kept by the browser alone', async () => {
    const { id } = await library.upload('Übersicht "1".pdf', '<script>alert(1)</script>');
    await library.documents.store.write(keysOf(id, 1).thumbnail(1), Readable.from(['picture']), 100);
    assert.equal((await library.ask('GET', `/documents/${id}/versions/1/thumbnails/1`)).status, 404, 'not before its pages are made');
    await makeReady(test.database, id, 1);

    const picture = await library.ask('GET', `/documents/${id}/versions/1/thumbnails/1`);
    assert.deepEqual([picture.headers.get('content-type'), picture.headers.get('cache-control'), await picture.text()], ['image/jpeg', 'private, max-age=86400', 'picture']);
    const again = await fetch(`${library.origin}/documents/${id}/versions/1/thumbnails/1`, { headers: { 'if-none-match': picture.headers.get('etag') ?? '' } });
    assert.deepEqual([again.status, await again.text()], [304, '']);
    for (const path of ['2/thumbnails/1', '1/thumbnails/2', '1/thumbnails/0', '0/original', '1/thumbnails/..%2f..%2foriginal']) {
      assert.ok([400, 404].includes((await library.ask('GET', `/documents/${id}/versions/${path}`)).status), path);
    }

    const original = await library.ask('GET', `/documents/${id}/versions/1/original`);
    assert.equal(await original.text(), '<script>alert(1)</script>');
    const header = (name: string): string | null => original.headers.get(name);
    assert.deepEqual(
      [header('content-type'), header('content-security-policy'), header('x-content-type-options'), header('cross-origin-resource-policy'), header('cache-control')],
      ['application/octet-stream', "sandbox; default-src 'none'; frame-ancestors 'none'", 'nosniff', 'same-origin', 'private, no-cache'],
    );
    assert.equal(header('content-disposition'), `attachment; filename="?bersicht \\"1\\".pdf"; filename*=UTF-8''%C3%9Cbersicht%20%221%22.pdf`);
  });

  it('deletes what was never sent, with its files, and nothing else', async () => {
    const { id } = await library.upload('a.pdf', 'x');
    await library.upload('b.pdf', 'y', id);
    needed = 'A campaign sends it.';
    assert.match(await (await library.ask('DELETE', `/documents/${id}`)).text(), /"code":"CONFLICT","message":"A campaign sends it\."/);
    needed = null;
    assert.equal((await library.ask('DELETE', `/documents/${id}`)).status, 204);
    assert.deepEqual(await filesIn(library.folder).then((files) => files.filter((path) => path.startsWith(id))), []);
    assert.equal((await library.ask('GET', `/documents/${id}`)).status, 404);

    const sent = await library.upload('a.pdf', 'x');
    await makeReady(test.database, sent.id);
    assert.equal((await library.ask('POST', '/shares', { documentId: sent.id })).status, 200);
    assert.equal(await codeOf(await library.ask('DELETE', `/documents/${sent.id}`)), 'CONFLICT');
    assert.equal((await list()).documents.find(({ id: other }) => other === sent.id)?.sent, 1);
  });

  it('says why a file cannot be read', async () => {
    const { id } = await library.upload('a.pdf', 'x');
    const problem = async (state: string, code: string | null): Promise<string | undefined> => {
      await test.database.dataSource.query('update document_versions set state = $2, problem = $3 where document_id = $1', [id, state, code]);
      return documentSchema.parse(await (await library.ask('GET', `/documents/${id}`)).json()).current.problem?.code;
    };
    assert.deepEqual([await problem('failed', 'password'), await problem('failed', 'new-code'), await problem('waiting', null), await problem('converting', null)], ['password', 'converter-failed', 'converter-missing', undefined]);
  });

  it('takes changes of teams on the Team plan only; what is there stays readable', async () => {
    const { id } = await library.upload('a.pdf', 'x');
    await makeReady(test.database, id);
    library.as({ ...rep, team: { ...rep.team, plan: 'basic' } });
    const refused = [await change(id, { name: 'b' }), await library.ask('DELETE', `/documents/${id}`), await library.ask('POST', '/shares', { documentId: id })];
    for (const response of refused) assert.deepEqual([response.status, await codeOf(response)], [403, 'DOCUMENTS_NOT_IN_PLAN']);
    assert.deepEqual([await names(), (await library.ask('GET', `/documents/${id}/shares`)).status], [['a'], 200]);
  });
});

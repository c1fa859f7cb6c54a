import assert from 'node:assert/strict';
import { until } from '../until.js';
import { batches, CHUNK_BYTES, Source } from '../../viewer/pdf/source.js';

const FILE = Uint8Array.from({ length: 4 * 1024 * 1024 }, (_, at) => (at * 7) % 251);

/** A connector that gives pieces of FILE, and may fail. */
class Network {
  readonly asked: { first: number; last: number }[][] = [];
  failures = 0;
  status = 503;

  readonly fetch: typeof fetch = (asked, init: RequestInit = {}): Promise<Response> => {
    const address = asked instanceof Request ? asked.url : asked.toString();
    if (this.failures > 0) {
      this.failures -= 1;
      return this.status === 0 ? Promise.reject(new TypeError('no network')) : Promise.resolve(new Response(null, { status: this.status }));
    }
    const pieces = address.includes('/pieces') ? piecesIn(init.body) : [rangeIn(init.headers)];
    this.asked.push(pieces);
    const body = Buffer.concat(pieces.map(({ first, last }) => FILE.subarray(first, last + 1)));
    return Promise.resolve(new Response(body, { status: address.includes('/pieces') ? 200 : 206 }));
  };
}

function piecesIn(body: unknown): { first: number; last: number }[] {
  const parsed: unknown = JSON.parse(String(body));
  assert.ok(typeof parsed === 'object' && parsed !== null && 'pieces' in parsed && Array.isArray(parsed.pieces));
  return parsed.pieces.map((piece: unknown) => {
    assert.ok(Array.isArray(piece));
    return { first: Number(piece[0]), last: Number(piece[1]) };
  });
}

function rangeIn(headers: unknown): { first: number; last: number } {
  const [, first, last] = /bytes=(\d+)-(\d+)/.exec(JSON.stringify(headers)) ?? [];
  return { first: Number(first), last: Number(last) };
}

describe('bytes of a document', () => {
  const open = (network: Network, bytes = FILE.length): { source: Source; trouble: boolean[]; closed: () => number } => {
    const trouble: boolean[] = [];
    let closed = 0;
    const source = new Source({ address: '/d/x', ticket: 't', bytes, mostPieces: 1_000, trouble: (is) => void trouble.push(is), closed: () => void (closed += 1), fetch: network.fetch });
    return { source, trouble, closed: () => closed };
  };
  const chunk = (index: number): { begin: number; end: number } => ({ begin: index * CHUNK_BYTES, end: (index + 1) * CHUNK_BYTES });

  it('what is asked for in one moment goes out as one request', async () => {
    const network = new Network();
    const { source } = open(network);
    await source.read({ begin: FILE.length - CHUNK_BYTES, end: FILE.length });
    network.asked.splice(0);
    const places = Array.from({ length: 300 }, (_, index) => index * 20);
    const read = await Promise.all(places.map((index) => source.read(chunk(index))));
    assert.equal(network.asked.length, 1);
    assert.equal(network.asked[0]?.length, 300);
    for (const [at, bytes] of read.entries()) assert.deepEqual(bytes, FILE.slice(at * 20 * CHUNK_BYTES, (at * 20 + 1) * CHUNK_BYTES));
  });

  it('whoever reads chunk behind chunk gets more each time', async () => {
    const network = new Network();
    const { source } = open(network);
    let at = 0;
    while (at < 200 * CHUNK_BYTES) at += (await source.read({ begin: at, end: at + CHUNK_BYTES })).length;
    assert.ok(network.asked.length <= 9, `${network.asked.length} requests`);
  });

  it('a short document comes whole', async () => {
    const network = new Network();
    const { source } = open(network, 100_000);
    assert.equal((await source.read(chunk(0))).length, 100_000);
    await source.read(chunk(50));
    assert.equal(network.asked.length, 1);
  });

  it('nothing is given up: it is tried again, told, and told when it is over', async () => {
    for (const status of [503, 429, 0]) {
      const network = new Network();
      const { source, trouble } = open(network);
      network.status = status;
      network.failures = 3;
      const reading = source.read(chunk(10));
      while (network.failures > 0) {
        source.tryAgain();
        await new Promise(setImmediate);
      }
      source.tryAgain();
      assert.deepEqual(await reading, FILE.slice(10 * CHUNK_BYTES, 11 * CHUNK_BYTES));
      assert.deepEqual(trouble, [true, false]);
    }
  });

  it('where only reading is let through, pieces come as ranges', async () => {
    const network = new Network();
    const { source, closed } = open(network);
    await source.read({ begin: FILE.length - CHUNK_BYTES, end: FILE.length });
    network.status = 403;
    network.failures = 1;
    network.asked.splice(0);
    const reading = Promise.all([source.read(chunk(10)), source.read(chunk(500))]);
    await until(() => network.failures === 0);
    await new Promise(setImmediate);
    source.tryAgain();
    assert.deepEqual((await reading).map(({ length }) => length), [CHUNK_BYTES, CHUNK_BYTES]);
    assert.deepEqual([network.asked.length, closed()], [2, 0]);
  });

  it('a document that was closed is not asked for again', async () => {
    const network = new Network();
    network.status = 410;
    network.failures = 1_000;
    const { source, closed } = open(network);
    void source.read(chunk(10));
    await until(() => closed() === 1);
    source.tryAgain();
    assert.equal(closed(), 1);
  });

  it('near pieces travel as one, long ones alone', () => {
    const give = (): void => undefined;
    const wanted = [chunk(0), chunk(2), chunk(40), { begin: 100_000, end: 400_000 }, chunk(5_000)].map((piece) => ({ ...piece, give }));
    assert.deepEqual(
      batches(wanted, 1_000).map((batch) => batch.map(({ begin, end }) => [begin, end])),
      [[[0, 3 * CHUNK_BYTES], [40 * CHUNK_BYTES, 41 * CHUNK_BYTES], [5_000 * CHUNK_BYTES, 5_001 * CHUNK_BYTES]], [[100_000, 400_000]]],
    );
    assert.deepEqual(batches(wanted.slice(0, 3), 1).map((batch) => batch.length), [1, 1]);
  });
});

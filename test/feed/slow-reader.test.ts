import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { connect } from 'node:net';
import express from 'express';
import type { Batch } from '../../connector/feed/channel.js';
import { sendEvents } from '../../connector/feed/stream.js';
import { until } from '../until.js';

const LIMITS = { keepAlive_ms: 50, slowReader_ms: 200, longest_ms: 60_000 };

describe('a stream and its reader', () => {
  let server: Server;
  let port: number;
  let follow: (signal: AbortSignal) => AsyncGenerator<Batch, void, undefined>;
  let limits = LIMITS;
  let finished: boolean;

  before(async () => {
    const app = express();
    app.get('/', async (_request, response) => {
      finished = false;
      await sendEvents(response, (signal) => follow(signal), limits);
      finished = true;
    });
    server = createServer(app).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    port = typeof address === 'object' && address !== null ? address.port : 0;
  });
  after(() => server.close());

  const start: Batch = { lines: [], cursor: { xid: 7n, id: 0n } };
  async function* endless(): AsyncGenerator<Batch, void, undefined> {
    yield start;
    for (let id = 1n; ; id += 1n) yield await Promise.resolve({ lines: [large(id)], cursor: { xid: 7n, id } });
  }
  async function* idle(signal: AbortSignal): AsyncGenerator<Batch, void, undefined> {
    yield start;
    await once(signal, 'abort');
  }

  it('that takes nothing is cut after a while, and holds little until then', async () => {
    follow = endless;
    const socket = connect(port, '127.0.0.1');
    socket.write('GET / HTTP/1.1\r\nHost: localhost\r\n\r\n');
    socket.pause();
    let closed = false;
    socket.on('error', () => undefined);
    socket.on('close', () => (closed = true));
    const heap = process.memoryUsage().heapUsed;
    await until(() => finished);
    assert.ok(process.memoryUsage().heapUsed - heap < 64 * 1024 * 1024);
    socket.resume();
    await until(() => closed);
  });

  it('hears that it is still there, and its place first', async () => {
    follow = idle;
    const control = new AbortController();
    const response = await fetch(`http://127.0.0.1:${port}/`, { signal: control.signal });
    let text = '';
    assert.ok(response.body);
    for await (const chunk of response.body.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      if (text.includes(': still here\n\n')) break;
    }
    assert.ok(text.startsWith('id: 7.0\n\n'), text);
    await until(() => finished);
  });

  it('is asked to come again after the longest time', async () => {
    follow = idle;
    limits = { ...LIMITS, longest_ms: 100 };
    const text = await (await fetch(`http://127.0.0.1:${port}/`)).text();
    limits = LIMITS;
    assert.match(text, /^id: 7\.0\n\n/);
  });
});

function large(id: bigint): Batch['lines'][number] {
  return {
    cursor: { xid: 7n, id },
    activity: {
      id: id.toString(),
      cursor: `7.${id.toString()}`,
      at: '2026-03-02T09:00:00.000Z',
      kind: 'view',
      mailboxId: 'm',
      messageId: null,
      count: 1,
      data: { subject: 'x'.repeat(64 * 1024) },
    },
  };
}

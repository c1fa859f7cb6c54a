/** Files on their way to readers who do not take them. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect } from 'node:net';
import { Readable } from 'node:stream';
import express from 'express';
import { sendFile } from '../../../connector/documents/read/send-file.js';

const BYTES = 256 * 1024 ** 2;
const CHUNK = Buffer.alloc(1024 ** 2);

describe('a file that is sent', () => {
  it('is closed when its reader takes nothing any more', async () => {
    const content = new Readable({
      read() {
        this.push(CHUNK);
      },
    });
    const app = express().get('/', (request, response) =>
      sendFile(request, response, { read: () => Promise.resolve(content) }, { key: 'file', bytes: BYTES, etag: '"a"', type: 'application/pdf', name: 'a.pdf', stalledAfter_ms: 200 }),
    );
    const server = createServer(app);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    assert.ok(typeof address === 'object' && address !== null);
    const reader = connect(address.port, '127.0.0.1', () => reader.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n'));
    reader.on('error', () => undefined);
    reader.pause();
    try {
      await new Promise((resolve) => content.once('close', resolve));
      assert.equal(content.destroyed, true);
    } finally {
      reader.destroy();
      server.closeAllConnections();
      server.close();
    }
  });
});

/** The receiving end of notifications, which a test can make misbehave. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { at, list } from './exchange-world.js';

export class Receiver {
  readonly notifications: unknown[] = [];
  readonly arrivedAt: number[] = [];
  posts = 0;
  handshakes: string[] = [];
  /** Status of the next answers to notifications; 202 when empty. */
  readonly answers: number[] = [];
  handshake: 'right' | 'encoded' | 'json' | 'refused' = 'right';
  readonly #server: Server;

  constructor() {
    this.#server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://localhost');
      const token = url.searchParams.get('validationToken');
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        if (token !== null) {
          this.handshakes.push(url.pathname);
          const body = this.handshake === 'encoded' ? encodeURIComponent(token) : token;
          response.writeHead(this.handshake === 'refused' ? 404 : 200, { 'Content-Type': this.handshake === 'json' ? 'application/json' : 'text/plain' }).end(body);
          return;
        }
        this.posts++;
        const status = this.answers.shift() ?? 202;
        if (status === 202) {
          this.arrivedAt.push(performance.now());
          this.notifications.push(...list(at(JSON.parse(Buffer.concat(chunks).toString('utf8')), 'value')));
        }
        response.writeHead(status).end();
      });
    });
  }

  async start(): Promise<void> {
    this.#server.listen(0, '127.0.0.1');
    await once(this.#server, 'listening');
  }

  url(path = '/graph/notifications'): string {
    const address = this.#server.address();
    assert.ok(typeof address === 'object' && address !== null);
    return `http://127.0.0.1:${address.port}${path}`;
  }

  stop(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }
}

/** How it is mostly done: Express, and one INSERT for each hit, answered when it is committed. `node one-insert.js DATABASE_URL`; prints its port. */
import { randomUUID } from 'node:crypto';
import express from 'express';
import pg from 'pg';
import { GIF } from '../../connector/tracking/index.js';

const pool = new pg.Pool({ connectionString: process.argv[2], max: 10 });
await pool.query('create table if not exists bench_hits (id uuid primary key, at timestamptz not null, stamp text not null, agent text not null, address text not null)');
await pool.query('create index if not exists bench_hits_stamp on bench_hits (stamp, at)');

const app = express();
app.disable('x-powered-by');
app.disable('etag');
app.set('trust proxy', true);
app.get('/o/:stamp', async (request, response) => {
  await pool.query({
    name: 'insert',
    text: 'insert into bench_hits (id, at, stamp, agent, address) values ($1, now(), $2, $3, $4)',
    values: [randomUUID(), request.params.stamp, request.get('user-agent') ?? '', request.ip],
  });
  response.set('Cache-Control', 'no-store').type('gif').send(GIF);
});
const server = app.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`${typeof address === 'object' && address !== null ? address.port : 0}\n`);
});

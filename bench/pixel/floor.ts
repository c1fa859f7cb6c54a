/**
 * The least that keeps every hit: bare node:http, and one INSERT for all that came in while those
 * before were committed, with nothing looked at, judged or limited. `node floor.js DATABASE_URL`;
 * prints its port. What is between this and bare node:http is the commit; what is between Readback
 * and this is ours.
 */
import { createServer, type ServerResponse } from 'node:http';
import pg from 'pg';
import { GIF } from '../../connector/tracking/index.js';

const HEADERS = ['Content-Type', 'image/gif', 'Content-Length', String(GIF.length), 'Cache-Control', 'no-store'];
const COMMITS_AT_ONCE = 2;

const pool = new pg.Pool({ connectionString: process.argv[2], max: COMMITS_AT_ONCE });
await pool.query('create table if not exists bench_groups (id bigint generated always as identity primary key, addresses text not null)');

let waiting: { readonly address: string; readonly response: ServerResponse }[] = [];
let inFlight = 0;
let scheduled = false;

function schedule(): void {
  if (scheduled) return;
  scheduled = true;
  setImmediate(() => {
    scheduled = false;
    if (waiting.length === 0 || inFlight >= COMMITS_AT_ONCE) return;
    const group = waiting;
    waiting = [];
    void store(group);
  });
}

async function store(group: typeof waiting): Promise<void> {
  inFlight += 1;
  await pool.query({ name: 'insert', text: 'insert into bench_groups (addresses) values ($1)', values: [group.map(({ address }) => address).join('\n')] });
  for (const { response } of group) {
    response.writeHead(200, HEADERS);
    response.end(GIF);
  }
  inFlight -= 1;
  if (waiting.length > 0) schedule();
}

const server = createServer(({ url = '' }, response) => {
  waiting.push({ address: url, response });
  schedule();
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`${typeof address === 'object' && address !== null ? address.port : 0}\n`);
});

/** The least a server can do: bare node:http with a constant image. Prints its port. */
import { createServer } from 'node:http';
import { GIF } from '../../connector/tracking/index.js';

const HEADERS = ['Content-Type', 'image/gif', 'Content-Length', String(GIF.length), 'Cache-Control', 'no-store'];

const server = createServer((_request, response) => {
  response.writeHead(200, HEADERS);
  response.end(GIF);
});
server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  process.stdout.write(`${typeof address === 'object' && address !== null ? address.port : 0}\n`);
});

import assert from 'node:assert/strict';
import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import { clientAddressOf } from '../../connector/http/index.js';

/** [peer, X-Forwarded-For, the client] with 10.0.0.0/8 and fd00::/8 trusted. */
const TABLE: [string, string | undefined, string][] = [
  ['203.0.113.1', undefined, '203.0.113.1'],
  ['203.0.113.1', '198.51.100.7', '203.0.113.1'],
  ['10.0.0.1', '198.51.100.7', '198.51.100.7'],
  ['::ffff:10.0.0.1', '198.51.100.7', '198.51.100.7'],
  ['10.0.0.1', '1.1.1.1, 198.51.100.7', '198.51.100.7'],
  ['10.0.0.1', '1.1.1.1, 198.51.100.7, 10.0.0.2', '198.51.100.7'],
  ['10.0.0.1', '198.51.100.7:50123', '198.51.100.7'],
  ['fd00::1', '[2001:db8::7]:443', '2001:db8::7'],
  ['10.0.0.1', undefined, '10.0.0.1'],
  ['10.0.0.1', '', '10.0.0.1'],
  ['10.0.0.1', 'unknown', '10.0.0.1'],
  ['10.0.0.1', '1.1.1.1, <script>', '10.0.0.1'],
  ['10.0.0.1', '10.0.0.3, 10.0.0.2', '10.0.0.3'],
];

describe('the address of the client', () => {
  const addressOf = clientAddressOf(['10.0.0.0/8', 'fd00::/8']);
  for (const [peer, forwarded, client] of TABLE) {
    it(`${peer} forwarding ${forwarded ?? 'nothing'}: ${client}`, () => {
      const socket = new Socket();
      Object.defineProperty(socket, 'remoteAddress', { value: peer });
      const request = new IncomingMessage(socket);
      if (forwarded !== undefined) request.headers['x-forwarded-for'] = forwarded;
      assert.equal(addressOf(request), client);
    });
  }
});

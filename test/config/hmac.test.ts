import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import { hmacOf } from '../../connector/config/hmac.js';

describe('an HMAC', () => {
  it('is the one that node makes', () => {
    for (const [keyBytes, dataBytes] of [[32, 0], [32, 30], [1, 63], [64, 64], [20, 1_000]] as const) {
      const [key, data] = [randomBytes(keyBytes), randomBytes(dataBytes)];
      assert.deepEqual(hmacOf(key)(data), createHmac('sha256', key).update(data).digest(), `${keyBytes} ${dataBytes}`);
    }
  });
});

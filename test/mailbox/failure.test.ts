import assert from 'node:assert/strict';
import { GraphFailure } from '../../connector/mailbox/graph/failure.js';

describe("what Graph's refusals mean", () => {
  const table: readonly (readonly [number, string, string])[] = [
    [400, 'ErrorInvalidRecipients', 'EXCHANGE_REFUSED'],
    [404, 'ErrorItemNotFound', 'EXCHANGE_REFUSED'],
    [404, 'MailboxNotEnabledForRESTAPI', 'EXCHANGE_UNREACHABLE'],
    [404, 'ErrorMailboxMoveInProgress', 'EXCHANGE_UNREACHABLE'],
    [403, 'ErrorAccessDenied', 'MAILBOX_DENIED'],
    [429, 'ApplicationThrottled', 'EXCHANGE_UNREACHABLE'],
    [503, 'MailboxStoreUnavailable', 'EXCHANGE_UNREACHABLE'],
  ];
  for (const [status, graphCode, code] of table) {
    it(`${status} ${graphCode}: ${code}`, () => assert.equal(new GraphFailure(status, graphCode, null, {}).code, code));
  }
});

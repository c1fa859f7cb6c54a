/** What must hold of the answer to any mail, however damaged. Throws otherwise. */
import assert from 'node:assert/strict';
import { readMime } from '../../connector/mailbox/index.js';
import { classify, MAIL_KINDS } from '../../connector/replies/index.js';

export function checkAnswer(source: Buffer): void {
  const { item, body } = readMime(source);
  const found = classify(item, body);
  assert.ok(MAIL_KINDS.includes(found.kind));
  assert.ok(found.reasons.length > 0 && found.reasons.every(({ code, says }) => code !== '' && says.length <= 200 && !says.includes('\n')), JSON.stringify(found.reasons));
  assert.equal(found.bounce !== null, found.kind.startsWith('bounce'));
  assert.equal(found.receipt !== null, found.kind === 'receipt');
  for (const { address } of found.bounce?.recipients ?? []) assert.match(address, /^[^\s<>]+@[^\s<>]+$/);
  for (const id of [item.internetMessageId, item.inReplyTo, ...item.references, found.bounce?.originalMessageId ?? null]) if (id !== null) assert.match(id, /^<[^\s<>]+>$/);
  assert.ok(!Number.isNaN(item.receivedAt.getTime()));
  const returnDate = found.automatic?.returnDate ?? null;
  if (returnDate !== null) assert.match(returnDate, /^\d{4}-\d\d-\d\d$/);
  classify(item, null);
}

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { keysFrom, LONGEST_PUBLIC_URL, uuidBytes } from '../../connector/config/index.js';
import { MODES } from '../../connector/consent/index.js';
import { GIF, mintStamp, monthScope, pixelUrl, readStamp, sharedStamp, sharedStampId, stepScope } from '../../connector/tracking/index.js';

const keys = keysFrom(['a secret of at least thirty-two characters']);
const mailboxId = randomUUID();
const WRITTEN_ONCE = 'IusHBwcHBwcHBwcHBwcBI0VniatM3o8BI0VniavNNqyFZVIrmkxUe9UP';

describe('stamps', () => {
  it('read back as they were minted, in every mode', () => {
    for (const mode of MODES) {
      const stamp = mintStamp(keys, mailboxId, mode);
      assert.deepEqual(readStamp(keys, stamp.text), stamp);
      assert.equal(stamp.mailboxId, mailboxId);
    }
  });

  it('give a pixel address under 120 characters with every PUBLIC_URL that is taken', () => {
    const publicUrl = `https://${'x'.repeat(LONGEST_PUBLIC_URL - 'https://.example'.length)}.example`;
    assert.ok(pixelUrl(publicUrl, mintStamp(keys, mailboxId).text).length < 120);
    assert.equal(publicUrl.length, LONGEST_PUBLIC_URL);
  });

  it('of the first version stay good', () => {
    const signed = Buffer.concat([Buffer.from([1, MODES.indexOf('links')]), Buffer.alloc(12, 7), uuidBytes(mailboxId)]);
    const text = Buffer.concat([signed, keys.sign('stamp', signed, 12)]).toString('base64url');
    assert.deepEqual(readStamp(keys, text), { id: Buffer.alloc(12, 7).toString('base64url'), mailboxId, mode: 'links', shared: false, text });
  });

  it('that were made once are read for ever', () => {
    const fixed = keysFrom(['a secret that never changes, for this test']);
    assert.deepEqual(readStamp(fixed, WRITTEN_ONCE), { id: 'BwcHBwcHBwcHBwcH', mailboxId: '01234567-89ab-4cde-8f01-23456789abcd', mode: 'anonymous', shared: false, text: WRITTEN_ONCE });
  });

  it('that several messages share are the same for the same scope, and for no other', () => {
    const month = monthScope(new Date('2026-11-30T23:59:59Z'));
    assert.deepEqual(sharedStamp(keys, mailboxId, month), sharedStamp(keys, mailboxId, 'month 2026-11'));
    const others = [[mailboxId, month], [mailboxId, stepScope(mailboxId, 1)], [mailboxId, stepScope(mailboxId, 2)], [randomUUID(), month]].map(([mailbox = '', scope = '']) => sharedStamp(keys, mailbox, scope));
    assert.equal(new Set(others.map(({ id }) => id)).size, 4);
    assert.equal(sharedStamp(keys, mailboxId, month).id, sharedStampId(mailboxId, month));
    for (const stamp of others) assert.deepEqual(readStamp(keys, stamp.text), { ...stamp, mode: 'anonymous', shared: true });
  });

  it('are refused when any character was changed', () => {
    const { text } = mintStamp(keys, mailboxId);
    for (let at = 0; at < text.length; at++) {
      const changed = text.slice(0, at) + (text[at] === 'A' ? 'B' : 'A') + text.slice(at + 1);
      assert.equal(readStamp(keys, changed), null, `character ${at}`);
    }
    for (const odd of ['', 'x', text.slice(1), `${text}A`, '../../etc/passwd', `${text}.gif`]) assert.equal(readStamp(keys, odd), null);
  });

  it('are refused when signed with a key we do not have, and verify with an older one', () => {
    const old = keysFrom(['an older secret of at least thirty-two chars']);
    const both = keysFrom(['a secret of at least thirty-two characters', 'an older secret of at least thirty-two chars']);
    const { text } = mintStamp(old, mailboxId);
    assert.equal(readStamp(keys, text), null);
    assert.equal(readStamp(both, text)?.mailboxId, mailboxId);
  });

  it('are tried with the key they name only, of several with its id with each', () => {
    const secrets = Array.from({ length: 3_000 }, (_, n) => `secret number ${n} of at least thirty-two characters`);
    const [first = '', ...others] = secrets;
    const own = keysFrom([first]);
    const { text } = mintStamp(own, mailboxId);
    const twin = others.find((secret) => keysFrom([secret]).keyId('stamp') === own.keyId('stamp')) ?? assert.fail('no two of them have the same id');
    assert.equal(readStamp(keysFrom([twin]), text), null);
    assert.equal(readStamp(keysFrom([twin, first]), text)?.mailboxId, mailboxId);
    const signed = Buffer.from(text, 'base64url').subarray(0, 30);
    signed[1] = (own.keyId('stamp') + 1) % 256;
    assert.equal(readStamp(own, Buffer.concat([signed, own.sign('stamp', signed, 12)]).toString('base64url')), null);
  });

  it('come with a pixel that is a GIF of 43 bytes, one by one', () => {
    assert.equal(GIF.length, 43);
    assert.equal(GIF.subarray(0, 6).toString(), 'GIF89a');
    assert.deepEqual([GIF.readUInt16LE(6), GIF.readUInt16LE(8)], [1, 1]);
  });
});

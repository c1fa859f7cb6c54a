import assert from 'node:assert/strict';
import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { keysFrom } from '../../../connector/config/index.js';
import { DICTIONARY } from '../../../connector/tracking/links/dictionary.js';
import { linkToken, LONGEST_DESTINATION, readLink } from '../../../connector/tracking/links/link-token.js';
import { mintStamp, STAMP_LENGTH } from '../../../connector/tracking/stamp.js';

const keys = keysFrom(['a secret of at least thirty-two characters']);
const stamp = mintStamp(keys, randomUUID());
const DESTINATION = 'https://www.example.com/products/?utm_source=newsletter&utm_medium=email';
const WRITTEN_ONCE = 'IOv6KyVSMqZ32IQQ6pQBI0VniatM3o8BI0VniavNieq-mQ1VNwNSJ0KYAQcSQ2anViTmFkAzDzwWsDsUw3cAsrDdWLUwx6wcKUzD';

describe('the token of a link', () => {
  describe('gives back what it was made of', () => {
    const DESTINATIONS: Readonly<Record<string, string>> = {
      short: 'http://a.b/',
      long: `https://example.com/${randomBytes(900).toString('hex')}`,
      'very long, of little': `https://example.com/${'a'.repeat(LONGEST_DESTINATION - 20)}`,
      usual: DESTINATION,
      'with all characters an address may have': "https://xn--mnchen-3ya.example:8443/~a/%C3%9F;p=1/(b)?q[]=1&r='x'*!$@+,#~frag/%20|^`{}",
    };
    for (const [how, destination] of Object.entries(DESTINATIONS)) {
      for (const number of [1, 127, 128, 300, 100_000]) {
        it(`${how}, number ${number}`, () => assert.deepEqual(readLink(keys, linkToken(keys, stamp.text, number, destination)), { stamp, number, destination }));
      }
    }
  });

  it('that was given out once is read for ever', () => {
    const fixed = keysFrom(['a secret that never changes, for this test']);
    const read = readLink(fixed, WRITTEN_ONCE);
    assert.deepEqual([read?.number, read?.destination, read?.stamp.mode], [7, DESTINATION, 'full']);
    assert.equal(createHash('sha256').update(DICTIONARY).digest('hex'), DICTIONARY_HASH);
  });

  it('is short', () => {
    const address = `https://readback.contoso.example/l/${linkToken(keys, stamp.text, 1, DESTINATION)}`;
    assert.ok(address.length < 145, `${address.length} characters`);
    assert.ok(linkToken(keys, stamp.text, 1, 'https://calendly.com/flynn/30min').length < 56 + 40);
  });

  describe('is read in spite of what is put behind it', () => {
    for (const behind of [')', '.', '?x=y', '__;', '__', '_', '-', 'A', 'AAAA', '.,', '&utm_source=x', '#x', '/', '%29', '">', '=', ' more', '\n', '…', ';!!abc!def$', 'A'.repeat(50_000)]) {
      it(behind.slice(0, 20).replace('\n', '\\n'), () => {
        for (const number of [1, 2, 3]) {
          // One of every remainder of three, so that each kind of last character is met.
          const destination = `https://example.com/${'x'.repeat(number)}`;
          assert.equal(readLink(keys, linkToken(keys, stamp.text, number, destination) + behind)?.destination, destination);
        }
      });
    }
  });

  it('is refused when any character was changed, left out, put in, or cut off', () => {
    for (const destination of ['https://a.example/1', 'https://a.example/12', 'https://a.example/123']) {
      const token = linkToken(keys, stamp.text, 1, destination);
      for (let at = 0; at < token.length; at++) {
        for (const other of ['A', 'B', '_', '-', '.', '=']) {
          if (token[at] === other) continue;
          assert.equal(readLink(keys, token.slice(0, at) + other + token.slice(at + 1)), null, `${other} at ${at}`);
        }
        assert.equal(readLink(keys, token.slice(0, at) + token.slice(at + 1)), null, `without ${at}`);
        assert.equal(readLink(keys, `${token.slice(0, at)}~${token.slice(at)}`), null, `more at ${at}`);
        assert.equal(readLink(keys, token.slice(0, at)), null, `cut at ${at}`);
      }
    }
  });

  it('has one way of being written: the bits that mean nothing count, too', () => {
    for (const destination of ['https://a.example/1', 'https://a.example/12', 'https://a.example/123']) {
      const token = linkToken(keys, stamp.text, 1, destination);
      const others = Array.from('ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_').filter((character) => character !== token.at(-1));
      for (const other of others) assert.equal(readLink(keys, token.slice(0, -1) + other), null, other);
    }
  });

  it('leads nowhere when it is put together from two', () => {
    const [one, other] = [mintStamp(keys, stamp.mailboxId), mintStamp(keys, stamp.mailboxId)];
    const tail = linkToken(keys, one.text, 1, DESTINATION).slice(STAMP_LENGTH);
    assert.equal(readLink(keys, one.text + tail)?.destination, DESTINATION);
    assert.equal(readLink(keys, other.text + tail), null);
    const strange = linkToken(keysFrom(['somebody else, with a secret of their own']), one.text, 1, 'https://evil.example/');
    assert.equal(readLink(keys, strange), null);
  });

  it('is read after the keys were changed, for as long as the old one is kept', () => {
    const secrets = ['a new secret of at least thirty-two characters', 'a secret of at least thirty-two characters'];
    const token = linkToken(keys, stamp.text, 1, DESTINATION);
    assert.equal(readLink(keysFrom(secrets), token)?.destination, DESTINATION);
    assert.equal(readLink(keysFrom(secrets.slice(0, 1)), token), null);
    // A stamp of the pool, minted before; the link made after.
    assert.equal(readLink(keysFrom(secrets), linkToken(keysFrom(secrets), stamp.text, 1, DESTINATION))?.destination, DESTINATION);
  });

  it('is given out for web addresses only', () => {
    for (const wrong of ['', 'javascript:alert(1)', 'https://', 'https://a.example/ü', 'https://a.example/\r\nX: y', '//a.example', `https://a.example/${'x'.repeat(LONGEST_DESTINATION)}`]) {
      assert.throws(() => linkToken(keys, stamp.text, 1, wrong), RangeError, wrong.slice(0, 40));
    }
  });

  it('survives whatever it is asked to read', () => {
    for (let time = 0; time < 20_000; time++) {
      const noise = randomBytes(1 + (time % 90)).toString('base64url');
      assert.equal(readLink(keys, time % 2 === 0 ? noise : stamp.text + noise), null);
    }
    for (const odd of ['', 'x', stamp.text, `${stamp.text}A`, `${stamp.text}${'_'.repeat(100_000)}`, `${stamp.text}\0`, '../../etc/passwd']) assert.equal(readLink(keys, odd), null);
  });
});

const DICTIONARY_HASH = '1853cea9e396099fd7704ee8d8ce0fe5789c9f83195af1ec60194452376d92f5';

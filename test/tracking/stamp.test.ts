import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { keysFrom } from '../../connector/config/index.js';
import { MODES } from '../../connector/consent/index.js';
import { GIF, mintStamp, pixelUrl, readStamp, stampsInHtml } from '../../connector/tracking/index.js';

const keys = keysFrom(['a secret of at least thirty-two characters']);
const mailboxId = randomUUID();

describe('stamps', () => {
  it('read back as they were minted, in every mode', () => {
    for (const mode of MODES) {
      const stamp = mintStamp(keys, mailboxId, mode);
      assert.deepEqual(readStamp(keys, stamp.text), stamp);
      assert.equal(stamp.mailboxId, mailboxId);
    }
  });

  it('give a pixel address under 120 characters', () => {
    assert.ok(pixelUrl('https://readback.sales.contoso.example', mintStamp(keys, mailboxId).text).length < 120);
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

  it('are found in the HTML of a mail, each once, in order', () => {
    const [a, b] = [mintStamp(keys, mailboxId).text, mintStamp(keys, mailboxId).text];
    const url = (text: string): string => pixelUrl('https://r.example', text);
    const html = `<p>x</p><IMG src='${url(a)}'><blockquote><img src="${url(b)}?x=1"><img src="${url(a)}"></blockquote><img src="https://r.example/o/short.gif">`;
    assert.deepEqual(stampsInHtml('https://r.example', html), [a, b]);
  });

  it('come with a pixel that is a GIF of 43 bytes, one by one', () => {
    assert.equal(GIF.length, 43);
    assert.equal(GIF.subarray(0, 6).toString(), 'GIF89a');
    assert.deepEqual([GIF.readUInt16LE(6), GIF.readUInt16LE(8)], [1, 1]);
  });
});

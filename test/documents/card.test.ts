import assert from 'node:assert/strict';
import { parse } from 'parse5';
import { cardOf } from '../../connector/documents/share/card.js';
import { trackLinks } from '../../connector/tracking/index.js';
import { keysFrom } from '../../connector/config/index.js';

const PUBLIC_URL = `https://${'r'.repeat(40)}.example.com`;
const URL = `${PUBLIC_URL}/d/${'x'.repeat(38)}`;

describe('the card of a document', () => {
  it('is under two kilobytes with the longest address and the worst of names', () => {
    for (const name of ['"'.repeat(200), '<script>'.repeat(30), '📈'.repeat(200), '&'.repeat(200)]) {
      const { html } = cardOf({ name, pages: 10_000, url: URL, hasPicture: true });
      assert.ok(Buffer.byteLength(html) < 2_048, `${Buffer.byteLength(html)} bytes`);
    }
  });

  it('takes a name for text', () => {
    const { html, text } = cardOf({ name: `"><img src=x onerror=alert(1)>\u202E\n & <b>co</b>`, pages: 1, url: URL, hasPicture: true });
    const parsed = JSON.stringify(parse(html), (key, value: unknown) => (key === 'parentNode' ? undefined : value));
    assert.equal((parsed.match(/"tagName":"(?:img|b|script)"/g) ?? []).length, 1, 'its own picture alone');
    assert.ok(html.includes('&lt;b&gt;co&lt;/b&gt;'));
    assert.equal(text, `"><img src=x onerror=alert(1)> & <b>co</b> (1 page): ${URL}`);
  });

  it('says what it says in few characters, also without a picture', () => {
    const { html, text } = cardOf({ name: 'x'.repeat(100), pages: 12, url: URL, hasPicture: false });
    assert.ok(!html.includes('<img') && html.includes(`${'x'.repeat(79)}…`) && html.includes('12 pages'));
    assert.equal(text, `${'x'.repeat(79)}… (12 pages): ${URL}`);
  });

  it('leads to the document itself: its links are tracked by the page they lead to', () => {
    const { html } = cardOf({ name: 'Offer', pages: 12, url: URL, hasPicture: true });
    const mail = `<p>See <a href="https://example.com/">this</a></p>${html}`;
    const tracked = trackLinks(mail, { keys: keysFrom(['s'.repeat(40)]), publicUrl: PUBLIC_URL, stamp: 'x'.repeat(56) });
    assert.deepEqual([tracked.untouched, tracked.links.map(({ destination }) => destination), new Set(tracked.left.map(({ because }) => because))], [null, ['https://example.com/'], new Set(['own'])]);
    assert.ok(tracked.html.endsWith(html));
  });
});

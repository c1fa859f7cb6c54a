import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { unsubscribeUrl } from '../../connector/campaigns/unsubscribe-token.js';
import { keysFrom } from '../../connector/config/index.js';
import { marksIn, mintStamp, pixelUrl } from '../../connector/tracking/index.js';

const keys = keysFrom(['a secret of at least thirty-two characters']);
const URL_OF_OURS = 'https://readback.contoso.example';

/** One with every awkward character in it. */
function aStamp(): string {
  for (;;) {
    const { text } = mintStamp(keys, randomUUID());
    if (text.includes('-') && text.includes('_')) return text;
  }
}

const stamp = aStamp();
const pixel = pixelUrl(URL_OF_OURS, stamp);
const quotedPrintable = (text: string): string => text.replaceAll('=', '=3D').replace(/.{60}/g, '$&=\r\n');
const proofpoint2 = (url: string): string => url.replace(/[^A-Za-z0-9/.]/g, (character) => `-${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`).replaceAll('/', '_');

const QUOTES: Readonly<Record<string, string>> = {
  'as it was sent': `<blockquote><img src="${pixel}" width="1"></blockquote>`,
  'in plain text': `> Hello\n> [${pixel}]`,
  'cut by a line end, quoted twice': `> > ${pixel.slice(0, 60)}\r\n> > ${pixel.slice(60)}\r\n> > more`,
  'in quoted-printable': quotedPrintable(`<img src="${pixel}">`),
  'behind Safe Links': `https://eur01.safelinks.protection.outlook.com/?url=${encodeURIComponent(pixel)}&amp;data=05%7C01&amp;reserved=0`,
  'behind Safe Links twice': `https://nam02.safelinks.protection.outlook.com/?url=${encodeURIComponent(`https://eur01.safelinks.protection.outlook.com/?url=${encodeURIComponent(pixel)}&data=x`)}`,
  'behind URL defense 2': `<a href="https://urldefense.proofpoint.com/v2/url?u=${proofpoint2(pixel)}&d=DwMFaQ&c=x">`,
  'behind URL defense 3': `https://urldefense.com/v3/__${pixel}__;!!abc!def$`,
  'behind an image proxy': `<img src="https://ci3.googleusercontent.com/meips/ADKq_Nb=s0-d-e1-ft#${pixel}">`,
  'behind a link protector': `https://linkprotect.cudasvc.com/url?a=${encodeURIComponent(pixel).toLowerCase().replace(stamp.toLowerCase(), stamp)}&c=E,1`,
  'with slashes as entities': pixel.replaceAll('/', '&#x2F;'),
  'in the head of a returned mail': `Received: from a\r\nX-Readback-Stamp: ${stamp}\r\nSubject: x`,
  'under an address we had before': pixelUrl('https://old.contoso.example:8443/base', stamp),
};

describe('a quoted image of ours', () => {
  for (const [how, text] of Object.entries(QUOTES)) it(`is found ${how}`, () => assert.ok(marksIn(text).stamps.includes(stamp)));

  it('stands in the order of the text, each once', () => {
    const [first, second] = [aStamp(), aStamp()];
    const text = [second, first, second].map((each) => `<img src="${pixelUrl(URL_OF_OURS, each)}">`).join('\n');
    assert.deepEqual(marksIn(text).stamps, [second, first]);
  });

  it('is found as the address for unsubscribing, too', () => {
    const url = unsubscribeUrl(keys, URL_OF_OURS, { mailboxId: randomUUID(), id: randomUUID() });
    assert.deepEqual(marksIn(`If you would rather not hear from me:\n> ${url}\n`).unsubscribes, [url.slice(-60)]);
    assert.deepEqual(marksIn(`<a href="https://eur01.safelinks.protection.outlook.com/?url=${encodeURIComponent(url)}&data=x">`).unsubscribes, [url.slice(-60)]);
  });

  it('is looked for in no more than so much, in little time', () => {
    const begun = performance.now();
    for (const piece of ['/o/', `${pixel} `, '%25', '=\n', '> ', 'urldefense -', '-2F_', 'A'] as const) assert.ok(marksIn(piece.repeat(1_000_000)).stamps.length <= 200);
    for (let different = ''; different.length < 100_000; ) {
      different += `/o/${randomUUID()}${randomUUID()}`;
      if (different.length >= 100_000) assert.equal(marksIn(different).stamps.length, 200);
    }
    assert.ok(performance.now() - begun < 5_000);
  });
});

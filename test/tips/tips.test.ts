/** The table of tips, and what their remedies do. */
import assert from 'node:assert/strict';
import { applyRemedy, tipsFor, type Draft, type DraftRecipient, type TipCode } from '../../connector/tips/index.js';

const FLYNN: DraftRecipient = { address: 'flynn@flynnsarcade.example', consent: 'given' };
const ALAN: DraftRecipient = { address: 'alan@encom.example', consent: 'given' };
const LOGO = { address: 'https://contoso.example/logo.png?a=1&b=2', text: 'Contoso', width: 120 };
const IMAGE = '<img src="https://contoso.example/logo.png" width="120">';
const LINK = '<a href="https://contoso.example/offer">The offer</a>';

const good: Draft = { html: `<p>Hello</p>${LINK}${IMAGE}`, text: 'Hello', recipients: [FLYNN], mode: 'full' };

type Row = readonly [what: string, draft: Partial<Draft>, tips: readonly TipCode[]];

const ROWS: readonly Row[] = [
  ['a good mail', {}, []],
  ['no picture', { html: LINK }, ['no-image']],
  ['a picture nobody sees', { html: `${LINK}<img src="https://x.example/o.gif" width="1" height="1">` }, ['no-image']],
  ['a hidden picture', { html: `${LINK}<img src="https://x.example/o.gif" style="display: none">` }, ['no-image']],
  ['a picture inside the mail, which nobody has to allow', { html: `${LINK}<img src="cid:logo">` }, ['no-image']],
  ['no picture, links only', { html: LINK, mode: 'links' }, []],
  ['no picture, anonymous', { html: LINK, mode: 'anonymous' }, ['no-image']],
  ['no link', { html: IMAGE }, ['no-link']],
  ['a mail address is no link to follow', { html: `${IMAGE}<a href="mailto:a@contoso.example">Write</a>` }, ['no-link']],
  ['nor is unsubscribing', { html: `${IMAGE}<a href="https://contoso.example/unsubscribe?u=1">Unsubscribe</a>` }, ['no-link']],
  ['nor an anchor without an address', { html: `${IMAGE}<a name="top">Top</a>` }, ['no-link']],
  ['a document: its card has a picture, and a link to follow', { html: '<p>See</p>{{ document:5f0c7a4e-9d3b-4c1a-8f2e-0b6d7e8f9a01 }}' }, []],
  ['an address that is no link', { html: `${IMAGE}<p>See https://contoso.example/offer.</p>` }, ['no-link']],
  ['neither picture nor link, replies only', { html: '<p>Hello</p>', mode: 'replies' }, []],
  ['neither picture nor link, off', { html: '<p>Hello</p>', mode: 'off' }, []],
  ['plain text', { html: null, text: 'See https://contoso.example/offer' }, ['plain-text']],
  ['plain text without an address', { html: null }, ['plain-text', 'no-link']],
  ['plain text, links only', { html: null, mode: 'links' }, ['no-link']],
  ['plain text, replies only', { html: null, mode: 'replies' }, []],
  ['several people', { recipients: [FLYNN, ALAN] }, ['several-recipients']],
  ['several people, links only', { recipients: [FLYNN, ALAN], mode: 'links' }, ['several-recipients']],
  ['several people, anonymous', { recipients: [FLYNN, ALAN], mode: 'anonymous' }, []],
  ['somebody refused', { recipients: [{ ...FLYNN, consent: 'refused' }], mode: 'replies' }, ['refused']],
  ['somebody took it back', { recipients: [FLYNN, { ...ALAN, consent: 'withdrawn' }] }, ['refused', 'several-recipients']],
  ['somebody refused, off', { recipients: [{ ...FLYNN, consent: 'refused' }], mode: 'off' }, []],
  ['somebody has not agreed', { recipients: [{ ...FLYNN, consent: 'unknown' }] }, ['no-consent']],
  ['somebody has not agreed, and the mail asks for nothing', { recipients: [{ ...FLYNN, consent: 'unknown' }], mode: 'replies' }, []],
  ['a colleague has not agreed', { recipients: [{ address: 'bob@eu.contoso.example', consent: 'unknown' }], ownDomains: ['Contoso.example'] }, []],
  ['text shows another domain', { html: `${IMAGE}<a href="https://fabrikam.example/x">www.contoso.example</a>` }, ['other-domain']],
  ['text shows another address', { html: `${IMAGE}<a href="https://fabrikam.example/x">https://contoso.example/x?y=1</a>` }, ['other-domain']],
  ['text shows the domain it leads to', { html: `${IMAGE}<a href="https://www.contoso.example/x">contoso.example</a>` }, []],
  ['text shows a part of it', { html: `${IMAGE}<a href="https://shop.contoso.example/x">contoso.example</a>` }, []],
  ['text shows one own domain, leads to another', { html: `${IMAGE}<a href="https://contoso.example">contoso.test</a>`, ownDomains: ['contoso.example', 'contoso.test'] }, []],
  ['text is a sentence', { html: `${IMAGE}<a href="https://fabrikam.example/x">What contoso.example says</a>` }, []],
  ['text is the name of a file', { html: `${IMAGE}<a href="https://fabrikam.example/x">Offer.pdf</a>` }, []],
  ['a domain ends the name it only begins', { html: `${IMAGE}<a href="https://evilcontoso.example/">contoso.example</a>` }, ['other-domain']],
  ['what stands in styles is no link', { html: `<style>a{} /* https://x.example */</style>${IMAGE}${LINK}` }, []],
  ['Word’s own comments are not read', { html: `<!--[if mso]><a href="https://a.example">b.example</a><![endif]-->${IMAGE}${LINK}` }, []],
];

describe('tips', () => {
  for (const [what, draft, codes] of ROWS) {
    it(`${what} → ${codes.join(', ') || 'nothing'}`, () => {
      const tips = tipsFor({ ...good, ...draft });
      assert.deepEqual(tips.map(({ code }) => code), codes);
      for (const { says } of tips) assert.match(says, /^[^\n]+\.$/);
    });
  }

  it('name the people', () => {
    const says = (recipients: readonly DraftRecipient[]): string | undefined => tipsFor({ ...good, recipients })[0]?.says;
    assert.match(says([{ ...FLYNN, consent: 'refused' }]) ?? '', /^flynn@flynnsarcade\.example does not want to be tracked, so views and clicks of this mail are not recorded\.$/);
    assert.match(says([{ ...FLYNN, consent: 'refused' }, { ...ALAN, consent: 'withdrawn' }]) ?? '', /^flynn@flynnsarcade\.example and alan@encom\.example do not want/);
    assert.match(says([FLYNN, { ...ALAN, consent: 'refused' }]) ?? '', /^alan@encom\.example does not want to be tracked, so nobody’s views and clicks/);
  });

  it('on odd markup are given in time', () => {
    for (const html of ['<a href="https://a.example">'.repeat(20_000), '<'.repeat(100_000), 'www.'.repeat(50_000), `${'<div>'.repeat(50_000)}https://a.example`]) tipsFor({ ...good, html });
  });
});

describe('remedies', () => {
  const after = (draft: Partial<Draft>, code: TipCode): Draft => {
    const before = { ...good, ...draft };
    const remedy = tipsFor(before).find((tip) => tip.code === code)?.remedy;
    assert.ok(remedy, `${code} has a remedy`);
    const changed = applyRemedy(before, remedy);
    assert.ok(!tipsFor(changed).some((tip) => tip.code === code), `${code} is gone afterwards`);
    return changed;
  };

  it('a plain text becomes HTML, with paragraphs, line breaks and links', () => {
    const { html } = after({ html: null, text: 'Dear Flynn & Co,\n\nsee <here>: https://contoso.example/a?b=1&c=2.\nYours\n\n\nKevin\n' }, 'plain-text');
    assert.equal(
      html,
      '<p>Dear Flynn &amp; Co,</p>\n<p>see &lt;here&gt;: <a href="https://contoso.example/a?b=1&amp;c=2">https://contoso.example/a?b=1&amp;c=2</a>.<br>\nYours</p>\n<p>Kevin</p>',
    );
  });

  it('the logo goes to the end of what is written', () => {
    const { html } = after({ html: `<html><body>${LINK}</body></html>`, logo: LOGO }, 'no-image');
    assert.equal(html, `<html><body>${LINK}<p><img src="https://contoso.example/logo.png?a=1&amp;b=2" alt="Contoso" width="120"></p></body></html>`);
  });

  it('without a logo there is none to add', () => assert.equal(tipsFor({ ...good, html: LINK })[0]?.remedy, null));

  it('addresses become links, and nothing else changes', () => {
    const { html } = after({ html: `<P CLASS=x>See https://contoso.example/?a=1&amp;b=2, or&nbsp;www.contoso.example&nbsp;!</P>${IMAGE}` }, 'no-link');
    assert.equal(html, `<P CLASS=x>See <a href="https://contoso.example/?a=1&amp;b=2">https://contoso.example/?a=1&amp;b=2</a>, or&nbsp;<a href="https://www.contoso.example">www.contoso.example</a>&nbsp;!</P>${IMAGE}`);
  });

  it('the one who refused is left out', () => assert.deepEqual(after({ recipients: [FLYNN, { ...ALAN, consent: 'refused' }] }, 'refused').recipients, [FLYNN]));

  it('the mail tells replies only', () => assert.equal(after({ recipients: [{ ...FLYNN, consent: 'unknown' }] }, 'no-consent').mode, 'replies'));

  it('the link shows where it leads, the others stay', () => {
    const { html } = after({ html: `${LINK}<a title="x" href="https://fabrikam.example/x">www.contoso.example</a>${IMAGE}` }, 'other-domain');
    assert.equal(html, `${LINK}<a title="x" href="https://fabrikam.example/x">fabrikam.example</a>${IMAGE}`);
  });

  it('a link with formatting inside is left to the writer', () => {
    const html = `${IMAGE}<a href="https://fabrikam.example/x"><b>www.contoso.example</b></a>`;
    assert.equal(tipsFor({ ...good, html })[0]?.remedy, null);
  });

  it('a remedy whose occasion has passed does nothing', () => {
    assert.deepEqual(applyRemedy(good, { kind: 'make-html', label: '' }), good);
    assert.deepEqual(applyRemedy(good, { kind: 'show-destination', label: '', link: 9, shows: 'x.example' }), good);
    assert.deepEqual(applyRemedy({ ...good, html: null }, { kind: 'link-addresses', label: '' }), { ...good, html: null });
  });
});

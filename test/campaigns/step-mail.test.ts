import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { simpleParser } from 'mailparser';
import { buildStepMail } from '../../connector/campaigns/step-mail.js';
import { documentsIn, hasDocumentInTag, missingFields, unknownFields } from '../../connector/campaigns/template.js';
import { readUnsubscribeToken, unsubscribeUrl } from '../../connector/campaigns/unsubscribe-token.js';
import { keysFrom } from '../../connector/config/index.js';
import type { Mode } from '../../connector/consent/index.js';
import { mintStamp, readLink, sharedStamp } from '../../connector/tracking/index.js';

const keys = keysFrom(['a secret of at least thirty-two characters']);

const ID = '5f0c7a4e-9d3b-4c1a-8f2e-0b6d7e8f9a01';

const MAIL = {
  from: { name: 'Riley Carter', address: 'rep@contoso.example' },
  to: { name: 'Kevin Flynn', address: 'flynn@flynnsarcade.com' },
  subject: 'Arcade lease for {{name}}',
  body: 'Hello {{first_name}},\n\nis <5 % of your floor still free?\nRiley',
  tracking: { keys, publicUrl: 'https://r.example', stamp: mintStamp(keys, randomUUID()), scope: 'a scope' },
  internetMessageId: '<b2f6@contoso.example>',
  unsubscribeUrl: 'https://r.example/u/token',
  privacyUrl: 'https://r.example/r/token',
  consentLine: null,
  documents: new Map(),
  date: new Date('2026-11-23T08:00:00Z'),
};

describe('a mail of a campaign', () => {
  it('carries pixel, stamp, its own Message-ID and one-click unsubscribe', async () => {
    const { mime, subject } = await buildStepMail(MAIL);
    const mail = await simpleParser(mime);
    assert.equal(subject, 'Arcade lease for Kevin Flynn');
    assert.equal(mail.subject, subject);
    assert.equal(mail.messageId, MAIL.internetMessageId);
    assert.equal(mail.from?.text, '"Riley Carter" <rep@contoso.example>');
    assert.match(mail.html === false ? '' : (mail.html ?? ''), new RegExp(`<img src="https://r.example/o/${MAIL.tracking.stamp.text}.gif" width="1" height="1" alt="">`));
    assert.match(mime, new RegExp(`^X-Readback-Stamp: ${MAIL.tracking.stamp.text}$`, 'm'));
    assert.match(mime, /^List-Unsubscribe: <https:\/\/r\.example\/u\/token>\r?$/m);
    assert.match(mime, /^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r?$/m);
  });

  describe('with a document', () => {
    const card = { html: '<table><tr><td><a href="https://r.example/d/token">Offer {{name}}</a></td></tr></table>', text: 'Offer {{name}} & more (12 pages): https://r.example/d/token' };
    const built = async (body: string, to = MAIL.to): Promise<{ html: string; text: string; untouched: unknown }> => {
      const { mime, untouched } = await buildStepMail({ ...MAIL, to, body, documents: new Map([[ID, card]]) });
      const { html, text } = await simpleParser(mime);
      return { html: html === false ? '' : (html ?? ''), text: text ?? '', untouched };
    };
    const field = `{{ document:${ID.toUpperCase()} }}`;

    for (const body of [`Hello {{first_name}},\n\n${field}\n\nRiley`, `<p>Hello {{first_name}},</p><p style="margin:0"> ${field} </p><p>Riley</p>`]) {
      it(`has its card between the paragraphs, and in the plain text, of ${JSON.stringify(body.slice(0, 9))}`, async () => {
        const { html, text, untouched } = await built(body);
        assert.match(html, /<p>Hello Kevin,<\/p>\s*<table>[^]*<\/table>\s*<p>Riley<\/p>/);
        assert.ok(html.includes(card.html), 'as it is: its link is not tracked twice, nor its name filled in');
        assert.match(text, /^Hello Kevin,\s+Offer \{\{name\}\} & more \(12 pages\): https:\/\/r\.example\/d\/token\s+Riley/);
        assert.equal(untouched, null);
      });
    }

    it('has it where the mail itself names it, not where a person is called so', async () => {
      const { html } = await built('Hello {{name}}', { ...MAIL.to, name: `{{document:${ID}}}` });
      assert.ok(!html.includes('<table>'));
    });

    it('is not made with a hole', async () => {
      await assert.rejects(buildStepMail({ ...MAIL, body: field }));
    });
  });

  it('leads to the recipient’s own page where it is asked to, by a link that stays as it is', async () => {
    const html = async (mail: Partial<Parameters<typeof buildStepMail>[0]>): Promise<string> => {
      const { html: found } = await simpleParser((await buildStepMail({ ...MAIL, ...mail })).mime);
      return found === false ? '' : (found ?? '');
    };
    assert.doesNotMatch(await html({}), /\/r\/token/);
    assert.match(await html({ consentLine: 'ask' }), /<a href="https:\/\/r\.example\/r\/token"[^>]*>agree or refuse here<\/a>/);
    assert.match(await html({ consentLine: 'take-back' }), /because you agreed: <a href="https:\/\/r\.example\/r\/token"[^>]*>take that back here<\/a>/);
    assert.match(await html({ body: '<p><a href="{{privacy_link}}">What I record</a></p>' }), /<a href="https:\/\/r\.example\/r\/token">What I record<\/a>/);
    for (const body of ['<p><a href="{{privacy_link}}">What I record</a></p>', 'See {{ privacy_link }}.']) {
      const { html: both, text } = await simpleParser((await buildStepMail({ ...MAIL, body, consentLine: 'ask' })).mime);
      assert.deepEqual([both === false ? 0 : both?.match(/href="[^"]*\/r\/token/g)?.length, text?.match(/\/r\/token/g)?.length], [1, 1], 'the text has the link: it is not added again');
      assert.match(text ?? '', /links are opened/, 'what is asked is said all the same');
    }
    assert.match((await simpleParser((await buildStepMail({ ...MAIL, consentLine: 'ask' })).mime)).text ?? '', /links are opened: https:\/\/r\.example\/r\/token/);
  });

  describe('carries by its mode', () => {
    const body = '<p>See <a href="https://example.com/?a=1&amp;b=2">this</a> and <a href="mailto:x@example.com">that</a>.</p>';
    const carries = async (mode: Mode) => {
      const stamp = mintStamp(keys, randomUUID(), mode);
      const built = await buildStepMail({ ...MAIL, body, tracking: { ...MAIL.tracking, stamp } });
      const mail = await simpleParser(built.mime);
      const html = mail.html === false ? '' : (mail.html ?? '');
      const [, pixel = null] = /\/o\/([\w-]+)\.gif/.exec(html) ?? [];
      const [, token = ''] = /\/l\/([\w-]+)/.exec(html) ?? [];
      return { stamp, shared: sharedStamp(keys, stamp.mailboxId, 'a scope'), html, pixel, link: readLink(keys, token), built, header: mail.headers.get('x-readback-stamp') };
    };

    it('full: pixel and links of its own', async () => {
      const { stamp, pixel, link, built, header, html } = await carries('full');
      assert.deepEqual([pixel, link, header], [stamp.text, { stamp, number: 1, destination: 'https://example.com/?a=1&b=2' }, stamp.text]);
      assert.deepEqual(built.howSent, { mode: 'full', hasPixel: true, links: 1, plain: false, linkList: [{ number: 1, destination: 'https://example.com/?a=1&b=2', text: 'this' }] });
      assert.match(html, /href="mailto:x@example.com".*href="https:\/\/r\.example\/u\/token"/s);
      assert.match((await simpleParser(built.mime)).text ?? '', /https:\/\/example\.com\/\?a=1&b=2/);
    });

    it('links: no pixel', async () => {
      const { stamp, pixel, link, built } = await carries('links');
      assert.deepEqual([pixel, link?.stamp, built.howSent], [null, stamp, { mode: 'links', hasPixel: false, links: 1, plain: false, linkList: [{ number: 1, destination: 'https://example.com/?a=1&b=2', text: 'this' }] }]);
    });

    it('anonymous: those of its step, and its own stamp in the header only', async () => {
      const { stamp, shared, pixel, link, header, html, built } = await carries('anonymous');
      assert.deepEqual([pixel, link?.stamp, header], [shared.text, shared, stamp.text]);
      assert.ok(!html.includes(stamp.text));
      assert.deepEqual(built.howSent, { mode: 'anonymous', hasPixel: true, links: 1, plain: false });
    });

    it('replies: nothing, and its links as they are', async () => {
      const { stamp, pixel, html, header, built } = await carries('replies');
      assert.deepEqual([pixel, header, built.untouched], [null, stamp.text, null]);
      assert.ok(html.includes('href="https://example.com/?a=1&amp;b=2"'));
      assert.deepEqual(built.howSent, { mode: 'replies', hasPixel: false, links: 0, plain: false });
    });
  });

  it('goes out with its links as they are where they cannot be tracked', async () => {
    const odd = '<p><a href="https://a.example/" href="https://b.example/">x</a></p>';
    const { mime, howSent, untouched } = await buildStepMail({ ...MAIL, body: odd });
    const mail = await simpleParser(mime);
    assert.ok((mail.html === false ? '' : (mail.html ?? '')).includes(odd));
    assert.deepEqual([untouched, howSent], ['odd-markup', { mode: 'full', hasPixel: true, links: 0, plain: false, linkList: [] }]);
  });

  it('escapes plain text, keeps its paragraphs, and says the same as plain text without the pixel', async () => {
    const mail = await simpleParser((await buildStepMail(MAIL)).mime);
    assert.match(mail.html === false ? '' : (mail.html ?? ''), /<p>Hello Kevin,<\/p>\s*<p>is &lt;5 % of your floor still free\?<br>Riley<\/p>/);
    assert.match(mail.text ?? '', /Hello Kevin,\s+is <5 % of your floor still free\?\s+Riley/);
    assert.doesNotMatch(mail.text ?? '', /\.gif/);
  });

  it('makes links of web addresses in plain text, and tracks them', async () => {
    const body = 'See https://example.com/a?b=1&c=2, or (https://example.com/d). <https://example.com/e> {{first_name}}: https://example.com/{{first_name}}! {{privacy_link}}';
    const { mime, howSent } = await buildStepMail({ ...MAIL, body });
    const mail = await simpleParser(mime);
    const links = [...(mail.html === false ? '' : (mail.html ?? '')).matchAll(/<a href="https:\/\/r\.example\/l\/([\w-]+)">([^<]+)<\/a>(\S*)/g)];
    assert.deepEqual(
      links.map(([, token = '', text, behind]) => [readLink(keys, token)?.destination, text, behind]),
      [
        ['https://example.com/a?b=1&c=2', 'https://example.com/a?b=1&amp;c=2', ','],
        ['https://example.com/d', 'https://example.com/d', ').'],
        ['https://example.com/e', 'https://example.com/e', '&gt;'],
        ['https://example.com/Kevin', 'https://example.com/Kevin', '!'],
      ],
    );
    assert.match(mail.html === false ? '' : (mail.html ?? ''), /<a href="https:\/\/r\.example\/r\/token">https:\/\/r\.example\/r\/token<\/a><\/p>/);
    assert.equal(howSent.links, 4);
    assert.match(mail.text ?? '', /^See https:\/\/example\.com\/a\?b=1&c=2, or \(https:\/\/example\.com\/d\)\./);
  });

  it("keeps the rep's own HTML and never lets a name inject any", async () => {
    const mail = await simpleParser((await buildStepMail({ ...MAIL, body: '<p>Dear <b>{{name}}</b></p>', to: { ...MAIL.to, name: '<script>x</script>' } })).mime);
    assert.match(mail.html === false ? '' : (mail.html ?? ''), /<p>Dear <b>&lt;script&gt;x&lt;\/script&gt;<\/b><\/p>/);
  });

  it('cannot be given headers through a subject', async () => {
    const { mime } = await buildStepMail({ ...MAIL, subject: 'x\r\nBcc: all@evil.example' });
    assert.doesNotMatch(mime, /^Bcc:/m);
  });

  it('names fields that do not exist and values that are missing', () => {
    assert.deepEqual(unknownFields('{{first_name}} {{company}} {{ company }}', 'body'), ['company']);
    assert.deepEqual(unknownFields(`{{document:${ID}}} {{ document:${ID.toUpperCase()} }} {{document:x}} {{document}}`, 'body'), ['document:x', 'document']);
    assert.deepEqual(unknownFields(`{{document:${ID}}}`, 'subject'), [`document:${ID}`]);
    assert.deepEqual([`<a href="{{document:${ID}}}">x</a>`, `a < b {{document:${ID}}} > c`, `<p>{{document:${ID}}}</p>`].map(hasDocumentInTag), [true, false, false]);
    assert.deepEqual([missingFields(`{{document:${ID}}}`, MAIL.to), documentsIn(`{{document:${ID}}} and {{ document:${ID.toUpperCase()} }}`)], [[], [ID]]);
    assert.deepEqual(missingFields('{{privacy_link}} {{first_name}} {{address}}', { name: ' ', address: 'a@b.example' }), ['first_name']);
  });
});

describe('unsubscribe addresses', () => {
  const key = { mailboxId: randomUUID(), id: randomUUID() };
  const token = unsubscribeUrl(keys, 'https://r.example', key).split('/').at(-1) ?? '';

  it('name an enrollment', () => assert.deepEqual(readUnsubscribeToken(keys, token), key));

  it('are refused when changed', () => {
    for (let at = 0; at < token.length; at++) {
      assert.equal(readUnsubscribeToken(keys, token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1)), null);
    }
  });
});

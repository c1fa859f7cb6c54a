import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { simpleParser } from 'mailparser';
import { buildStepMail } from '../../connector/campaigns/step-mail.js';
import { missingFields, unknownFields } from '../../connector/campaigns/template.js';
import { readUnsubscribeToken, unsubscribeUrl } from '../../connector/campaigns/unsubscribe-token.js';
import { keysFrom } from '../../connector/config/index.js';

const keys = keysFrom(['a secret of at least thirty-two characters']);

const MAIL = {
  from: { name: 'Riley Carter', address: 'rep@contoso.example' },
  to: { name: 'Kevin Flynn', address: 'flynn@flynnsarcade.com' },
  subject: 'Arcade lease for {{name}}',
  body: 'Hello {{first_name}},\n\nis <5 % of your floor still free?\nRiley',
  stamp: 'S'.repeat(56),
  internetMessageId: '<b2f6@contoso.example>',
  unsubscribeUrl: 'https://r.example/u/token',
  publicUrl: 'https://r.example',
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
    assert.match(mail.html === false ? '' : (mail.html ?? ''), new RegExp(`<img src="https://r.example/o/${MAIL.stamp}.gif" width="1" height="1" alt="">`));
    assert.match(mime, /^X-Readback-Stamp: S{56}$/m);
    assert.match(mime, /^List-Unsubscribe: <https:\/\/r\.example\/u\/token>\r?$/m);
    assert.match(mime, /^List-Unsubscribe-Post: List-Unsubscribe=One-Click\r?$/m);
  });

  it('escapes plain text, keeps its paragraphs, and says the same as plain text without the pixel', async () => {
    const mail = await simpleParser((await buildStepMail(MAIL)).mime);
    assert.match(mail.html === false ? '' : (mail.html ?? ''), /<p>Hello Kevin,<\/p>\s*<p>is &lt;5 % of your floor still free\?<br>Riley<\/p>/);
    assert.match(mail.text ?? '', /Hello Kevin,\s+is <5 % of your floor still free\?\s+Riley/);
    assert.doesNotMatch(mail.text ?? '', /\.gif/);
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
    assert.deepEqual(unknownFields('{{first_name}} {{company}} {{ company }}'), ['company']);
    assert.deepEqual(missingFields('{{first_name}} {{address}}', { name: ' ', address: 'a@b.example' }), ['first_name']);
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

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import MailComposer from 'nodemailer/lib/mail-composer';
import { keysFrom } from '../../../connector/config/index.js';
import { readMime } from '../../../connector/mailbox/index.js';
import { ownMarks } from '../../../connector/replies/match/marks.js';
import { howSent } from '../../../connector/tracking/how-sent.js';
import { marksIn, mintStamp, pixelUrl, readLink, sharedStamp, STAMP_HEADER, trackLinks, type Stamp } from '../../../connector/tracking/index.js';
import { readSent } from '../../../connector/tracking/sent-stamps.js';
import { aMail, aMailbox } from '../../mail-facts.js';
import { MANGLINGS } from './mangling.js';
import { SAMPLES, type Sample } from './samples.js';

const PUBLIC_URL = 'https://readback.contoso.example';
const keys = keysFrom(['a secret of at least thirty-two characters']);
const mailbox = aMailbox();

/** One with every awkward character in it. */
function aStamp(): Stamp {
  for (;;) {
    const stamp = mintStamp(keys, mailbox.id);
    if (stamp.text.includes('-') && stamp.text.includes('_')) return stamp;
  }
}

function tracked({ marked }: Sample): { stamp: Stamp; html: string; addresses: string[]; left: string[] } {
  const stamp = aStamp();
  const result = trackLinks(marked.replace(/[⟦⟧]/g, ''), { keys, publicUrl: PUBLIC_URL, stamp: stamp.text });
  assert.equal(result.untouched, null);
  const addresses = [...result.html.matchAll(/https:\/\/readback\.contoso\.example\/l\/[A-Za-z0-9_-]+/g)].map(([address]) => address);
  return { stamp, html: result.html, addresses, left: result.left.map(({ because }) => because) };
}

const tokenOf = (address: string): string => address.slice(address.indexOf('/l/') + '/l/'.length);

for (const sample of SAMPLES) {
  describe(`a mail written by ${sample.program}`, () => {
    it('has its links tracked, in order, and nothing else changed', () => {
      const { html, addresses, left } = tracked(sample);
      assert.deepEqual([addresses.map((address) => readLink(keys, tokenOf(address))?.destination), left], [sample.leads, sample.stay]);
      const expected = [...addresses];
      assert.equal(html, sample.marked.replace(/⟦.*?⟧/g, () => expected.shift() ?? ''));
    });

    for (const { how, mail, asked = (address: string): string => address } of MANGLINGS) {
      it(`is known by its links, which lead where they did, after ${how}`, () => {
        const { stamp, html, addresses } = tracked(sample);
        assert.equal(marksIn(mail(html)).stamps[0], stamp.text);
        assert.deepEqual(addresses.map((address) => readLink(keys, tokenOf(asked(address)))?.destination), sample.leads);
      });
    }

    for (const encoding of ['quoted-printable', 'base64'] as const) {
      it(`is known by a link in an answer to it, as ${encoding}`, async () => {
        const { stamp, html } = tracked(sample);
        const answer = `<div>Yes, <a href="https://flynnsarcade.com/">let us talk</a>.</div><blockquote>${html}</blockquote>`;
        const mime = await compiled(answer, encoding);
        assert.deepEqual(ownMarks(keys, readMime(mime).body).stamps.map(({ id }) => id), [stamp.id]);
      });

      it(`is known by its links in Sent Items, with how many, as ${encoding}`, async () => {
        const { stamp, html } = tracked(sample);
        for (const place of ['header', 'body'] as const) {
          const headers: Record<string, string> = place === 'header' ? { [STAMP_HEADER]: stamp.text } : {};
          const { stamps, html: read } = await readSent(keys, mailbox, aMail(mailbox.address), await compiled(html, encoding, headers));
          assert.deepEqual(stamps.map((found) => [found.stamp.id, found.in]), [[stamp.id, place]]);
          const { linkList, ...how } = howSent(keys, stamp, read ?? '');
          assert.deepEqual(how, { mode: 'full', hasPixel: false, links: sample.leads.length, plain: false });
          assert.deepEqual(linkList?.map(({ number, destination }) => [number, destination]), sample.leads.map((destination, index) => [index + 1, destination]));
        }
      });
    }
  });
}

describe('a mail that quotes an earlier one', () => {
  it('is none of those that share its links', async () => {
    const shared = sharedStamp(keys, mailbox.id, 'a month');
    const { html } = trackLinks('<a href="https://a.example/">x</a>', { keys, publicUrl: PUBLIC_URL, stamp: shared.text });
    const mime = await compiled(`<blockquote>${html}</blockquote>`, 'base64');
    assert.deepEqual(marksIn(html).stamps, [shared.text]);
    assert.deepEqual(ownMarks(keys, readMime(mime).body).stamps, []);
  });

  it('keeps the links of the earlier one, which come behind its own', () => {
    const [gmail = assert.fail()] = SAMPLES.filter(({ program }) => program === 'Gmail');
    const earlier = tracked(gmail);
    const own = aStamp();
    const answer = `<p><a href="https://www.contoso.example/new">new</a></p><blockquote>${earlier.html}<img src="${pixelUrl(PUBLIC_URL, earlier.stamp.text)}"></blockquote>`;
    const { html, links, left } = trackLinks(answer, { keys, publicUrl: PUBLIC_URL, stamp: own.text });
    assert.deepEqual(links.map(({ destination }) => destination), ['https://www.contoso.example/new']);
    assert.equal(left.filter(({ because }) => because === 'own').length, gmail.leads.length);
    assert.deepEqual(marksIn(html).stamps, [own.text, earlier.stamp.text]);
    assert.deepEqual(howSent(keys, own, html), { mode: 'full', hasPixel: false, links: 1, linkList: [{ number: 1, destination: 'https://www.contoso.example/new', text: 'new' }], plain: false });
  });

  it('keeps them even when a gateway has wrapped them', () => {
    const earlier = aStamp();
    const { html } = trackLinks('<a href="https://a.example/">x</a>', { keys, publicUrl: PUBLIC_URL, stamp: earlier.text });
    for (const { how, mail } of MANGLINGS.filter((mangling) => mangling.how.startsWith('Safe') || mangling.how.startsWith('URL defense'))) {
      const result = trackLinks(mail(html), { keys, publicUrl: PUBLIC_URL, stamp: aStamp().text });
      assert.deepEqual([result.links, result.left.map(({ because }) => because)], [[], ['own']], how);
    }
  });
});

function compiled(html: string, textEncoding: 'quoted-printable' | 'base64', headers: Readonly<Record<string, string>> = {}): Promise<Buffer> {
  const mail = new MailComposer({ from: mailbox.address, to: 'flynn@flynnsarcade.com', subject: 'x', messageId: `<${randomUUID()}@contoso.example>`, html, text: 'Dear Kevin', textEncoding, headers });
  return mail.compile().build();
}

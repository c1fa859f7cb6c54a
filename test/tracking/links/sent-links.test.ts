import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { howSent } from '../../../connector/tracking/how-sent.js';
import { linkList } from '../../../connector/tracking/details/link-figures.js';
import { LINKS_KEPT, linksIn, type SentLink } from '../../../connector/tracking/links/sent-links.js';
import { linkToken, linkUrl, mintStamp, sharedStamp, trackLinks } from '../../../connector/tracking/index.js';
import { keys } from '../settle/world.js';

const PUBLIC_URL = 'https://r.example';
const stamp = mintStamp(keys, randomUUID());
const tracked = (html: string): string => trackLinks(html, { keys, publicUrl: PUBLIC_URL, stamp: stamp.text }).html;
const all = (): boolean => true;

describe('the links of a sent mail', () => {
  const TABLE: readonly (readonly [what: string, html: string, expected: readonly (readonly [number, string, string])[]])[] = [
    ['none', '<p>Hello</p>', []],
    ['with what they show, in their order', tracked('<p><a href="https://a.example/x">First <b>one</b></a> <a href="https://b.example/">Second</a></p>'), [[1, 'https://a.example/x', 'First one'], [2, 'https://b.example/', 'Second']]],
    ['an image shows its words', tracked('<a href="https://a.example/"><img src="x.png" alt="Our offer"></a>'), [[1, 'https://a.example/', 'Our offer']]],
    ['those that are left alone are none', tracked('<a href="mailto:a@b.example">Write</a> <a href="https://a.example/">One</a>'), [[1, 'https://a.example/', 'One']]],
    ['in markup nobody can be sure of: without text', `<a href="x"y="${linkUrl(PUBLIC_URL, linkToken(keys, stamp.text, 7, 'https://a.example/'))}">One</a>`, [[7, 'https://a.example/', '']]],
    ['forged', tracked('<a href="https://a.example/">One</a>').replace(/\/l\/(.{70})/, (_, token: string) => `/l/${token.slice(0, 60)}AAAAAAAAAA`), []],
  ];
  for (const [what, html, expected] of TABLE) {
    it(what, () => assert.deepEqual(linksIn(keys, html, all).map(({ number, destination, text }) => [number, destination, text]), expected));
  }

  it('are those of the mail itself, not of one it quotes', () => {
    assert.deepEqual(linksIn(keys, tracked('<a href="https://a.example/">One</a>'), ({ id }) => id !== stamp.id), []);
  });

  it('are not kept where they are counted without names: an address may name the person', () => {
    const own = mintStamp(keys, stamp.mailboxId, 'anonymous');
    const html = trackLinks('<a href="https://a.example/?for=flynn">One</a>', { keys, publicUrl: PUBLIC_URL, stamp: sharedStamp(keys, stamp.mailboxId, 'step').text }).html;
    const sent = howSent(keys, own, html);
    assert.deepEqual([sent.links, sent.linkList], [1, undefined]);
  });
});

describe('the list of links with their clicks', () => {
  const link = (number: number): SentLink => ({ number, destination: `https://a.example/${number}`, text: number === 2 ? '' : `Link ${number}` });
  const clicked = (number: number, clicks: number) => ({ number, destination: `https://clicked.example/${number}`, clicks, last: new Date('2026-11-23T10:00:00Z'), machines: 1 });
  const brief = (...list: Parameters<typeof linkList>) => {
    const { links, moreLinks } = linkList(...list);
    return [links.map(({ number, destination, text, clicks }) => `${number} ${destination ?? '?'} ${text ?? '-'} ×${clicks}`), moreLinks];
  };

  it('holds those nobody clicked', () => assert.deepEqual(brief([link(1), link(2)], [clicked(2, 3)], 2), [['1 https://a.example/1 Link 1 ×0', '2 https://a.example/2 - ×3'], 0]));
  it('has as many as there are, where only their number is known', () => assert.deepEqual(brief([], [clicked(2, 1)], 3), [['1 ? - ×0', '2 https://clicked.example/2 - ×1', '3 ? - ×0'], 0]));
  it('leaves numbers out that the rep took out of the mail', () => assert.deepEqual(brief([link(1), link(3)], [], 2), [['1 https://a.example/1 Link 1 ×0', '3 https://a.example/3 Link 3 ×0'], 0]));
  it('says how many more there are, and shows those of them that were clicked', () => {
    const kept = Array.from({ length: LINKS_KEPT }, (_, index) => link(index + 1));
    const { links, moreLinks } = linkList(kept, [clicked(250, 1)], 280);
    assert.deepEqual([links.length, moreLinks], [LINKS_KEPT + 1, 79]);
  });
});

/** What mail programs and gateways of outside people do, decided from plain data: who loads and follows what, and what links become. */
import assert from 'node:assert/strict';
import { isIPv4 } from 'node:net';
import { checkerOf, checksOf, GATEWAYS, rewritten, type GatewayName } from '../../sandbox/outside/gateways.js';
import { linkMeant, linksOf } from '../../sandbox/outside/links.js';
import { MAIL_PROGRAM_NAMES, MAIL_PROGRAMS, type MailProgramName } from '../../sandbox/outside/mail-programs.js';
import { readMail, type Mail } from '../../sandbox/outside/mail.js';
import { loadsAtReading } from '../../sandbox/outside/reader.js';
import { original } from '../../sandbox/outside/safe-links.js';

const HTML = `<p>Hello <a href="http://localhost:3000/l/one?a=1&amp;b=2">our <b>offer</b></a> and <a class="x" href='http://localhost:3000/l/two'>more</a>
  <a href="mailto:rep@contoso.example">write</a> <a href="#top">top</a> <a href="http://localhost:3000/u/token">Unsubscribe</a></p><img src="http://localhost:3000/o/stamp.gif">`;
const mailOf = (html: string): Promise<Mail> =>
  readMail(Buffer.from(`From: rep@contoso.example\r\nTo: flynn@flynnsarcade.com\r\nList-Unsubscribe: <mailto:u@contoso.example>, <http://localhost:3000/u/header>\r\nContent-Type: text/html\r\n\r\n${html}`));

const LINKS = ['http://localhost:3000/l/one?a=1&b=2', 'http://localhost:3000/l/two', 'http://localhost:3000/u/token'];
const PIXEL = 'http://localhost:3000/o/stamp.gif';

describe('a gateway asks at delivery', () => {
  const cases: [GatewayName, string, string[]][] = [
    ['none', 'for nothing', []],
    ['security', 'for the image and every link, one after the other', [PIXEL, ...LINKS].map((url) => `GET ${url}`)],
    ['appliance', 'for the same, if it stands in their own building', [PIXEL, ...LINKS].map((url) => `GET ${url}`)],
    ['head', 'whether they are there, if it asks with HEAD', [PIXEL, ...LINKS].map((url) => `HEAD ${url}`)],
    ['safe-links', 'for links alone, if it rewrites them', LINKS.map((url) => `GET ${url}`)],
    ['unsubscribing', 'also for the address in List-Unsubscribe, if it is that kind', [PIXEL, ...LINKS, 'http://localhost:3000/u/header'].map((url) => `GET ${url}`)],
  ];
  for (const [name, does, expected] of cases) {
    it(`${name}: ${does}`, async () => assert.deepEqual(checksOf(GATEWAYS[name], await mailOf(HTML)).map(({ method, url }) => `${method} ${url}`), expected));
  }
});

it('a gateway asks from its maker’s network, or from that of the person', () => {
  const from = (name: GatewayName): string | undefined => checkerOf(GATEWAYS[name], { number: 4 }).networkAddress;
  assert.deepEqual([from('security'), from('appliance'), from('head'), from('safe-links'), from('unsubscribing')], ['209.222.82.5', '203.0.113.5', '67.231.149.5', '104.47.11.5', '207.211.30.5']);
});

describe('a mail program', () => {
  const person = { number: 4 };
  /** When pictures load: soon after delivery · at reading · at reading once allowed; as whom; with what links open. */
  const table: Record<MailProgramName, [boolean, boolean, boolean, RegExp, string]> = {
    browser: [false, true, true, /Chrome/, '203.0.113.5'],
    phone: [false, true, true, /iPhone/, '198.51.100.132'],
    gmail: [false, true, true, /GoogleImageProxy/, '66.249.84.5'],
    'gmail-prefetch': [true, true, true, /GoogleImageProxy/, '66.249.84.5'],
    'apple-privacy': [true, false, false, /^Mozilla\/5\.0$/, '172.224.226.5'],
    'outlook-web': [false, true, true, /Outlook ImageProxy/, '40.99.150.5'],
    'outlook-classic': [false, false, true, /ms-office; MSOffice/, '203.0.113.5'],
    'images-off': [false, false, true, /Chrome/, '203.0.113.5'],
    'plain-text': [false, false, false, /Chrome/, '203.0.113.5'],
  };
  for (const name of MAIL_PROGRAM_NAMES) {
    it(`${name}: ${MAIL_PROGRAMS[name].says}`, () => {
      const program = MAIL_PROGRAMS[name];
      const [early, reading, allowed, agent, address] = table[name];
      assert.deepEqual([program.early !== undefined, loadsAtReading(program, false), loadsAtReading(program, true)], [early, reading, allowed]);
      const { userAgent, networkAddress } = program.asks(person);
      assert.match(userAgent, agent);
      assert.equal(networkAddress, address);
    });
    it(`${name}: links open in a browser of the person's, from their own network`, () => {
      const { userAgent, networkAddress = '' } = MAIL_PROGRAMS[name].clicks(person);
      assert.match(userAgent, /Chrome|Firefox|Safari|Edg/);
      assert.match(networkAddress, /^(203\.0\.113|198\.51\.100)\./);
      assert.ok(isIPv4(networkAddress));
    });
  }

  it('Gmail loads early under another name than at reading', () => {
    assert.doesNotMatch(MAIL_PROGRAMS['gmail-prefetch'].early?.asks(person).userAgent ?? 'GoogleImageProxy', /GoogleImageProxy/);
  });
});

describe('the links of a mail', () => {
  it('are those to the web, with what the reader sees', async () => {
    assert.deepEqual(linksOf(await mailOf(HTML)), [
      { url: LINKS[0], text: 'our offer' },
      { url: LINKS[1], text: 'more' },
      { url: LINKS[2], text: 'Unsubscribe' },
    ]);
    assert.deepEqual(linksOf({ html: undefined, text: 'See http://a.example/x, (http://b.example/y).' }).map(({ url }) => url), ['http://a.example/x', 'http://b.example/y']);
  });

  it('are meant by place, words, or a part of the address', async () => {
    const mail = await mailOf(HTML);
    assert.deepEqual([linkMeant(mail, 1).url, linkMeant(mail, 'our offer').url, linkMeant(mail, '/u/').url], [LINKS[1], LINKS[0], LINKS[2]]);
    assert.throws(() => linkMeant(mail, 7), { code: 'LINK_UNKNOWN' });
    assert.throws(() => linkMeant(mail, 'nowhere'), { code: 'LINK_UNKNOWN' });
  });

  it('go through Safe Links where that stands before the mailbox, everything else untouched, and lead to the same place', async () => {
    const before = await mailOf(HTML);
    const after = rewritten(before, 'flynn@flynnsarcade.com');
    const links = linksOf(after);
    assert.ok(links.every(({ url }) => url.startsWith('https://eur01.safelinks.protection.outlook.com/?url=http%3A%2F%2Flocalhost%3A3000%2F')));
    assert.deepEqual(links.map(({ url }) => original(url)), LINKS);
    assert.deepEqual(links.map(({ text }) => text), linksOf(before).map(({ text }) => text));
    const withoutLinks = (html: string | undefined): string => (html ?? '').replace(/href=("[^"]*"|'[^']*')/g, 'href');
    assert.equal(withoutLinks(after.html), withoutLinks(before.html));
    assert.ok(after.html?.includes('mailto:rep@contoso.example'));
    assert.equal(rewritten(after, 'flynn@flynnsarcade.com').html, after.html, 'twice is as once');
    assert.equal(original('http://localhost:3000/l/one'), 'http://localhost:3000/l/one');
  });
});

import assert from 'node:assert/strict';
import { checkAnswer } from '../../../bench/fuzz/check.js';
import { mutate } from '../../../bench/fuzz/mutate.js';
import { Random } from '../../../bench/fuzz/random.js';
import { seedMails } from '../../../bench/fuzz/seeds.js';
import { readMime } from '../../../connector/mailbox/index.js';
import { classify } from '../../../connector/replies/index.js';
import { classified, mime, report } from './mail.js';

const HEADER = 'From: Mail Delivery <mailer-daemon@mx.example>\r\nReturn-Path: <>\r\nSubject: failure notice\r\nMessage-ID: <q@mx.example>\r\n';

describe('hostile mail', () => {
  it('is answered, however it was damaged', () => {
    const random = new Random(7);
    const seeds = seedMails();
    for (let index = 0; index < 3_000; index += 1) {
      const source = mutate(random.pick(seeds), random.pick(seeds), random);
      try {
        checkAnswer(source);
      } catch (error) {
        throw new Error(`Mail ${index}: ${source.toString('base64').slice(0, 4_000)}`, { cause: error });
      }
    }
  }).timeout(120_000);

  const whole: readonly [what: string, source: Buffer][] = [
    ['nothing', Buffer.alloc(0)],
    ['an empty line', Buffer.from('\r\n')],
    ['NUL bytes', Buffer.alloc(100_000)],
    ['bytes of no charset', Buffer.alloc(100_000, 0xff)],
    ['a date of the year 0', mime(['From: a@b.example', 'Date: Sat, 1 Jan 0000 00:00:00 +0000', 'Received: x; Sat, 1 Jan 0000 00:00:00 +0000', '', 'x'])],
    ['an entity beyond Unicode', mime(['Content-Type: text/html', '', '&#x110000;&#xD800;&#0;&unknown;'])],
    ['a report within a report, fifty deep', nested(50)],
  ];
  for (const [what, source] of whole) {
    it(`${what} gets an answer`, () => {
      checkAnswer(source);
    });
  }

  it('in a date no mail can have leaves the date out', () => {
    const { item } = readMime(mime(['Date: Sat, 1 Jan 0000 00:00:00 +0000', '', 'x']));
    assert.deepEqual([item.sentAt, item.receivedAt], [null, new Date(0)]);
  });

  it('a report fifty deep is the outermost one’s', () => {
    assert.equal(classified(nested(50)).bounce?.recipients[0]?.address, 'flynn@arcade.example');
  });

  /** Pieces that make patterns look again and again. */
  const PIECES = [' ', '\n', '\r\n', '>', '> \n', '<', '<<', '(', 'a@', '<a@b>', 'a@b.example ', 'a@b.example:\n', ':', '-', '-----a-----\n', '=?', '=?utf-8?Q?', '=', '=3', 'From: a\n', 'Received: x\n', 'From: a@b\nTo: b\nSubject: c\n\n', '550 5.1.1 ', '1.1.', 'said: ', 'user ', 'mailbox not ', 'could not be delivered to ', 'message-id ', 'Action: failed\nFinal-Recipient: rfc822;a@b\n\n', 'グループ', 'click ', '\u200b', '[', '<div>', '<p>x</p>', '&amp;', '+AGE-', '--b\r\n', 'x--b', 'On 3.4.2026 10:00 a@b wrote:\n', 'out of office until 3 '];

  it('takes time linear to its size', () => {
    const slow: string[] = [];
    for (const piece of PIECES) {
      for (const [place, make] of PLACES) {
        const [small, large] = [make(piece, 20_000), make(piece, 160_000)];
        cost(small);
        // Eight times the size may cost eight times the time, and twice that for what a busy machine does.
        if (ratioOf(small, large) > 16) slow.push(`${JSON.stringify(piece)} in ${place}`);
      }
    }
    assert.deepEqual(slow, []);
  }).timeout(300_000);

  it('of megabytes of header is read to its end', () => {
    for (const line of ['a:b\n', 'X-Junk: aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n', 'To: <a@b.example>\r\n', ' folded\n']) {
      const source = Buffer.from(`${HEADER}${repeated(line, 4_000_000)}In-Reply-To: <asked@contoso.example>\r\n\r\nx`);
      assert.equal(readMime(source).item.inReplyTo, '<asked@contoso.example>', line);
    }
  }).timeout(60_000);

  it('with ten thousand references gives each', () => {
    const ids = Array.from({ length: 10_000 }, (_, index) => `<${index}.of.a.long.thread@mail.contoso.example>`);
    assert.deepEqual(readMime(Buffer.from(`${HEADER}References: ${ids.join('\r\n ')}\r\n\r\nx`)).item.references, ids);
  });
});

type Make = (piece: string, size: number) => Buffer;

const PLACES: readonly [place: string, make: Make][] = [
  ['text', (piece, size) => Buffer.from(`${HEADER}\r\n${repeated(piece, size)}`)],
  ['HTML', (piece, size) => Buffer.from(`${HEADER}Content-Type: text/html\r\n\r\n${repeated(piece, size)}`)],
  ['a report', (piece, size) => Buffer.from(`${HEADER}Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\n${repeated(piece, size)}\r\n--b--`)],
  ['headers', (piece, size) => Buffer.from(`${HEADER}References: ${inOneLine(piece, size)}\r\nTo: ${inOneLine(piece, size)}\r\nX-Failed-Recipients: ${inOneLine(piece, size)}\r\n\r\nx`)],
];

function inOneLine(piece: string, size: number): string {
  return repeated(piece.replace(/[\r\n]+/g, ' '), size);
}

function repeated(piece: string, size: number): string {
  return piece.repeat(Math.ceil(size / piece.length));
}

/** The best of several tries, each large one beside a small one, so that what else runs slows both; below some milliseconds nothing can be told. */
function ratioOf(small: Buffer, large: Buffer): number {
  const ratios: number[] = [];
  for (let tries = 0; tries < 6; tries += 1) {
    const ratio = cost(large) / Math.max(cost(small), 2);
    if (ratio <= 16) return ratio;
    ratios.push(ratio);
  }
  return Math.min(...ratios);
}

/** Milliseconds. */
function cost(source: Buffer): number {
  const start = performance.now();
  const { item, body } = readMime(source);
  classify(item, body);
  return performance.now() - start;
}

function nested(depth: number): Buffer {
  let source = report([{ action: 'failed', status: '5.1.1', recipient: 'inner@arcade.example' }]).toString();
  for (let level = 0; level < depth; level += 1) {
    const outer = report([{ action: 'failed', status: '5.1.1' }]).toString().replaceAll('--b', `--level${level}`).replace('boundary="b"', `boundary="level${level}"`);
    source = outer.slice(0, outer.indexOf('Received: from contoso')) + source + `\r\n--level${level}--`;
  }
  return Buffer.from(source);
}

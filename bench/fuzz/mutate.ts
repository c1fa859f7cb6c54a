/**
 * Damages a mail the way mail gets damaged, and worse: bytes flipped and lost, lines repeated,
 * boundaries changed, encodings mixed up, one mail spliced into another or put inside it, pieces that
 * parsers stumble over put in by the thousand.
 */
import type { Random } from './random.js';

type Mutation = (mail: Buffer, random: Random, other: Buffer) => Buffer;

const LONGEST_BYTES = 300_000;
const REPEATED_AT_MOST = 3_000;

const HOSTILE: readonly [string, ...string[]] = [
  '\0', '\r', '\n\n', '\r\n\r\n', '=?utf-8?B?', '?=', '=?utf-8?Q?=41?=', '=?x-none?B?QUJD?=', '=?iso-2022-jp?B?GyRC?=', '+AGE-', '=', '=3D', '=\r\n', '<', '>', '<<', '(', ')', '"', '\\', '@', 'a@b', '<a@b>', ':', ';', ',', '--', '--b', '--b--', '\r\n--b\r\n', '\xff', '\xc3', '\xed\xa0\x80', '\x1b$B', '\x0e', '\x0f', '\u202e', '\u{1f600}',
  'Content-Type: multipart/mixed; boundary=b\r\n', 'Content-Type: message/rfc822\r\n\r\n', 'Content-Type: text/html; charset=utf-7\r\n', 'Content-Transfer-Encoding: base64\r\n', 'Final-Recipient: rfc822; a@b\r\n', 'Action: failed\r\n', 'Status: 5.1.1\r\n', 'Date: Thu, 1 Jan 0000 00:00:00 +9999\r\n', 'Date: 99999999999\r\n', 'References: <a@b>\r\n', 'In-Reply-To:\r\n\t<\r\n', 'Message-ID: a b@c\r\n', 'Subject: ', 'From: <>\r\n', 'From \r\n', '550 5.1.1 ', 'said: ', '> ', 'BEGIN:VCALENDAR\r\n', '<div>', '<blockquote>', '</', '<!--', '&#x110000;', '&#0;', '&', '<a href="',
];

const MUTATIONS: readonly [Mutation, ...Mutation[]] = [
  function flip(mail, random) {
    const copy = Buffer.from(mail);
    for (let count = 1 + random.below(20); count > 0 && copy.length > 0; count -= 1) copy[random.below(copy.length)] = random.below(256);
    return copy;
  },
  function lose(mail, random) {
    const at = random.below(mail.length + 1);
    return Buffer.concat([mail.subarray(0, at), mail.subarray(at + random.below(200))]);
  },
  function cut(mail, random) {
    return mail.subarray(0, random.below(mail.length + 1));
  },
  function repeat(mail, random) {
    const at = random.below(mail.length + 1);
    const piece = mail.subarray(at, at + 1 + random.below(120));
    return insert(mail, at, Buffer.concat(Array.from({ length: 1 + random.below(40) }, () => piece)));
  },
  function stumble(mail, random) {
    const times = random.below(4) === 0 ? 1 + random.below(REPEATED_AT_MOST) : 1;
    return insert(mail, random.below(mail.length + 1), Buffer.from(random.pick(HOSTILE).repeat(times), random.below(2) === 0 ? 'utf8' : 'latin1'));
  },
  function splice(mail, random, other) {
    return Buffer.concat([mail.subarray(0, random.below(mail.length + 1)), other.subarray(random.below(other.length + 1))]);
  },
  function nest(mail, random, other) {
    const type = random.pick(['message/rfc822', 'text/rfc822-headers', 'message/delivery-status', 'multipart/mixed', 'text/plain', 'message/disposition-notification', 'text/calendar']);
    return Buffer.concat([headerOf(other), Buffer.from(`Content-Type: multipart/report; boundary=b\r\n\r\n--b\r\nContent-Type: ${type}\r\n\r\n`), mail, Buffer.from('\r\n--b--\r\n')]);
  },
  function lineEnds(mail, random) {
    return Buffer.from(mail.toString('latin1').replaceAll(random.pick(['\r\n', '\r', '\n']), random.pick(['\n', '\r', '\r\n', '\n\n', ' '])), 'latin1');
  },
  function encode(mail, random) {
    const at = mail.indexOf('\r\n\r\n');
    if (at === -1) return mail;
    const header = Buffer.concat([mail.subarray(0, at), Buffer.from(`\r\nContent-Transfer-Encoding: ${random.pick(['base64', 'quoted-printable', 'x-uuencode', '8bit'])}\r\n\r\n`)]);
    const body = mail.subarray(at + 4);
    return Buffer.concat([header, random.below(2) === 0 ? Buffer.from(body.toString('base64')) : body]);
  },
  function charset(mail, random) {
    return Buffer.from(mail.toString('latin1').replace(/charset=[^\s;]{1,40}/i, `charset=${random.pick(['utf-7', 'iso-2022-kr', 'utf-16', 'gb18030', 'x-none', '"', 'cp437', 'shift_jis'])}`), 'latin1');
  },
];

/** One to six mutations of the mail; `other` is one to take pieces from. */
export function mutate(mail: Buffer, other: Buffer, random: Random): Buffer {
  let mutated = mail;
  for (let count = 1 + random.below(6); count > 0; count -= 1) mutated = random.pick(MUTATIONS)(mutated, random, other).subarray(0, LONGEST_BYTES);
  return mutated;
}

function insert(mail: Buffer, at: number, piece: Buffer): Buffer {
  return Buffer.concat([mail.subarray(0, at), piece, mail.subarray(at)]);
}

function headerOf(mail: Buffer): Buffer {
  const end = mail.indexOf('\r\n\r\n');
  return end === -1 ? Buffer.alloc(0) : mail.subarray(0, end + 2);
}

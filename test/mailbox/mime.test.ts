import assert from 'node:assert/strict';
import iconv from 'iconv-lite';
import { readMime } from '../../connector/mailbox/index.js';

function mail(...lines: readonly string[]): Buffer {
  return Buffer.from(lines.join('\r\n'), 'utf8');
}

const REPLY = [
  'Received: from a by b; Mon, 23 Nov 2026 10:00:05 +0000',
  'Message-ID: <answer@arcade.example>',
  'In-Reply-To: <step-1@contoso.example>',
  'References: <first@contoso.example>',
  ' <step-1@contoso.example>',
  'Date: Mon, 23 Nov 2026 11:00:00 +0100',
  'From: "Flynn, Kevin" <Kevin@Arcade.example>',
  'To: Riley <riley@contoso.example>, team@contoso.example',
  'Cc: (a comment) alan@arcade.example',
  'Subject: =?utf-8?Q?Re:_Gr=C3=BC=C3=9Fe?=',
  'Thread-Index: AdoAAAAAAAECAwQFBgcICQoLDA0ODw==',
  'Content-Type: text/plain; charset=utf-8',
  '',
  'Hello',
];

describe('a mail as MIME', () => {
  it('gives the facts Graph gives', () => {
    const { item, body } = readMime(mail(...REPLY), { itemId: 'AAk=', messageClass: 'IPM.Note' });
    assert.deepEqual(
      { ...item, headers: item.headers.length },
      {
        itemId: 'AAk=',
        folder: 'inbox',
        internetMessageId: '<answer@arcade.example>',
        inReplyTo: '<step-1@contoso.example>',
        references: ['<first@contoso.example>', '<step-1@contoso.example>'],
        parentMessageId: null,
        threadId: '000102030405060708090a0b0c0d0e0f',
        subject: 'Re: Grüße',
        from: { address: 'kevin@arcade.example', name: 'Flynn, Kevin' },
        sender: { address: 'kevin@arcade.example', name: 'Flynn, Kevin' },
        to: [{ address: 'riley@contoso.example', name: 'Riley' }, { address: 'team@contoso.example', name: '' }],
        cc: [{ address: 'alan@arcade.example', name: 'a comment' }],
        bcc: [],
        receivedAt: new Date('2026-11-23T10:00:05Z'),
        sentAt: new Date('2026-11-23T10:00:00Z'),
        isDraft: false,
        conversationId: null,
        messageClass: 'IPM.Note',
        headers: 11,
        stampProperty: null,
      },
    );
    assert.deepEqual(body, { text: 'Hello', html: '', parts: [] });
  });

  const same: readonly [what: string, source: Buffer][] = [
    ['lines that end with LF', Buffer.from(REPLY.join('\n'))],
    ['a first line "From …"', mail('From kevin@arcade.example Mon Nov 23 10:00:00 2026', ...REPLY)],
    ['empty lines before it', mail('', '', ...REPLY)],
    ['a byte order mark', Buffer.concat([Buffer.from('\ufeff'), mail(...REPLY)])],
    ['a blank before each colon', mail(...REPLY.map((line) => line.replace(/^([A-Za-z-]+):/, '$1 :')))],
    ['names in capitals', mail(...REPLY.map((line) => line.replace(/^[A-Za-z-]+:/, (name) => name.toUpperCase())))],
    ['lines between that are no fields', mail(...REPLY.flatMap((line) => (line.startsWith('From') ? ['this is no field', line] : [line])))],
  ];
  for (const [what, source] of same) {
    it(`with ${what} gives the same`, () => {
      const { item, body } = readMime(source);
      assert.deepEqual([item.internetMessageId, item.inReplyTo, item.references.length, item.subject, item.from?.address, body.text], ['<answer@arcade.example>', '<step-1@contoso.example>', 2, 'Re: Grüße', 'kevin@arcade.example', 'Hello']);
    });
  }
});

describe('headers as they really come', () => {
  const subjects: readonly [what: string, raw: Buffer, subject: string][] = [
    ['base64', Buffer.from('=?UTF-8?B?R3LDvMOfZQ==?='), 'Grüße'],
    ['Q, with blanks as underscores', Buffer.from('=?iso-8859-1?Q?Gr=FC=DFe_aus_Bonn?='), 'Grüße aus Bonn'],
    ['two words, the blank between them dropped', Buffer.from('=?utf-8?Q?Gr=C3=BC?= =?utf-8?Q?=C3=9Fe?='), 'Grüße'],
    ['a character split over two words', Buffer.from('=?utf-8?B?R3LD?= =?utf-8?B?vMOfZQ==?='), 'Grüße'],
    ['plain words beside encoded ones', Buffer.from('Re: =?utf-8?Q?Gr=C3=BC=C3=9Fe?= (2)'), 'Re: Grüße (2)'],
    ['a language behind the charset', Buffer.from('=?utf-8*de?Q?Gr=C3=BC=C3=9Fe?='), 'Grüße'],
    ['raw UTF-8', Buffer.from('Grüße'), 'Grüße'],
    ['raw Windows-1252', Buffer.from('Gr\xfc\xdfe', 'latin1'), 'Grüße'],
    ['UTF-7', Buffer.from('=?utf-7?Q?Gr+APwA3w-e?='), 'Grüße'],
    ['a charset nobody knows', Buffer.from('=?x-nobody?Q?Gr=C3=BC=C3=9Fe?='), 'Grüße'],
    ['blanks within a Q word', Buffer.from('=?utf-8?Q?Gr=C3=BC=C3=9Fe aus Bonn?='), 'Grüße aus Bonn'],
    ['a word that never ends', Buffer.from('=?utf-8?Q?Gr=C3'), '=?utf-8?Q?Gr=C3'],
    ['NUL bytes', Buffer.from('Gr\0uss'), 'Gruss'],
  ];
  for (const [what, raw, subject] of subjects) {
    it(`a subject: ${what}`, () => {
      assert.equal(readMime(Buffer.concat([Buffer.from('Subject: '), raw, Buffer.from('\r\n\r\nx')])).item.subject, subject);
    });
  }

  const charsets: readonly [charset: string, text: string][] = [
    ['iso-8859-2', 'Žluťoučký kůň'], ['iso-8859-9', 'Işık ağacı'], ['windows-1251', 'Привет'], ['koi8-r', 'Привет'], ['shift_jis', '日本語'], ['euc-jp', '日本語'], ['gb2312', '中文'], ['gb18030', '中文'], ['big5', '中文'], ['euc-kr', '한국어'], ['cp850', 'Grüße'], ['cp437', 'Grüße'], ['macintosh', 'Grüße'],
  ];
  for (const [charset, text] of charsets) {
    it(`in ${charset}`, () => {
      const bytes = iconv.encode(text, charset);
      const { item, body } = readMime(Buffer.concat([Buffer.from(`Subject: =?${charset}?B?${bytes.toString('base64')}?=\r\nContent-Type: text/plain; charset="${charset}"\r\n\r\n`), bytes]));
      assert.deepEqual([item.subject, body.text], [text, text]);
    });
  }

  it('in ISO-2022-JP and ISO-2022-KR', () => {
    assert.equal(readMime(Buffer.from('Subject: =?ISO-2022-JP?B?GyRCRnxLXDhsGyhC?=\r\n\r\n')).item.subject, '日本語');
    assert.equal(readMime(Buffer.from('Content-Type: text/plain; charset=iso-2022-kr\r\n\r\n\x1b$)C\x0eGQ1[\x0f', 'latin1')).body.text, '한글');
  });

  const ids: readonly [what: string, value: string, id: string | null][] = [
    ['without brackets', 'a@b.example', '<a@b.example>'],
    ['with blanks', '< a@b.example >', '<a@b.example>'],
    ['folded', '\r\n <a@b.example>', '<a@b.example>'],
    ['empty', '', null],
  ];
  for (const [what, value, id] of ids) {
    it(`a Message-ID ${what}`, () => {
      assert.equal(readMime(Buffer.from(`Message-ID: ${value}\r\n\r\nx`)).item.internetMessageId, id);
    });
  }

  const dates: readonly [value: string, date: string | null][] = [
    ['Mon, 23 Nov 2026 10:00:00 +0100', '2026-11-23T09:00:00.000Z'], ['23 Nov 26 10:00 EST', '2026-11-23T15:00:00.000Z'], ['Mon, 23 Nov 2026 10:00:00 +0100 (CET)', '2026-11-23T09:00:00.000Z'], ['Mon Nov 23 10:00:00 2026 GMT', '2026-11-23T10:00:00.000Z'], ['2026-11-23T10:00:00Z', '2026-11-23T10:00:00.000Z'],
    ['Sat, 1 Jan 0000 00:00:00 +0000', null], ['Sat, 1 Jan 0042 00:00:00 +0000', null], ['Sat, 1 Jan 1600 00:00:00 +0000', null], ['tomorrow', null], ['', null], ['Mon, 99 Foo 2026 10:00', null],
  ];
  for (const [value, date] of dates) {
    it(`the date "${value}"`, () => {
      assert.equal(readMime(Buffer.from(`Date: ${value}\r\n\r\nx`)).item.sentAt?.toISOString() ?? null, date);
    });
  }
});

describe('parts of a mail', () => {
  const parts = (boundary: string, ...bodies: readonly string[]): string[] => [...bodies.flatMap((body) => [`--${boundary}`, ...body.split('\n')]), `--${boundary}--`];

  it('plain text is shown where there is HTML as well', () => {
    const { body } = readMime(mail('Content-Type: multipart/alternative; boundary=b', '', ...parts('b', 'Content-Type: text/plain\n\nplain', 'Content-Type: text/html\n\n<p>rich</p>')));
    assert.deepEqual([body.text, body.html], ['plain', '<p>rich</p>']);
  });

  it('HTML alone becomes text, its quotes marked, without styles', () => {
    const { body } = readMime(mail('Content-Type: text/html', '', '<html><head><style>p{}</style><title>no</title></head><body><p>One &amp; two<br>three</p><blockquote><div>quoted</div></blockquote></body></html>'));
    assert.deepEqual(body.text.split('\n').filter((line) => !/^[> ]*$/.test(line)), ['One & two', 'three', '> quoted']);
  });

  it('reports, returned mails, calendars and attachments are parts; images have no text', () => {
    const { body } = readMime(
      mail(
        'Content-Type: multipart/mixed; boundary="b b"', '',
        ...parts('b b', 'Content-Type: text/plain\n\nwords', 'Content-Type: message/delivery-status\n\nAction: failed', 'Content-Type: message/rfc822\n\nSubject: x\n\ny', 'Content-Type: text/calendar; method=REPLY\n\nBEGIN:VCALENDAR', 'Content-Type: text/plain\nContent-Disposition: attachment; filename=a.txt\n\nattached', 'Content-Type: image/png\nContent-Transfer-Encoding: base64\n\nQUJD'),
      ),
    );
    assert.equal(body.text, 'words');
    assert.deepEqual(body.parts.map(({ type, text }) => [type, text.trim().split(/\r?\n/)[0]]), [['message/delivery-status', 'Action: failed'], ['message/rfc822', 'Subject: x'], ['text/calendar', 'BEGIN:VCALENDAR'], ['text/plain', 'attached'], ['image/png', '']]);
  });

  it('base64 with words below it, and quoted-printable with damage, are decoded', () => {
    assert.equal(readMime(mail('Content-Transfer-Encoding: base64', '', 'SGVsbG8=', '_____', 'this is a footer')).body.text, 'Hello');
    assert.equal(readMime(mail('Content-Transfer-Encoding: quoted-printable', 'Content-Type: text/plain; charset=utf-8', '', 'Gr=C3=BC=', '=C3=9Fe =ZZ =3D')).body.text, 'Grüße =ZZ =');
  });

  const broken: readonly [what: string, lines: readonly string[]][] = [
    ['no closing boundary', ['Content-Type: multipart/mixed; boundary=b', '', '--b', 'Content-Type: text/plain', '', 'words']],
    ['a boundary that is not the one stated', ['Content-Type: multipart/mixed; boundary=a', '', '--b', 'Content-Type: text/plain', '', 'words', '--b--']],
    ['no boundary stated', ['Content-Type: multipart/mixed', '', '--b', 'Content-Type: text/plain', '', 'words', '--b--']],
    ['a parameter on a line that is not folded', ['Content-Type: multipart/mixed;', 'boundary=b', '', '--b', 'Content-Type: text/plain', '', 'words', '--b--']],
    ['no semicolon before the parameter', ['Content-Type: multipart/mixed', ' boundary=b', '', '--b', 'Content-Type: text/plain', '', 'words', '--b--']],
    ['a part without header', ['Content-Type: multipart/mixed; boundary=b', '', '--b', '', 'words', '--b--']],
    ['no parts at all', ['Content-Type: multipart/mixed; boundary=b', '', 'words']],
  ];
  for (const [what, lines] of broken) {
    it(`are found with ${what}`, () => {
      assert.match(readMime(mail(...lines)).body.text, /^words\s*$/);
    });
  }

  it('a boundary in pieces is joined (RFC 2231)', () => {
    assert.equal(readMime(mail('Content-Type: multipart/mixed; boundary*0="be"; boundary*1="ta"', '', '--beta', '', 'words', '--beta--')).body.text, 'words');
  });

  it('a returned mail between boundaries without a header of the part is a returned mail', () => {
    const { body } = readMime(mail('Content-Type: multipart/mixed; boundary=b', '', '--b', '', 'words', '--b', 'Received: x', 'Message-ID: <step-1@contoso.example>', 'From: a@b.example', '', 'Hello', '--b--'));
    assert.deepEqual([body.text, body.parts[0]?.type], ['words', 'message/rfc822']);
  });

  it('text fifty deep is not lost, nor looked for for ever', () => {
    let inner = 'Content-Type: text/plain\r\n\r\nwords';
    for (let level = 0; level < 50; level += 1) inner = `Content-Type: multipart/mixed; boundary=b${level}x\r\n\r\n--b${level}x\r\n${inner}\r\n--b${level}x--`;
    assert.match(readMime(Buffer.from(inner)).body.text, /words/);
  });
});

import assert from 'node:assert/strict';
import { classify } from '../../../connector/replies/index.js';
import { aMail } from '../../mail-facts.js';
import { classified, mime, notice, report, RETURNED, told } from './mail.js';

const ORIGINAL = '<step-1@contoso.example>';

describe('reports of mail that was not delivered', () => {
  const table: readonly [what: string, kind: string, status: string | null, action: string, stated: string, said?: string][] = [
    ['nobody of that name', 'bounce_hard', '5.1.1', 'failed', '5.1.1', '550 5.1.1 User unknown'],
    ['a vague status, the cause in what the server said', 'bounce_hard', '5.1.1', 'failed', '5.0.0', '550 5.1.1 <flynn@arcade.example>: no such mailbox here'],
    ['no host of that name', 'bounce_hard', '5.4.4', 'failed', '5.4.4', 'Host or domain name not found'],
    ['no mail wanted at that domain', 'bounce_hard', '5.7.27', 'failed', '5.7.27', '556 5.7.27 domain arcade.example does not accept mail (nullMX)'],
    ['a full mailbox', 'bounce_soft', '5.2.2', 'failed', '5.2.2', '552 5.2.2 mailbox full'],
    ['a full mailbox behind a status of unknown addresses', 'bounce_soft', '5.1.1', 'failed', '5.1.1', '550 5.1.1 user is over quota'],
    ['a refusal by policy', 'bounce_soft', '5.7.1', 'failed', '5.7.1', '554 5.7.1 message refused by our policy'],
    ['a refusal as spam that gives the status of unknown addresses', 'bounce_soft', '5.1.1', 'failed', '5.1.1', '550 5.1.1 rejected as spam'],
    ['the sender is refused, not the recipient', 'bounce_soft', '5.1.8', 'failed', '5.1.8', '553 5.1.8 domain of sender address does not exist'],
    ['given up after days', 'bounce_soft', '4.4.1', 'failed', '4.4.1', 'connection timed out'],
    ['still being tried', 'bounce_delayed', '4.4.1', 'delayed', '4.4.1', 'connection timed out'],
    ['unknown, said after the whole mail was there', 'bounce_soft', '5.0.0', 'failed', '5.0.0', '550 user unknown (in reply to end of DATA command)'],
    ['a status and nothing else', 'bounce_hard', '5.1.10', 'failed', '5.1.10'],
    ['a directory that does not know the address', 'bounce_hard', '5.4.1', 'failed', '5.4.1', '550 5.4.1 Recipient address rejected: Access denied.'],
  ];
  for (const [what, kind, status, action, stated, said] of table) {
    it(`${what} is ${kind}`, () => {
      const classification = classified(report([{ action, status: stated, ...(said === undefined ? {} : { said }) }]));
      assert.deepEqual(told(classification), { kind, failed: ['flynn@arcade.example'], original: ORIGINAL, status });
    });
  }

  it('that name several recipients tell each one’s outcome', () => {
    const { kind, bounce } = classified(
      report([
        { action: 'failed', status: '5.1.1', said: '550 5.1.1 unknown user', recipient: 'gone@arcade.example' },
        { action: 'delivered', status: '2.0.0', recipient: 'here@arcade.example' },
        { action: 'failed', status: '5.2.2', said: '552 mailbox full', recipient: 'full@arcade.example', original: 'team@arcade.example' },
        { action: 'delayed', status: '4.4.1', recipient: 'late@arcade.example' },
      ]),
    );
    assert.equal(kind, 'bounce_hard');
    assert.deepEqual(
      bounce?.recipients.map(({ address, original, severity }) => [address, original, severity]),
      [
        ['gone@arcade.example', null, 'hard'],
        ['full@arcade.example', 'team@arcade.example', 'soft'],
        ['late@arcade.example', null, 'delayed'],
      ],
    );
  });

  it('are bounces whatever else their header says', () => {
    for (const header of [['Auto-Submitted: auto-replied'], ['In-Reply-To: <step-1@contoso.example>'], ['Precedence: bulk'], ['List-Id: <x.example>']]) {
      assert.equal(classified(report([{ action: 'failed', status: '5.1.1' }], header)).kind, 'bounce_hard');
    }
  });

  it('of success are none', () => {
    for (const action of ['delivered', 'relayed', 'expanded']) assert.equal(classified(report([{ action, status: '2.1.5' }])).kind, 'other');
  });

  it('are told by Exchange’s message class, and by what of the header there is', () => {
    const from = 'MicrosoftExchange329e71ec88ae4615bbc36ab6ce41109e@contoso.example';
    assert.equal(classify(aMail(from, { messageClass: 'REPORT.IPM.Note.NDR' }), null).kind, 'bounce_soft');
    assert.equal(classify(aMail(from, { messageClass: 'REPORT.IPM.Note.DR' }), null).kind, 'other');
    assert.equal(classify(aMail('postmaster@contoso.example', { messageClass: '', subject: 'Unzustellbar: Arcade lease' }), null).kind, 'bounce_soft');
    assert.equal(classify(aMail('postmaster@contoso.example', { messageClass: '', subject: 'AW: Unzustellbar: Arcade lease' }), null).kind, 'human_reply');
  });
});

describe('the mail that was not delivered', () => {
  const words = ['<flynn@arcade.example>: 550 5.1.1 user unknown', ''];
  const table: readonly [what: string, source: Buffer, original: string | null][] = [
    ['is named by the copy in the text', notice('failure notice', [...words, '--- Copy of the message follows.', '', ...RETURNED]), ORIGINAL],
    ['is named by a copy behind quote marks', notice('failure notice', [...words, ...RETURNED.map((line) => `> ${line}`)]), ORIGINAL],
    ['is named by a folded field', notice('failure notice', [...words, 'Return-Path: <riley@contoso.example>', 'Message-ID:', '  <step-1@contoso.example>', 'From: riley@contoso.example', 'Subject: x']), ORIGINAL],
    ['is named by a line of the text', notice('failure notice', [...words, 'Nachrichten-ID: <step-1@contoso.example>']), ORIGINAL],
    ['is what Exchange’s report answers', notice('Undeliverable: Arcade lease', words, { header: ['Return-Path: <>', 'In-Reply-To: <step-1@contoso.example>'] }), ORIGINAL],
    ['is not the report itself', notice('failure notice', [...words, 'Message-ID: <notice-1@mx.arcade.example>']), null],
    ['stays unknown where nothing names it', notice('failure notice', words), null],
  ];
  for (const [what, source, original] of table) {
    it(what, () => {
      assert.equal(told(classified(source)).original, original);
    });
  }

  it('is named by a field of the report before anything else', () => {
    const source = report([{ action: 'failed', status: '5.1.1' }]).toString().replace('Reporting-MTA: dns; mx.arcade.example', 'Reporting-MTA: dns; x\r\nX-Original-Message-ID: <as-sent@contoso.example>');
    assert.equal(told(classified(Buffer.from(source))).original, '<as-sent@contoso.example>');
  });

  it('is found in an attached header section, and where the boundary behind the report is lost', () => {
    const whole = report([{ action: 'failed', status: '5.1.1' }]).toString();
    const asHeaders = whole.replace('Content-Type: message/rfc822', 'Content-Type: text/rfc822-headers');
    const lost = whole.replace('--b\r\nContent-Type: message/rfc822', '--c\r\nContent-Type: message/rfc822');
    const bare = whole.replace('Content-Type: message/rfc822\r\n\r\n', '');
    for (const source of [asHeaders, lost, bare]) assert.equal(told(classified(Buffer.from(source))).original, ORIGINAL);
  });
});

describe('mails that are no bounces', () => {
  const quoted = ['Hello Riley,', '', 'your mail came back to me, the address is wrong. Write to flynn2@arcade.example.', ''];
  const table: readonly [what: string, kind: string, source: Buffer][] = [
    [
      'a person who quotes a bounce',
      'human_reply',
      notice('RE: Undeliverable: Arcade lease', [...quoted, '> 550 5.1.1 <flynn@arcade.example>: user unknown', '> could not be delivered'], { from: 'kevin@arcade.example', header: ['In-Reply-To: <step-1@contoso.example>'] }),
    ],
    [
      'a postmaster who answers as a person',
      'human_reply',
      notice('Re: Arcade lease', [...quoted, '> Hello Flynn,', '> how are you?', '> Riley'], { from: 'postmaster@arcade.example', header: ['In-Reply-To: <step-1@contoso.example>'] }),
    ],
    [
      'a person’s mail with another mail attached',
      'human_reply',
      mime([
        'From: kevin@arcade.example', 'To: riley@contoso.example', 'Message-ID: <k@arcade.example>', 'In-Reply-To: <step-1@contoso.example>', 'Subject: Re: Arcade lease',
        'Content-Type: multipart/mixed; boundary=m', '', '--m', 'Content-Type: text/plain', '', 'See what I got.', '--m', 'Content-Type: message/rfc822', '', ...report([{ action: 'failed', status: '5.1.1' }]).toString().split('\r\n'), '--m--',
      ]),
    ],
    [
      'a question about a bounce, on a list of mail administrators',
      'human_reply',
      notice('550 5.1.1 user unknown', ['Hello list,', 'I find this in my log:', '550 5.1.1 <a@b.example>: user unknown', 'and the mail comes back as undelivered:', '', ...RETURNED, '', 'What is wrong?'], { from: 'bob@elsewhere.example', header: ['Return-Path: <list-bounces@lists.example>', 'List-Id: <mta.lists.example>', 'In-Reply-To: <other@lists.example>'] }),
    ],
    ['a bounce passed on by a person', 'other', notice('Fwd: Undelivered Mail', ['please check', '', '---------- Forwarded message ---------', 'From: <MAILER-DAEMON@x.example>', '<a@b.example>: 550 5.1.1 user unknown, could not be delivered', ...RETURNED], { from: 'bob@elsewhere.example', header: ['Return-Path: <bob@elsewhere.example>'] })],
    ['a warning to the mailbox’s own user', 'other', notice('Your mailbox is almost full', ['Your mailbox is over its quota.'], { from: 'postmaster@contoso.example' })],
    ['a digest of a log', 'other', notice('Log of mx1', ['  550 5.1.1 User unknown: 5 times', 'undelivered mail returned to sender: 3'], { from: 'root@mx1.example', header: ['Return-Path: <root@mx1.example>', 'Auto-Submitted: auto-generated'] })],
    ['an alarm about a mail server', 'other', notice('ALERT: mail delivery delayed on mx1', ['host x said: 550 5.1.1 user unknown', '450 4.7.1 try again later'], { from: 'root@mx1.example', header: ['Return-Path: <root@mx1.example>'] })],
    [
      'a person who attaches the report',
      'human_reply',
      mime([
        'From: kevin@arcade.example', 'To: riley@contoso.example', 'Subject: Re: Arcade lease', 'In-Reply-To: <step-1@contoso.example>', 'Content-Type: multipart/mixed; boundary=m', '', '--m', 'Content-Type: text/plain', '', 'See what I got.',
        '--m', 'Content-Type: message/delivery-status', '', 'Final-Recipient: rfc822; flynn@arcade.example', 'Action: failed', 'Status: 5.1.1', '', '--m--',
      ]),
    ],
    ['a digest of a quarantine', 'other', notice('Spam notification', ['You have 3 messages in quarantine that were blocked.'], { from: 'postmaster@contoso.example' })],
    ['good news in words', 'other', notice('Successful Mail Delivery Report', ['Your message was successfully delivered to', '<flynn@arcade.example>'])],
    ['a parcel whose carrier writes from the null address', 'other', notice('Your delivery has been delayed', ['Your parcel could not be delivered today.'], { from: 'no-reply@parcels.example' })],
    ['a parcel that is late', 'other', notice('Your delivery has been delayed', ['Your parcel could not be delivered today. We will try again tomorrow.'], { from: 'no-reply@parcels.example', header: ['Return-Path: <bounces@parcels.example>'] })],
    [
      'an abuse report',
      'other',
      mime([
        'From: fbl@isp.example', 'Subject: complaint', 'Content-Type: multipart/report; report-type=feedback-report; boundary=a', '', '--a', 'Content-Type: text/plain', '', 'This is an abuse report.',
        '--a', 'Content-Type: message/feedback-report', '', 'Feedback-Type: abuse', '--a', 'Content-Type: message/rfc822', '', ...RETURNED, '--a--',
      ]),
    ],
  ];
  for (const [what, kind, source] of table) {
    it(`${what} is ${kind}`, () => {
      assert.equal(classified(source).kind, kind);
    });
  }

  it('nobody is asked to prove anything by a bounce', () => {
    const challenge = notice('Your message to flynn@arcade.example', ['Your message was not delivered yet. Please click the link below to confirm that you are a person.', 'https://guard.example/x'], { from: 'guard@arcade.example' });
    assert.equal(classified(challenge).bounce, null);
  });
});

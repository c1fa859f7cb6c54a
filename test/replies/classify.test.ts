import assert from 'node:assert/strict';
import { classify, type MailKind } from '../../connector/replies/index.js';
import { aMail } from '../mail-facts.js';

type Case = readonly [what: string, kind: MailKind, code: string, headers: Readonly<Record<string, string>>, messageClass?: string, from?: string];

const CASES: readonly Case[] = [
  ['an ordinary reply', 'human_reply', 'in-reply-to', { 'In-Reply-To': '<a@b>' }],
  ['a reply by way of a mailing list', 'human_reply', 'reply-prefix', { Precedence: 'list' }],
  ['a reply from a server that suppresses answers to everything', 'human_reply', 'reply-prefix', { 'X-Auto-Response-Suppress': 'All' }],
  ['a reply moved by a rule', 'human_reply', 'reply-prefix', { 'X-MS-Exchange-Inbox-Rules-Loop': 'a@b.example' }],
  ['Auto-Submitted: no', 'human_reply', 'reply-prefix', { 'Auto-Submitted': 'no' }],
  ['an out-of-office', 'auto_reply', 'auto-submitted', { 'auto-submitted': 'auto-replied' }],
  ['an answer generated', 'auto_reply', 'auto-generated', { 'Auto-Submitted': 'auto-generated; x=y' }],
  ['an Exchange rule', 'auto_reply', 'exchange-rule', { 'X-MS-Exchange-Generated-Message-Source': 'Mailbox Rules Agent' }],
  ['an out-of-office template', 'auto_reply', 'automatic-class', {}, 'IPM.Note.Rules.OofTemplate.Microsoft'],
  ['a read receipt', 'receipt', 'receipt', { 'Content-Type': 'multipart/report; report-type=disposition-notification; boundary=x' }],
  ['a read receipt by class', 'receipt', 'receipt-class', {}, 'REPORT.IPM.Note.IPNRN'],
  ['a person called postmaster', 'human_reply', 'reply-prefix', { 'Return-Path': '<postmaster@small.example>' }, '', 'postmaster@small.example'],
];

describe('the kind of an incoming mail', () => {
  for (const [what, kind, code, headers, messageClass = 'IPM.Note', from = 'flynn@flynnsarcade.com'] of CASES) {
    it(`${what} is ${kind}`, () => {
      const result = classify(aMail(from, { messageClass, headers: Object.entries(headers).map(([name, value]) => ({ name, value })) }), null);
      assert.deepEqual([result.kind, result.reasons[0]?.code], [kind, code]);
    });
  }

  it('of no kind may still be somebody who begins anew, to ask for no more mail', () => {
    const result = classify(aMail('flynn@flynnsarcade.com', { subject: 'Your mails' }), { text: 'Please stop emailing me.', html: '', parts: [] });
    assert.equal(result.kind, 'other');
    assert.notEqual(result.wantsNoMore, null);
  });
});

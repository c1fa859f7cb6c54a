import assert from 'node:assert/strict';
import { classify, type ReplyKind } from '../../connector/replies/index.js';

type Case = readonly [what: string, kind: ReplyKind, code: string, headers: Readonly<Record<string, string>>, messageClass?: string, from?: string];

const CASES: readonly Case[] = [
  ['an ordinary reply', 'human', 'no-sign-of-a-machine', { 'In-Reply-To': '<a@b>' }],
  ['a reply by way of a mailing list', 'human', 'no-sign-of-a-machine', { Precedence: 'list' }],
  ['a reply from a server that suppresses answers to everything', 'human', 'no-sign-of-a-machine', { 'X-Auto-Response-Suppress': 'All' }],
  ['a reply moved by a rule', 'human', 'no-sign-of-a-machine', { 'X-MS-Exchange-Inbox-Rules-Loop': 'a@b.example' }],
  ['Auto-Submitted: no', 'human', 'no-sign-of-a-machine', { 'Auto-Submitted': 'no' }],
  ['an out-of-office', 'auto_reply', 'auto-submitted', { 'auto-submitted': 'auto-replied' }],
  ['an answer generated', 'auto_reply', 'auto-submitted', { 'Auto-Submitted': 'auto-generated; x=y' }],
  ['an Exchange rule', 'auto_reply', 'exchange-rule', { 'X-MS-Exchange-Generated-Message-Source': 'Mailbox Rules Agent' }],
  ['an out-of-office template', 'auto_reply', 'automatic-class', {}, 'IPM.Note.Rules.OofTemplate.Microsoft'],
  ['a read receipt', 'auto_reply', 'receipt', { 'Content-Type': 'multipart/report; report-type=disposition-notification; boundary=x' }],
  ['a read receipt by class', 'auto_reply', 'receipt-class', {}, 'REPORT.IPM.Note.IPNRN'],
  ['a bounce that says it is automatic', 'bounce', 'delivery-report', { 'Auto-Submitted': 'auto-replied', 'Content-Type': 'multipart/report;\tboundary="b"; report-type="delivery-status"' }],
  ['a bounce by class', 'bounce', 'report-class', {}, 'REPORT.IPM.Note.NDR'],
  ['a bounce of an old mail system', 'bounce', 'mailer-daemon', { 'Return-Path': '<>' }, '', 'MAILER-DAEMON@mx.example'],
  ['a person called postmaster', 'human', 'no-sign-of-a-machine', { 'Return-Path': '<postmaster@small.example>' }, '', 'postmaster@small.example'],
];

describe('the kind of an incoming mail', () => {
  for (const [what, kind, code, headers, messageClass = 'IPM.Note', from = 'flynn@flynnsarcade.com'] of CASES) {
    it(`${what} is ${kind}`, () => {
      const result = classify({ messageClass, from, headers: Object.entries(headers).map(([name, value]) => ({ name, value })) });
      assert.deepEqual([result.kind, result.code], [kind, code]);
    });
  }
});

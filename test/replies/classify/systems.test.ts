/** How systems speak by their headers: those that answer, those that only notify, and those that people write through. */
import assert from 'node:assert/strict';
import { classify, type MailKind } from '../../../connector/replies/classify/index.js';
import { aMail } from '../../mail-facts.js';

interface Case {
  readonly what: string;
  readonly kind: MailKind;
  readonly subject: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly text?: string;
  readonly from?: string;
  readonly answers?: boolean;
  readonly messageClass?: string;
}

const CASES: readonly Case[] = [
  // RFC 3834 and its elders.
  { what: 'the vacation program', kind: 'auto_reply', subject: 'Re: Lease', headers: { 'Auto-Submitted': 'auto-replied', Precedence: 'bulk' } },
  { what: 'a mail filter with a parameter', kind: 'auto_reply', subject: 'Auto: Lease', headers: { 'Auto-Submitted': 'auto-replied (vacation)' } },
  { what: 'web hosting', kind: 'auto_reply', subject: 'Lease', headers: { 'X-Autorespond': 'Lease', 'X-Loop': 'a@a.example' } },
  { what: 'an old autoresponder', kind: 'auto_reply', subject: 'Re: Lease', headers: { Precedence: 'auto_reply' } },
  { what: 'a post office', kind: 'auto_reply', subject: 'Re: Lease', headers: { 'X-POST-MessageClass': '9; Autoresponder' } },
  { what: 'delivery to an autoresponder', kind: 'auto_reply', subject: 'Re: Lease', headers: { 'Delivered-To': 'Autoresponder' } },
  { what: 'X-Autoreply: yes', kind: 'auto_reply', subject: 'Re: Lease', headers: { 'X-Autoreply': 'yes' } },
  { what: 'X-Autoreply: no', kind: 'human_reply', subject: 'Re: Lease', headers: { 'X-Autoreply': 'no' } },
  // Exchange.
  { what: 'an Inbox rule', kind: 'auto_reply', subject: 'Lease', headers: { 'X-MS-Exchange-Generated-Message-Source': 'Mailbox Rules Agent' }, answers: false },
  { what: 'an out-of-office by its class', kind: 'auto_reply', subject: 'Lease', headers: {}, messageClass: 'IPM.Note.Rules.OofTemplate.Microsoft' },
  { what: 'a template by its class', kind: 'auto_reply', subject: 'Lease', headers: {}, messageClass: 'IPM.Note.Rules.ReplyTemplate.Microsoft' },
  { what: 'weak headers all together', kind: 'human_reply', subject: 'RE: Lease', headers: { 'X-Auto-Response-Suppress': 'DR, OOF, AutoReply', 'X-MS-Exchange-Inbox-Rules-Loop': 'a@a.example', Precedence: 'bulk', 'X-Loop': 'a@a.example' }, text: 'Yes, that suits me.' },
  // Ticket systems.
  { what: 'a ticket system’s receipt', kind: 'auto_reply', subject: '[a.example #481] AutoReply: Lease', headers: { 'RT-Ticket': 'a.example #481', Precedence: 'bulk', 'X-RT-Loop-Prevention': 'a.example' }, text: 'This message has been automatically generated in response to the creation of a ticket regarding Lease.' },
  { what: 'a person who answers through a ticket system', kind: 'human_reply', subject: 'Re: [a.example #481] Lease', headers: { 'RT-Ticket': 'a.example #481', Precedence: 'bulk', 'X-RT-Loop-Prevention': 'a.example' }, text: 'Hello Ben,\n\nI changed the date in the draft. Please look at page 3.\n\nAna' },
  { what: 'an agent whose system calls everything generated', kind: 'human_reply', subject: 'Re: Lease', headers: { 'X-Zendesk-From-Account-Id': '1', 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' }, text: 'Hello Ben,\n\nI changed the date in the draft. Please look at page 3.\n\nAna' },
  { what: 'the receipt of such a system', kind: 'auto_reply', subject: '[Request received] Lease', headers: { 'X-Zendesk-From-Account-Id': '1', 'Auto-Submitted': 'auto-generated' }, text: 'Your request (481) has been received and is being reviewed by our support staff.' },
  { what: 'a bug tracker that acknowledges', kind: 'auto_reply', subject: 'Bug#481: Acknowledgement (Lease)', headers: { 'X-Debian-PR-Message': 'ack 481', Precedence: 'bulk' } },
  { what: 'a generated answer without more', kind: 'auto_reply', subject: 'Re: Lease', headers: { 'Auto-Submitted': 'auto-generated' } },
  // Lists.
  { what: 'a list that holds a post', kind: 'auto_reply', subject: 'Your message to ops awaits moderator approval', headers: { 'X-List-Administrivia': 'yes', Precedence: 'bulk' }, from: 'ops-bounces@lists.a.example' },
  { what: 'a list’s commands', kind: 'auto_reply', subject: 'The results of your email commands', headers: { 'X-List-Administrivia': 'yes', Precedence: 'bulk' }, from: 'ops-bounces@lists.a.example', text: 'The results of your email command are provided below.\n\n- Unprocessed:\n    hello' },
  { what: 'a person who answers on a list', kind: 'human_reply', subject: 'Re: [ops] Lease', headers: { 'List-Id': '<ops.lists.a.example>', 'List-Post': '<mailto:ops@lists.a.example>', 'List-Unsubscribe': '<mailto:x@a.example>', Precedence: 'list' } },
  { what: 'a first post to a list', kind: 'other', subject: '[ops] Lease', headers: { 'List-Id': '<ops.lists.a.example>', 'List-Post': '<mailto:ops@lists.a.example>', Precedence: 'list' }, answers: false, text: 'Does anybody know the owner?' },
  { what: 'a first post about automatic answers', kind: 'other', subject: 'Automatic reply loops in the new version', headers: { 'List-Post': '<mailto:ops@lists.a.example>', Precedence: 'list' }, answers: false, text: 'Since the upgrade it loops. What did we change?' },
  { what: 'a digest', kind: 'other', subject: 'ops Digest, Vol 12, Issue 3', headers: { 'Content-Type': 'multipart/mixed', Precedence: 'list' }, from: 'ops-request@lists.a.example' },
  // Notifications.
  { what: 'a code host', kind: 'other', subject: 'Re: [a/lease] Rent is wrong (#12)', headers: { 'X-GitHub-Reason': 'subscribed', Precedence: 'list' } },
  { what: 'a tracker', kind: 'other', subject: '[JIRA] (LEASE-12) Rent is wrong', headers: { 'X-JIRA-FingerPrint': '1', 'Auto-Submitted': 'auto-generated', Precedence: 'bulk' } },
  { what: 'a commit', kind: 'other', subject: '[2/2] lease commit: rent', headers: { 'X-Mailer': 'Git Admin Mailer' } },
  { what: 'a series of patches', kind: 'other', subject: '[PATCH v2 2/5] rent: round it', headers: { 'X-Mailer': 'git-send-email 2.39.0' } },
  { what: 'an answer to a patch', kind: 'human_reply', subject: 'Re: [PATCH v2 2/5] rent: round it', headers: { 'User-Agent': 'Mutt/2.2' } },
  { what: 'monitoring', kind: 'other', subject: 'PROBLEM: disk is full on db1', headers: { 'Auto-Submitted': 'auto-generated' }, answers: false, from: 'root@a.example' },
  { what: 'a newsletter', kind: 'other', subject: 'Ten ideas for August', headers: { 'List-Unsubscribe': '<https://a.example/u>', 'Feedback-ID': '1:a' }, answers: false },
  { what: 'a newsletter that pretends', kind: 'other', subject: 'Re: your account', headers: { 'List-Unsubscribe': '<https://a.example/u>' }, answers: false },
  { what: 'an order from an address nobody reads', kind: 'other', subject: 'Your parcel is on its way', headers: {}, answers: false, from: 'no-reply@shop.example', text: 'Thank you for your order. Do not reply to this email.' },
  { what: 'an abuse report', kind: 'other', subject: 'Re: Lease', headers: { 'Content-Type': 'multipart/report; report-type=feedback-report' }, answers: false },
  { what: 'taking oneself off a list by program', kind: 'other', subject: 'unsubscribe', headers: { 'Auto-Submitted': 'auto-replied', 'X-Apple-Unsubscribe': 'true' }, answers: false },
  // People.
  { what: 'an ordinary first mail', kind: 'other', subject: 'Lease', headers: {}, answers: false, text: 'Hello, do you let the arcade?' },
  { what: 'an answer with a changed subject', kind: 'human_reply', subject: 'Arcade', headers: {}, text: 'Let us meet.' },
  { what: 'an answer that nothing names but its subject', kind: 'human_reply', subject: 'SV: Lease', headers: {}, answers: false, text: 'Ja tack.' },
  { what: 'an answer with a count', kind: 'human_reply', subject: 'Re[2]: Lease', headers: {}, answers: false },
  { what: 'an answer behind a tag', kind: 'human_reply', subject: '[EXTERNAL] RE: Lease', headers: {}, answers: false },
  { what: 'an answer in Chinese', kind: 'human_reply', subject: '回复：租约', headers: {}, answers: false },
  { what: 'an answer that only its Thread-Index tells', kind: 'human_reply', subject: 'Lease', headers: { 'Thread-Index': 'AQHZabcdEFGHijklMNOPqrstUVWXyzABCDEFGHIJ' }, answers: false },
  { what: 'an answer that only its quote tells', kind: 'human_reply', subject: 'Lease', headers: {}, answers: false, text: 'Yes.\n\nOn 3 Aug 2026 at 10:04, Ben <ben@b.example> wrote:\n> Shall we?' },
  { what: 'a forward', kind: 'other', subject: 'WG: Miete', headers: {}, answers: false, text: 'Zur Info\n\nVon: Ben\nGesendet: Montag\nAn: Ana\nBetreff: Miete\n\nText' },
  { what: 'no headers at all', kind: 'other', subject: '', headers: {}, answers: false },
];

describe('how systems speak', () => {
  for (const { what, kind, subject, headers, text, from = 'ana@a.example', answers = true, messageClass = 'IPM.Note' } of CASES) {
    it(`${what}: ${kind}`, () => {
      const item = aMail(from, { subject, messageClass, inReplyTo: answers ? '<ours@contoso.example>' : null, headers: Object.entries(headers).map(([name, value]) => ({ name, value })) });
      const result = classify(item, text === undefined ? null : { text, html: '', parts: [] });
      assert.equal(result.kind, kind, JSON.stringify(result.reasons));
    });
  }
});

/** A rep's week: an answer of every kind, with what followed from it, and the mails that therefore did not go. */
import type { HeldPage, TeamRulesView, Undo } from '../../connector/campaigns/api.js';
import type { Activity, ActivityData, Person } from '../../connector/feed/activity.js';
import { alan, autumn, evidence, flynn, kevin, line, lora, replyFromAnotherAddress } from './fixture-data.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

const postmaster = { address: 'postmaster@encom.example', name: 'Mail Delivery System' };
const sam = { address: 'sam@encom.example', name: 'Sam' };
const enrollmentOf = (number: number) => `7b7f4a54-6a3e-4c39-9d1f-0a8f3f5e00${number}`;

/** 09:00 of the next Monday that is more than a week away. */
export function aMonday(): Date {
  const day = new Date(Date.now() + 8 * DAY_MS);
  day.setDate(day.getDate() + ((8 - day.getDay()) % 7));
  day.setHours(9, 0, 0, 0);
  return day;
}

/** "Mon 17 Aug" */
export function inWords(day: Date): string {
  const words = new Intl.DateTimeFormat('en-GB', { weekday: 'short', day: 'numeric', month: 'short', timeZone: 'Europe/Berlin' });
  const year = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'Europe/Berlin' });
  return day.getFullYear() === new Date().getFullYear() ? words.format(day).replace(',', '') : year.format(day);
}

function isoDay(day: Date): string {
  return `${day.getFullYear()}-${String(day.getMonth() + 1).padStart(2, '0')}-${String(day.getDate()).padStart(2, '0')}`;
}

export function away(number: number, ago_ms: number): Activity {
  const back = aMonday();
  return line(number, 'auto_reply', ago_ms, {
    subject: 'Arcade lease',
    person: flynn,
    campaign: autumn,
    day: 1,
    evidence,
    mailKind: 'auto_reply',
    reasons: [
      { code: 'auto-submitted', says: 'Auto-Submitted: auto-replied' },
      { code: 'away-words', says: 'I am out of the office until' },
    ],
    foundBy: 'notification',
    paused: { until: back.toISOString(), returnDate: isoDay(back) },
    contact: { address: 'sark@flynnsarcade.com', name: 'Commander Sark', as: 'stand-in' },
  }, 'away');
}

export function bounce(number: number, kind: 'bounce_hard' | 'bounce_soft' | 'bounce_delayed', status: string, smtp: number, more: ActivityData = {}): Activity {
  const severity = kind === 'bounce_hard' ? 'hard' : kind === 'bounce_soft' ? 'soft' : 'delayed';
  return line(number, 'bounce', number * MINUTE_MS, {
    subject: 'Arcade lease',
    person: postmaster,
    writtenTo: [sam],
    campaign: autumn,
    day: 1,
    evidence: { ...evidence, rung: 'report', header: 'the returned message' },
    mailKind: kind,
    reasons: [{ code: 'delivery-report', says: 'Content-Type: multipart/report; report-type=delivery-status' }],
    foundBy: 'sweep',
    bounce: { recipients: [{ address: sam.address, severity, status, smtp }], status, smtp },
    ...more,
  }, `bounce${number}`);
}

function asked(number: number, about: NonNullable<ActivityData['question']>['about'], says: string, choices: [string, string][], who: Person = alan): NonNullable<ActivityData['question']> {
  return {
    id: `q${number}`,
    state: 'open',
    about,
    says,
    choices: choices.map(([id, label]) => ({ id, label })),
    options: [{ enrollmentId: enrollmentOf(number), ...who, campaign: autumn.name }],
  };
}

export function probablyReply(number: number, ago_ms: number): Activity {
  return line(number, 'reply', ago_ms, {
    subject: 'Arcade lease',
    person: { address: 'alan.bradley@home.example', name: 'Alan' },
    writtenTo: [alan],
    certain: false,
    mailKind: 'human_reply',
    reasons: [{ code: 'written', says: 'Sounds good, Tuesday?' }],
    foundBy: 'sweep',
    evidence: { rung: 'subject', header: 'Subject', messageId: 'Re: Arcade lease', says: 'The subject is that of the mail you sent, and it comes from somebody who got it.' },
    question: asked(number, 'is-reply', 'Is this a reply to “Arcade lease”?', [['yes', 'Yes, it is a reply'], ['no', 'No']]),
  }, 'probably');
}

export function wantsNoMore(number: number, ago_ms: number): Activity {
  return line(number, 'reply', ago_ms, {
    subject: 'Arcade lease',
    person: alan,
    mailKind: 'human_reply',
    reasons: [{ code: 'no-more', says: 'please stop writing to me' }],
    foundBy: 'notification',
    evidence,
    question: asked(number, 'opt-out', 'Alan Bradley seems to want no more mail. Until you answer, nobody in your team writes to them. Is that so?', [['confirm', 'Yes, write no more'], ['reject', 'No, they may be written to']]),
  }, 'stop');
}

/** Newest first. */
export function week(): Activity[] {
  return [
    { ...replyFromAnotherAddress(460, 4 * MINUTE_MS), data: { ...replyFromAnotherAddress(460, 0).data, mailKind: 'human_reply', reasons: [{ code: 'written', says: 'Happy to talk on Thursday' }], foundBy: 'last_look', success: true, joined: { address: kevin.address, to: 'Flynn' } } },
    away(450, 20 * MINUTE_MS),
    probablyReply(440, 31 * MINUTE_MS),
    wantsNoMore(430, 40 * MINUTE_MS),
    bounce(90, 'bounce_hard', '5.1.1', 550, { ended: [{ enrollmentId: 'e9', address: sam.address, campaignId: 'c1', campaign: autumn.name }] }),
    bounce(91, 'bounce_soft', '4.2.2', 452),
    bounce(92, 'bounce_delayed', '4.4.1', 421),
    line(420, 'alarm', 2 * HOUR_MS, { alarm: { code: 'MAILS_REFUSED', says: 'Five mails were refused within an hour: “550 5.7.1 Sender not allowed”. Your campaign mails are held.', overAt: null } }, null),
    line(419, 'alarm', 3 * HOUR_MS, { alarm: { code: 'MAILS_REFUSED', says: 'Four mails were refused within an hour: “550 5.7.1 Sender not allowed”. Your campaign mails are held.', overAt: new Date(Date.now() - 2.5 * HOUR_MS).toISOString() } }, null),
    line(408, 'alarm', 11 * HOUR_MS, { person: flynn, campaign: autumn, alarm: { code: 'REPLY_UNREADABLE', says: 'A mail that may be an answer cannot be read. Nothing is sent to this person until it can.', overAt: null } }, null),
    line(410, 'watching', 9 * HOUR_MS, { watching: { state: 'resumed', from: new Date(Date.now() - 10 * HOUR_MS).toISOString(), until: new Date(Date.now() - 9 * HOUR_MS).toISOString(), says: 'Everything that came in was read afterwards; Readback was not running.', filled: true, late: 2 } }, null),
    line(409, 'watching', 10 * HOUR_MS, { watching: { state: 'stopped', from: new Date(Date.now() - 12 * HOUR_MS).toISOString(), until: null, says: 'Not watched: Readback was not running.', filled: null, late: 0 } }, null),
    line(418, 'calendar', 3 * HOUR_MS, { subject: 'Arcade visit', person: alan, calendar: 'accepted', mailKind: 'calendar', reasons: [{ code: 'calendar', says: 'METHOD:REPLY, PARTSTAT=ACCEPTED' }], foundBy: 'notification', success: true, ended: [{ enrollmentId: enrollmentOf(11), address: alan.address, campaignId: 'c1', campaign: autumn.name }] }, 'cal1'),
    line(417, 'calendar', 4 * HOUR_MS, { subject: 'Arcade visit', person: lora, calendar: 'declined', mailKind: 'calendar', foundBy: 'notification', question: asked(417, 'calendar', 'Lora Baines declined. Should the campaign go on?', [['go-on', 'Go on'], ['end', 'End it']], lora) }, 'cal2'),
    line(416, 'receipt', 4 * HOUR_MS, { subject: 'Arcade lease', person: flynn, mailKind: 'receipt', reason: 'Flynn’s program says that the mail was displayed.', foundBy: 'notification', evidence }, 'msg1'),
    line(415, 'written', 5 * HOUR_MS, { subject: 'Short question', person: flynn, campaign: autumn, question: asked(415, 'hand-written', 'You wrote to Flynn yourself. Should the campaign go on?', [['go-on', 'Go on as planned'], ['end', 'End it']], flynn) }, 'hand'),
    line(414, 'mail', 6 * HOUR_MS, { subject: 'Your fair', person: lora, mailKind: 'human_reply', reasons: [{ code: 'written', says: 'we met last week' }], foundBy: 'sweep', ended: [{ enrollmentId: enrollmentOf(14), address: lora.address, campaignId: 'c1', campaign: autumn.name }] }, null),
    line(413, 'auto_reply', 7 * HOUR_MS, { subject: 'Arcade lease', person: { address: 'ram@grid.example', name: 'Ram' }, mailKind: 'auto_reply', reasons: [{ code: 'departed', says: 'no longer works here' }], foundBy: 'notification', ended: [{ enrollmentId: enrollmentOf(13), address: 'ram@grid.example', campaignId: 'c1', campaign: autumn.name }], contact: { address: 'roy@grid.example', name: 'Roy Kleinberg', as: 'successor' }, undone: { at: new Date(Date.now() - 6 * HOUR_MS).toISOString() } }, 'gone'),
    line(412, 'question', 8 * HOUR_MS, { subject: 'Arcade lease', person: kevin, writtenTo: [flynn], question: { ...asked(412, 'same-person', 'Is kevinf@flynnsarcade.com another address of Flynn?', [['yes', 'Yes, the same person'], ['no', 'No, somebody else']]), state: 'answered', choice: 'yes' } }, 'same'),
    line(411, 'reply', 9 * HOUR_MS, { subject: 'Arcade lease', person: alan, evidence, question: { ...asked(411, 'is-reply', 'Is this a reply?', [['yes', 'Yes'], ['no', 'No']]), state: 'closed' } }, 'closed'),
  ];
}

/** What "this was no reply" would bring: one goes on, one stays. */
export function undoable(): Undo {
  return {
    possible: true,
    done: false,
    says: 'The campaign goes on for 1 of 2 people.',
    people: [
      { enrollmentId: 'e1', ...flynn, campaign: autumn.name, goesOn: true, nextAt: aMonday().toISOString(), because: null },
      { enrollmentId: 'e2', ...lora, campaign: autumn.name, goesOn: false, nextAt: null, because: 'unsubscribed in the meantime' },
    ],
  };
}

export function heldMails(): HeldPage {
  const now = Date.now();
  const at = (ago_ms: number) => new Date(now - ago_ms).toISOString();
  const mail = { campaign: autumn, day: 3, subject: 'Re: Arcade lease' };
  return {
    held: [
      { id: 'h4', ...mail, at: at(5 * MINUTE_MS), person: flynn, wouldHaveGoneAt: at(5 * MINUTE_MS - 4_000), what: 'ended', foundBy: 'last_look', activityId: '460', reply: replyFromAnotherAddress(460, 0).data },
      { id: 'h3', ...mail, at: at(2 * HOUR_MS), person: lora, wouldHaveGoneAt: at(-20 * HOUR_MS), what: 'paused', foundBy: 'notification', activityId: '450', reply: { ...away(450, 0).data, person: lora } },
      { id: 'h2', ...mail, at: at(3 * HOUR_MS), person: alan, wouldHaveGoneAt: at(-21 * HOUR_MS), what: 'waiting', foundBy: 'sweep', activityId: '440', reply: probablyReply(440, 0).data },
      { id: 'h1', ...mail, at: at(DAY_MS), person: sam, wouldHaveGoneAt: at(DAY_MS - 2 * HOUR_MS), what: 'ended', foundBy: 'waiting', activityId: '90', reply: bounce(90, 'bounce_hard', '5.1.1', 550).data },
    ],
    next: null,
    thisWeek: 4,
    total: 31,
  };
}

export function teamRules(): TeamRulesView {
  return { endOnOtherThread: true, endOnSameCompany: false, absenceDays: 7, acceptedIsSuccess: true, team: { id: 't1', name: 'Everyone' }, mayChange: true };
}

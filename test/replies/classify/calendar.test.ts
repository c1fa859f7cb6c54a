import assert from 'node:assert/strict';
import { classify, type Classification } from '../../../connector/replies/classify/index.js';
import type { MailBody } from '../../../connector/mailbox/index.js';
import { aMail } from '../../mail-facts.js';

const CLASSES: readonly (readonly [messageClass: string, sort: Classification['calendar']])[] = [
  ['IPM.Schedule.Meeting.Request', 'request'],
  ['IPM.Schedule.Meeting.Canceled', 'cancelled'],
  ['IPM.Schedule.Meeting.Resp.Pos', 'accepted'],
  ['IPM.Schedule.Meeting.Resp.Neg', 'declined'],
  ['IPM.Schedule.Meeting.Resp.Tent', 'tentative'],
];

const PARTS: readonly (readonly [lines: string, sort: Classification['calendar']])[] = [
  ['METHOD:REQUEST', 'request'],
  ['METHOD:CANCEL', 'cancelled'],
  ['METHOD:COUNTER', 'proposal'],
  ['METHOD:DECLINECOUNTER', 'declined'],
  ['METHOD:REPLY\r\nATTENDEE;CN=Ana;PARTSTAT=ACCEPTED:mailto:ana@a.example', 'accepted'],
  ['METHOD:REPLY\r\nATTENDEE;CN=Ana;PART\r\n STAT=DECLINED:mailto:ana@a.example', 'declined'],
  ['METHOD:REPLY\r\nATTENDEE;PARTSTAT=TENTATIVE;CN=Ana:mailto:ana@a.example', 'tentative'],
  ['METHOD:PUBLISH', null],
  ['X-NOTHING:1', null],
];

describe('a calendar mail', () => {
  for (const [messageClass, sort] of CLASSES) {
    it(`by its class: ${messageClass} is ${String(sort)}`, () => assert.equal(classify(aMail('ana@a.example', { messageClass, subject: 'Lunch' }), null).calendar, sort));
  }

  for (const [lines, sort] of PARTS) {
    it(`by its part: ${lines.replace(/\r\n/g, ' ')} is ${sort ?? 'none'}`, () => {
      const result = classify(aMail('ana@a.example', { subject: 'Lunch' }), withCalendar(`BEGIN:VCALENDAR\r\n${lines}\r\nEND:VCALENDAR`));
      assert.deepEqual([result.kind, result.calendar], [sort === null ? 'other' : 'calendar', sort]);
    });
  }

  it('that proposes another time keeps the class of an answer, and is a proposal', () => {
    const result = classify(aMail('ana@a.example', { messageClass: 'IPM.Schedule.Meeting.Resp.Tent' }), withCalendar('METHOD:COUNTER'));
    assert.equal(result.calendar, 'proposal');
  });

  for (const [subject, sort] of [['Accepted: Lunch', 'accepted'], ['Abgelehnt: Mittagessen', 'declined'], ['Accepté: Déjeuner', 'accepted'], ['承諾: 昼食', 'accepted'], ['Отклонено: обед', 'declined']] as const) {
    it(`without class and part, by its header and subject: ${subject}`, () => {
      const headers = [{ name: 'X-MS-Exchange-Calendar-Originator-Id', value: '1' }];
      assert.equal(classify(aMail('ana@a.example', { subject, headers }), null).calendar, sort);
    });
  }

  it('is none by its subject alone', () => assert.notEqual(classify(aMail('ana@a.example', { subject: 'Accepted: your offer' }), null).kind, 'calendar'));

  it('is none where a person attaches an entry to an answer', () => {
    const result = classify(aMail('ana@a.example', { subject: 'Re: Lunch' }), withCalendar('METHOD:PUBLISH'));
    assert.equal(result.kind, 'human_reply');
  });
});

function withCalendar(text: string): MailBody {
  return { text: 'Lunch?', html: '', parts: [{ type: 'text/calendar', headers: [], text }] };
}

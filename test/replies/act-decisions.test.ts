import assert from 'node:assert/strict';
import { companyDomainOf } from '../../connector/identity/index.js';
import { absenceOf, aboutWhom } from '../../connector/replies/act/decide-absence.js';
import { decideAnswer, type AnswerFacts, type Candidate } from '../../connector/replies/act/decide-answer.js';
import { againstWhom, endingFailures, failuresOf } from '../../connector/replies/act/decide-bounce.js';
import { decideOther, isToRep } from '../../connector/replies/act/decide-other.js';
import { treatmentOf } from '../../connector/replies/act/treatment.js';

const HERE = 'here';

/** An enrollment; its person is the address's local part. */
function of(address: string, facts: Partial<Candidate> = {}): Candidate & { enrolledAt: Date } {
  const personId = address.slice(0, address.indexOf('@'));
  return { id: address, mailboxId: HERE, personId, address, state: 'active', endOnOtherThread: true, endOnSameCompany: false, enrolledAt: new Date(0), ...facts };
}

const flynn = of('flynn@flynnsarcade.com');
const clu = of('clu@flynnsarcade.com');
const alan = of('alan@encom.com');
const sam = of('sam@gmail.com');

interface Case {
  readonly says: string;
  readonly from: string;
  /** Null: nobody we know. */
  readonly person?: string | null;
  readonly to: readonly string[];
  readonly cc?: readonly string[];
  /** Known people that are in no campaign. */
  readonly known?: readonly string[];
  readonly enrolled: readonly Candidate[];
  readonly facts?: Partial<AnswerFacts>;
  readonly end?: readonly string[];
  readonly ask?: readonly string[];
  readonly join?: string;
  readonly offer?: readonly string[];
}

const CASES: readonly Case[] = [
  { says: 'the answerer’s own ends', from: 'flynn@flynnsarcade.com', person: 'flynn', to: [flynn.address], enrolled: [flynn], end: ['flynn'] },
  { says: 'the answerer speaks for nobody else', from: 'alan@encom.com', person: 'alan', to: [flynn.address, alan.address], enrolled: [flynn, alan], end: ['alan'] },
  {
    says: 'who answers again does not answer for others',
    from: 'alan@encom.com',
    person: 'alan',
    to: [flynn.address, alan.address],
    enrolled: [flynn],
    facts: { endedSince: new Set(['alan']) },
  },
  { says: 'a colleague ends nothing', from: 'flynn@flynnsarcade.com', person: 'flynn', to: [flynn.address], enrolled: [flynn], facts: { fromColleague: true } },
  { says: 'a new address of the company joins the only person it can be', from: 'kevinf@flynnsarcade.com', to: [flynn.address], enrolled: [flynn], end: ['flynn'], join: 'flynn' },
  { says: 'a new address elsewhere is offered', from: 'kevinf@gmail.com', to: [flynn.address], enrolled: [flynn], end: ['flynn'], offer: ['flynn'] },
  { says: 'two people at a public provider share no company', from: 'kevin@gmail.com', to: [sam.address], enrolled: [sam], end: ['sam'], offer: ['sam'] },
  {
    says: 'with two recipients of the company nobody joins',
    from: 'kevinf@flynnsarcade.com',
    to: [flynn.address],
    cc: ['clu@flynnsarcade.com'],
    enrolled: [flynn],
    end: ['flynn'],
    offer: ['flynn'],
  },
  { says: 'a recipient is no new address', from: 'alan@encom.com', to: [flynn.address], cc: ['alan@encom.com'], enrolled: [flynn], end: ['flynn'] },
  { says: 'somebody we know is no new address', from: 'alan@encom.com', person: 'alan', to: [flynn.address], enrolled: [flynn], end: ['flynn'] },
  { says: 'several in To: the rep is asked', from: 'ed@dillinger.example', to: [flynn.address, clu.address], enrolled: [flynn, clu], ask: ['flynn', 'clu'] },
  {
    says: 'several in To: those of the company end, about the others the rep is asked',
    from: 'kevinf@flynnsarcade.com',
    to: [flynn.address, alan.address],
    enrolled: [flynn, alan],
    end: ['flynn'],
    ask: ['alan'],
    join: 'flynn',
  },
  { says: 'a public provider is no company', from: 'ed@gmail.com', to: [sam.address, flynn.address], enrolled: [sam, flynn], ask: ['sam', 'flynn'] },
  {
    says: 'the last one left in To is not the only one',
    from: 'ed@dillinger.example',
    to: [flynn.address, alan.address],
    enrolled: [alan],
    facts: { endedSince: new Set(['flynn']) },
    ask: ['alan'],
  },
  { says: 'the one still written to, when the other has finished', from: 'ed@dillinger.example', to: [flynn.address, clu.address], enrolled: [flynn, of(clu.address, { state: 'finished' })], end: ['flynn'], offer: ['flynn'] },
  { says: 'who finished is shown as answered', from: flynn.address, person: 'flynn', to: [flynn.address], enrolled: [of(flynn.address, { state: 'finished' })], end: ['flynn'] },
  {
    says: 'the same person in another mailbox, by the rule',
    from: flynn.address,
    person: 'flynn',
    to: [flynn.address],
    enrolled: [flynn, of(flynn.address, { id: 'there', mailboxId: 'there' })],
    end: ['flynn', 'flynn'],
  },
  {
    says: 'not in another mailbox without the rule',
    from: flynn.address,
    person: 'flynn',
    to: [flynn.address],
    enrolled: [flynn, of(flynn.address, { id: 'there', mailboxId: 'there', endOnOtherThread: false })],
    end: ['flynn'],
  },
  {
    says: 'without the rule only the campaign whose mail was answered',
    from: flynn.address,
    person: 'flynn',
    to: [flynn.address],
    enrolled: [of(flynn.address, { id: 'a', endOnOtherThread: false }), of(flynn.address, { id: 'b', endOnOtherThread: false })],
    facts: { threadEnrollmentId: 'b' },
    end: ['flynn'],
  },
  { says: 'everybody at the company, by the rule', from: flynn.address, person: 'flynn', to: [flynn.address], enrolled: [flynn, of(clu.address, { endOnSameCompany: true })], end: ['flynn', 'clu'] },
  { says: 'nobody else at a public provider', from: sam.address, person: 'sam', to: [sam.address], enrolled: [sam, of('ram@gmail.com', { endOnSameCompany: true })], end: ['sam'] },
];

describe('for whom an answer speaks', () => {
  for (const { says, from, person = null, to, cc = [], enrolled, facts, end = [], ask = [], join = null, offer = [] } of CASES) {
    it(says, () => {
      const people = new Map(enrolled.map(({ address, personId }) => [address, personId]));
      const known = (address: string): string | null => people.get(address) ?? (facts?.endedSince?.has(localPart(address)) === true ? localPart(address) : null);
      const recipients = [...to.map((address) => ({ kind: 'to' as const, address })), ...cc.map((address) => ({ kind: 'cc' as const, address }))];
      const answer: AnswerFacts = {
        fromColleague: false,
        from,
        personId: person,
        mailboxId: HERE,
        recipients: recipients.map((one) => ({ ...one, personId: known(one.address) })),
        endedSince: new Set(),
        threadEnrollmentId: null,
        ...facts,
      };
      const decision = decideAnswer(answer, enrolled);
      assert.deepEqual(
        { end: decision.end.map(({ personId }) => personId), ask: decision.ask.map(({ personId }) => personId), join: decision.join, offer: decision.offer },
        { end, ask, join, offer },
      );
    });
  }
});

describe('whom an automatic answer is about', () => {
  const facts = (personId: string | null, ...people: (string | null)[]) => ({ personId, mailboxId: HERE, recipients: people.map((one) => ({ personId: one })) });
  it('is the person it comes from, or the only one written to', () => {
    const elsewhere = of(flynn.address, { mailboxId: 'there' });
    assert.deepEqual(aboutWhom(facts('flynn', 'flynn', 'alan'), [flynn, elsewhere, alan]), [flynn, elsewhere]);
    assert.deepEqual(aboutWhom(facts(null, 'flynn'), [flynn, elsewhere]), [flynn]);
    assert.deepEqual(aboutWhom(facts(null, 'flynn', 'alan'), [flynn, alan]), []);
    assert.deepEqual(aboutWhom(facts('alan', 'flynn'), [flynn]), []);
    assert.deepEqual(aboutWhom(facts(null, null), [flynn]), []);
  });
});

describe('until when somebody is away', () => {
  const now = new Date('2026-11-23T23:30:00Z');
  const at = (returnDate: string | null, zone = 'UTC') => absenceOf(returnDate, { now, zone, absenceDays: 7 });
  for (const [returnDate, zone, lastDay, isFar] of [
    ['2026-12-01', 'UTC', '2026-12-01', false],
    ['2026-11-23', 'UTC', '2026-11-23', false],
    [null, 'UTC', '2026-11-30', false],
    [null, 'Europe/Berlin', '2026-12-01', false],
    ['2026-11-22', 'UTC', '2026-11-30', false],
    ['2026-11-23', 'Europe/Berlin', '2026-12-01', false],
    ['2027-01-22', 'UTC', '2027-01-22', false],
    ['2027-01-23', 'UTC', '2027-01-23', true],
    ['no date', 'UTC', '2026-11-30', false],
  ] as const) {
    it(`${returnDate ?? 'no date stated'}, ${zone}: ${lastDay}${isFar ? ', so far ahead that the rep is asked' : ''}`, () => assert.deepEqual(at(returnDate, zone), { lastDay, isFar }));
  }
});

describe('what a report of failed delivery means', () => {
  it('is held against the address only where it says that there is no such address', () => {
    const expected = { '5.1.1': 'address', '5.1.10': 'address', '5.1.0': 'address', '5.2.1': 'address', '5.1.7': 'sender', '5.1.8': 'sender', '5.7.1': 'sender', '5.7.606': 'sender', '5.2.2': 'neither', '5.4.1': 'neither', '4.1.1': 'neither', '': 'neither' };
    for (const [status, against] of Object.entries(expected)) assert.equal(againstWhom(status), against, status);
    assert.equal(againstWhom(null), 'neither');
  });

  const report = (...recipients: [string, 'hard' | 'soft', string | null, string?][]) => ({
    recipients: recipients.map(([address, severity, status, original = null]) => ({ address, original, severity, status, smtp: null })),
    originalMessageId: null,
    status: '5.0.0',
    smtp: null,
  });
  it('concerns those it names, and the only recipient where it names nobody or another address', () => {
    assert.deepEqual(failuresOf(report(['Flynn@x.example', 'hard', '5.1.1']), 'hard', ['flynn@x.example', 'clu@x.example']), [
      { address: 'flynn@x.example', named: 'flynn@x.example', severity: 'hard', status: '5.1.1' },
    ]);
    assert.deepEqual(failuresOf(report(['forwarded@y.example', 'hard', null]), 'hard', ['flynn@x.example']), [
      { address: 'flynn@x.example', named: 'forwarded@y.example', severity: 'hard', status: '5.0.0' },
    ]);
    assert.deepEqual(failuresOf(report(['forwarded@y.example', 'hard', null]), 'hard', ['flynn@x.example', 'clu@x.example']), []);
    assert.deepEqual(failuresOf(report(['forwarded@y.example', 'hard', '5.1.1', 'clu@x.example']), 'hard', ['flynn@x.example', 'clu@x.example']), [
      { address: 'clu@x.example', named: 'forwarded@y.example', severity: 'hard', status: '5.1.1' },
    ]);
    assert.deepEqual(failuresOf(report(), 'soft', ['flynn@x.example']), [{ address: 'flynn@x.example', named: 'flynn@x.example', severity: 'soft', status: '5.0.0' }]);
    assert.deepEqual(failuresOf(report(), 'hard', ['flynn@x.example', 'clu@x.example']), []);
  });

  it('ends at once when hard, at the third time when soft, never when delayed', () => {
    const failed = (severity: 'hard' | 'soft' | 'delayed') => ({ address: 'a@x', named: 'a@x', severity, status: null });
    const ends = (severity: 'hard' | 'soft' | 'delayed', before: number): boolean => endingFailures([failed(severity)], new Map([['a@x', before]])).length > 0;
    assert.deepEqual([ends('hard', 0), ends('soft', 0), ends('soft', 1), ends('soft', 2), ends('delayed', 9)], [true, false, false, true, false]);
  });
});

describe('mail that answers none of ours', () => {
  it('ends the campaigns of its writer, and those of the company where the rule says so', () => {
    const now = new Date(1_000);
    const facts = { from: flynn.address, personId: 'flynn', receivedAt: now };
    const colleague = of(clu.address, { endOnSameCompany: true });
    const later = { ...flynn, enrolledAt: new Date(2_000) };
    assert.deepEqual(decideOther(facts, [flynn, clu, colleague, later, of(flynn.address, { endOnOtherThread: false }), of(flynn.address, { state: 'finished' })]), [flynn, colleague]);
    assert.deepEqual(decideOther({ ...facts, from: sam.address, personId: null }, [sam, of('ram@gmail.com', { endOnSameCompany: true })]), []);
  });

  it('is not meant for the rep where it went to a list', () => {
    const rep = { addresses: ['rep@contoso.example'] };
    const mail = (to: string, ...names: string[]) => ({ to: [{ address: to, name: '' }], cc: [], headers: names.map((name) => ({ name, value: 'x' })) });
    assert.equal(isToRep(mail('sales@contoso.example'), rep), true);
    assert.equal(isToRep(mail('users@list.example', 'List-Id'), rep), false);
    assert.equal(isToRep(mail('rep@contoso.example', 'List-Id'), rep), true);
    assert.equal(isToRep(mail('rep@contoso.example', 'List-Unsubscribe'), rep), false);
  });
});

describe('what a mail is treated as', () => {
  const automatic = (sort: 'out_of_office' | 'departed' | 'acknowledgement') => ({ sort, returnDate: null, standIn: null });
  it('follows from its kind', () => {
    const none = { automatic: null, calendar: null, reasons: [] };
    assert.equal(treatmentOf({ ...none, kind: 'human_reply' }), 'answer');
    assert.equal(treatmentOf({ ...none, kind: 'other', reasons: [{ code: 'answers-nothing', says: '' }] }), 'answer');
    assert.equal(treatmentOf({ ...none, kind: 'other', reasons: [{ code: 'notification', says: '' }] }), 'nothing');
    assert.equal(treatmentOf({ ...none, kind: 'receipt' }), 'nothing');
    assert.equal(treatmentOf({ ...none, kind: 'bounce_delayed' }), 'bounce');
    for (const [calendar, treatment] of [['request', 'answer'], ['proposal', 'answer'], ['accepted', 'answer'], ['declined', 'calendar'], ['tentative', 'calendar'], ['cancelled', 'calendar'], [null, 'nothing']] as const) {
      assert.equal(treatmentOf({ ...none, kind: 'calendar', calendar }), treatment);
    }
    assert.equal(treatmentOf({ ...none, kind: 'auto_reply', automatic: automatic('out_of_office') }), 'absence');
    assert.equal(treatmentOf({ ...none, kind: 'auto_reply', automatic: automatic('departed') }), 'departed');
    assert.equal(treatmentOf({ ...none, kind: 'auto_reply', automatic: automatic('acknowledgement') }), 'nothing');
  });
});

describe('the domain of a company', () => {
  it('is none at a provider for everybody', () => {
    const companies = ['a@flynnsarcade.com', 'a@mail.encom.com', 'a@live.encom.co.uk'];
    for (const address of companies) assert.equal(companyDomainOf(address), address.slice(2));
    for (const domain of ['gmail.com', 'gmx.de', 'yahoo.co.uk', 'outlook.com', 'hotmail.fr', 'web.de', 't-online.de', 'qq.com', '163.com', 'mail.ru', 'proton.me', 'icloud.com', 'orange.fr', 'wp.pl', 'localhost', '']) {
      assert.equal(companyDomainOf(`a@${domain}`), null, domain);
    }
  });
});

function localPart(address: string): string {
  return address.slice(0, address.indexOf('@'));
}

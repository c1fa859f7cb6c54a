import assert from 'node:assert/strict';
import { ownText } from '../../../connector/replies/classify/own-text.js';

type Case = readonly [what: string, text: string, own: string];

const CASES: readonly Case[] = [
  ['an answer above', 'Fine with me.\n\nOn Mon, 3 Aug 2026 at 10:04, Ana <ana@a.example> wrote:\n> Shall we?', 'Fine with me.'],
  ['an answer below', 'Ana wrote:\n> Shall we?\n\nFine with me.', 'Fine with me.'],
  ['an answer between', 'On 3 Aug, Ana wrote:\n> One?\nYes.\n> Two?\nNo.', 'Yes.\nNo.'],
  ['German', 'Passt.\n\nAm 03.08.2026 um 10:04 schrieb Ana:\n> Geht das?', 'Passt.'],
  ['an attribution in two lines', 'Oui.\n\nLe lun. 3 août 2026 à 10:04, Ana Exemple\n<ana@a.example> a écrit :\n\n> Ça va ?', 'Oui.'],
  ['a quote without marks', 'Sí.\n\nEl lun, 3 ago 2026 a las 10:04, Ana (<ana@a.example>) escribió:\n\nTexto viejo', 'Sí.'],
  ['no time and no address', 'Ok.\n\nOn August 3, 2026, Ana Example wrote:\n\nOld words', 'Ok.'],
  ['a rule with words', 'Yes.\n\n-----Original Message-----\nFrom: Ana\nSent: Monday\nSubject: x\n\nOld', 'Yes.'],
  ['Outlook without addresses', 'Yes.\n\nFrom: Ana Example\nSent: Monday, 3 August 2026 10:04\nTo: Ben Sample\nSubject: Lease\n\nOld', 'Yes.'],
  ['Outlook, German', 'Ja.\n\nVon: Ana\nGesendet: Montag, 3. August 2026 10:04\nAn: Ben\nBetreff: Miete\n\nAlt', 'Ja.'],
  ['Outlook, Japanese', 'はい。\n\n差出人: 山田\n送信日時: 2026年8月3日\n宛先: 佐藤\n件名: 契約\n\n旧文', 'はい。'],
  ['Outlook, below a rule, two fields', 'Da.\n\n________________________________\nОт: Анна\nОтправлено: 3 августа 2026\n\nСтарое', 'Da.'],
  ['fields in bold, with blank lines', 'Yes.\n\n*From:* Ana <ana@a.example>\n\n*Date:* Monday\n\n*To:* Ben\n\nOld', 'Yes.'],
  ['Notes', 'Sure.\n\nAna Example\n08/03/2026 10:04 AM\nTo: Ben Sample/Corp\ncc:\nSubject: Lease\n\nOld', 'Sure.\n\nAna Example\n08/03/2026 10:04 AM'],
  ['forwarded by Notes', 'See below.\n---------------------- Forwarded by Ana/Corp on 08/03/2026 10:04 AM ---------------------------\nold', 'See below.'],
  ['a signature', 'Yes.\n-- \nAna Example\nOffice, Street 1', 'Yes.'],
  ['a signature before the quote', 'Yes.\n-- \nAna\nOn 3 Aug 2026 10:04, Ben wrote:\n> Old\nAnd no.', 'Yes.\nAnd no.'],
  ['only a quote', '> Old', ''],
  ['a list of fields that is no header', 'The order:\n\nColour: red\nSize: L\nPrice: 5\nWeight: 7', 'The order:\n\nColour: red\nSize: L\nPrice: 5\nWeight: 7'],
  ['a colon in the text', 'We need 3 things by 10:30:\nbread, milk', 'We need 3 things by 10:30:\nbread, milk'],
];

describe('the writer’s own text', () => {
  for (const [what, text, own] of CASES) it(`without quotes: ${what}`, () => assert.equal(ownText(text), own));

  it('of the longest mails is found quickly, whatever they hold', () => {
    const start = process.cpuUsage();
    for (const line of ['a 1:00:\n', '> a\n', 'From: a\n', '-----a', '- ', 'On 1 x@y wrote:\n', ': \n']) ownText(line.repeat(60_000 / line.length));
    const { user } = process.cpuUsage(start);
    assert.ok(user < 2_000_000, `${user} µs`);
  });
});

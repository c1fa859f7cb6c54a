/** Automatic answers without any header that says so, by subject and text; and people's mails that sound like them. */
import assert from 'node:assert/strict';
import { classify, type AutomaticAnswer, type Classification } from '../../../connector/replies/classify/index.js';
import { aMail } from '../../mail-facts.js';

type Sort = AutomaticAnswer['sort'];
type Case = readonly [language: string, sort: Sort, subject: string, text: string];

const MACHINES: readonly Case[] = [
  ['en', 'out_of_office', 'Automatic reply: Lease', 'I am out of the office until Monday.'],
  ['en', 'out_of_office', 'Out of Office AutoReply: Lease', 'Back on Tuesday.'],
  ['en', 'out_of_office', 'Re: Lease', 'Thank you for your message. I am on annual leave until 14 August with limited access to email. For urgent matters please contact my colleague at kim@a.example.'],
  ['en', 'out_of_office', 'Ana Example is out of the office (returning 08/17/2026)', 'I will be out of the office starting 08/03/2026 and will not return until 08/17/2026. I will respond to your message when I return.'],
  ['en', 'out_of_office', 'Lease', 'I am out of the office until 3 January. If this is urgent, call Kim on 555 0100.'],
  ['en', 'out_of_office', 'Out of office: Re: Lease', 'Greetings from the beach, I am away until Monday.'],
  ['en', 'out_of_office', 'Auto-Re: Lease', 'I am on vacation.'],
  ['en', 'acknowledgement', '[Ticket #48213] Lease', 'We have received your request and a ticket has been created. Our support team will get back to you as soon as possible.'],
  ['en', 'acknowledgement', 'We have received your message', 'Thank you for contacting us. This is an automated response. We aim to reply within two business days.'],
  ['en', 'departed', 'Automatic reply: Lease', 'Ana Example no longer works for our company. Please contact kim@a.example instead.'],
  ['en', 'challenge', 'Please confirm your message', 'Your message is being held until you confirm that you are a real person. Click the link to have your message delivered.'],
  ['en', 'list', 'Your message to ops awaits moderator approval', 'Your mail to the list is being held until the list moderator can review it for approval. Post by non-member to a members-only list.'],
  ['de', 'out_of_office', 'Automatische Antwort: Miete', 'Ich bin bis 14.8. nicht im Büro.'],
  ['de', 'out_of_office', 'AW: Miete', 'Vielen Dank für Ihre Nachricht. Ich bin bis einschließlich 14. August im Urlaub. Ihre E-Mail wird nicht weitergeleitet. In dringenden Fällen wenden Sie sich bitte an kim@a.example.'],
  ['de', 'out_of_office', 'Re: Miete', 'Sehr geehrte Damen und Herren,\n\nich bin erst ab dem 17.08. wieder im Büro. Ihre Nachricht wird nicht gelesen. Bitte wenden Sie sich an info@a.example.'],
  ['fr', 'out_of_office', 'Absence du bureau', 'Bonjour, je serai de retour le 17 août.'],
  ['es', 'out_of_office', 'Fuera de la oficina: Re: Oferta', 'Vuelvo el lunes.'],
  ['de', 'acknowledgement', 'Eingangsbestätigung Ihrer Anfrage', 'Wir haben Ihre Anfrage erhalten und melden uns schnellstmöglich. Ihre Ticketnummer lautet 4711.'],
  ['de', 'departed', 'Automatische Antwort: Miete', 'Frau Beispiel ist nicht mehr in unserem Unternehmen tätig.'],
  ['fr', 'out_of_office', 'Réponse automatique : Bail', 'Je suis absente jusqu’au 14 août.'],
  ['fr', 'out_of_office', 'Bail', 'Bonjour, je suis actuellement en congés jusqu’au 14 août. En cas d’urgence, vous pouvez contacter kim@a.example. Je répondrai à votre message dès mon retour.'],
  ['fr', 'acknowledgement', 'Accusé de réception', 'Nous avons bien reçu votre demande. Notre équipe vous répondra dans les plus brefs délais. Ceci est un message automatique.'],
  ['es', 'out_of_office', 'Respuesta automática: Contrato', 'Estoy fuera de la oficina hasta el 14 de agosto.'],
  ['es', 'out_of_office', 'RE: Contrato', 'Gracias por su mensaje. Estaré de vacaciones hasta el 14 de agosto, con acceso limitado al correo. Para asuntos urgentes puede contactar con kim@a.example.'],
  ['es', 'acknowledgement', 'Hemos recibido su solicitud', 'Hemos recibido su mensaje y le responderemos a la brevedad. Número de ticket: 4711.'],
  ['it', 'out_of_office', 'Risposta automatica: Contratto', 'Sono assente fino al 14 agosto.'],
  ['it', 'out_of_office', 'R: Contratto', 'Sono in ferie fino al 14 agosto compreso. Per urgenze contattare kim@a.example. Risponderò al mio rientro.'],
  ['pt', 'out_of_office', 'Resposta automática: Contrato', 'Estou de férias até 14 de agosto.'],
  ['pt', 'out_of_office', 'Contrato', 'Estou ausente até 14 de agosto. Em caso de urgência, favor entrar em contato com kim@a.example. Responderei assim que possível no meu regresso.'],
  ['nl', 'out_of_office', 'Automatisch antwoord: Huur', 'Ik ben afwezig t/m 14 augustus.'],
  ['nl', 'out_of_office', 'Huur', 'Ik ben met vakantie tot 17 augustus. Voor dringende zaken kunt u contact opnemen met kim@a.example. Uw mail wordt niet doorgestuurd.'],
  ['sv', 'out_of_office', 'Autosvar: Hyra', 'Jag är på semester till den 17 augusti.'],
  ['sv', 'out_of_office', 'Automatiskt svar: Hyra', 'Jag är tillbaka den 17 augusti.'],
  ['da', 'out_of_office', 'Automatisk svar: Leje', 'Jeg holder ferie til og med 14. august.'],
  ['nb', 'out_of_office', 'Automatisk svar: Leie', 'Jeg har ferie til 17. august. Ved hastesaker, ta kontakt med kim@a.example.'],
  ['fi', 'out_of_office', 'Automaattinen vastaus: Vuokra', 'Olen lomalla 14.8. asti.'],
  ['pl', 'out_of_office', 'Automatyczna odpowiedź: Najem', 'Jestem na urlopie do 14 sierpnia.'],
  ['pl', 'out_of_office', 'Odpowiedź automatyczna: Najem', 'W pilnych sprawach proszę o kontakt: kim@a.example.'],
  ['cs', 'out_of_office', 'Automatická odpověď: Nájem', 'Jsem na dovolené do 14. srpna.'],
  ['tr', 'out_of_office', 'Otomatik yanıt: Kira', '14 Ağustos tarihine kadar izindeyim.'],
  ['ru', 'out_of_office', 'Автоматический ответ: Аренда', 'Я в отпуске до 14 августа.'],
  ['ru', 'acknowledgement', 'Ваше обращение зарегистрировано', 'Ваше письмо получено. Номер обращения: 4711. Специалист свяжется с вами в ближайшее время.'],
  ['ja', 'out_of_office', '自動応答: 賃貸', '8月14日まで不在にしております。'],
  ['ja', 'acknowledgement', 'お問い合わせありがとうございます', 'このメールは自動送信です。お問い合わせを受け付けました。担当者より折り返しご連絡いたします。'],
  ['zh', 'out_of_office', '自动回复: 租约', '我正在休假，将于8月17日返回。'],
  ['zh', 'out_of_office', '自動回覆: 租約', '我目前不在辦公室，急事請聯絡 kim@a.example。'],
  ['hu', 'out_of_office', 'Automatikus válasz: Bérlet', 'Szabadságon vagyok augusztus 14-ig.'],
  ['ro', 'out_of_office', 'Răspuns automat: Chirie', 'Sunt în concediu până pe 14 august.'],
  ['uk', 'out_of_office', 'Автоматична відповідь: Оренда', 'Я у відпустці до 14 серпня.'],
  ['el', 'out_of_office', 'Αυτόματη απάντηση: Μίσθωση', 'Είμαι εκτός γραφείου μέχρι τις 14 Αυγούστου.'],
  ['ko', 'out_of_office', '자동 회신: 임대', '8월 14일까지 휴가입니다.'],
];

const QUOTED_ABSENCE = '\n\n________________________________\nFrom: Ana Example\nSent: Monday, 3 August 2026 10:04\nTo: Ben Sample\nSubject: Automatic reply: Lease\n\nI am out of the office until 14 August with limited access to email. For urgent matters contact Kim.';

const PEOPLE: readonly (readonly [what: string, subject: string, text: string])[] = [
  ['answers an automatic answer', 'Re: Automatic reply: Lease', `Thanks, I will wait until you are back.${QUOTED_ABSENCE}`],
  ['answers an automatic answer in German', 'AW: Automatische Antwort: Miete', `Danke, ich melde mich dann wieder.${QUOTED_ABSENCE}`],
  ['mentions an absence', 'Re: Lease', 'I will be out of the office next week, but yes, let us meet on the 20th.\n\nOn 3 Aug 2026 at 10:04, Ben <ben@b.example> wrote:\n> Shall we meet?'],
  ['mentions an absence, from a phone, without a quote', 'Re: Lease', 'Sounds good. I am on vacation until Monday, so let us talk on Tuesday?'],
  ['is away and answers the matter', 'Re: Lease', 'I am out of the office until Monday, but the rent is fine. Please contact Kim for the keys, she knows about it. Shall we sign on Tuesday?'],
  ['mentions it in German', 'AW: Miete', 'Hallo Ben, gerne. Ich bin nächste Woche im Urlaub, passt es Ihnen am 24.?\n\nVon: Ben\nGesendet: Montag\nAn: Ana\nBetreff: Miete\n\nGeht das?'],
  ['thanks', 'Re: Lease', 'Thank you for your mail. We have received your offer and will get back to you next week.\n\nBest, Ana\n\nOn 3 Aug 2026 at 10:04, Ben <ben@b.example> wrote:\n> The offer'],
  ['thanks in French', 'RE: Bail', 'Merci pour votre message. Je reviens vers vous dès que possible.\n\nAna'],
  ['is elsewhere now', 'Re: Lease', 'Thanks for contacting me. I am no longer with the lettings team, but I passed your mail on to Kim, who will contact you soon.'],
  ['works with tickets', 'Re: bug 1234', 'Thanks for the report. The ticket has been created in our tracker, I assigned it to myself and will look at it next week.'],
  ['keeps a list', 'Re: list', 'Your message was held for moderation because you are not subscribed. I approved it now. Please subscribe.'],
  ['is urgent', 'Re: Lease', 'This is urgent, please contact me today. I cannot reach you.'],
  ['writes about tickets', 'Re: [Ticket #48213] Lease', 'Your ticket number is wrong: we spoke about another flat. Can you look again?'],
  ['writes about a colleague who left', 'Re: Lease', 'Kim no longer works with us, so please talk to me instead. I am happy to meet on Monday.\n\nOn 3 Aug 2026 at 10:04, Ben <ben@b.example> wrote:\n> Is Kim there?'],
  ['forwards an automatic answer and asks', 'Re: Lease', `Do you know who stands in for Ana?${QUOTED_ABSENCE}`],
  ['posts to a list about vacation programs', 'Re: vacation responder loops', 'The auto-reply is sent once per day, see RFC 3834. I think your filter is wrong. Have you looked at the log? The code that builds the reply reads the header first and then the envelope.\n\nOn 3 Aug 2026 10:04, Ben wrote:\n> It loops.'],
];

describe('an automatic answer without a header that says so', () => {
  for (const [language, sort, subject, text] of MACHINES) {
    it(`(${language}, ${sort}) ${subject}`, () => {
      const result = judge(subject, text);
      assert.deepEqual([result.kind, result.automatic?.sort], ['auto_reply', sort], JSON.stringify(result.reasons));
    });
  }
});

describe('a person', () => {
  for (const [what, subject, text] of PEOPLE) {
    it(`who ${what} is one`, () => {
      const result = judge(subject, text);
      assert.equal(result.kind, 'human_reply', JSON.stringify(result.reasons));
    });
  }

  it('who announces an absence to many answers nothing', () => {
    const to = ['a', 'b', 'c', 'd'].map((name) => ({ address: `${name}@a.example`, name }));
    const result = classify(aMail('ana@a.example', { subject: 'Out of office', to }), { text: 'All, I will be out of the office next week. Please call Kim with questions.', html: '', parts: [] });
    assert.equal(result.kind, 'other');
  });
});

describe('an automatic answer names', () => {
  const absence = (text: string): AutomaticAnswer | null => judge('Automatic reply: Lease', text).automatic;

  it('whom to turn to', () => assert.deepEqual(absence('I am away. In urgent cases please contact Kim Sample (kim@a.example).')?.standIn, { address: 'kim@a.example', name: 'Kim Sample' }));
  it('whom to turn to, in German', () => assert.deepEqual(absence('Ich bin im Urlaub. In dringenden Fällen wenden Sie sich an Frau Kim Muster, kim@a.example.')?.standIn, { address: 'kim@a.example', name: 'Kim Muster' }));
  it('a successor', () => assert.deepEqual(absence('Ana Example has left the company. Please contact Kim Sample <kim@a.example> from now on.'), { sort: 'departed', returnDate: null, standIn: { address: 'kim@a.example', name: 'Kim Sample' } }));
  it('nobody by its own address', () => assert.equal(absence('I am away. For urgent matters call me or write to ana@a.example.')?.standIn, null));
  it('nobody by an address that stands elsewhere', () => assert.equal(absence(`For urgent matters call my desk. ${'We have many things to say about this and that. '.repeat(8)} privacy@a.example`)?.standIn, null));
  it('the day of return by the zone of its sender', () => assert.equal(absence('I am out of the office. Back tomorrow.')?.returnDate, '2026-11-24'));
});

function judge(subject: string, text: string): Classification {
  return classify(aMail('ana@a.example', { subject, inReplyTo: '<ours@contoso.example>', headers: [{ name: 'Date', value: 'Mon, 23 Nov 2026 10:00:00 +0000' }] }), { text, html: '', parts: [] });
}

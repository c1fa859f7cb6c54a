import assert from 'node:assert/strict';
import { ownText } from '../../../connector/replies/classify/own-text.js';
import { wantsNoMore } from '../../../connector/replies/classify/wants-no-more.js';

const ASKS: readonly (readonly [language: string, texts: readonly string[]])[] = [
  ['en', ['Please remove me from your list.', 'Stop emailing me!', 'Unsubscribe', 'please take me off this list', "Don't contact me again.", 'I do not want to receive any more emails from you', 'No more emails please', 'Not interested, please stop.', 'Kindly delete my address from your database.', 'Opt me out', "I'd rather not hear from you. Leave me alone."]],
  ['de', ['Bitte nicht mehr anschreiben.', 'Nehmen Sie mich bitte aus dem Verteiler.', 'Bitte löschen Sie meine Daten.', 'Keine weiteren E-Mails bitte', 'Ich möchte keine E-Mails mehr von Ihnen erhalten', 'Hören Sie auf, mir zu schreiben!', 'Lassen Sie mich in Ruhe.', 'Schreiben Sie mir nie wieder!']],
  ['fr', ['Désabonnez-moi', 'Merci de ne plus me contacter.', 'Veuillez me retirer de votre liste', 'Arrêtez de m’écrire', 'Ne m’envoyez plus de mails', 'Je ne souhaite plus recevoir vos messages', 'Supprimez mon adresse de votre base']],
  ['es', ['No me escriba más', 'Por favor, elimíneme de su lista', 'Dejen de enviarme correos', 'No quiero recibir más correos', 'Deme de baja', 'Borren mis datos de su base']],
  ['it', ['Non scrivetemi più', 'Cancellatemi dalla vostra lista', 'Smettete di mandarmi email', 'Non desidero ricevere altre email', 'Vi prego di rimuovere il mio indirizzo dal vostro database']],
  ['pt', ['Não me envie mais e-mails', 'Por favor, remova-me da lista', 'Parem de me enviar e-mails', 'Não quero receber mais emails', 'Retire o meu e-mail da sua base']],
  ['nl', ['Mail me niet meer', 'Haal mij van de lijst', 'Stop met mailen', 'Ik wil geen mails meer ontvangen', 'Verwijder mijn gegevens uit uw bestand']],
  ['sv', ['Kontakta mig inte mer', 'Ta bort mig från listan', 'Sluta maila mig', 'Jag vill inte ha fler mejl', 'Inga fler mail tack']],
  ['da', ['Kontakt mig ikke mere', 'Fjern mig fra listen', 'Stop med at skrive til mig', 'Jeg ønsker ikke at modtage flere mails']],
  ['nb', ['Ikke kontakt meg igjen', 'Fjern meg fra listen', 'Slutt å sende meg e-post', 'Jeg ønsker ikke flere e-poster']],
  ['fi', ['Älkää lähettäkö enää viestejä', 'Poistakaa minut listalta', 'Lopettakaa viestien lähettäminen', 'En halua enää viestejä']],
  ['pl', ['Proszę do mnie więcej nie pisać', 'Proszę usunąć mnie z listy', 'Nie chcę otrzymywać więcej wiadomości', 'Przestańcie do mnie pisać', 'Proszę nie wysyłać mi więcej maili']],
  ['cs', ['Už mi nepište', 'Odstraňte mě ze seznamu', 'Nechci dostávat další e-maily', 'Přestaňte mi psát']],
  ['tr', ['Bana bir daha yazmayın', 'Beni listeden çıkarın', 'Lütfen artık mail göndermeyin', 'E-posta almak istemiyorum']],
  ['ru', ['Больше не пишите мне', 'Удалите меня из списка', 'Прекратите присылать письма', 'Не хочу получать ваши письма', 'Отпишите меня']],
  ['ja', ['今後メールを送らないでください', '配信を停止してください', 'リストから削除してください', 'もう連絡しないでください']],
  ['zh', ['请不要再给我发邮件', '请把我从名单中删除', '退订', '請勿再寄信給我', '不想再收到您的邮件']],
  ['ko', ['더 이상 메일을 보내지 마세요', '목록에서 삭제해 주세요', '수신거부', '앞으로 연락하지 말아 주세요']],
];

const DOES_NOT: readonly string[] = [
  "Please don't stop sending these, they are great.",
  "Please don't remove me from the list!",
  'Yes, let us meet on Monday.\n\nOn 3 Aug 2026 at 10:04, Ana <ana@a.example> wrote:\n> To unsubscribe click here\n> remove me',
  'Do not hesitate to contact me.',
  "I didn't receive your mail, please send again.",
  'Can you stop by on Tuesday?',
  'How do I unsubscribe a user in your product?',
  'Our customers want to unsubscribe with one click; can you do that?',
  'Bitte melden Sie sich nächste Woche noch einmal.',
  'Ich möchte mich nicht abmelden.',
  'Ich sehe es mir in Ruhe an.',
  "N'hésitez pas à me contacter.",
  'No dude en escribirme.',
  'Non esitate a contattarmi.',
  'Não hesite em contactar-me.',
  'Aarzel niet om contact op te nemen.',
  'Tveka inte att kontakta mig.',
  'Tøv ikke med at kontakte mig.',
  'Nie wahaj się napisać.',
  'Neváhejte mě kontaktovat.',
  'Не стесняйтесь писать мне.',
  'ご連絡ありがとうございます。',
  '谢谢您的来信，请再给我发一份。',
  '메일 감사합니다. 다시 보내 주세요.',
  'Please remove the second page from the offer and send it to me again.',
  'Thanks! Sounds good.',
];

describe('a person who wants no more mail', () => {
  for (const [language, texts] of ASKS) {
    for (const text of texts) it(`says so (${language}): ${text}`, () => assert.notEqual(wantsNoMore(ownText(text)), null));
  }
  for (const text of DOES_NOT) it(`does not say: ${text.replace(/\n+/g, ' ')}`, () => assert.equal(wantsNoMore(ownText(text)), null));

  it('is not everybody who mentions it late in a long mail', () => {
    assert.equal(wantsNoMore(`${'We looked at the offer and have some questions about the price of it. '.repeat(20)} Then we could remove me from the list of owners.`), null);
  });
});

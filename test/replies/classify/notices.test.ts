import assert from 'node:assert/strict';
import { classified, notice, RETURNED, told } from './mail.js';

type Case = readonly [what: string, kind: string, status: string | null, subject: string, words: readonly string[], from?: string];

const FLYNN = 'flynn@arcade.example';

/** As mail systems speak that make no report: their structure, with words of our own. */
const CASES: readonly Case[] = [
  ['qmail', 'bounce_hard', '5.1.1', 'failure notice', ['This is the mail program at mx.arcade.example. I gave up.', '', `<${FLYNN}>:`, '10.0.0.1 does not like recipient.', 'Remote host said: 550 5.1.1 no such user', '', '--- Below is a copy.', '', ...RETURNED]],
  ['Exim', 'bounce_soft', '4.2.2', 'Mail delivery failed: returning message', ['A message that you sent could not be delivered to its recipients:', '', `  ${FLYNN}`, '    host mx.arcade.example [10.0.0.1]', '    SMTP error after RCPT TO: 452 4.2.2 mailbox full', '', '------ copy ------', '', ...RETURNED]],
  ['Exim that goes on trying', 'bounce_delayed', null, 'Warning: message 1abc delayed 24 hours', ['A message that you sent has not yet been delivered.', `The address: ${FLYNN}`, 'No action is required on your part. Delivery attempts will continue.']],
  ['sendmail', 'bounce_hard', '5.1.1', 'Returned mail: see transcript', ['   ----- The following addresses had fatal errors -----', `<${FLYNN}>`, '    (reason: 550 5.1.1 User unknown)', '', '   ----- Transcript of session follows -----', '>>> RCPT To:', '<<< 550 5.1.1 User unknown']],
  ['Exchange of old', 'bounce_hard', null, 'Undeliverable: Arcade lease', ['Your message did not reach some of the intended recipients.', '', `${FLYNN} on 23.11.2026 10:00`, '    The e-mail account does not exist at the organization.'], 'System Administrator <postmaster@arcade.example>'],
  ['Domino', 'bounce_hard', null, 'DELIVERY FAILURE: not listed in directory', ['Your message', '  Subject: Arcade lease', 'was not delivered to:', `  ${FLYNN}`, 'because:', '  User Flynn not listed in directory'], 'postmaster@arcade.example'],
  ['a gateway with an ordinary sender', 'bounce_hard', '5.1.1', 'Undelivered: Arcade lease', ['Your mail was not delivered to:', FLYNN, '550 5.1.1 recipient unknown', '', ...RETURNED], 'Mail Gateway <gate@arcade.example>'],
  ['GroupWise', 'bounce_hard', null, 'Mail system error', ['The message that you sent was undeliverable to the following:', `    ${FLYNN} (user unknown)`]],
  ['MDaemon', 'bounce_hard', '5.1.1', 'Warning: unknown recipient', ['The attached message had fatal delivery errors!', `Failed address: ${FLYNN}`, '  Mon 2026-11-23: <-- 550 5.1.1 unknown recipient'], 'MDaemon at mx <MDaemon@arcade.example>'],
  ['a policy', 'bounce_soft', '5.7.1', 'Message blocked', [`Your message to ${FLYNN} was blocked by our policy.`, 'Reason: this type of attachment (554 5.7.1)'], 'MailGateway@arcade.example'],
  ['an address within a sentence, beside punctuation of another script', 'bounce_hard', '5.1.1', 'Delivery Status Notification (Failure)', [`系统无法将您的邮件递送至 ${FLYNN}，因为找不到该地址。`, '550 5.1.1'], 'mailer-daemon@mx.example'],
  ['a label of another script', 'bounce_hard', null, '系统退信', [`收件人：${FLYNN}`, '收件人地址不存在，邮件无法送达。'], 'postmaster@mx.example'],
  ['a delay in German', 'bounce_delayed', '4.4.7', 'Zustellung verzögert: Pacht', ['Die Zustellung verzögert sich:', FLYNN, 'Der Server wird es weiterhin versuchen. 4.4.7'], 'postmaster@arcade.example'],
  ['a delay in French', 'bounce_delayed', null, 'Remise retardée : bail', ['La remise est retardée:', FLYNN], 'postmaster@arcade.example'],
  ['a delay in Japanese', 'bounce_delayed', null, '配信遅延: 賃貸', ['次の受信者への配信が遅れています。', FLYNN], 'postmaster@arcade.example'],
  ['German', 'bounce_hard', '5.1.1', 'Unzustellbar: Arcade lease', ['Ihre Nachricht konnte nicht zugestellt werden:', FLYNN, 'Die Adresse wurde nicht gefunden. (5.1.1)'], 'postmaster@arcade.example'],
  ['French', 'bounce_hard', '5.1.1', 'Non remis : bail', ['Échec de la remise pour ces destinataires :', FLYNN, "L'adresse est introuvable. 550 5.1.1"], 'postmaster@arcade.example'],
  ['Spanish', 'bounce_soft', '5.2.2', 'No se puede entregar: alquiler', ['No se pudo entregar el mensaje a:', FLYNN, 'El buzón del destinatario está lleno. 5.2.2'], 'postmaster@arcade.example'],
  ['Italian', 'bounce_hard', '5.1.1', 'Recapito non riuscito', ['Impossibile recapitare il messaggio a:', FLYNN, 'Indirizzo inesistente. 5.1.1'], 'postmaster@arcade.example'],
  ['Portuguese', 'bounce_soft', '5.2.2', 'Não entregue: aluguel', ['Não foi possível entregar a mensagem para:', FLYNN, 'A caixa de correio está cheia. 5.2.2'], 'postmaster@arcade.example'],
  ['Dutch', 'bounce_hard', '5.1.1', 'Onbestelbaar: huur', ['Uw bericht kan niet worden bezorgd aan:', FLYNN, 'Het adres bestaat niet. 5.1.1'], 'postmaster@arcade.example'],
  ['Swedish', 'bounce_hard', '5.1.1', 'Olevererbart: hyra', ['Meddelandet kunde inte levereras till:', FLYNN, 'Adressen finns inte. 5.1.1'], 'postmaster@arcade.example'],
  ['Danish', 'bounce_hard', '5.1.1', 'Ikke leveret: leje', ['Meddelelsen kunne ikke leveres til:', FLYNN, 'Adressen findes ikke. 5.1.1'], 'postmaster@arcade.example'],
  ['Norwegian', 'bounce_hard', '5.1.1', 'Ikke levert: leie', ['Meldingen kan ikke leveres til:', FLYNN, 'Adressen finnes ikke. 5.1.1'], 'postmaster@arcade.example'],
  ['Finnish', 'bounce_hard', '5.1.1', 'Ei voi toimittaa: vuokra', ['Viestiä ei voitu toimittaa vastaanottajalle:', FLYNN, 'Osoitetta ei löydy. 5.1.1'], 'postmaster@arcade.example'],
  ['Polish', 'bounce_hard', '5.1.1', 'Nie można dostarczyć: najem', ['Wiadomość nie została dostarczona do:', FLYNN, 'Adres nie istnieje. 5.1.1'], 'postmaster@arcade.example'],
  ['Czech', 'bounce_hard', '5.1.1', 'Nedoručitelné: nájem', ['Zprávu nelze doručit příjemci:', FLYNN, 'Adresa neexistuje. 5.1.1'], 'postmaster@arcade.example'],
  ['Turkish', 'bounce_hard', '5.1.1', 'Teslim edilemedi: kira', ['İletiniz şu alıcıya teslim edilemedi:', FLYNN, 'Adres bulunamadı. 5.1.1'], 'postmaster@arcade.example'],
  ['Russian', 'bounce_hard', '5.1.1', 'Не удалось доставить: аренда', ['Сообщение не доставлено получателю:', FLYNN, 'Пользователь не найден. 5.1.1'], 'postmaster@arcade.example'],
  ['Japanese', 'bounce_hard', '5.1.1', '配信不能: 賃貸', ['次の宛先に配信できませんでした。', FLYNN, 'アドレスが見つかりません。 5.1.1'], 'postmaster@arcade.example'],
  ['Chinese', 'bounce_hard', '5.1.1', '退信:租约', ['您的邮件无法送达:', FLYNN, '收件人不存在。 5.1.1'], 'postmaster@arcade.example'],
  ['Korean', 'bounce_hard', '5.1.1', '배달되지 않음: 임대', ['다음 받는 사람에게 배달되지 않았습니다.', FLYNN, '주소가 존재하지 않습니다. 5.1.1'], 'postmaster@arcade.example'],
];

describe('notices in words that a mail was not delivered', () => {
  for (const [what, kind, status, subject, words, from] of CASES) {
    it(`${what}: ${kind}`, () => {
      const found = told(classified(notice(subject, words, from === undefined ? {} : { from })));
      assert.deepEqual({ kind: found.kind, failed: found.failed, status: found.status }, { kind, failed: [FLYNN], status });
    });
  }

  it('give several recipients, each with what was said of it', () => {
    const { bounce } = classified(notice('failure notice', ['I could not deliver your message to these addresses.', '', '<gone@arcade.example>:', '550 5.1.1 user unknown', '', '<full@arcade.example>:', '552 5.2.2 mailbox full', '', '--- copy', '', ...RETURNED]));
    assert.deepEqual(bounce?.recipients.map(({ address, severity, smtp }) => [address, severity, smtp]), [['gone@arcade.example', 'hard', 550], ['full@arcade.example', 'soft', 552]]);
  });

  it('do not name helpers, the writer or the reporter as failed', () => {
    const words = ['Could not be delivered to flynn@arcade.example', '550 5.1.1 user unknown', 'Contact:', '<postmaster@arcade.example>', '<help@arcade.example>', 'From: riley@contoso.example'];
    assert.deepEqual(told(classified(notice('Undeliverable mail', words))).failed.slice(0, 1), [FLYNN]);
    assert.ok(!told(classified(notice('Undeliverable mail', words))).failed.some((address) => address.startsWith('postmaster') || address.startsWith('riley')));
  });
});

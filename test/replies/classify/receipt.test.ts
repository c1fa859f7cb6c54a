import assert from 'node:assert/strict';
import { classify } from '../../../connector/replies/index.js';
import { aMail } from '../../mail-facts.js';
import { classified, mime } from './mail.js';

function receipt(disposition: string, fields: readonly string[] = ['Original-Message-ID: <step-1@contoso.example>'], header: readonly string[] = []): Buffer {
  return mime([
    'From: flynn@arcade.example', 'To: riley@contoso.example', 'Message-ID: <r@arcade.example>', 'Subject: Read: Arcade lease', ...header,
    'Content-Type: multipart/report; report-type=disposition-notification; boundary=r', '', '--r', 'Content-Type: text/plain', '', 'Your message was read.',
    '--r', 'Content-Type: message/disposition-notification', '', 'Final-Recipient: rfc822; flynn@arcade.example', ...fields, `Disposition: ${disposition}`, '', '--r--',
  ]);
}

describe('receipts', () => {
  for (const [disposition, sort] of [
    ['manual-action/MDN-sent-manually; displayed', 'read'],
    ['automatic-action/MDN-sent-automatically; deleted', 'deleted'],
    ['automatic-action/MDN-sent-automatically; processed', 'delivered'],
  ] as const) {
    it(`"${disposition}" says ${sort}`, () => {
      const found = classified(receipt(disposition));
      assert.deepEqual([found.kind, found.receipt], ['receipt', { originalMessageId: '<step-1@contoso.example>', sort }]);
    });
  }

  it('name the mail they are about by what they answer, where no field does', () => {
    assert.equal(classified(receipt('x; displayed', [], ['In-Reply-To: <step-2@contoso.example>'])).receipt?.originalMessageId, '<step-2@contoso.example>');
    assert.equal(classified(receipt('x; displayed', [])).receipt?.originalMessageId, null);
  });

  it('are told by Exchange’s message class', () => {
    const byClass = (messageClass: string): string | undefined => classify(aMail('flynn@arcade.example', { messageClass, inReplyTo: '<step-1@contoso.example>' }), null).receipt?.sort;
    assert.equal(byClass('REPORT.IPM.Note.IPNRN'), 'read');
    assert.equal(byClass('REPORT.IPM.Note.IPNNRN'), 'deleted');
  });

  for (const [subject, words] of [
    ['Read: Arcade lease', 'Your message to flynn@arcade.example was read on Monday.'],
    ['Gelesen: Pacht', 'Ihre Nachricht wurde am Montag gelesen.'],
    ['Lu : bail', 'Votre message a été lu lundi.'],
    ['開封済み: 賃貸', 'メッセージは月曜日に開封されました。'],
  ] as const) {
    it(`in words only: ${subject}`, () => {
      assert.equal(classified(mime(['From: flynn@arcade.example', `Subject: ${subject}`, 'In-Reply-To: <step-1@contoso.example>', 'Content-Type: text/plain; charset=utf-8', '', words])).kind, 'receipt');
    });
  }

  it('are not what a person writes under such a subject', () => {
    assert.equal(classified(mime(['From: flynn@arcade.example', 'Subject: Read: Arcade lease', 'In-Reply-To: <step-1@contoso.example>', '', 'Thank you, let us talk on Monday.'])).kind, 'human_reply');
  });
});

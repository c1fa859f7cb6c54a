import assert from 'node:assert/strict';
import { mailItem } from '../../connector/mailbox/item/item.js';
import { graphMessage } from '../../connector/mailbox/item/schema.js';
import type { MailItem } from '../../connector/mailbox/types.js';
import { ianaZone } from '../../connector/mailbox/time-zone.js';

const STAMP = 'String {00020329-0000-0000-c000-000000000046} Name readback-stamp';

function read(answer: object): MailItem {
  return mailItem(graphMessage.parse({ id: 'AAk=', ...answer }), 'inbox');
}

function withProperties(...properties: readonly [id: string, value: string][]): object {
  return { singleValueExtendedProperties: properties.map(([id, value]) => ({ id, value })) };
}

describe('a mail as Graph answers it', () => {
  it('is read whole', () => {
    const item = read({
      parentFolderId: 'AQMk',
      internetMessageId: '<reply@flynnsarcade.com>',
      subject: 'Re: Arcade lease',
      from: { emailAddress: { name: 'Kevin Flynn', address: 'KevinF@FlynnsArcade.com' } },
      sender: { emailAddress: { name: 'Kevin Flynn', address: 'kevinf@flynnsarcade.com' } },
      toRecipients: [{ emailAddress: { name: 'Rep', address: 'rep@contoso.example' } }],
      ccRecipients: [],
      bccRecipients: null,
      receivedDateTime: '2026-11-23T10:00:00Z',
      sentDateTime: '2026-11-23T09:59:58Z',
      isDraft: false,
      conversationId: 'AAQk',
      unknown: { later: true },
      singleValueExtendedProperties: [
        { id: 'String 0x1042', value: '<sent@contoso.example>' },
        { id: 'String 0x1039', value: '<first@contoso.example> <sent@contoso.example>' },
        { id: 'String 0x7d', value: 'Received: from x\r\n by y\r\nAuto-Submitted: no\r\n' },
        { id: 'String 0x1a', value: 'IPM.Note' },
        { id: STAMP, value: 'stamp-1' },
      ],
    });
    assert.deepEqual(item, {
      itemId: 'AAk=',
      folder: 'inbox',
      internetMessageId: '<reply@flynnsarcade.com>',
      inReplyTo: '<sent@contoso.example>',
      references: ['<first@contoso.example>', '<sent@contoso.example>'],
      parentMessageId: null,
      threadId: null,
      subject: 'Re: Arcade lease',
      from: { address: 'kevinf@flynnsarcade.com', name: 'Kevin Flynn' },
      sender: { address: 'kevinf@flynnsarcade.com', name: 'Kevin Flynn' },
      to: [{ address: 'rep@contoso.example', name: 'Rep' }],
      cc: [],
      bcc: [],
      receivedAt: new Date('2026-11-23T10:00:00Z'),
      sentAt: new Date('2026-11-23T09:59:58Z'),
      isDraft: false,
      conversationId: 'AAQk',
      messageClass: 'IPM.Note',
      headers: [
        { name: 'Received', value: 'from x by y' },
        { name: 'Auto-Submitted', value: 'no' },
      ],
      stampProperty: 'stamp-1',
    });
  });

  it('needs nothing but its id', () => {
    const item = read({ from: { emailAddress: { address: null } }, sender: null, receivedDateTime: 'not a date' });
    assert.deepEqual(
      [item.internetMessageId, item.inReplyTo, item.references, item.subject, item.from, item.sender, item.to, item.receivedAt.getTime(), item.headers],
      [null, null, [], '', null, null, [], 0, []],
    );
  });

  it('takes ids from the headers where the properties are missing, and the other way round', () => {
    const fromHeaders = read({
      internetMessageHeaders: [
        { name: 'In-Reply-To', value: '<a@x>' },
        { name: 'REFERENCES', value: '<b@x>\r\n <a@x>' },
      ],
    });
    assert.deepEqual([fromHeaders.inReplyTo, fromHeaders.references], ['<a@x>', ['<b@x>', '<a@x>']]);
    const fromProperties = read(withProperties(['String 0x1035', '<self@x>'], ['String 0x1042', '<a@x>'], ['String 0x1039', '<b@x>']));
    assert.deepEqual([fromProperties.internetMessageId, fromProperties.inReplyTo, fromProperties.references], ['<self@x>', '<a@x>', ['<b@x>']]);
  });

  it('loses no id where In-Reply-To names several or the property was cut short', () => {
    const item = read(
      withProperties(['String 0x1042', '<a@x> <c@x>'], ['String 0x1039', '<b@x>'], ['String 0x007D', 'References: <b@x> <d@x>\r\n']),
    );
    assert.deepEqual([item.inReplyTo, item.references], ['<a@x>', ['<b@x>', '<d@x>', '<c@x>']]);
  });
});

describe('the time zone of a mailbox', () => {
  const table: readonly [says: string, zone: string][] = [
    ['W. Europe Standard Time', 'Europe/Berlin'],
    ['Pacific Standard Time', 'America/Los_Angeles'],
    ['America/Sao_Paulo', 'America/Sao_Paulo'],
    ['UTC', 'UTC'],
    ['Customized Time Zone', 'UTC'],
    ['', 'UTC'],
  ];
  for (const [says, zone] of table) {
    it(`"${says}" is ${zone}`, () => {
      assert.equal(ianaZone(says), zone);
    });
  }
});

import assert from 'node:assert/strict';
import { accessWarnings } from '../../connector/mailbox/access.js';

describe('the warning about access beyond the added mailboxes', () => {
  const table: readonly [roles: readonly string[], warning: RegExp | null][] = [
    [[], null],
    [['User.Read.All', 'MailboxSettings.Read'], null],
    [['Mail.Read'], /may read every mailbox .*\(Mail\.Read in Entra ID\)/],
    [['Mail.ReadWrite', 'Mail.Send'], /may read and send from every mailbox/],
    [['Mail.Send', 'User.Read.All'], /may send from every mailbox .*\(Mail\.Send in Entra ID\)/],
  ];
  for (const [roles, warning] of table) {
    it(roles.length === 0 ? 'no roles' : roles.join(', '), () => {
      const warnings = accessWarnings(roles);
      assert.equal(warnings.length, warning === null ? 0 : 1);
      if (warning !== null) assert.match(warnings[0] ?? '', warning);
    });
  }
});

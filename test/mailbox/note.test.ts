import assert from 'node:assert/strict';
import { until } from '../database.js';
import { REP, useService } from './service.js';

describe('a note', () => {
  const service = useService();

  it('reaches whom it is for, and leaves nothing behind in the mailbox it went out from', async () => {
    const { mailbox } = await service.administration.connect(REP);
    await service.mailboxes.note(mailbox.id, { to: { address: 'anna@outside.example', name: '' }, subject: 'Your code', text: 'The code is\n\n123456\n' });
    const arrived = await until(async () => {
      const answer = await fetch(`${service.sandbox.mailWindowUrl}people/anna%40outside.example/messages`);
      const text = await answer.text();
      return text.includes('Your code') ? text : undefined;
    });
    assert.match(arrived, /Your code/);
    for (const folder of ['sentitems', 'drafts', 'outbox']) {
      const answer = await service.graph('GET', `/users/${REP}/mailFolders/${folder}/messages`);
      assert.doesNotMatch(answer.ok ? await answer.text() : '', /Your code/, folder);
    }
  });
});

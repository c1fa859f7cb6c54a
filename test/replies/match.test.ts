import assert from 'node:assert/strict';
import type { MailPart } from '../../connector/mailbox/index.js';
import { idsNamedBy, type MailFacts } from '../../connector/replies/match/ids.js';

const aPart = (type: string, text: string): MailPart => ({ type, headers: [], text });

/** Rung and id, in order. */
function named(item: Partial<MailFacts['item']>, { parts = [], ...about }: { parts?: readonly MailPart[] } & Partial<MailFacts['classification']> = {}): string[] {
  const facts: MailFacts = {
    item: { inReplyTo: null, references: [], parentMessageId: null, ...item },
    body: { text: '', html: '', parts },
    classification: { bounce: null, receipt: null, ...about },
  };
  return idsNamedBy(facts).map(({ id, evidence }) => `${evidence.rung} ${id}`);
}

describe('the ids an answer names', () => {
  it('are In-Reply-To first, then References from right to left, then the parent of a rule, each once', () => {
    assert.deepEqual(named({ inReplyTo: '<c@x>', references: ['<a@x>', '<b@x>', '<c@x>'], parentMessageId: '<p@x>' }), [
      'in-reply-to <c@x>',
      'references <b@x>',
      'references <a@x>',
      'parent <p@x>',
    ]);
  });

  it('may be absent', () => assert.deepEqual(named({}), []));

  it('are what a report is about, and what came back with it', () => {
    const bounce = { recipients: [], originalMessageId: '<o@x>', status: null, smtp: null };
    const returned = aPart('message/rfc822', 'Received: from a\r\nMessage-ID:\r\n <r@x>\r\nSubject: x\r\n\r\nMessage-ID: <in-the-text@x>\r\n');
    assert.deepEqual(named({ inReplyTo: '<c@x>' }, { bounce, parts: [returned, aPart('text/rfc822-headers', '\nMESSAGE-ID : <h@x>\n')] }), [
      'in-reply-to <c@x>',
      'report <o@x>',
      'report <r@x>',
      'report <h@x>',
    ]);
    assert.deepEqual(named({}, { receipt: { originalMessageId: '<q@x>', sort: 'read' } }), ['report <q@x>']);
  });

  it('keep to the last thousand of a hundred thousand references, quickly', () => {
    const found = named({ references: Array.from({ length: 100_000 }, (_, index) => `<${index}@x>`) });
    assert.equal(found.length, 1_000);
    assert.equal(found[0], 'references <99999@x>');
  });
});

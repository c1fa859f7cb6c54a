import assert from 'node:assert/strict';
import { readMime } from '../../connector/mailbox/index.js';
import { readBody } from '../../connector/replies/content.js';
import { classify, type MailKind } from '../../connector/replies/index.js';
import { asGraphGivesIt, labels, mailFiles, sourceOf } from './labelled-mails.js';

const LABELS = labels();

/** What is taken for something else, and as what. docs/classification.md says why. A mistake that is gone must be taken out here. */
const MISTAKES: Readonly<Record<string, MailKind>> = {
  'auto_reply/groupwise-rule.eml': 'human_reply',
  'auto_reply/mlmmj-help.eml': 'other',
  'auto_reply/vacation-no-subject.eml': 'other',
  'bounce_hard/exchange-account-disabled.eml': 'bounce_soft',
  'bounce_hard/postfix-account-disabled.eml': 'bounce_soft',
  'other/advertisement-with-re.eml': 'human_reply',
  'other/mailman-moderator-notice.eml': 'auto_reply',
  'other/mlmmj-moderation.eml': 'auto_reply',
};

describe('the labelled mails', () => {
  it('are all labelled, each once, in the folder of their kind', () => {
    assert.deepEqual(LABELS.map(({ file }) => file).sort(), mailFiles());
    for (const { file, kind } of LABELS) assert.equal(file.split('/')[0], kind);
  });

  for (const label of LABELS) {
    it(`name their parents: ${label.file}`, () => {
      const { item } = readMime(sourceOf(label.file));
      assert.equal(item.inReplyTo, label.in_reply_to);
      assert.deepEqual([...item.references].sort(), [...label.references].sort());
    });
  }
});

describe('what a labelled mail is, and says', () => {
  for (const label of LABELS) {
    it(`${label.file}${label.file in MISTAKES ? ', a known mistake' : ''}`, () => {
      const { item, body } = readMime(sourceOf(label.file));
      const found = classify(item, body);
      assert.equal(found.kind, MISTAKES[label.file] ?? label.kind, JSON.stringify(found.reasons));
      assert.equal(found.wantsNoMore !== null, label.wants_no_more);
      assert.equal(found.calendar, label.calendar);
      if (found.bounce !== null) {
        assert.equal(found.bounce.originalMessageId, label.original_message_id);
        for (const address of label.failed_recipients) assert.ok(found.bounce.recipients.some((recipient) => recipient.address === address), address);
        if (label.status !== null) assert.equal(found.bounce.status, label.status);
      }
      if (found.receipt !== null) assert.equal(found.receipt.originalMessageId, label.original_message_id);
      if (found.automatic !== null && label.kind === 'auto_reply') assert.equal(found.automatic.returnDate, label.return_date);
    });
  }
});

describe('the answer about a mail is the same as MIME and as JSON of Graph', () => {
  for (const { file } of LABELS) {
    for (const place of ['property', 'field'] as const) {
      it(`${file}, its header in a ${place}`, async () => {
        const source = sourceOf(file);
        const mime = readMime(source);
        const { item, access } = asGraphGivesIt(source, place);
        const body = await readBody(item, classify(item, null).kind, access);
        assert.equal(classify(item, body).kind, classify(mime.item, mime.body).kind);
        assert.deepEqual([item.inReplyTo, item.references, item.subject], [mime.item.inReplyTo, mime.item.references, mime.item.subject]);
      });
    }
  }
});

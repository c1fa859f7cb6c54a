import assert from 'node:assert/strict';
import { readMime } from '../../connector/mailbox/index.js';
import { readBody } from '../../connector/replies/content.js';
import { classify } from '../../connector/replies/index.js';
import { asGraphGivesIt, labels, mailFiles, sourceOf } from './labelled-mails.js';

const LABELS = labels();

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

describe('the answer about a mail is the same as MIME and as JSON of Graph', () => {
  for (const { file } of LABELS.filter(({ kind }) => kind !== 'calendar')) {
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

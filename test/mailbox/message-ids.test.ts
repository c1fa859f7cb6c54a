import assert from 'node:assert/strict';
import { messageIds } from '../../connector/mailbox/item/message-ids.js';

describe('ids out of References and In-Reply-To', () => {
  const table: readonly [what: string, field: string, ids: readonly string[]][] = [
    ['one id', '<a@x>', ['<a@x>']],
    ['several, in order', '<a@x> <b@x>\t<c@x>', ['<a@x>', '<b@x>', '<c@x>']],
    ['each once', '<a@x> <b@x> <a@x>', ['<a@x>', '<b@x>']],
    ['folded between ids', '<a@x>\r\n\t<b@x>\r\n <c@x>', ['<a@x>', '<b@x>', '<c@x>']],
    ['folded inside an id', '<abc\r\n def@x>', ['<abcdef@x>']],
    ['no space between', '<a@x><b@x>', ['<a@x>', '<b@x>']],
    ['commas', '<a@x>,<b@x>', ['<a@x>', '<b@x>']],
    ['no brackets', 'a@x b@x', ['<a@x>', '<b@x>']],
    ['no brackets beside brackets', 'a@x <b@x> c@x', ['<a@x>', '<b@x>', '<c@x>']],
    ['closing bracket missing', '<a@x <b@x>', ['<a@x>', '<b@x>']],
    ['last closing bracket missing', '<a@x> <b@x', ['<a@x>', '<b@x>']],
    ['opening bracket missing', 'a@x> <b@x>', ['<a@x>', '<b@x>']],
    ['comments, also nested and quoted', '<a@x> (of (her@e) \\) and <no@x>) <b@x>', ['<a@x>', '<b@x>']],
    ['a comment that never ends', '<a@x> (oops <b@x>', ['<a@x>', '<b@x>']],
    ['a bracket inside an id', '<a(1)@x>', ['<a(1)@x>']],
    ['phrases', 'Message from "Flynn" of Tuesday <a@x>', ['<a@x>']],
    ['an id without an at sign, in brackets', '<12345>', ['<12345>']],
    ['nothing', ' \r\n ', []],
    ['an id longer than a line', `<${'a'.repeat(998)}@x> <b@x>`, ['<b@x>']],
    ['empty brackets', '<> < >', []],
  ];
  for (const [what, field, ids] of table) {
    it(what, () => {
      assert.deepEqual(messageIds(field), ids);
    });
  }

  it('takes ten thousand', () => {
    const ids = Array.from({ length: 10_000 }, (_, index) => `<${index}.a.rather.long.local.part@mail.example>`);
    assert.deepEqual(messageIds(ids.join('\r\n\t')), ids);
  });

  it('takes time linear to the length, whatever is sent', () => {
    for (const hostile of ['<', '(', '((\\', '<(', '<a@x', '>']) {
      const started = performance.now();
      messageIds(hostile.repeat(200_000));
      assert.ok(performance.now() - started < 3_000, `"${hostile}" repeated took too long`);
    }
  });
});

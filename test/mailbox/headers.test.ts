import assert from 'node:assert/strict';
import { headerValues, parseHeaders } from '../../connector/mailbox/item/headers.js';

describe('header section', () => {
  it('is read in order, unfolded, repeated names kept', () => {
    const section = 'Received: from a\r\n\tby b;\r\n Mon\r\nReceived: from c\r\nSubject:  Hello \r\nX-Empty:\r\n';
    assert.deepEqual(parseHeaders(section), [
      { name: 'Received', value: 'from a\tby b; Mon' },
      { name: 'Received', value: 'from c' },
      { name: 'Subject', value: 'Hello' },
      { name: 'X-Empty', value: '' },
    ]);
  });

  const table: readonly [what: string, section: string, names: readonly string[]][] = [
    ['line ends of one kind or the other', 'A: 1\nB: 2\rC: 3', ['A', 'B', 'C']],
    ['ends at the first empty line', 'A: 1\r\n\r\n--part\r\nContent-Type: text/plain', ['A']],
    ['empty lines before it', '\r\n\r\nA: 1', ['A']],
    ['a first line of Exchange that is no field', 'Microsoft Mail Internet Headers Version 2.0\r\nA: 1', ['A']],
    ['a continuation without a field', '  lost\r\nA: 1', ['A']],
    ['white space before the colon', 'A : 1', ['A']],
    ['nothing', '', []],
  ];
  for (const [what, section, names] of table) {
    it(what, () => {
      assert.deepEqual(parseHeaders(section).map(({ name }) => name), names);
    });
  }

  it('gives the values of a name in any case', () => {
    assert.deepEqual(headerValues(parseHeaders('a: 1\r\nB: 2\r\nA: 3'), 'A'), ['1', '3']);
  });
});

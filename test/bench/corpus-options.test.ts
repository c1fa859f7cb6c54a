import assert from 'node:assert/strict';
import { readCorpusOptions, type CorpusOptions } from '../../bench/corpus/corpus.js';

const CASES: readonly (readonly [string, CorpusOptions | null])[] = [
  ['mails', { folder: 'mails', mistakes: false, half: null }],
  ['mails --mistakes --half odd', { folder: 'mails', mistakes: true, half: 'odd' }],
  ['--half even mails', { folder: 'mails', mistakes: false, half: 'even' }],
  ['mails --half third', null],
  ['mails --half', null],
  ['mails others', null],
  ['', null],
];

describe('the arguments of the corpus bench', () => {
  for (const [line, expected] of CASES) {
    it(`${line === '' ? 'none' : line}: ${expected === null ? 'refused' : 'read'}`, () => assert.deepEqual(readCorpusOptions(line.split(' ').filter(Boolean)), expected));
  }
});

/** The table of what is taken for passing on: who reads where, with what, when → whose visits were probably somebody else's. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { forwardedOf, type ForwardedFacts } from '../../../connector/documents/figures/forwarded.js';

const FLYNN = new Set(['flynn@flynnsarcade.com', 'kevin@home.example']);
const NINE = new Date('2026-11-23T09:00:00Z').getTime();
const MINUTE_MS = 60_000;

const half = (text: string): Buffer => createHash('sha256').update(text).digest().subarray(0, 8);

/** `9:00-9:05 office, Chrome on a computer`; `at` and `to` in minutes after nine. */
function read(id: string, at: number, to: number, network: string, program: string, device: ForwardedFacts['device'] = 'computer', gave: string | null = null): ForwardedFacts {
  return { id, startedAt: new Date(NINE + at * MINUTE_MS), lastAt: new Date(NINE + to * MINUTE_MS), reader: Buffer.concat([half(network), half(program)]), device, gave };
}

type Row = readonly [what: string, visits: readonly ForwardedFacts[], addresses: ReadonlySet<string> | null, forwarded: readonly string[]];

const TABLE: readonly Row[] = [
  ['one visit', [read('a', 0, 5, 'office', 'Chrome')], FLYNN, []],
  ['the recipient’s address', [read('a', 0, 5, 'office', 'Chrome', 'computer', 'flynn@flynnsarcade.com')], FLYNN, []],
  ['another address of the recipient', [read('a', 0, 5, 'office', 'Chrome', 'computer', 'kevin@home.example')], FLYNN, []],
  ['somebody else’s address', [read('a', 0, 5, 'office', 'Chrome', 'computer', 'clu@encom.com')], FLYNN, ['a']],
  ['somebody else’s address, of a mail to several', [read('a', 0, 5, 'office', 'Chrome', 'computer', 'clu@encom.com')], null, []],
  ['a phone and a computer, one after the other', [read('a', 0, 5, 'office', 'Chrome'), read('b', 60, 65, 'mobile', 'Safari', 'phone')], FLYNN, []],
  ['a phone and a computer at the same time', [read('a', 0, 5, 'office', 'Chrome'), read('b', 1, 4, 'mobile', 'Safari', 'phone')], FLYNN, []],
  ['two tabs of one browser', [read('a', 0, 5, 'office', 'Chrome'), read('b', 1, 4, 'office', 'Chrome')], FLYNN, []],
  ['two browsers in one network at the same time', [read('a', 0, 5, 'office', 'Chrome'), read('b', 1, 4, 'office', 'Firefox')], FLYNN, []],
  ['one browser that changes network meanwhile', [read('a', 0, 5, 'office', 'Chrome'), read('b', 1, 4, 'home', 'Chrome')], FLYNN, []],
  ['two computers in two networks at the same time', [read('a', 0, 5, 'office', 'Chrome'), read('b', 1, 4, 'elsewhere', 'Firefox')], FLYNN, ['b']],
  ['two computers in two networks, one after the other', [read('a', 0, 5, 'office', 'Chrome'), read('b', 6, 9, 'elsewhere', 'Firefox')], FLYNN, []],
  ['visits that only touch each other', [read('a', 0, 5, 'office', 'Chrome'), read('b', 4.95, 9, 'elsewhere', 'Firefox')], FLYNN, []],
  ['what they are read on is not known', [read('a', 0, 5, 'office', 'Chrome', 'unknown'), read('b', 1, 4, 'elsewhere', 'Firefox', 'unknown')], FLYNN, []],
  ['three who share nothing: from the third on', [read('a', 0, 1, 'office', 'Chrome'), read('b', 10, 11, 'mobile', 'Safari', 'phone'), read('c', 20, 21, 'elsewhere', 'Firefox'), read('d', 30, 31, 'afar', 'Edge')], FLYNN, ['c', 'd']],
  ['three, of whom two share a network', [read('a', 0, 1, 'office', 'Chrome'), read('b', 10, 11, 'office', 'Safari', 'phone'), read('c', 20, 21, 'elsewhere', 'Firefox')], FLYNN, []],
  ['three, joined by one that has the network of one and the program of another', [read('a', 0, 1, 'office', 'Chrome'), read('b', 10, 11, 'home', 'Firefox'), read('c', 20, 21, 'afar', 'Edge'), read('d', 30, 31, 'office', 'Firefox')], FLYNN, []],
  ['three who share nothing, of a mail to several', [read('a', 0, 1, 'office', 'Chrome'), read('b', 10, 11, 'mobile', 'Safari'), read('c', 20, 21, 'elsewhere', 'Firefox')], null, []],
  ['only counted: nothing is known of anybody', [{ ...read('a', 0, 5, '', ''), reader: null }, { ...read('b', 1, 4, '', ''), reader: null }], FLYNN, []],
];

describe('passed on', () => {
  for (const [what, visits, addresses, forwarded] of TABLE) {
    it(`${what} → ${forwarded.length === 0 ? 'no sign of it' : forwarded.join(', ')}`, () => assert.deepEqual([...forwardedOf(visits, addresses).keys()].sort(), [...forwarded].sort()));
  }

  it('is said to be sure of an address only', () => {
    const sentence = (visits: readonly ForwardedFacts[]): string => [...forwardedOf(visits, FLYNN).values()].join();
    assert.equal(sentence([read('a', 0, 5, 'office', 'Chrome', 'computer', 'clu@encom.com')]), 'Passed on: it was opened by clu@encom.com.');
    assert.match(sentence([read('a', 0, 5, 'office', 'Chrome'), read('b', 1, 4, 'elsewhere', 'Firefox')]), /^Probably passed on/);
  });
});

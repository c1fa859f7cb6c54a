/** The table of known networks: whose an address is, and what a table of one's own must be. */
import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lookupOf } from '../../../connector/tracking/judge/networks/lookup.js';
import { loadNetworks } from '../../../connector/tracking/judge/networks/table.js';

describe('networks: whose an address is', () => {
  const table = loadNetworks();
  const ADDRESSES: readonly (readonly [string, string | null])[] = [
    ['17.58.97.12', 'apple'],
    ['172.225.181.190', 'apple-relay'],
    ['2a02:26f7:b00a:4000::1', 'apple-relay'],
    ['66.249.80.12', 'google'],
    ['2001:4860:4801:10::5', 'google'],
    ['34.64.0.1', null],
    ['40.94.20.3', 'microsoft'],
    ['52.100.1.1', 'microsoft'],
    ['2603:1026:2405::1', 'microsoft'],
    ['2A01:111:F403::1', 'microsoft'],
    ['98.137.64.9', 'yahoo'],
    ['67.231.152.7', 'proofpoint'],
    ['205.139.110.61', 'mimecast'],
    ['209.222.87.255', 'barracuda'],
    ['209.222.88.0', null],
    ['68.232.143.124', 'cisco'],
    ['150.70.176.1', 'trendmicro'],
    ['::ffff:17.58.97.12', 'apple'],
    ['::ffff:113a:610c', 'apple'],
    ['fe80::1%eth0', null],
    ['192.0.2.1', null],
    ['2001:db8::1', null],
    ['0.0.0.0', null],
    ['255.255.255.255', null],
    ['::', null],
    ['ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', null],
  ];
  for (const [address, expected] of ADDRESSES) {
    it(`${address} ${expected ?? 'nobody known'}`, () => assert.equal(table.networkOf(address), expected));
  }

  for (const text of ['', '17', '17.0.0', '17.0.0.256', '17.0.0.1.', '17..0.1', '1::2::3', ':1', '17::', '1:2:3:4:5:6:7:8:9', '12345::', '::17.0.0', 'unknown', '17.0.0.1, 10.0.0.1']) {
    it(`"${text}" is nobody's`, () => assert.equal(table.networkOf(text), null));
  }

  it('the narrower network wins, at both of its ends', () => {
    const whose = lookupOf([
      { cidr: '10.0.0.0/8', class: 'google' },
      { cidr: '10.1.0.0/16', class: 'gateway' },
      { cidr: '10.1.2.0/24', class: 'shared' },
      { cidr: '10.0.0.0/24', class: 'cisco' },
      { cidr: '0.0.0.0/8', class: 'yahoo' },
      { cidr: '255.255.255.0/24', class: 'apple' },
      { cidr: 'ff00::/8', class: 'cisco' },
      { cidr: '::/128', class: 'sophos' },
    ]);
    const seen = ['0.0.0.0', '9.255.255.255', '10.0.0.0', '10.0.255.255', '10.1.0.0', '10.1.1.255', '10.1.2.0', '10.1.2.255', '10.1.3.0', '10.2.0.0', '11.0.0.0', '255.255.255.255', '::', '::1', 'ffff::'];
    assert.deepEqual(seen.map(whose), ['yahoo', null, 'cisco', 'google', 'gateway', 'gateway', 'shared', 'shared', 'gateway', 'google', null, 'apple', 'sophos', null, 'cisco']);
  });

  it('agrees with a plain search through the whole table at every border', () => {
    const at = (value: number): string => [24, 16, 8, 0].map((shift) => (value >>> shift) & 255).join('.');
    const ranges = [['20.33.0.0/16', 'microsoft'], ['20.34.0.0/15', 'google'], ['20.34.7.0/24', 'cisco'], ['20.34.7.128/25', 'yahoo'], ['128.0.0.0/1', 'apple']] as const;
    const whose = lookupOf(ranges.map(([cidr, kind]) => ({ cidr, class: kind })));
    for (const [cidr] of ranges) {
      const [base = '', prefix = ''] = cidr.split('/');
      const start = base.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
      const size = 2 ** (32 - Number(prefix));
      for (const value of [start - 1, start, start + size - 1, start + size].filter((one) => one >= 0 && one < 2 ** 32)) {
        const plain = ranges.filter(([other]) => {
          const [otherBase = '', otherPrefix = ''] = other.split('/');
          const otherStart = otherBase.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
          return value >= otherStart && value < otherStart + 2 ** (32 - Number(otherPrefix));
        });
        assert.equal(whose(at(value)), plain.sort(([one], [other]) => Number(other.split('/')[1]) - Number(one.split('/')[1]))[0]?.[1] ?? null, at(value));
      }
    }
  });
});

describe('networks: a table of one’s own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'readback-networks-'));
  const saved = (content: string): string => {
    const path = join(folder, `${Math.random()}.json`);
    writeFileSync(path, content);
    return path;
  };
  const good = { version: '2027-01-01', sources: { own: { says: 'Ours.', address: 'https://intranet.example', read: '2027-01-01' } }, networks: [{ class: 'gateway', sources: ['own'], networks: ['192.0.2.0/24', '2001:db8::/32'] }] };

  it('replaces the one of the package', () => {
    const table = loadNetworks(saved(JSON.stringify(good)));
    assert.deepEqual([table.version, table.networkOf('192.0.2.9'), table.networkOf('2001:db8::9'), table.networkOf('17.0.0.1')], ['2027-01-01', 'gateway', 'gateway', null]);
  });

  const WRONG: readonly (readonly [string, string, RegExp])[] = [
    ['is no JSON', '{', /^NETWORKS_PATH .*\.json is no table of networks: .*JSON/],
    ['has a class nobody knows', JSON.stringify({ ...good, networks: [{ class: 'friends', sources: [], networks: [] }] }), /networks\.0\.class: class must be one of: apple,/],
    ['has a network that is none', JSON.stringify({ ...good, networks: [{ class: 'apple', sources: [], networks: ['17.0.0.0/33'] }] }), /"17\.0\.0\.0\/33" is no network such as/],
    ['has a network that begins elsewhere', JSON.stringify({ ...good, networks: [{ class: 'apple', sources: [], networks: ['17.0.0.1/8'] }] }), /"17\.0\.0\.1\/8" does not begin where/],
    ['names a source it does not list', JSON.stringify({ ...good, networks: [{ class: 'apple', sources: ['nobody'], networks: [] }] }), /apple names the source "nobody"/],
    ['has a key too many', JSON.stringify({ ...good, extra: 1 }), /extra/],
  ];
  for (const [what, content, expected] of WRONG) {
    it(`is refused when it ${what}`, () => assert.throws(() => loadNetworks(saved(content)), { code: 'SETTINGS_INVALID', message: expected }));
  }
});

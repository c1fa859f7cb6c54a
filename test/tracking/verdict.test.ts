import assert from 'node:assert/strict';
import type { HitFacts, Verdict } from '../../connector/tracking/judge/facts.js';
import { judgeHits } from '../../connector/tracking/judge/judge.js';
import { REASONS } from '../../connector/tracking/judge/reasons.js';

const CASES: readonly (readonly [string, string, string, Verdict, string])[] = [
  ['a browser', 'GET', 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140 Safari/537.36', 'human', 'mail-client'],
  ['desktop Outlook', 'GET', 'Mozilla/4.0 (compatible; ms-office; MSOffice 16)', 'human', 'mail-client'],
  ['a bare agent', 'GET', 'Mozilla/5.0', 'human', 'mail-client'],
  ['no agent at all', 'GET', '', 'human', 'mail-client'],
  ['Gmail', 'GET', 'Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)', 'proxy', 'gmail-proxy'],
  ['Yahoo', 'GET', 'YahooMailProxy; https://help.yahoo.com/kb/yahoo-mail-proxy-SLN28749.html', 'proxy', 'yahoo-proxy'],
  ['a link checker', 'HEAD', 'Mozilla/5.0', 'scanner', 'head-request'],
  ['curl', 'GET', 'curl/8.5.0', 'scanner', 'tool-agent'],
];

describe('verdicts', () => {
  for (const [who, method, agent, verdict, reason] of CASES) {
    it(`${who} is ${verdict}`, () => {
      const hit: HitFacts = { id: 'hit', at: new Date(0), stampId: 'stamp', kind: 'pixel', link: null, method, agent, network: null, addressHash: 'reader', prefetching: false, known: null };
      assert.deepEqual(judgeHits([hit], new Map()).get('hit'), { verdict, reason, certain: true, quotedBy: null });
      assert.ok(REASONS[reason]);
    });
  }
});

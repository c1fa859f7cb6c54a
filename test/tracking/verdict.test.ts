import assert from 'node:assert/strict';
import { judge, REASONS, type Verdict } from '../../connector/tracking/index.js';

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
      assert.deepEqual(judge({ method, agent }), { verdict, reason });
      assert.ok(REASONS[reason]);
    });
  }
});

import assert from 'node:assert/strict';
import { localPath } from '../../connector/http/local-path.js';

const TABLE: [unknown, string][] = [
  ['/app/campaigns/1?tab=people#top', '/app/campaigns/1?tab=people#top'],
  ['/app/../app/x', '/app/x'],
  ['/app?next=https://evil.example', '/app?next=https://evil.example'],
  ['https://evil.example/', '/home'],
  ['//evil.example/', '/home'],
  ['/\\evil.example', '/home'],
  ['/\t/evil.example', '/home'],
  ['/app/..//evil.example', '/home'],
  ['/.//evil.example', '/home'],
  ['javascript:alert(1)', '/home'],
  ['app', '/home'],
  ['', '/home'],
  [undefined, '/home'],
  [['/app', '/app'], '/home'],
];

describe('where to go after signing in', () => {
  for (const [text, expected] of TABLE) {
    it(`${JSON.stringify(text)} leads to ${expected}`, () => assert.equal(localPath(text, '/home'), expected));
  }
});

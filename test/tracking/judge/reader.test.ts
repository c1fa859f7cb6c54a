/** With what somebody read, in words. */
import assert from 'node:assert/strict';
import type { HitKind } from '../../../connector/tracking/hit.js';
import { anonymousAgent, kindOfAgent } from '../../../connector/tracking/judge/agents.js';
import { deviceKindOf, readerWords, type DeviceKind } from '../../../connector/tracking/judge/reader.js';
import { AGENTS } from './names.js';

const IPAD = 'Mozilla/5.0 (iPad; CPU OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1';
const GALAXY_TAB = 'Mozilla/5.0 (Linux; Android 14; SM-X710) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0.0.0 Safari/537.36';
const PHONE_MAIL = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148';

const ROWS: readonly (readonly [agent: string, network: string | null, kind: HitKind, words: string, device: DeviceKind])[] = [
  [AGENTS.outlook, null, 'pixel', 'Outlook on Windows', 'computer'],
  [AGENTS['ms-office'], null, 'pixel', 'Outlook on Windows', 'computer'],
  [AGENTS['only its name'], null, 'pixel', 'Outlook on Windows', 'computer'],
  [AGENTS['outlook phone'], null, 'pixel', 'Outlook on an iPhone or iPad', 'phone'],
  ['Outlook-Android/2.0', null, 'pixel', 'Outlook on an Android phone', 'phone'],
  ['MacOutlook/16.100 (Intel Mac OS X 10.15.7)', null, 'pixel', 'Outlook on a Mac', 'computer'],
  [AGENTS['outlook proxy'], 'microsoft', 'pixel', 'Outlook on the web', 'unknown'],
  [AGENTS.edge, 'microsoft', 'pixel', 'Outlook on the web', 'computer'],
  [AGENTS.edge, 'microsoft', 'click', 'Edge on Windows', 'computer'],
  [AGENTS['gmail proxy'], 'google', 'pixel', 'Gmail', 'unknown'],
  [AGENTS['gmail ahead'], 'google', 'pixel', 'Gmail', 'unknown'],
  [AGENTS['yahoo proxy'], 'yahoo', 'pixel', 'Yahoo Mail', 'unknown'],
  [AGENTS['some proxy'], null, 'pixel', 'A mail service', 'unknown'],
  [AGENTS.bare, 'apple-relay', 'pixel', 'Apple Mail', 'unknown'],
  [AGENTS['apple mail'], null, 'pixel', 'Apple Mail on a Mac', 'computer'],
  [PHONE_MAIL, null, 'pixel', 'Apple Mail on an iPhone', 'phone'],
  [AGENTS.thunderbird, null, 'pixel', 'Thunderbird on Linux', 'computer'],
  [AGENTS.chrome, null, 'click', 'Chrome on Windows', 'computer'],
  [AGENTS.safari, null, 'click', 'Safari on an iPhone', 'phone'],
  [IPAD, null, 'click', 'Safari on an iPad', 'tablet'],
  [AGENTS.cubot, null, 'click', 'Chrome on an Android phone', 'phone'],
  [GALAXY_TAB, null, 'click', 'Chrome on an Android tablet', 'tablet'],
  [AGENTS.none, null, 'pixel', 'An unknown program', 'unknown'],
  [AGENTS.unknown, null, 'pixel', 'Contoso Mail', 'unknown'],
  [AGENTS['phone mail'], null, 'pixel', 'ContosoMail on Android', 'unknown'],
  ['ContosoMail/41 CFNetwork/1568.100.1 Darwin/24.0.0', null, 'pixel', 'ContosoMail', 'unknown'],
  ['Dalvik/2.1.0 (Linux; U; Android 14; Pixel 8)', null, 'pixel', 'An unknown program on Android', 'unknown'],
  ['Mozilla/3.01', null, 'pixel', 'An unknown program', 'unknown'],
  ['please <b>look</b> at https://contoso.example', null, 'pixel', 'An unknown program', 'unknown'],
  [anonymousAgent(AGENTS.unknown), null, 'pixel', 'An unknown program', 'unknown'],
  [anonymousAgent('KMail/5.0'), null, 'pixel', 'A mail program', 'unknown'],
  ['Mozilla/5.0 (compatible)', null, 'pixel', 'A browser', 'unknown'],
  [AGENTS.chrome, 'barracuda', 'click', 'Barracuda', 'computer'],
  [AGENTS.chrome, 'gateway', 'click', 'A security service', 'computer'],
  [AGENTS.curl, null, 'pixel', 'A program', 'unknown'],
  [AGENTS.headless, null, 'pixel', 'A browser without a screen', 'computer'],
  [AGENTS.slack, null, 'pixel', 'A preview in a chat program', 'unknown'],
];

describe('readers', () => {
  for (const [agent, network, kind, words, device] of ROWS) {
    it(`${agent === '' ? 'no agent' : agent} · ${network ?? 'elsewhere'} · ${kind} → ${words}, ${device}`, () => {
      assert.deepEqual([readerWords(agent, network, kind), deviceKindOf(agent)], [words, device]);
    });
  }

  it('what is stored where nothing of the person may be is judged as the agent was', () => {
    for (const agent of Object.values(AGENTS)) {
      assert.match(anonymousAgent(agent), /^\[[a-z-]+\]$/);
      assert.equal(kindOfAgent(anonymousAgent(agent)), kindOfAgent(agent), agent);
    }
  });

  it('an agent that only looks like what is stored is nobody in particular', () => assert.equal(kindOfAgent('[made-up]'), 'other'));

  it('odd agents are read in time', () => {
    for (const agent of ['('.repeat(500), 'Mozilla/5.0 ('.repeat(40), 'AppleWebKit/'.repeat(45), ' '.repeat(512), 'bot'.repeat(170), '[' + 'a-'.repeat(255)]) assert.notEqual(readerWords(agent, null), '');
  });
});

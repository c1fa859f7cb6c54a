/** The table of verdicts: what a request is, from whose network, when, with what known → who it was, and why. */
import assert from 'node:assert/strict';
import type { HitKind } from '../../../connector/tracking/hit.js';
import type { Known, MessageFacts, Verdict } from '../../../connector/tracking/judge/facts.js';
import { judgeHits } from '../../../connector/tracking/judge/judge.js';
import { REASONS, reasonAfter, reasonText, type ReasonCode } from '../../../connector/tracking/judge/reasons.js';
import { hitOf, messageOf, type AgentName, type HitWords } from './names.js';

type Row = readonly [agent: AgentName, network: string | null, at: string, verdict: Verdict, reason: ReasonCode, certain?: 'probably'];

const seenReasons = new Set<string>();

function check(words: HitWords, message: MessageFacts | undefined, verdict: Verdict, reason: ReasonCode, certain: 'probably' | undefined): void {
  const hit = hitOf(words);
  const messages = new Map(message === undefined ? [] : [[message.stampId, message] as const]);
  assert.deepEqual(judgeHits([hit], messages).get(hit.id), { verdict, reason, certain: certain === undefined, quotedBy: null });
  seenReasons.add(reason);
}

const TOOLS = ['libcurl', 'node', 'okhttp', 'undici', 'dart', 'httpie', 'powershell', 'newer powershell', 'faraday', 'ruby'] as const satisfies readonly AgentName[];
const BY_TOOLS = TOOLS.map((agent): Row => [agent, null, '1 h', 'scanner', 'tool-agent']);

const PIXELS: readonly Row[] = [
  ...BY_TOOLS,
  // Somebody's own program
  ['chrome', null, '1 h', 'human', 'mail-client'],
  ['chrome', null, '20 s', 'human', 'mail-client'],
  ['chrome', null, '4 s', 'human', 'mail-client'],
  ['chrome', null, '1 s', 'human', 'mail-client'],
  ['outlook', null, '1 h', 'human', 'mail-client'],
  ['outlook', null, '2 s', 'human', 'mail-client'],
  ['ms-office', null, '1 h', 'human', 'mail-client'],
  ['only its name', null, '1 h', 'human', 'mail-client'],
  ['outlook phone', null, '1 h', 'human', 'mail-client'],
  ['apple mail', null, '1 h', 'human', 'mail-client'],
  ['thunderbird', null, '1 h', 'human', 'mail-client'],
  ['safari', null, '1 h', 'human', 'mail-client'],
  ['cubot', null, '1 h', 'human', 'mail-client'],
  ['none', null, '1 h', 'human', 'no-agent', 'probably'],
  ['unknown', null, '1 h', 'human', 'mail-client'],
  ['phone mail', null, '1 h', 'human', 'mail-client'],
  // Mail in a browser that goes through iCloud Private Relay
  ['safari', 'apple-relay', '1 h', 'human', 'mail-client'],
  ['chrome', 'apple', '1 h', 'human', 'mail-client'],
  // Mail proxies at reading time
  ['gmail proxy', 'google', '1 h', 'proxy', 'gmail-proxy'],
  ['gmail proxy', 'google', '15 s', 'proxy', 'gmail-proxy'],
  ['gmail proxy', null, '1 h', 'proxy', 'gmail-proxy'],
  ['yahoo proxy', 'yahoo', '1 h', 'proxy', 'yahoo-proxy'],
  ['yahoo proxy', 'yahoo', '2 s', 'proxy', 'yahoo-proxy'],
  ['outlook proxy', 'microsoft', '1 h', 'proxy', 'outlook-proxy'],
  ['outlook proxy', 'microsoft', '2 s', 'proxy', 'outlook-proxy'],
  ['some proxy', null, '1 h', 'proxy', 'mail-proxy'],
  ['edge', 'microsoft', '1 h', 'proxy', 'microsoft-network'],
  ['edge', 'microsoft', '2 s', 'proxy', 'microsoft-network'],
  ['none', 'microsoft', '5 s', 'proxy', 'microsoft-network'],
  ['bare', 'microsoft', '1 h', 'prefetch', 'apple-privacy-likely', 'probably'],
  ['outlook', 'microsoft', '1 h', 'human', 'mail-client'],
  ['chrome', 'google', '1 h', 'proxy', 'google-network', 'probably'],
  // Loaded ahead
  ['gmail proxy', 'google', '2 s', 'prefetch', 'gmail-at-delivery', 'probably'],
  ['gmail proxy', null, '9 s', 'prefetch', 'gmail-at-delivery', 'probably'],
  ['gmail ahead', 'google', '2 s', 'prefetch', 'gmail-ahead'],
  ['gmail ahead', null, '1 h', 'prefetch', 'gmail-ahead'],
  ['chrome', 'google', '5 s', 'prefetch', 'gmail-at-delivery', 'probably'],
  ['bare', 'apple-relay', '4 s', 'prefetch', 'apple-privacy'],
  ['bare', 'apple-relay', '5 h', 'prefetch', 'apple-privacy'],
  ['bare', 'apple', '1 h', 'prefetch', 'apple-privacy'],
  ['bare', null, '1 h', 'prefetch', 'apple-privacy-likely', 'probably'],
  // Machines: by agent, whenever and from wherever
  ['curl', null, '1 h', 'scanner', 'tool-agent'],
  ['python', null, '2 s', 'scanner', 'tool-agent'],
  ['googlebot', 'google', '1 h', 'scanner', 'tool-agent'],
  ['link checker', null, '1 h', 'scanner', 'tool-agent'],
  ['headless', null, '1 h', 'scanner', 'headless-agent'],
  ['headless', 'microsoft', '2 s', 'scanner', 'headless-agent'],
  ['barracuda', null, '1 h', 'scanner', 'security-agent'],
  ['slack', null, '1 h', 'scanner', 'preview-agent'],
  ['whatsapp', null, '1 h', 'scanner', 'preview-agent'],
  // Machines: by network
  ['chrome', 'barracuda', '2 s', 'scanner', 'gateway-network'],
  ['chrome', 'proofpoint', '1 h', 'scanner', 'gateway-network'],
  ['outlook', 'mimecast', '5 s', 'scanner', 'gateway-network'],
  ['outlook', 'mimecast', '1 h', 'human', 'gateway-later', 'probably'],
  ['chrome', 'gateway', '1 h', 'scanner', 'gateway-network'],
  ['bare', 'cisco', '1 h', 'scanner', 'gateway-network'],
  ['gmail proxy', 'trendmicro', '1 h', 'proxy', 'gmail-proxy'],
  // People and machines share these networks
  ['chrome', 'forcepoint', '20 s', 'human', 'mail-client'],
  ['chrome', 'zscaler', '1 h', 'human', 'mail-client'],
];

const CLICKS: readonly Row[] = [
  ...BY_TOOLS,
  ['chrome', null, '1 h', 'human', 'clicked'],
  ['chrome', null, '20 s', 'human', 'clicked'],
  ['chrome', null, '1 s', 'human', 'clicked'],
  ['safari', null, '5 min', 'human', 'clicked'],
  ['safari', 'apple-relay', '5 min', 'human', 'clicked'],
  ['cubot', null, '5 min', 'human', 'clicked'],
  ['outlook', null, '1 h', 'human', 'clicked'],
  ['discovery', null, '1 h', 'human', 'clicked'],
  ['unknown', null, '1 h', 'human', 'clicked'],
  // Safe Links at delivery is a machine; later the person's own browser comes
  ['edge', 'microsoft', '2 s', 'scanner', 'microsoft-at-delivery'],
  ['chrome', 'microsoft', '2 min', 'scanner', 'microsoft-at-delivery'],
  ['edge', 'microsoft', '1 h', 'human', 'microsoft-later', 'probably'],
  ['chrome', 'google', '1 min', 'scanner', 'google-at-delivery'],
  ['chrome', 'google', '1 h', 'human', 'google-later', 'probably'],
  ['chrome', 'forcepoint', '30 s', 'scanner', 'shared-at-delivery', 'probably'],
  ['chrome', 'zscaler', '1 h', 'human', 'clicked'],
  ['chrome', 'barracuda', '5 s', 'scanner', 'gateway-network'],
  ['chrome', 'proofpoint', '5 h', 'scanner', 'gateway-network'],
  ['outlook', 'mimecast', '5 h', 'scanner', 'gateway-network'],
  ['bare', null, '1 h', 'scanner', 'no-browser'],
  ['none', null, '1 h', 'scanner', 'no-browser'],
  ['gmail proxy', 'google', '1 h', 'scanner', 'proxy-clicked'],
  ['gmail ahead', 'google', '1 h', 'scanner', 'proxy-clicked'],
  ['outlook proxy', 'microsoft', '1 h', 'scanner', 'proxy-clicked'],
  ['yahoo proxy', 'yahoo', '1 h', 'scanner', 'proxy-clicked'],
  ['curl', null, '1 h', 'scanner', 'tool-agent'],
  ['headless', null, '1 h', 'scanner', 'headless-agent'],
  ['barracuda', null, '1 h', 'scanner', 'security-agent'],
  ['slack', null, '1 h', 'scanner', 'preview-agent'],
];

describe('verdicts: a pixel was loaded', () => {
  for (const [agent, network, at, verdict, reason, certain] of PIXELS) {
    it(`${agent} · ${network ?? 'elsewhere'} · after ${at} → ${verdict}, ${reason}${certain === undefined ? '' : ', probably'}`, () => check({ agent, network, at }, messageOf(), verdict, reason, certain));
  }
});

describe('verdicts: a link was followed', () => {
  for (const [agent, network, at, verdict, reason, certain] of CLICKS) {
    it(`${agent} · ${network ?? 'elsewhere'} · after ${at} → ${verdict}, ${reason}${certain === undefined ? '' : ', probably'}`, () => check({ kind: 'click', agent, network, at }, messageOf(), verdict, reason, certain));
  }
});

describe('verdicts: a document was opened, by the rules of links', () => {
  for (const [agent, network, at, verdict, reason, certain] of CLICKS) {
    const opened = reason === 'clicked' ? 'opened' : reason;
    it(`${agent} · ${network ?? 'elsewhere'} · after ${at} → ${verdict}, ${opened}${certain === undefined ? '' : ', probably'}`, () => check({ kind: 'document', agent, network, at }, messageOf(), verdict, opened, certain));
  }
});

describe('verdicts: how it was asked', () => {
  const ASKED: readonly (readonly [HitWords, Verdict, ReasonCode])[] = [
    [{ method: 'HEAD' }, 'scanner', 'head-request'],
    [{ method: 'HEAD', network: 'microsoft', at: '2 s' }, 'scanner', 'head-request'],
    [{ method: 'HEAD', kind: 'click' }, 'scanner', 'head-request'],
    [{ prefetching: true }, 'prefetch', 'prefetch-header'],
    [{ prefetching: true, kind: 'click' }, 'prefetch', 'prefetch-header'],
    [{ prefetching: true, agent: 'gmail proxy', network: 'google' }, 'prefetch', 'prefetch-header'],
  ];
  for (const [words, verdict, reason] of ASKED) {
    it(`${JSON.stringify(words)} → ${verdict}, ${reason}`, () => check(words, messageOf(), verdict, reason, undefined));
  }

  it('a message that is not known yet says nothing of time: nobody is early', () => {
    check({ agent: 'gmail proxy', network: 'google', at: '1 s' }, undefined, 'proxy', 'gmail-proxy', undefined);
    check({ kind: 'click', network: 'microsoft', at: '1 s' }, undefined, 'human', 'microsoft-later', 'probably');
    check({ agent: 'outlook', network: 'mimecast' }, undefined, 'scanner', 'gateway-network', undefined);
    check({ agent: 'chrome', at: '1 s' }, messageOf({ sentAt: null }), 'human', 'mail-client', undefined);
  });
});

describe('verdicts: the own side', () => {
  const gmailUser = [{ address: 'flynn@gmail.com', isOwn: false }];
  const outlookUser = [{ address: 'flynn@outlook.com', isOwn: false }];
  const me = { address: 'me@contoso.example', isOwn: true };
  type OwnRow = readonly [what: string, known: Known | null, words: HitWords, facts: Partial<MessageFacts>, verdict: Verdict, reason: ReasonCode, certain?: 'probably'];
  const OWN: readonly OwnRow[] = [
    ['on a device of the rep', 'own-device', {}, {}, 'self', 'own-device'],
    ['on a device of the rep, a link', 'own-device', { kind: 'click' }, {}, 'self', 'own-device'],
    ['on a colleague’s device', 'colleague-device', {}, {}, 'self', 'colleague-device'],
    ['while the rep looked at it', 'signal', {}, {}, 'self', 'signal'],
    ['while the rep looked, through a proxy a recipient may be behind', 'signal-proxy', { agent: 'outlook proxy', network: 'microsoft' }, {}, 'self', 'signal-proxy-likely', 'probably'],
    ['while the rep looked, through a proxy no recipient is behind', 'signal-proxy', { agent: 'outlook proxy', network: 'microsoft' }, { recipients: gmailUser }, 'self', 'signal-proxy'],
    ['while the rep looked, through Microsoft’s network, to Outlook.com', 'signal-proxy', { agent: 'edge', network: 'microsoft' }, { recipients: outlookUser }, 'self', 'signal-proxy-likely', 'probably'],
    ['while the rep looked, through Gmail’s proxy, to Outlook.com', 'signal-proxy', { agent: 'gmail proxy', network: 'google' }, { recipients: outlookUser }, 'self', 'signal-proxy'],
    ['while the rep looked, one of two behind the same proxy', 'signal-proxy', { agent: 'gmail proxy', network: 'google' }, { recipients: [...outlookUser, ...gmailUser] }, 'self', 'signal-proxy-likely', 'probably'],
    ['while the rep looked, the message not known yet', 'signal-proxy', { agent: 'outlook proxy', network: 'microsoft', stamp: 'another' }, {}, 'self', 'signal-proxy-likely', 'probably'],
    ['from where the rep said it was them', 'taught', {}, {}, 'self', 'taught'],
    ['taught, but through a proxy everybody uses', 'taught', { agent: 'gmail proxy', network: 'google' }, {}, 'proxy', 'gmail-proxy'],
    ['taught, but through a proxy, from a network nobody knows', 'taught', { agent: 'yahoo proxy' }, {}, 'proxy', 'yahoo-proxy'],
    ['taught, but Outlook on the web', 'taught', { agent: 'edge', network: 'microsoft' }, {}, 'proxy', 'microsoft-network'],
    ['Outlook on a network of the rep', 'own-network', { agent: 'outlook' }, {}, 'self', 'own-network', 'probably'],
    ['a browser on a network of the rep', 'own-network', { agent: 'chrome' }, {}, 'human', 'mail-client'],
    ['a click on a network of the rep', 'own-network', { agent: 'outlook', kind: 'click' }, {}, 'human', 'clicked'],
    ['said by the rep', 'said-own', {}, {}, 'self', 'said-own'],
    ['a test mail', null, {}, { isTest: true }, 'self', 'test-mail'],
    ['a test mail, by a machine', null, { agent: 'curl' }, { isTest: true }, 'self', 'test-mail'],
    ['a test mail, ahead', null, { agent: 'bare', network: 'apple-relay' }, { isTest: true }, 'self', 'test-mail'],
    ['to an address of the rep’s only', null, {}, { recipients: [me] }, 'self', 'own-address'],
    ['to an address of the rep’s and somebody else', null, {}, { recipients: [me, ...gmailUser] }, 'human', 'mail-client'],
    ['to nobody known', null, {}, { recipients: [] }, 'human', 'mail-client'],
    ['two minutes before it was sent', null, { at: '-2 min' }, {}, 'self', 'before-sending'],
    ['seconds before it was sent, by clocks that differ', null, { at: '-20 s' }, {}, 'human', 'mail-client'],
    ['before the later of two mails with one stamp', null, { at: '-2 min' }, { ambiguous: true }, 'human', 'mail-client'],
    ['said by the rep not to be them', 'said-other', {}, {}, 'human', 'said-other'],
    ['said not to be them, a test mail', 'said-other', {}, { isTest: true }, 'human', 'said-other'],
    ['said not to be them, to an own address', 'said-other', {}, { recipients: [me] }, 'human', 'said-other'],
    ['said not to be them, through a proxy', 'said-other', { agent: 'gmail proxy', network: 'google' }, {}, 'proxy', 'said-other'],
    ['said not to be them, and a machine', 'said-other', { agent: 'curl' }, {}, 'scanner', 'tool-agent'],
  ];
  for (const [what, known, words, facts, verdict, reason, certain] of OWN) {
    it(`${what} → ${verdict}, ${reason}${certain === undefined ? '' : ', probably'}`, () => check({ ...words, known }, messageOf(facts), verdict, reason, certain));
  }
});

describe('verdicts: their sentences', () => {
  it('say who it was, and never the words of the machinery', () => {
    for (const [code, sentence] of Object.entries(REASONS)) {
      assert.match(sentence, /^(?:Counted as a (?:person|machine)|Probably a (?:person|machine)|Your own view:|Probably your own view:|A colleague’s view:|Nobody can know:|Not counted:)[^]*\.$/, code);
      assert.doesNotMatch(sentence, /\b(?:hit|verdict|stamp|pixel|scanner|prefetch|bot)\b/i, code);
    }
  });

  const SAID: readonly (readonly [code: ReasonCode, kind: HitKind, says: string])[] = [
    ['own-device', 'pixel', 'Your own view: you are signed in on this device.'],
    ['own-device', 'click', 'Your own click: you are signed in on this device.'],
    ['signal-proxy-likely', 'click', 'Probably your own click: you had this mail open in Outlook at that moment, but the recipient’s mail may load its images through the same service.'],
    ['colleague-device', 'click', 'A colleague’s click: somebody of your organisation is signed in on this device.'],
    ['own-device', 'document', 'Your own visit: you are signed in on this device.'],
    ['clicked', 'click', 'Counted as a person because a browser followed the link.'],
  ];
  for (const [code, kind, says] of SAID) it(`of a ${kind}: ${says}`, () => assert.equal(reasonText(code, kind), says));

  it('go on where the words before them end', () => {
    assert.equal(reasonAfter('Your own click', 'Your own click: you are signed in on this device.'), 'You are signed in on this device.');
    assert.equal(reasonAfter('Probably seen by a person', 'Probably a person: the images were loaded.'), 'The images were loaded.');
    assert.equal(reasonAfter('Seen by a person', 'Counted as a person because Gmail loaded the images for its reader.'), 'Counted as a person because Gmail loaded the images for its reader.');
  });

  it('stand behind a row above, but for those that take several requests', () => {
    const several = ['gmail-then-clicked', 'many-links-read', 'office-looked-first', 'burst', 'burst-likely', 'burst-images', 'quoted', 'repeats-likely', 'repeats-read'];
    assert.deepEqual(Object.keys(REASONS).filter((code) => !seenReasons.has(code)).sort(), several.sort());
  });
});

import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { keysFrom } from '../../../connector/config/index.js';
import { strongest, type OwnSigns } from '../../../connector/tracking/own/known.js';
import { openSignal, sealSignal } from '../../../connector/tracking/own/sealed-signal.js';
import { Signals, type Look, type Signal } from '../../../connector/tracking/own/signals.js';

const MINUTE_MS = 60_000;
const T = Date.UTC(2026, 10, 23, 10);
const signal = (over: Partial<Signal> = {}): Signal => ({ looker: 'device', repId: 'rep', client: 'outlook-web', addressHash: 'here', stampIds: ['stamp'], at_ms: T, ...over });

describe('signals of who is looking', () => {
  const cases: readonly (readonly [what: string, hit_ms: number, isLooking: boolean])[] = [
    ['a hit 6 s before', T - 6_000, false],
    ['a hit 4 s before: images load first', T - 4_000, true],
    ['a hit at the same moment', T, true],
    ['a hit nine minutes later', T + 9 * MINUTE_MS, true],
    ['a hit ten minutes later: nobody said they still look', T + 10 * MINUTE_MS + 4_000, false],
  ];
  for (const [what, hit_ms, isLooking] of cases) {
    it(`${what}: ${isLooking ? 'looking' : 'not'}`, () => {
      const signals = new Signals();
      signals.take(signal());
      assert.equal(signals.at('stamp', hit_ms).length > 0, isLooking);
      assert.equal(signals.at('another', hit_ms).length, 0);
    });
  }

  it('end with the device’s next one, and with none where it looked away', () => {
    for (const stampIds of [['next'], []]) {
      const signals = new Signals();
      signals.take(signal());
      signals.take(signal({ stampIds, at_ms: T + MINUTE_MS }));
      assert.equal(signals.at('stamp', T + 30_000).length, 1, 'a hit that is told late');
      assert.equal(signals.at('stamp', T + MINUTE_MS + 2_000).length, 1, 'a request that was under way');
      assert.equal(signals.at('stamp', T + MINUTE_MS + 4_000).length, 0);
      assert.equal(signals.at('next', T + 2 * MINUTE_MS).length, stampIds.length);
    }
  });

  it('of another device end nothing', () => {
    const signals = new Signals();
    signals.take(signal());
    signals.take(signal({ looker: 'another', stampIds: [], at_ms: T + MINUTE_MS }));
    assert.equal(signals.at('stamp', T + 5 * MINUTE_MS).length, 1);
  });

  it('are forgotten after ten minutes, and bounded under flood', () => {
    const signals = new Signals();
    signals.take(signal({ stampIds: ['a', 'b', 'c'] }));
    assert.equal(signals.size, 3);
    signals.forget(T + 10 * MINUTE_MS);
    assert.equal(signals.size, 3);
    signals.forget(T + 10 * MINUTE_MS + 1);
    assert.equal(signals.size, 0);
    for (let one = 0; one < 1_200; one++) signals.take(signal({ looker: String(one), stampIds: Array.from({ length: 50 }, (_, index) => `${one}.${index}`), at_ms: T }));
    assert.ok(signals.size <= 50_050, String(signals.size));
    assert.equal(signals.at('1199.49', T).length, 1);
    assert.equal(signals.at('0.0', T).length, 0);
  });

  it('travel between connectors sealed: nothing of them can be read on the way', () => {
    const keys = keysFrom(['a secret of at least thirty-two characters']);
    const told = { ...signal({ stampIds: Array.from({ length: 50 }, () => randomUUID().slice(0, 16)) }), teller: randomUUID() };
    const sealed = sealSignal(keys, told);
    assert.deepEqual(openSignal(keys, sealed), told);
    assert.ok(Buffer.byteLength(sealed) < 8_000, 'a notification holds 8,000 bytes');
    for (const word of ['rep', 'outlook', told.stampIds[0] ?? '']) assert.ok(!Buffer.from(sealed, 'base64url').toString('latin1').includes(word), word);
    assert.equal(openSignal(keysFrom(['another secret of at least thirty-two characters']), sealed), null);
    for (const odd of ['', 'x', sealed.slice(0, -4), `${sealed.slice(0, 20)}${sealed[20] === 'A' ? 'B' : 'A'}${sealed.slice(21)}`]) assert.equal(openSignal(keys, odd), null);
  });
});

describe('what is known of the own side', () => {
  const look = (over: Partial<Look> = {}): Look => ({ repId: 'rep', client: 'outlook-web', addressHash: 'here', from_ms: T, until_ms: T, ...over });
  const nothing: OwnSigns = { owner: 'rep', deviceOf: null, looks: [], reader: null };
  const direct = { kind: 'pixel', agent: 'Microsoft Office/16.0 (Windows NT 10.0; Microsoft Outlook 16.0)', network: null, addressHash: 'here' } as const;
  const outlookProxy = { kind: 'pixel', agent: 'Mozilla/5.0', network: 'microsoft', addressHash: 'proxy' } as const;
  const gmailProxy = { kind: 'pixel', agent: 'Mozilla/5.0 (via ggpht.com GoogleImageProxy)', network: 'google', addressHash: 'proxy' } as const;
  const cases = [
    ['nothing is known', direct, {}, null],
    ['the cookie of the rep’s device', direct, { deviceOf: 'rep' }, 'own-device'],
    ['the cookie of a colleague’s', direct, { deviceOf: 'colleague' }, 'colleague-device'],
    ['a cookie where nobody knows whose the mailbox is', direct, { deviceOf: 'rep', owner: null }, 'colleague-device'],
    ['the rep looks, on this network', direct, { looks: [look()] }, 'signal'],
    ['the rep looks, on another network: the recipient', direct, { looks: [look({ addressHash: 'elsewhere' })] }, null],
    ['a colleague looks, on this network', direct, { looks: [look({ repId: 'colleague' })] }, 'colleague-device'],
    ['both look', direct, { looks: [look({ repId: 'colleague' }), look()] }, 'signal'],
    ['the rep looks in Outlook on the web, and its proxy asks', outlookProxy, { looks: [look()] }, 'signal-proxy'],
    ['the rep looks in desktop Outlook, which has no proxy', outlookProxy, { looks: [look({ client: 'outlook-desktop' })] }, null],
    ['the rep looks somewhere, and Outlook’s proxy asks', outlookProxy, { looks: [look({ client: 'other' })] }, 'signal-proxy'],
    ['the rep looks in Outlook, and Gmail’s proxy asks: the recipient', gmailProxy, { looks: [look()] }, null],
    ['the rep looks, and Microsoft follows a link: a check', { ...outlookProxy, kind: 'click' } as const, { looks: [look()] }, null],
    ['taught before', direct, { reader: 'taught' }, 'taught'],
    ['Outlook on the rep’s network', direct, { reader: 'own-network' }, 'own-network'],
    ['the cookie is stronger than a signal', direct, { deviceOf: 'colleague', looks: [look()] }, 'colleague-device'],
    ['a signal is stronger than what was taught', direct, { looks: [look()], reader: 'taught' }, 'signal'],
  ] as const satisfies readonly (readonly [string, Parameters<typeof strongest>[0], Partial<OwnSigns>, string | null])[];
  for (const [what, hit, signs, known] of cases) {
    it(`${what}: ${known ?? 'nothing'}`, () => assert.equal(strongest(hit, { ...nothing, ...signs }), known));
  }
});

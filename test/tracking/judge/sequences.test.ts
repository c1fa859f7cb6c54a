/** What several requests say of each other: bursts, quoted mails, and verdicts revised by what came later. */
import assert from 'node:assert/strict';
import type { HitFacts, MessageFacts } from '../../../connector/tracking/judge/facts.js';
import { judgeHits } from '../../../connector/tracking/judge/judge.js';
import { after, hitOf, messageOf, type HitWords } from './names.js';

/** Judges and gives verdict and reason per hit, in the order given. */
function judged(words: readonly HitWords[], messages: readonly MessageFacts[] = [messageOf()]): string[] {
  return reasonsOf(words.map(hitOf), messages);
}

function reasonsOf(hits: readonly HitFacts[], messages: readonly MessageFacts[]): string[] {
  const judgements = judgeHits(hits, new Map(messages.map((message) => [message.stampId, message])));
  return hits.map(({ id }) => {
    const judgement = judgements.get(id);
    return `${judgement?.verdict ?? 'none'} ${judgement?.reason ?? ''}${judgement?.certain === false ? '?' : ''}`;
  });
}

const click = (at: string, link: number, more: HitWords = {}): HitWords => ({ kind: 'click', at, link, ...more });

describe('verdicts: several links within seconds', () => {
  it('are a machine, under whatever name, from however many addresses', () => {
    assert.deepEqual(judged([click('20 s', 1, { from: 'a' }), click('21 s', 2, { from: 'b' }), click('23 s', 3, { from: 'c' })]), ['scanner burst', 'scanner burst', 'scanner burst']);
  });

  it('by several agents of one gateway, within two seconds', () => {
    assert.deepEqual(judged([click('20 s', 1, { agent: 'chrome' }), click('21 s', 2, { agent: 'edge' }), click('22 s', 3, { agent: 'safari' })]), ['scanner burst', 'scanner burst', 'scanner burst']);
  });

  it('two of them within one second are probably one', () => {
    assert.deepEqual(judged([click('20 s', 1), click('20.5 s', 2)]), ['scanner burst-likely?', 'scanner burst-likely?']);
    assert.deepEqual(judged([click('20 s', 1), click('20.5 s', 2, { from: 'another' })]), ['human clicked', 'human clicked']);
  });

  it('the same link again is not another', () => {
    assert.deepEqual(judged([click('20 s', 1), click('20.2 s', 1), click('20.4 s', 1)]), ['human clicked', 'human clicked', 'human clicked']);
  });

  it('one link opened over and over within a second is probably a machine’s; a double click is a person’s', () => {
    const repeated = (...at: readonly string[]): string[] => judged(at.map((moment) => click(moment, 1)));
    assert.deepEqual(repeated('1 h', '3600.2 s'), Array<string>(2).fill('human clicked'), 'a double click');
    assert.deepEqual(repeated('1 h', '3600.2 s', '3600.4 s'), Array<string>(3).fill('human clicked'), 'an impatient hand');
    assert.deepEqual(repeated('1 h', '3600.3 s', '3600.6 s', '3601 s'), Array<string>(4).fill('scanner repeats-likely?'), 'within one second');
    assert.deepEqual(repeated('1 h', '3600.3 s', '3600.6 s', '3601.1 s'), Array<string>(4).fill('human clicked'), 'a little longer than that');
    assert.deepEqual(repeated('1 h', '3602 s', '3602.1 s', '3602.2 s', '3602.3 s', '3602.4 s', '3640 s'), ['human clicked', ...Array<string>(5).fill('scanner repeats-likely?'), 'human clicked']);
  });

  it('one link opened over and over by several readers is each reader’s own', () => {
    assert.deepEqual(judged(['a', 'a', 'b', 'b'].map((from, index) => click(`${3600 + index / 10} s`, 1, { from }))), Array<string>(4).fill('human clicked'));
  });

  it('one link opened over and over by who had the mail open is probably a person’s', () => {
    assert.deepEqual(judged([{ at: '1 h' }, ...[5, 5.2, 5.4, 5.6].map((at_s) => click(`${3600 + at_s} s`, 1))]), ['human mail-client', ...Array<string>(4).fill('human repeats-read?')]);
  });

  it('far enough apart are a person', () => {
    assert.deepEqual(judged([click('20 s', 1), click('24 s', 2), click('29 s', 3)]), ['human clicked', 'human clicked', 'human clicked']);
  });

  it('make what the machine opens right afterwards the machine’s too, not what somebody else opens', () => {
    const seen = judged([click('20 s', 1), click('21 s', 2), click('22 s', 3), click('40 s', 4), click('41 s', 2, { agent: 'safari' }), click('41 s', 2, { from: 'other' }), click('2 min', 1)]);
    assert.deepEqual(seen.slice(3), ['scanner burst', 'human clicked', 'human clicked', 'human clicked']);
  });

  it('a person behind the gateway that clicked everything counts when they click', () => {
    const seen = judged([
      { at: '3 s', network: 'barracuda', from: 'gateway' },
      ...[1, 2, 3].map((link) => click(`${3 + link} s`, link, { network: 'barracuda', from: 'gateway' })),
      { at: '10 min', from: 'office' },
      click('11 min', 2, { from: 'office' }),
    ]);
    assert.deepEqual(seen, ['scanner gateway-network', 'scanner gateway-network', 'scanner gateway-network', 'scanner gateway-network', 'human mail-client', 'human clicked']);
  });

  it('also where gateway and person share address and browser', () => {
    const seen = judged([...[1, 2, 3].map((link) => click(`${5 + link} s`, link)), { at: '10 min' }, click('11 min', 2)]);
    assert.deepEqual(seen.slice(3), ['human mail-client', 'human clicked']);
  });

  it('at delivery make the images loaded with them a machine’s, by address or by agent', () => {
    const seen = judged([{ at: '4 s' }, ...[1, 2, 3].map((link) => click(`${5 + link} s`, link)), { at: '9 s', from: 'other machine' }, { at: '9 s', from: 'a person', agent: 'outlook' }]);
    assert.deepEqual(seen, ['scanner burst-images', ...Array<string>(3).fill('scanner burst'), 'scanner burst-images', 'human mail-client']);
  });

  it('leave what a mail proxy loaded to its reader', () => {
    const seen = judged([{ at: '12 s', agent: 'gmail proxy', network: 'google' }, { at: '12 s', agent: 'outlook proxy', network: 'microsoft' }, ...[1, 2, 3].map((link) => click(`${12 + link} s`, link))]);
    assert.deepEqual(seen.slice(0, 2), ['proxy gmail-proxy', 'proxy outlook-proxy']);
  });

  it('a checking room of Microsoft’s that loads and clicks is one', () => {
    const seen = judged([{ at: '20 s', network: 'microsoft' }, ...[1, 2, 3].map((link) => click(`${20 + link} s`, link, { network: 'microsoft' }))]);
    assert.deepEqual(seen, ['scanner burst-images', 'scanner microsoft-at-delivery', 'scanner microsoft-at-delivery', 'scanner microsoft-at-delivery']);
  });

  it('by a reader who had the mail open long after delivery are probably a person’s tabs', () => {
    assert.deepEqual(judged([{ at: '1 h' }, ...[1, 2, 3].map((link) => click(`${3605 + link} s`, link))]), ['human mail-client', ...Array<string>(3).fill('human many-links-read?')]);
  });

  it('long after delivery by nobody who had it open are a machine', () => {
    assert.deepEqual(judged([{ at: '1 h', from: 'elsewhere' }, ...[1, 2, 3].map((link) => click(`${3605 + link} s`, link))]).slice(1), Array<string>(3).fill('scanner burst'));
  });

  it('do not touch the own side', () => {
    assert.deepEqual(judged([1, 2, 3].map((link) => click(`${20 + link} s`, link, { known: 'own-device' }))), Array<string>(3).fill('self own-device'));
  });

  it('where nothing of the people is stored, say nothing: they may be different people', () => {
    assert.deepEqual(judged([1, 2, 3].map((link) => click('1 h', link, { from: null })), []), Array<string>(3).fill('human clicked'));
  });

  it('of different mails are different', () => {
    assert.deepEqual(judged([1, 2, 3].map((link) => click('1 h', link, { stamp: `stamp ${link}` })), []), Array<string>(3).fill('human clicked'));
  });
});

describe('verdicts: revised by what comes later', () => {
  it('the first clicks of a burst were people’s until the third came', () => {
    const first = [click('20 s', 1), click('22 s', 2)];
    assert.deepEqual(judged(first), ['human clicked', 'human clicked']);
    assert.deepEqual(judged([...first, click('23 s', 3)]), ['scanner burst', 'scanner burst', 'scanner burst']);
  });

  it('a click soon after what Gmail loaded at delivery says that somebody was there', () => {
    const image: HitWords = { at: '4 s', agent: 'gmail proxy', network: 'google' };
    assert.deepEqual(judged([image]), ['prefetch gmail-at-delivery?']);
    assert.deepEqual(judged([image, click('1 min', 1)]), ['proxy gmail-then-clicked', 'human clicked']);
    assert.deepEqual(judged([image, click('20 min', 1)]), ['prefetch gmail-at-delivery?', 'human clicked']);
  });

  it('not one by a machine, and not one before', () => {
    const image: HitWords = { at: '8 s', agent: 'gmail proxy', network: 'google' };
    assert.deepEqual(judged([image, ...[1, 2, 3].map((link) => click(`${9 + link} s`, link))])[0], 'prefetch gmail-at-delivery?');
    assert.deepEqual(judged([click('5 s', 1), image])[1], 'prefetch gmail-at-delivery?');
  });

  it('what Apple loaded stays unknown, whatever is clicked', () => {
    assert.deepEqual(judged([{ at: '4 s', agent: 'bare', network: 'apple-relay' }, click('1 min', 1)]), ['prefetch apple-privacy', 'human clicked']);
  });

  it('Outlook’s look where a link leads gives way to the browser that follows', () => {
    const look = click('1 h', 2, { agent: 'ms-office' });
    assert.deepEqual(judged([look]), ['human clicked']);
    assert.deepEqual(judged([look, click('3603 s', 2, { agent: 'edge' })]), ['prefetch office-looked-first', 'human clicked']);
    assert.deepEqual(judged([look, click('3603 s', 1, { agent: 'edge' })]), ['human clicked', 'human clicked']);
    assert.deepEqual(judged([look, click('3603 s', 2, { agent: 'edge', from: 'elsewhere' })]), ['human clicked', 'human clicked']);
  });

  it('a message that becomes known brings the time since sending with it', () => {
    const hit = hitOf({ kind: 'click', at: '5 s', network: 'microsoft' });
    assert.deepEqual(reasonsOf([hit], []), ['human microsoft-later?']);
    assert.deepEqual(reasonsOf([hit], [messageOf()]), ['scanner microsoft-at-delivery']);
  });
});

describe('verdicts: mails that quote each other', () => {
  const thread = [0, 1, 2].map((day) => messageOf({ stampId: `day ${day}`, thread: 'thread', sentAt: after(`${day * 24} h`) }));
  const load = (day: number, at: string, more: HitWords = {}): HitWords => ({ stamp: `day ${day}`, at, ...more });
  const quotes = (words: readonly HitWords[], messages: readonly MessageFacts[] = thread): (string | null | undefined)[] => {
    const hits = words.map(hitOf);
    const judgements = judgeHits(hits, new Map(messages.map((message) => [message.stampId, message])));
    return hits.map(({ id }) => judgements.get(id)?.quotedBy);
  };
  const NEWEST = 'message of day 2';

  it('are one view, of the newest, whichever loads first', () => {
    for (const order of [[0, 1, 2], [2, 1, 0], [1, 2, 0]]) {
      const seen = quotes(order.map((day, at) => load(day, `${50 * 3600 + at} s`)));
      assert.deepEqual(order.map((day, at) => [day, seen[at]]).sort(), [[0, NEWEST], [1, NEWEST], [2, null]]);
    }
  });

  it('the older ones say so, and keep who it was', () => {
    assert.deepEqual(judged([load(0, '50 h'), load(2, '50 h')], thread), ['human quoted', 'human mail-client']);
  });

  it('through a proxy, from ever other addresses', () => {
    const proxy: HitWords = { agent: 'gmail proxy', network: 'google' };
    assert.deepEqual(quotes([load(0, '50 h', { ...proxy, from: 'one' }), load(1, '50 h', { ...proxy, from: 'two' })]), ['message of day 1', null]);
  });

  it('also where the newest was loaded ahead: the older ones were not read either', () => {
    const gmail = load(0, '173 h', { agent: 'gmail proxy', network: 'google', from: 'one' });
    const late = [...thread.slice(0, 2), messageOf({ stampId: 'day 2', thread: 'thread', sentAt: new Date(after('173 h').getTime() - 3_000) })];
    assert.deepEqual(judged([gmail, load(2, '173 h', { agent: 'gmail proxy', network: 'google', from: 'two' })], late), ['proxy quoted', 'prefetch gmail-at-delivery?']);
  });

  it('also where the newest was looked at by the rep', () => {
    assert.deepEqual(judged([load(0, '50 h'), load(2, '50 h', { known: 'said-own' })], thread), ['human quoted', 'self said-own']);
  });

  it('not by another reader, and not at another time', () => {
    assert.deepEqual(quotes([load(0, '50 h', { from: 'another' }), load(2, '50 h')]), [null, null]);
    assert.deepEqual(quotes([load(0, '50 h'), load(2, '51 h')]), [null, null]);
  });

  it('not in another thread, and not where the thread is not known', () => {
    assert.deepEqual(quotes([load(0, '50 h'), { stamp: 'x', at: '50 h' }], [...thread, messageOf({ stampId: 'x', thread: 'other', sentAt: after('3 h') })]), [null, null]);
    assert.deepEqual(quotes([load(0, '50 h'), { stamp: 'x', at: '50 h' }], [...thread, messageOf({ stampId: 'x', sentAt: after('3 h') })]), [null, null]);
  });

  it('the older one looked at alone later counts', () => {
    assert.deepEqual(quotes([load(0, '50 h'), load(2, '50 h'), load(0, '60 h')]), [NEWEST, null, null]);
  });

  it('machines stay machines, and the own side stays own', () => {
    assert.deepEqual(judged([load(0, '50 h', { agent: 'curl' }), load(1, '50 h', { known: 'own-device', agent: 'curl' }), load(2, '50 h', { agent: 'curl' })], thread), ['scanner tool-agent', 'self own-device', 'scanner tool-agent']);
  });

  it('clicks are never quotes', () => {
    assert.deepEqual(quotes([load(0, '50 h', { kind: 'click' }), load(2, '50 h', { kind: 'click' })]), [null, null]);
  });
});

describe('verdicts: properties', () => {
  /** Some hundred hits by ten readers on a thread of four mails, always the same ones. */
  function drawHits(seed: number): HitFacts[] {
    let state = seed;
    const draw = <Item>(items: readonly Item[]): Item => {
      state = (state * 1_103_515_245 + 12_345) % 2 ** 31;
      const item = items[Math.floor((state / 2 ** 31) * items.length)];
      if (item === undefined) throw new Error('nothing to draw from');
      return item;
    };
    const moments = Array.from({ length: 40 }, (_, at) => `${at * 0.7} s`).concat(['5 min', '1 h', '50 h']);
    return Array.from({ length: 300 }, (_, at) =>
      hitOf({
        id: `${seed}-${String(at).padStart(4, '0')}`,
        at: draw(moments),
        kind: draw(['pixel', 'click']),
        link: draw([1, 2, 3, 4]),
        agent: draw(['chrome', 'edge', 'outlook', 'ms-office', 'gmail proxy', 'bare', 'curl', 'none']),
        network: draw([null, null, null, 'microsoft', 'google', 'barracuda']),
        from: draw(['a', 'b', 'c', null]),
        known: draw([null, null, null, null, 'own-device', 'signal-proxy', 'said-other']),
        stamp: draw(['day 0', 'day 1', 'day 2', 'unknown']),
        method: draw(['GET', 'GET', 'GET', 'HEAD']),
      }),
    );
  }
  const messages = new Map([0, 1, 2].map((day) => [`day ${day}`, messageOf({ stampId: `day ${day}`, thread: 'thread', sentAt: after(`${day} s`) })]));
  const judge = (hits: readonly HitFacts[]): object => Object.fromEntries([...judgeHits(hits, messages)].sort(([one], [other]) => (one < other ? -1 : 1)));

  for (const seed of [1, 2, 3]) {
    it(`the order of arrival does not matter, and judging twice gives the same (${seed})`, () => {
      const hits = drawHits(seed);
      const expected = judge(hits);
      assert.deepEqual(judge(hits), expected);
      assert.deepEqual(judge([...hits].reverse()), expected);
      assert.deepEqual(judge([...hits].sort((one, other) => (one.agent + one.id < other.agent + other.id ? -1 : 1))), expected);
    });

    it(`what is judged alone or with hits of other threads is judged the same (${seed})`, () => {
      const hits = drawHits(seed);
      const unknown = hits.filter(({ stampId }) => stampId === 'unknown');
      const together = judgeHits(hits, messages);
      for (const [id, alone] of judgeHits(unknown, messages)) assert.deepEqual(together.get(id), alone);
    });
  }

  it('a flood of clicks takes time in proportion', () => {
    const flood = (count: number): HitFacts[] => Array.from({ length: count }, (_, at) => hitOf({ kind: at % 2 === 0 ? 'pixel' : 'click', link: at % 7, at: `${at % 4_000} ms`, from: `${at % 5}` }));
    for (const judgement of judgeHits(flood(150_000), new Map([['stamp', messageOf()]])).values()) assert.notEqual(judgement.reason, '');
  });
});

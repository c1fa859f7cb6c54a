import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { createCampaign, showCampaign } from '../../connector/campaigns/campaigns.js';
import { enroll } from '../../connector/campaigns/enroll.js';
import { peopleOfStep, personFared, stepFigures, stepPerson, type SentStep } from '../../connector/campaigns/fared.js';
import { MODES, type Mode } from '../../connector/consent/index.js';
import { ensureRep } from '../../connector/identity/index.js';
import * as schema from '../../connector/schema.js';
import { sharedStamp, silence, stepScope, type Fared } from '../../connector/tracking/index.js';
import { useTestDatabase } from '../database.js';
import { aMailbox } from '../mail-facts.js';
import { keys, NOW, useWorlds } from '../tracking/settle/world.js';

const none: Fared['figures'] = { views: 0, firstViewedAt: null, lastViewedAt: null, clicks: 0, lastClickedAt: null, machines: 0, ownViews: 0, prefetches: 0 };
const at = (minute: number): string => new Date(NOW.getTime() + minute * 60_000).toISOString();

function sent(state: Fared['seen']['state'], { views = 0, viewedAt = null, clicks = 0, clickedAt = null, clicksKnown = true, position = 0, mode = 'full' }: { views?: number; viewedAt?: string | null; clicks?: number; clickedAt?: string | null; clicksKnown?: boolean; position?: number; mode?: Mode } = {}): SentStep {
  const figures = { ...none, views, lastViewedAt: viewedAt, clicks, lastClickedAt: clickedAt };
  return { enrollmentId: randomUUID(), address: 'a@b.example', name: '', messageId: randomUUID(), position, fared: { seen: { state, reason: state, says: '' }, figures, repliedAt: null, mode, clicksKnown } };
}

describe('the figures of a mail of a campaign', () => {
  const nothing = { views: 0, clicks: 0 };
  const table: readonly [what: string, sent: readonly SentStep[], shared: { views: number; clicks: number }, expected: Partial<ReturnType<typeof stepFigures>>][] = [
    ['nobody: no rate at all', [], nothing, { viewed: 0, notSeen: 0, cannotBeKnown: 0, clickable: 0, viewRate: null, clickRate: null }],
    [
      'rates leave out those of whom it cannot be known',
      [sent('viewed', { views: 3, clicks: 2 }), sent('not-seen'), sent('not-seen'), sent('cannot-be-known'), sent('cannot-be-known', { clicksKnown: false })],
      nothing,
      { viewed: 1, notSeen: 2, cannotBeKnown: 2, clicked: 1, clickable: 4, views: 3, clicks: 2, viewRate: 1 / 3, clickRate: 1 / 4 },
    ],
    ['only links tracked: no rate of views, one of clicks', [sent('cannot-be-known', { clicks: 1 }), sent('cannot-be-known')], nothing, { cannotBeKnown: 2, viewRate: null, clicked: 1, clickable: 2, clickRate: 1 / 2 }],
    ['without links: a rate of views, none of clicks', [sent('viewed', { views: 1, clicksKnown: false })], nothing, { viewRate: 1, clicked: 0, clickable: 0, clickRate: null }],
    ['a click that came counts, whatever could be known', [sent('cannot-be-known', { clicks: 1, clicksKnown: false })], nothing, { clicked: 1, clickable: 1, clickRate: 1 }],
    ['counted without names: sums, no rates', Array.from({ length: 5 }, (_, index) => ({ ...sent('cannot-be-known', { clicksKnown: false, mode: 'anonymous' }), address: `${index}@b.example` })), { views: 4, clicks: 1 }, { views: 4, clicks: 1, clicked: 0, viewRate: null, clickRate: null }],
  ];
  for (const [what, steps, shared, expected] of table) {
    it(what, () => assert.deepEqual({ ...stepFigures(steps, shared), ...expected }, stepFigures(steps, shared)));
  }

  it('count whom they list', () => {
    const steps = [sent('viewed', { views: 1 }), sent('not-seen', { clicksKnown: false }), sent('cannot-be-known', { clicks: 1 })];
    const people = steps.map(stepPerson);
    const figures = stepFigures(steps, nothing);
    assert.deepEqual(people.map(({ clicked }) => clicked), ['not-clicked', 'cannot-be-known', 'clicked']);
    assert.equal(figures.clickable, people.filter(({ clicked }) => clicked !== 'cannot-be-known').length);
  });

  const anonymous = (mode: string, address: string): SentStep => {
    const [known = assert.fail()] = MODES.filter((one) => one === mode);
    return { ...sent('cannot-be-known', { clicksKnown: false, mode: known }), address };
  };
  const COUNTED = { views: 3, clicks: 1 };

  /** People it went to by mode, then views, clicks and whether they are too few. */
  const TABLE: readonly (readonly [string, Partial<Record<Mode, number>>, number, number, boolean])[] = [
    ['nobody', {}, 0, 0, false],
    ['one', { anonymous: 1 }, 0, 0, true],
    ['four', { anonymous: 4 }, 0, 0, true],
    ['five', { anonymous: 5 }, 3, 1, false],
    ['four, and many by name', { anonymous: 4, full: 20 }, 0, 0, true],
    ['five, and others by name', { anonymous: 5, full: 2 }, 3, 1, false],
    ['replies only, and one who agreed', { replies: 9, full: 1 }, 0, 0, false],
  ];
  for (const [who, modes, views, clicks, tooFewToCount] of TABLE) {
    it(`counted without knowing whose: ${who}`, () => {
      const steps = Object.entries(modes).flatMap(([mode, people]) => Array.from({ length: people }, (_, index) => anonymous(mode, `${mode} ${index}`)));
      const figures = stepFigures(steps, COUNTED);
      assert.deepEqual([figures.views, figures.clicks, figures.tooFewToCount], [views, clicks, tooFewToCount]);
    });
  }

  it('counted without knowing whose: many mails to few people', () => {
    const steps = Array.from({ length: 12 }, (_, index) => anonymous('anonymous', `person ${index % 3}`));
    assert.ok(stepFigures(steps, COUNTED).tooFewToCount);
  });

  it('of one person are those of all their mails together: viewed if any was, else unknown if any is', () => {
    assert.deepEqual(personFared([]), { seen: null, viewedAt: null, clickedAt: null });
    const seen = (...steps: SentStep[]) => personFared(steps).seen?.state;
    assert.equal(seen(sent('viewed'), sent('not-seen')), 'viewed');
    assert.equal(seen(sent('cannot-be-known'), sent('not-seen')), 'cannot-be-known');
    assert.equal(seen(sent('not-seen'), sent('not-seen')), 'not-seen');
    assert.deepEqual(personFared([sent('viewed', { viewedAt: at(9), clickedAt: at(1) }), sent('viewed', { viewedAt: at(5), clickedAt: at(7) })]).viewedAt, at(9));
    assert.deepEqual(personFared([sent('viewed', { clickedAt: at(1) }), sent('viewed', { clickedAt: at(7) })]).clickedAt, at(7));
  });
});

describe('the figures of a campaign, from what came in', () => {
  const test = useTestDatabase(schema);
  const { begin } = useWorlds(test);

  it('and who is behind them', async () => {
    const { dataSource } = test.database;
    const mailbox = aMailbox({ timeZone: 'UTC' });
    const world = begin({ mailboxId: mailbox.id });
    const names = ['viewed', 'unseen', 'refused', 'off', 'plain', 'links', 'linkless', 'anonymous'];
    const campaignId = await dataSource.transaction(async (tx) => {
      const rep = await ensureRep(tx, { oid: randomUUID(), address: mailbox.address, name: mailbox.name });
      const made = await createCampaign(tx, rep, mailbox, { name: 'Lease', sendHour: 9, steps: [{ day: 1, subject: 'Hello', body: 'Hello' }, { day: 3, subject: 'Again', body: 'Hello' }] }, NOW);
      await enroll(tx, mailbox, made, names.map((name) => ({ address: `${name}@flynnsarcade.com`, name })), NOW);
      return made.id;
    });
    for (const name of names) {
      const stamp = world.stamp(name === 'links' ? 'links' : name === 'anonymous' ? 'anonymous' : 'full');
      const howSent = { mode: stamp.mode, hasPixel: stamp.mode === 'full' && name !== 'plain', links: name === 'linkless' || name === 'plain' ? 0 : 2, plain: name === 'plain' };
      const id = await world.send(stamp, [`${name}@flynnsarcade.com`], { source: 'step', howSent });
      await dataSource.query(
        `insert into step_sends (mailbox_id, enrollment_id, position, message_id, stamp, state, at)
         select mailbox_id, id, 0, $3, $4, 'sent', $5 from enrollments where mailbox_id = $1 and address = $2`,
        [mailbox.id, `${name}@flynnsarcade.com`, id, stamp.text, NOW],
      );
      if (name === 'viewed') await world.come(world.hit(stamp, 1), world.click(stamp, 2), world.hit(stamp, 30));
      if (name === 'refused') await dataSource.transaction((tx) => silence(tx, [{ mailboxId: mailbox.id, stampId: stamp.id }], 'consent'));
      if (name === 'off') await dataSource.transaction((tx) => silence(tx, [{ mailboxId: mailbox.id, stampId: stamp.id }], 'switched-off'));
      if (name === 'anonymous') await world.come(world.hit(sharedStamp(keys, mailbox.id, stepScope(campaignId, 0)), 3));
    }
    const { steps } = await showCampaign(dataSource.manager, mailbox, campaignId);
    assert.deepEqual(steps.map(({ sent: count }) => count), [8, 0]);
    assert.deepEqual(steps[0]?.figures, { viewed: 1, notSeen: 2, cannotBeKnown: 5, clicked: 1, clickable: 3, views: 2, clicks: 1, viewRate: 1 / 3, clickRate: 1 / 3, tooFewToCount: true });
    const people = await peopleOfStep(dataSource.manager, mailbox.id, campaignId, 1);
    assert.deepEqual(
      people.map(({ name, seen, views, viewedAt, clicked }) => [name, seen.state, views, viewedAt, clicked]).sort(),
      [
        ['anonymous', 'cannot-be-known', 0, null, 'cannot-be-known'],
        ['linkless', 'not-seen', 0, null, 'cannot-be-known'],
        ['links', 'cannot-be-known', 0, null, 'not-clicked'],
        ['off', 'cannot-be-known', 0, null, 'cannot-be-known'],
        ['plain', 'cannot-be-known', 0, null, 'cannot-be-known'],
        ['refused', 'cannot-be-known', 0, null, 'cannot-be-known'],
        ['unseen', 'not-seen', 0, null, 'not-clicked'],
        ['viewed', 'viewed', 2, at(30), 'clicked'],
      ],
    );
    assert.deepEqual(await peopleOfStep(dataSource.manager, mailbox.id, campaignId, 3), []);
    await assert.rejects(peopleOfStep(dataSource.manager, mailbox.id, campaignId, 2), { code: 'NOT_FOUND' });
    await assert.rejects(peopleOfStep(dataSource.manager, randomUUID(), campaignId, 1), { code: 'NOT_FOUND' });
  });
});

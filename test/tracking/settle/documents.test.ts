/** Openings of documents among the other requests of a mail: judged like clicks, told of to the part that keeps what was read, and no view of their own. */
import assert from 'node:assert/strict';
import * as schema from '../../../connector/schema.js';
import type { DocumentNews } from '../../../connector/tracking/index.js';
import { listHits } from '../../../connector/tracking/details/hits-page.js';
import { showMessage } from '../../../connector/tracking/details/show.js';
import { useTestDatabase } from '../../database.js';
import { type World, useWorlds } from './world.js';

const campaigns = { of: () => Promise.resolve(new Map()), in: () => Promise.resolve([]) };
const PYTHON = 'python-requests/2.31';

describe('a document that is opened', () => {
  const test = useTestDatabase(schema);
  const worlds = useWorlds(test);
  const begin = (): { world: World; told: string[] } => {
    const told: string[] = [];
    const documentsJudged = (_tx: unknown, one: DocumentNews): Promise<void> => {
      told.push(...one.judged.filter(({ mailboxId }) => mailboxId === world.mailboxId).map(({ judgement, withoutImages }) => `${judgement === null ? 'gone' : `${judgement.verdict} ${judgement.reason}`}${withoutImages ? ', without images' : ''}`));
      return Promise.resolve();
    };
    const world = worlds.begin({ documentsJudged });
    return { world, told };
  };

  it('is judged and told of, is no view and no click, and shows among the requests', async () => {
    const { world, told } = begin();
    const stamp = world.stamp();
    const id = await world.send(stamp);
    await world.come(world.hit(stamp, 1), world.document(stamp, 2), world.document(stamp, 3, { agent: PYTHON }));
    assert.deepEqual(told.sort(), ['human opened', 'scanner tool-agent']);
    assert.deepEqual(await world.brief(), ['view 1 x1']);
    const { views, clicks, machines } = await world.figures(stamp);
    assert.deepEqual([views, clicks, machines], [1, 0, 0]);
    const { hits } = await listHits(test.database.dataSource.manager, world.mailboxId, id, { limit: 9 });
    assert.deepEqual(hits.map(({ kind, words }) => `${kind}: ${words}`), ['document: Checked by a machine', 'document: Document asked for by a person', 'pixel: Seen by a person']);
  });

  it('counts like a click where the images were not loaded, until they turn out to have been', async () => {
    const { world, told } = begin();
    const stamp = world.stamp();
    const id = await world.send(stamp);
    await world.come(world.document(stamp, 30));
    assert.deepEqual(told, ['human opened, without images']);
    assert.equal((await showMessage(test.database.dataSource.manager, world.mailboxId, id, campaigns)).seen.reason, 'images-off');
    await world.come(world.hit(stamp, 5));
    await world.settled();
    assert.equal(told.at(-1), 'human opened');
  });

  it('within seconds of two links is a machine’s, and so are the links', async () => {
    const { world, told } = begin();
    const stamp = world.stamp();
    await world.send(stamp, undefined, { sentAt: new Date('2026-11-23T09:59:50Z') });
    await world.come(world.click(stamp, 0, 1), world.click(stamp, 0.01, 2), world.document(stamp, 0.02));
    assert.deepEqual([told, await world.brief()], [['scanner burst'], []]);
  });

  it('of a mail that may tell nothing leaves nothing', async () => {
    const { world, told } = begin();
    const stamp = world.stamp('links');
    await world.send(stamp, undefined, { howSent: { mode: 'replies', hasPixel: false, links: 0, plain: false } });
    await world.come(world.document(stamp, 1));
    assert.deepEqual([told, await world.verdicts()], [['gone'], []]);
    const links = world.stamp('links');
    await world.send(links);
    await world.come(world.document(links, 1));
    assert.deepEqual(told, ['gone', 'human opened']);
  });
});

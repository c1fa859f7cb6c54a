import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import * as schema from '../../../connector/schema.js';
import { until, useTestDatabase } from '../../database.js';
import { ReadingWorld } from '../reading-world.js';
import { aPdf } from './a-pdf.js';
import { drawn, Readers } from './open.js';

const TRUE_WITHIN_MS = 500;

describe('a document read in a browser', () => {
  const test = useTestDatabase(schema);
  const world = new ReadingWorld(test);
  const readers = new Readers();

  before('serve', async () => {
    await Promise.all([readers.start(), world.start()]);
    // Reading takes real time.
    const [began, began_ms] = [world.now.getTime(), performance.now()];
    Object.defineProperty(world.documents, 'now', { get: () => new Date(began + performance.now() - began_ms) });
  });
  afterEach(() => readers.closePages());
  after('stop', async () => {
    await readers.stop();
    await world.stop();
  });

  const visitsOf = (shareId: string): Promise<{ id: string; path: number[]; now: number | null }[]> =>
    test.database.dataSource.query('select id, path, page_now as now from visits where share_id = $1', [shareId]);
  const timesOf = async (visitId: string): Promise<Map<number, number>> => {
    const rows = await test.database.dataSource.query<{ page: number; time_ms: number }[]>('select page, time_ms from page_views where visit_id = $1', [visitId]);
    return new Map(rows.map(({ page, time_ms }) => [page, time_ms]));
  };

  it('is told page by page, with the time each took', async () => {
    const share = await world.sent({ document: { pdf: await aPdf(), pages: 12 } });
    const page = await readers.open(world.documents.at(share));
    await drawn(page, 1);
    const [opened] = await until(() => visitsOf(share.id).then((visits) => (visits.length === 1 ? visits : null)));
    assert.deepEqual(opened?.path, [1], 'told at once');
    const clock = (): Promise<number> => page.evaluate<number>('performance.now()');
    const truth = new Map<number, number>();
    let [at, since_ms] = [1, 0];
    for (const next of [5, 3, 5]) {
      await sleep(1_300);
      await page.getByRole('textbox', { name: 'Go to page' }).fill(String(next));
      await page.keyboard.press('Enter');
      const now_ms = await clock();
      if (at !== 1) truth.set(at, (truth.get(at) ?? 0) + now_ms - since_ms);
      [at, since_ms] = [next, now_ms];
    }
    await sleep(900);
    truth.set(5, (truth.get(5) ?? 0) + (await clock()) - since_ms);
    await page.goto('about:blank');
    const visit = await until(async () => (await visitsOf(share.id)).find(({ now, path }) => now === null && path.length === 4));
    assert.deepEqual(visit.path, [1, 5, 3, 5]);
    const told = await timesOf(visit.id);
    for (const [number, time_ms] of truth) {
      const difference_ms = Math.abs((told.get(number) ?? 0) - time_ms);
      assert.ok(difference_ms < TRUE_WITHIN_MS, `page ${number}: ${told.get(number) ?? 0} ms instead of ${Math.round(time_ms)}`);
    }
    assert.deepEqual([...told.keys()].sort(), [1, 3, 5]);
  });

  it('refused in the menu, nothing of the visit is left', async () => {
    const share = await world.sent({ document: { pdf: await aPdf(), pages: 12 } });
    const page = await readers.open(world.documents.at(share));
    await until(async () => (await visitsOf(share.id)).length === 1);
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('button', { name: 'I do not want that' }).click();
    await page.getByText('Done. Nothing is told').waitFor();
    assert.deepEqual(await visitsOf(share.id), []);
    await page.reload();
    await drawn(page, 1);
    await page.goto('about:blank');
    assert.deepEqual(await visitsOf(share.id), []);
  });

  it('asked first, times are told from the answer on', async () => {
    const share = await world.sent({ mode: 'links', document: { pdf: await aPdf(), pages: 12 } });
    const page = await readers.open(world.documents.at(share));
    await drawn(page, 1);
    const [opened] = await until(() => visitsOf(share.id).then((visits) => (visits.length === 1 ? visits : null)));
    assert.deepEqual(opened?.path, []);
    await page.getByRole('button', { name: 'Agree' }).click();
    const visit = await until(async () => (await visitsOf(share.id)).find(({ path }) => path.length === 1));
    assert.deepEqual([visit.path, visit.now], [[1], 1]);
  });
});

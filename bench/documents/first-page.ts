/**
 * How soon the first page of a 50 MB document of 500 pages is to be seen in Chromium, and how much of
 * the file it takes: a reader who has never been here, one page after another, each in a browser
 * without anything kept. From the click to the page drawn.
 */
import type { Database } from '../../connector/database/index.js';
import { launchBrowser } from '../../test/browser.js';
import { bigPdf } from '../../test/documents/read/big-pdf.js';
import { World } from '../../test/documents/world.js';
import { percentile, type Figure } from '../report.js';

const PAGES = 500;
const PAGE_BYTES = 105_000;
const READERS = 7;
/** Not counted: the browser itself starts slowly the first time. */
const WARM_UP = 1;

export async function measureFirstPage(database: Database, progress: (text: string) => void): Promise<Figure[]> {
  const world = new World(() => database);
  await world.start();
  const browser = await launchBrowser();
  try {
    const pdf = bigPdf(PAGES, PAGE_BYTES);
    const share = await world.share(await world.document({ pdf, pages: PAGES }));
    const times_ms: number[] = [];
    const far_ms: number[] = [];
    let fetched = 0;
    let everything = 0;
    for (let reader = 0; reader < READERS + WARM_UP; reader += 1) {
      progress(`reader ${reader + 1} of ${READERS + WARM_UP}`);
      const context = await browser.newContext({ viewport: { width: 1280, height: 800 } });
      const page = await context.newPage();
      const devtools = await context.newCDPSession(page);
      await devtools.send('Network.enable');
      const files = new Set<string>();
      let [ofFile, ofAll] = [0, 0];
      devtools.on('Network.responseReceived', ({ requestId, response }) => {
        if (/\/(file|pieces)(\?|$)/.test(response.url)) files.add(requestId);
      });
      devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
        ofAll += encodedDataLength;
        if (files.has(requestId)) ofFile += encodedDataLength;
      });
      const began_ms = performance.now();
      await page.goto(world.at(share), { waitUntil: 'commit' });
      await page.locator('.page[data-page="1"] canvas').waitFor();
      const first_ms = performance.now() - began_ms;
      const bytes = { ofFile, ofAll };
      const turned_ms = performance.now();
      await page.getByRole('textbox').first().fill(String(PAGES / 2));
      await page.keyboard.press('Enter');
      await page.locator(`.page[data-page="${PAGES / 2}"] canvas`).waitFor();
      if (reader >= WARM_UP) {
        times_ms.push(first_ms);
        far_ms.push(performance.now() - turned_ms);
        fetched = Math.max(fetched, bytes.ofFile);
        everything = Math.max(everything, bytes.ofAll);
      }
      await context.close();
    }
    return [
      { what: `first page of ${PAGES} (${Math.round(pdf.length / 1024 ** 2)} MB): median`, value: percentile(times_ms, 0.5), unit: 'ms', aim: 1_500 },
      { what: 'first page: slowest', value: Math.max(...times_ms), unit: 'ms' },
      { what: `then page ${PAGES / 2}: median`, value: percentile(far_ms, 0.5), unit: 'ms' },
      { what: 'of the file fetched until then, in per cent', value: (fetched / pdf.length) * 100, unit: '×', aim: 2 },
      { what: 'KB fetched in all, with the viewer itself', value: everything / 1024, unit: '' },
    ];
  } finally {
    await browser.close();
    await world.stop();
  }
}

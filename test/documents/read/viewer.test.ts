import assert from 'node:assert/strict';
import { json, Router } from 'express';
import type { Page } from 'playwright-core';
import { hashPasscode } from '../../../connector/documents/index.js';
import { beatSchema, choiceSchema, type Beat } from '../../../connector/documents/viewer-api.js';
import * as schema from '../../../connector/schema.js';
import { assertAccessible, hasFocus } from '../../app/harness.js';
import { until, useTestDatabase } from '../../database.js';
import { World } from '../world.js';
import { aPdf } from './a-pdf.js';
import { bigPdf } from './big-pdf.js';
import { drawn, Readers, type Window } from './open.js';

const DAY_MS = 24 * 3_600_000;

describe('the viewer in a browser', () => {
  const test = useTestDatabase(schema);
  const world = new World(() => test.database);
  const readers = new Readers();
  const beats: Beat[] = [];
  const choices: string[] = [];
  /** Requests for the file are answered so from now on; null: as they should be. */
  let failsWith: number | null = null;
  let documentId = '';

  before('serve', async () => {
    const told = Router();
    const body = json({ type: ['application/json', 'text/plain'] });
    told.post('/d/:token/beats', body, (request, response) => {
      beats.push(beatSchema.parse(request.body));
      response.status(204).end();
    });
    told.post('/d/:token/choice', body, (request, response) => {
      choices.push(choiceSchema.parse(request.body).choice);
      response.json({});
    });
    told.use('/d/:token/:what', (request, response, next) => {
      if (failsWith !== null && ['file', 'pieces'].includes(request.params.what)) response.status(failsWith).end();
      else next();
    });
    await Promise.all([readers.start(), world.start([told])]);
    documentId = await world.document({ pdf: await aPdf(), pages: 12 });
  });
  beforeEach(() => {
    failsWith = null;
    for (const list of [beats, choices]) list.splice(0);
  });
  afterEach(() => readers.closePages());
  after('stop', async () => {
    await readers.stop();
    await world.stop();
  });

  const open = async (facts: Parameters<World['share']>[1] = {}, window: Window = {}, id = documentId): Promise<Page> => readers.open(world.at(await world.share(id, facts)), window);
  const pageInView = (page: Page): Promise<string> => page.getByRole('textbox', { name: 'Go to page' }).inputValue();
  const drawnPages = (page: Page): Promise<number> => page.locator('.page canvas').count();

  /** As it is, light and dark. */
  const accessible = async (page: Page, what: string): Promise<void> => {
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme });
      await assertAccessible(page, `${what}, ${colorScheme}`);
    }
  };

  it('shows the first page at once, with its text, and says where one is', async () => {
    const page = await open();
    await drawn(page, 1);
    await page.locator('.page[data-page="1"] .textLayer').getByText('Page 1').waitFor();
    assert.equal(await page.title(), 'Arcade offer');
    assert.equal(await pageInView(page), '1');
    await page.getByText('Page 1 of 12').waitFor({ state: 'attached' });
    await accessible(page, 'a document');
  });

  it('draws only what is near, and gives the rest back', async () => {
    const page = await open();
    await drawn(page, 1);
    for (const number of [4, 8, 12]) {
      await page.getByRole('textbox', { name: 'Go to page' }).fill(String(number));
      await page.keyboard.press('Enter');
      await drawn(page, number);
      assert.equal(await pageInView(page), String(number));
    }
    await until(async () => (await drawnPages(page)) <= 6);
    assert.equal(await page.locator('.page[data-page="1"] canvas').count(), 0);
  });

  it('takes little of a long document to show a page of it, however its pages lie', async () => {
    const pages = 300;
    const pdf = bigPdf(pages, 40_000);
    const id = await world.document({ pdf, pages });
    let fetched = 0;
    const { store } = world;
    const read = store.read.bind(store);
    store.read = (key, range) => {
      fetched += range === undefined ? pdf.length : range.last - range.first + 1;
      return read(key, range);
    };
    const page = await open({}, {}, id);
    await drawn(page, 1);
    const part = fetched / pdf.length;
    assert.ok(part < 0.06, `${(part * 100).toFixed(1)} % of the file`);
    await page.keyboard.press('End');
    await drawn(page, pages);
    assert.ok(fetched / pdf.length < 0.1);
  });

  it('is read with the keyboard: pages, ends, sizes', async () => {
    const page = await open();
    await drawn(page, 1);
    const size = (): Promise<string> => page.locator('.size').innerText();
    await page.keyboard.press('ArrowRight');
    await until(async () => (await pageInView(page)) === '2');
    await page.keyboard.press('ArrowLeft');
    await until(async () => (await pageInView(page)) === '1');
    for (let pressed = 0; pressed < 4; pressed += 1) {
      await page.keyboard.press('End');
      await until(async () => (await pageInView(page)) === '12');
      await page.keyboard.press('Home');
      await until(async () => (await pageInView(page)) === '1');
    }
    for (let pressed = 0; pressed < 3; pressed += 1) await page.keyboard.press('PageDown');
    await until(async () => Number(await pageInView(page)) > 1);
    const before = parseInt(await size());
    await page.keyboard.press('+');
    await until(async () => parseInt(await size()) > before);
    await page.keyboard.press('-');
    await page.keyboard.press('-');
    await until(async () => parseInt(await size()) < before);
    // What is in view is told a frame after the size.
    const middle = await until(async () => {
      const shown = await pageInView(page);
      await page.evaluate('new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next)))');
      return shown === (await pageInView(page)) ? shown : undefined;
    });
    await page.mouse.move(640, 400);
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -200);
    await page.keyboard.up('Control');
    await until(async () => parseInt(await size()) > before);
    await until(async () => (await pageInView(page)) === middle, { what: 'what one looked at being in view again' });
  });

  it('finds words on all pages, counts them, and goes from one to the next', async () => {
    const page = await open();
    await drawn(page, 1);
    await page.keyboard.press('Control+f');
    const input = page.getByRole('searchbox', { name: 'Find in the document' });
    assert.ok(await hasFocus(input));
    await input.fill('ARCADE  lease');
    await page.getByText('1 of 2').waitFor();
    await page.locator('.page[data-page="3"] .mark.current').waitFor();
    assert.equal(await pageInView(page), '3');
    await page.keyboard.press('Enter');
    await page.locator('.page[data-page="10"] .mark.current').waitFor();
    await page.getByText('2 of 2').waitFor();
    await page.keyboard.press('Enter');
    await until(async () => (await pageInView(page)) === '3');
    await accessible(page, 'searching');
    await input.fill('nothing of the kind');
    await page.getByText('Nothing found').waitFor();
    await page.keyboard.press('Escape');
    assert.equal(await page.locator('.mark').count(), 0);
    assert.ok(await hasFocus(page.getByRole('button', { name: 'Find in the document' })));
  });

  it('has thumbnails to go by', async () => {
    const page = await open();
    await drawn(page, 1);
    await page.getByRole('button', { name: 'Page thumbnails' }).click();
    const panel = page.getByRole('navigation', { name: 'Page thumbnails' });
    assert.ok(await hasFocus(panel.getByRole('button', { name: 'Page 1', exact: true })));
    await accessible(page, 'thumbnails');
    await panel.getByRole('button', { name: 'Page 7' }).click();
    await drawn(page, 7);
    assert.equal(await panel.getByRole('button', { name: 'Page 7' }).getAttribute('aria-current'), 'page');
  });

  it('offers the download where it is allowed, and the sender’s card', async () => {
    const page = await open({ allowDownload: true });
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Download' }).click()]);
    assert.equal(download.suggestedFilename(), 'Arcade offer.pdf');
    await page.getByRole('button', { name: 'Sent by Riley Rivera' }).click();
    await page.getByRole('link', { name: 'riley@contoso.example' }).waitFor();
    await accessible(page, 'the sender’s card');
    await page.keyboard.press('Escape');
    assert.equal(await page.getByRole('link', { name: 'riley@contoso.example' }).isVisible(), false);
    assert.equal(await (await open()).getByRole('link', { name: 'Download' }).count(), 0);
  });

  it('fits a phone, where the bar goes out of the way', async () => {
    const page = await open({ allowDownload: true }, { width: 390, height: 780, hasTouch: true, isMobile: true, deviceScaleFactor: 2 });
    await drawn(page, 1);
    const isBarInView = (): Promise<boolean> => page.evaluate<boolean>(`document.querySelector('.bar').getBoundingClientRect().bottom > 0`);
    assert.ok(await isBarInView());
    await accessible(page, 'a document on a phone');
    await page.evaluate('scrollBy(0, 400)');
    await until(async () => !(await isBarInView()));
    await page.evaluate('scrollBy(0, -100)');
    await until(isBarInView);
    assert.equal(await page.evaluate('document.documentElement.scrollWidth - innerWidth'), 0);
    const wide = await page.evaluate<number>(`document.querySelector('.page').offsetWidth`);
    assert.ok(wide >= 380, `${wide} px of 390`);
  });

  it('is opened with passcode and address', async () => {
    const page = await open({ passcodeHash: await hashPasscode('tron 1982'), askAddress: true });
    await page.getByRole('heading', { name: 'Arcade offer is protected' }).waitFor();
    await accessible(page, 'a locked document');
    await page.getByLabel('Mail address').fill('flynn');
    await page.getByLabel('Passcode').fill('wrong');
    await page.getByRole('button', { name: 'Open' }).click();
    await page.getByText('That is not a mail address.').waitFor();
    await page.getByLabel('Mail address').fill('flynn@flynnsarcade.com');
    await page.getByRole('button', { name: 'Open' }).click();
    await page.getByText('That is not the passcode.').waitFor();
    assert.ok(await hasFocus(page.getByLabel('Passcode')));
    await accessible(page, 'a wrong passcode');
    await page.getByLabel('Passcode').fill('tron 1982 ');
    await page.keyboard.press('Enter');
    await drawn(page, 1);
    await until(() => beats[0]?.gaveAddress === 'flynn@flynnsarcade.com');
  });

  for (const [what, facts, heading] of [
    ['expired', { expiresAt: new Date(world.now.getTime() - DAY_MS) }, 'This link has expired'],
    ['revoked', { revokedAt: world.now }, 'This document is no longer shared'],
  ] as const) {
    it(`says so where the link is ${what}`, async () => {
      const page = await open(facts);
      await page.getByRole('heading', { name: heading }).waitFor();
      await page.getByRole('link', { name: 'Write to Riley Rivera' }).waitFor();
      await accessible(page, what);
    });
  }

  it('says so where the address is damaged, in the reader’s language', async () => {
    const page = await readers.open(`${world.origin}/d/${'A'.repeat(38)}`, { locale: 'de-AT' });
    await page.getByRole('heading', { name: 'Hier ist kein Dokument' }).waitFor();
    assert.equal(await page.locator('html').getAttribute('lang'), 'de');
    await accessible(page, 'a damaged address');
  });

  it('opens by itself when the document is ready', async () => {
    const id = await world.document({ pdf: await aPdf(2), pages: 2, state: 'converting' });
    const page = await open({}, {}, id);
    await page.getByRole('heading', { name: 'The document is being prepared' }).waitFor();
    await accessible(page, 'preparing');
    await test.database.dataSource.query(`update document_versions set state = 'ready' where document_id = $1`, [id]);
    await drawn(page, 1);
  });

  it('closes when it is revoked meanwhile', async () => {
    const long = await world.document({ pdf: await aPdf(400), pages: 400 });
    const share = await world.share(long);
    const page = await readers.open(world.at(share));
    await drawn(page, 1);
    await test.database.dataSource.query('update shares set revoked_at = now() where id = $1', [share.id]);
    await page.keyboard.press('End');
    await page.getByRole('heading', { name: 'This document is no longer shared' }).waitFor();
  });

  it('goes on by itself after the network failed, and says so meanwhile', async () => {
    const long = await world.document({ pdf: await aPdf(400), pages: 400 });
    const page = await open({}, {}, long);
    await drawn(page, 1);
    failsWith = 503;
    await page.getByRole('textbox', { name: 'Go to page' }).fill('300');
    await page.keyboard.press('Enter');
    await page.getByText('The connection is interrupted').waitFor();
    await accessible(page, 'without a network');
    // Pressed while it still fails; once it does not, the page may be quicker than any press.
    await page.getByRole('button', { name: 'Try again' }).click();
    failsWith = null;
    await drawn(page, 300);
    await page.getByText('The connection is interrupted').waitFor({ state: 'detached' });
  });

  it('tells at once that it is open, then the pages and times when the reader leaves', async () => {
    const page = await open();
    await until(() => beats.length > 0);
    assert.deepEqual([beats[0]?.path, beats[0]?.now], [[1], 1]);
    await page.getByRole('textbox', { name: 'Go to page' }).fill('5');
    await page.keyboard.press('Enter');
    await drawn(page, 5);
    await new Promise((resolve) => setTimeout(resolve, 1_200));
    await page.goto('about:blank');
    const last = await until(() => beats.find(({ path, pathFrom }) => [...Array<number>(pathFrom), ...path].length === 2 && path.includes(5)));
    assert.equal(last.now, null);
    assert.ok((last.pages.find(({ page: number }) => number === 5)?.time_ms ?? 0) >= 1_000);
  });

  it('asks first where it must, in one line, and tells nothing of pages until then', async () => {
    const page = await open({ mode: 'links' });
    await drawn(page, 1);
    await until(() => beats.length === 1);
    assert.deepEqual([beats[0]?.pages, beats[0]?.path, beats[0]?.now], [[], [], null]);
    await accessible(page, 'the question');
    await page.getByRole('button', { name: 'Agree' }).click();
    await until(() => choices.includes('agree') && beats.some(({ path }) => path.includes(1)));
    assert.equal(await page.getByText('May the sender see').count(), 0);
  });

  it('refusing in the menu ends it, here and on later pages, and can be taken back', async () => {
    const share = await world.share(documentId);
    const page = await readers.open(world.at(share));
    await until(() => beats.length > 0);
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByText('The sender sees which pages are read.').waitFor();
    await accessible(page, 'the menu');
    await page.getByRole('button', { name: 'I do not want that' }).click();
    await page.getByText('Done. Nothing is told').waitFor();
    assert.deepEqual(choices, ['refuse']);
    const told = beats.length;
    await page.reload();
    await drawn(page, 1);
    await until(() => choices.length === 2);
    assert.deepEqual([choices, beats.length], [['refuse', 'refuse'], told]);
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByRole('button', { name: 'The sender may see it' }).click();
    await until(() => beats.length > told);
    assert.deepEqual(await page.context().cookies(), []);
  });

  it('tells and asks nothing where nothing may be told', async () => {
    const page = await open({ mode: 'replies' });
    await drawn(page, 1);
    await page.getByRole('button', { name: 'More' }).click();
    await page.getByText('The sender is not told which pages are read.').waitFor();
    assert.equal(await page.getByRole('button', { name: 'The sender may see it' }).count(), 0);
    await page.goto('about:blank');
    assert.deepEqual([beats, choices], [[], []]);
  });

  it('is accessible with everything open', async () => {
    const page = await open({ mode: 'anonymous', allowDownload: true });
    await drawn(page, 1);
    await page.getByRole('button', { name: 'Page thumbnails' }).click();
    await page.keyboard.press('Control+f');
    await page.getByRole('searchbox').fill('machines');
    await page.locator('.mark.current').waitFor();
    await accessible(page, 'everything open');
  });
});

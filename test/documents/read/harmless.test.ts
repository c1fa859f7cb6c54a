import assert from 'node:assert/strict';
import { PDFDocument, PDFName, PDFString, StandardFonts } from 'pdf-lib';
import type { Page } from 'playwright-core';
import * as schema from '../../../connector/schema.js';
import { until, useTestDatabase } from '../../database.js';
import { World } from '../world.js';
import { drawn, Readers } from './open.js';

const HTML = Buffer.from('%PDF-1.7\n<!doctype html><title>no</title><script>document.title = "ran"; alert(1)</script><h1>Hello</h1>');

describe('what a document would like to do', () => {
  const test = useTestDatabase(schema);
  const world = new World(() => test.database);
  const readers = new Readers();

  before('serve', () => Promise.all([readers.start(), world.start()]));
  afterEach(() => readers.closePages());
  after('stop', async () => {
    await readers.stop();
    await world.stop();
  });

  const open = async (pdf: Uint8Array): Promise<Page> => readers.open(world.at(await world.share(await world.document({ pdf, pages: 2 }), { allowDownload: true })));

  it('scripts of a PDF do not run, and its links wait to be clicked', async () => {
    const page = await open(await temptingPdf());
    const dialogs: string[] = [];
    page.on('dialog', (dialog) => {
      dialogs.push(dialog.message());
      void dialog.dismiss();
    });
    await drawn(page, 1);
    const links = page.locator('.page[data-page="1"] a.link');
    await until(async () => (await links.count()) === 3);
    assert.deepEqual(
      await Promise.all((await links.all()).map((link) => Promise.all(['href', 'target', 'rel'].map((name) => link.getAttribute(name))))),
      [
        ['https://flynnsarcade.com/lease', '_blank', 'noopener noreferrer nofollow'],
        ['mailto:flynn@flynnsarcade.com', '_blank', 'noopener noreferrer nofollow'],
        ['#', null, null],
      ],
    );
    await links.nth(2).click();
    await drawn(page, 2);
    assert.equal(await page.getByRole('textbox', { name: 'Go to page' }).inputValue(), '2');
    assert.deepEqual([dialogs, page.context().pages().length, await page.title()], [[], 1, 'Arcade offer']);
  });

  it('a web page that calls itself a PDF is not shown, and never runs', async () => {
    const share = await world.share(await world.document({ pdf: HTML }), { allowDownload: true });
    const page = await readers.open(world.at(share));
    await page.getByText('The document could not be opened.').waitFor();
    const state = await page.evaluate<string>(`document.querySelector('.download').getAttribute('href')`);
    for (const path of [state, state.replace('/download', '/file')]) {
      const [download] = await Promise.all([page.waitForEvent('download'), page.goto(world.origin + path).catch(() => null)]);
      assert.match(download.suggestedFilename(), /\.pdf$/);
    }
    assert.equal(await page.title(), 'Arcade offer');
    const frame = await page.evaluate<string>(`(async () => { const frame = document.createElement('iframe'); frame.src = ${JSON.stringify(state)}; document.body.append(frame); await new Promise((done) => { frame.onload = done; setTimeout(done, 500); }); return frame.contentDocument?.title ?? 'blocked'; })()`);
    assert.notEqual(frame, 'ran');
    readers.complaints.splice(0);
  });

  it('the page lets nothing in: no script in it, none from elsewhere, no evaluation', async () => {
    const page = await open(await temptingPdf());
    await drawn(page, 1);
    const ran = await page.evaluate<string[]>(`(async () => {
      const ran = [];
      window.note = (what) => ran.push(what);
      const inline = document.createElement('script');
      inline.textContent = 'note("inline")';
      document.body.append(inline);
      const data = document.createElement('script');
      data.src = 'data:text/javascript,note("data")';
      document.body.append(data);
      document.body.insertAdjacentHTML('beforeend', '<img src="data:," onerror="note(1)">');
      await fetch('http://127.0.0.1:9/').then(() => note('fetch'), () => undefined);
      await new Promise((done) => setTimeout(done, 200));
      return ran;
    })()`);
    assert.deepEqual(ran, []);
    assert.ok(readers.complaints.length > 0, 'the browser says what it blocked');
    readers.complaints.splice(0);
  });
});

/** Runs a script when opened, and links to a page of the web, to mail, to a script, to a file, to a program, and to its second page. */
async function temptingPdf(): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  const font = await pdf.embedFont(StandardFonts.Helvetica);
  const [first, second] = [pdf.addPage([595, 842]), pdf.addPage([595, 842])];
  first.drawText('Click me', { x: 60, y: 700, font });
  second.drawText('Second', { x: 60, y: 700, font });
  pdf.addJavaScript('open', 'app.alert("ran"); this.getURL("https://elsewhere.example")');
  pdf.catalog.set(PDFName.of('OpenAction'), pdf.context.obj({ S: 'JavaScript', JS: PDFString.of('app.alert("opened")') }));
  const actions = [
    { S: 'URI', URI: PDFString.of('https://flynnsarcade.com/lease') },
    { S: 'URI', URI: PDFString.of('mailto:flynn@flynnsarcade.com') },
    { S: 'URI', URI: PDFString.of('javascript:alert(1)') },
    { S: 'URI', URI: PDFString.of('file:///etc/passwd') },
    { S: 'Launch', F: PDFString.of('calc.exe') },
    { S: 'GoTo', D: [second.ref, 'Fit'] },
  ];
  const links = actions.map((action, index) => pdf.context.register(pdf.context.obj({ Type: 'Annot', Subtype: 'Link', Rect: [60, 600 - index * 40, 200, 620 - index * 40], A: action })));
  first.node.set(PDFName.of('Annots'), pdf.context.obj(links));
  return pdf.save();
}

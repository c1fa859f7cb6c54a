import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { until } from '../until.js';
import { me } from './fixture-data.js';
import { CONVERTING, converterOf, FAILED, OFFER, PRICES, waitingDocument } from './fixture-documents.js';
import { useHarness, textOf } from './harness.js';

const KB = 1_024;

describe('the content library in a browser', () => {
  const app = useHarness();

  const card = (page: Page, id: string) => page.locator(`[data-document="${id}"]`);
  const cards = (page: Page) => page.locator('[data-document]');
  const upload = (page: Page, name: string) => page.locator('[data-upload]').filter({ hasText: name });
  const file = (name: string, bytes = KB) => ({ name, mimeType: 'application/octet-stream', buffer: Buffer.alloc(bytes, 7) });
  const pick = (page: Page, ...files: ReturnType<typeof file>[]) => page.locator('input[type=file]').setInputFiles(files);

  it('shows each document with its first page, how it fares, and whose it is', async () => {
    const page = await app.open('/app/content');
    assert.match(await textOf(card(page, OFFER)), /Arcade lease offer ?PDF · 12 pages.*Sent 8 times · opened by 5 readers.*offers.*autumn/);
    assert.match(await textOf(card(page, PRICES)), /Word · 1 page · by Avery.*Sent 1 time · not opened yet/);
    assert.match(await textOf(card(page, CONVERTING)), /Making pages… 40 %/);
    assert.match(await textOf(card(page, FAILED)), /protected with a password/);
    await until(() => page.evaluate<boolean>(`document.querySelector('[data-document="${OFFER}"] img').naturalWidth > 0`), { what: 'the picture of its first page' });
    await card(page, OFFER).getByRole('link').click();
    await page.getByRole('heading', { level: 1, name: 'Arcade lease offer' }).waitFor();
  });

  it('follows pages being made until they are there', async () => {
    const page = await app.open('/app/content');
    await card(page, CONVERTING).getByText('Making pages… 40 %').waitFor();
    app.server.documents.finish('Autumn presentation', 9);
    await card(page, CONVERTING).getByText('9 pages').waitFor();
  });

  it('finds by text and tag, keeps both in the address, and says when nothing fits', async () => {
    const page = await app.open('/app/content');
    await page.getByRole('searchbox').fill('LEASE');
    await page.getByText('1 document found').waitFor();
    assert.equal(await cards(page).count(), 1);
    assert.equal(new URL(page.url()).searchParams.get('q'), 'LEASE');
    await page.reload();
    await page.getByText('1 document found').waitFor();
    await page.getByRole('searchbox').fill('nothing like it');
    await page.getByText('No document fits').waitFor();
    await page.getByRole('button', { name: 'Show all' }).click();
    await until(async () => (await cards(page).count()) === 5);
    await page.getByRole('button', { name: 'autumn', exact: true }).click();
    await until(async () => (await cards(page).count()) === 2);
    assert.equal(new URL(page.url()).searchParams.get('tag'), 'autumn');
  });

  it('keeps archived documents apart', async () => {
    const page = await app.open('/app/content');
    await card(page, OFFER).waitFor();
    await page.getByRole('button', { name: 'Archived' }).click();
    await page.getByText('Last year’s prices').waitFor();
    assert.equal(await cards(page).count(), 1);
  });

  it('loads more when asked', async () => {
    app.server.documents.perPage = 2;
    const page = await app.open('/app/content');
    await until(async () => (await cards(page).count()) === 2);
    await page.getByRole('button', { name: 'More', exact: true }).and(page.locator('main button')).click();
    await until(async () => (await cards(page).count()) === 4);
  });

  it('tries again what could not be loaded', async () => {
    app.server.faults.set('GET /api/documents', { status: 500 });
    const page = await app.open('/app/content');
    await page.getByText('Nothing was lost').waitFor();
    app.server.faults.clear();
    await page.getByRole('button', { name: 'Try again' }).click();
    await card(page, OFFER).waitFor();
  });

  it('uploads several at once; one that is refused says why and can be tried again', async () => {
    app.server.documents.refusals.set('broken.pdf', { status: 422, code: 'DOCUMENT_REFUSED', message: 'The file is damaged.' });
    app.server.documents.documents = [];
    const page = await app.open('/app/content');
    await page.getByText('Your content library is empty').waitFor();
    await pick(page, file('Lease.pdf'), file('broken.pdf'), file('Terms & prices.docx', 3 * KB));
    await upload(page, 'broken.pdf').getByText('The file is damaged.').waitFor();
    await until(async () => (await cards(page).count()) === 2);
    assert.deepEqual(app.server.documents.uploaded.map(({ fileName, bytes }) => `${fileName} ${bytes}`).sort(), ['Lease.pdf 1024', 'Terms & prices.docx 3072']);
    app.server.documents.refusals.clear();
    await upload(page, 'broken.pdf').getByRole('button', { name: 'Try again' }).click();
    await until(async () => (await cards(page).count()) === 3);
    await page.getByRole('button', { name: 'Clear' }).click();
    assert.equal(await page.locator('[data-upload]').count(), 0);
  });

  it('tells how far an upload has come, and cancels it', async () => {
    app.server.documents.hold();
    const page = await app.open('/app/content');
    await pick(page, file('large.pdf', 40 * KB * KB), file('small.pdf'), file('third.pdf'));
    await until(async () => /[1-9]\d? %/.test(await textOf(upload(page, 'large.pdf'))), { what: 'a number beside it' });
    await upload(page, 'third.pdf').getByText('Waits for the others').waitFor();
    await page.getByRole('button', { name: 'Cancel the upload of large.pdf' }).click();
    app.server.documents.letThrough();
    await until(() => app.server.documents.uploaded.length === 2);
    assert.deepEqual(app.server.documents.uploaded.map(({ fileName }) => fileName).sort(), ['small.pdf', 'third.pdf']);
    assert.equal(await upload(page, 'large.pdf').count(), 0);
  });

  it('goes on uploading while another page is looked at', async () => {
    app.server.documents.hold();
    const page = await app.open('/app/content');
    await card(page, OFFER).waitFor();
    await pick(page, file('small.pdf'));
    await upload(page, 'small.pdf').waitFor();
    await page.getByRole('link', { name: 'Live Feed' }).click();
    await page.getByRole('heading', { level: 1, name: 'Live Feed' }).waitFor();
    app.server.documents.letThrough();
    await until(() => app.server.documents.uploaded.length === 1);
  });

  it('refuses a file that is too large without sending it', async () => {
    app.server.documents.largest_bytes = 10 * KB;
    const page = await app.open('/app/content');
    await card(page, OFFER).waitFor();
    await pick(page, file('huge.pdf', 20 * KB), file('fits.pdf', 10 * KB));
    await upload(page, 'huge.pdf').getByText('It was not sent.').waitFor();
    assert.equal(await upload(page, 'huge.pdf').getByRole('button', { name: 'Try again' }).count(), 0);
    await until(() => app.server.documents.uploaded.length === 1);
    assert.equal(app.server.seen.filter(({ method, path }) => method === 'POST' && path === '/api/documents').length, 1);
  });

  it('takes what is dropped anywhere on it', async () => {
    const page = await app.open('/app/content');
    await card(page, OFFER).waitFor();
    await page.evaluate(`{
      window.dropped = new DataTransfer();
      dropped.items.add(new File(['%PDF-1.7'], 'dropped.pdf'));
      document.body.dispatchEvent(new DragEvent('dragenter', { bubbles: true, cancelable: true, dataTransfer: dropped }));
    }`);
    await page.getByText('Drop to upload').waitFor();
    await page.evaluate(`document.body.dispatchEvent(new DragEvent('drop', { bubbles: true, cancelable: true, dataTransfer: dropped }))`);
    await until(() => app.server.documents.uploaded.some(({ fileName }) => fileName === 'dropped.pdf'));
    assert.equal(await page.getByText('Drop to upload').count(), 0);
  });

  it('says that files wait for LibreOffice, and lets administrators install it', async () => {
    app.server.documents.documents.unshift(waitingDocument());
    app.server.documents.converter = converterOf('missing', { mayInstall: true });
    const page = await app.open('/app/content');
    await page.getByText('1 file waits for LibreOffice').waitFor();
    await page.getByRole('button', { name: 'Install it' }).click();
    await page.getByText('LibreOffice is being installed… 1 %').waitFor();
    app.server.documents.converter = converterOf('ready');
    app.server.documents.finish('Terms', 4);
    await page.getByText('Word · 4 pages').waitFor();
    await until(async () => (await page.locator('[data-converter]').count()) === 0);
  });

  it('says to others that LibreOffice is missing, without a button that would be refused', async () => {
    app.server.documents.documents.unshift(waitingDocument());
    app.server.documents.converter = converterOf('missing');
    const page = await app.open('/app/content');
    await page.getByText('1 file waits for LibreOffice').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Install it' }).count(), 0);
  });

  it('says that the team is not on the plan, takes nothing, and shows what there is', async () => {
    app.server.me = { ...me, team: { ...me.team, plan: 'basic' } };
    const page = await app.open('/app/content');
    await page.getByText('Tracked documents belong to the Team plan').waitFor();
    await page.getByText('npx readback team plan "Everyone" team').waitFor();
    await card(page, OFFER).waitFor();
    assert.equal(await page.getByRole('button', { name: 'Upload' }).count(), 0);
  });
});

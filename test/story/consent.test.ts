/** A recipient's way, from the mail to their own page, through the real connector: refusing, seeing, erasing. */
import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { MailWindow } from '../../sandbox/demo/mail-window.js';
import { launchBrowser } from '../browser.js';
import { until } from '../until.js';
import { useStage } from './stage.js';

const FLYNN = 'flynn@flynnsarcade.com';

describe('a recipient', function () {
  this.timeout(60_000);
  const stage = useStage();
  let browser: Browser | undefined;
  before(async () => {
    browser = await launchBrowser();
  });
  after(() => browser?.close());

  it('goes from the mail to their own page, refuses, and sees and erases what is stored', async () => {
    const { world, feed } = stage();
    const window = new MailWindow(world.ready.mailWindowUrl);
    const { mail } = await stage().sendDayOne('Lease', FLYNN, '<p>Hello {{first_name}}, <a href="{{privacy_link}}">what I record</a></p>');
    const arrived = await window.waitForMail(FLYNN, mail.subject);
    await window.open(FLYNN, arrived.id);
    const view = await feed.wait('the view', ({ kind, data }) => kind === 'view' && data.person?.address === FLYNN);

    const shown = await (await fetch(`${world.ready.mailWindowUrl}people/${FLYNN}/messages/${arrived.id}/view`)).text();
    // The window leads links through itself, the way a mail program opens them.
    const [, token = ''] = /(?:\/|%2F)r(?:\/|%2F)([\w-]{60,})/.exec(shown) ?? [];
    const link = `${world.url}/r/${token}`;
    assert.ok(browser !== undefined && token !== '');
    const page = await browser.newPage();
    const complaints: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error') complaints.push(message.text());
    });
    await page.goto(link);
    await page.getByText('one mail since').waitFor();
    await page.getByRole('button', { name: 'Refuse' }).click();
    await page.getByText('You refused. Nothing you load or open is stored as yours any more.').waitFor();
    await feed.wait('the view withdrawn', ({ id, data }) => id === view.id && data.withdrawn !== undefined);
    await window.open(FLYNN, arrived.id);
    await until(async () => (await stage().count('hit_groups')) === 0 && (await stage().count('stamps_to_settle')) === 0);
    assert.equal(await stage().count('hits'), 0);

    await page.getByRole('button', { name: 'Send the code' }).click();
    await page.getByLabel('Code').waitFor();
    const note = await window.waitForMail(FLYNN, 'Your code to see what is stored about you');
    const text = await (await fetch(`${world.ready.mailWindowUrl}people/${FLYNN}/messages/${note.id}/view`)).text();
    await page.getByLabel('Code').fill(/\b\d{6}\b/.exec(text.replaceAll(/<style[\s\S]*?<\/style>/g, ''))?.[0] ?? '');
    await page.getByRole('button', { name: 'Show what is stored' }).click();
    await page.getByText(mail.subject).first().waitFor();
    await page.getByLabel('Yes, erase everything').check();
    await page.getByRole('button', { name: 'Erase' }).click();
    await page.getByText('was erased').waitFor();
    assert.deepEqual(complaints, []);

    const left = await world.readback('person', 'export', FLYNN);
    assert.match(left, /"State": "refused"/);
    assert.doesNotMatch(left, /Mails sent to you/);
    assert.deepEqual((await stage().exchange.sentItems('rep@contoso.example')).map(({ subject }) => subject), [mail.subject], 'no code lies in Sent Items');
  });
});

import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { until } from '../until.js';
import { flynn, line, noFigures, seenAs } from './fixture-data.js';
import { assertFits, hasFocus, useHarness, textOf } from './harness.js';

describe('views and clicks of a campaign in a browser', () => {
  const app = useHarness();

  const person = (page: Page, address: string) => textOf(page.locator(`[data-person="${address}"]`));

  it('says of each person one of three states, with the reason where it cannot be known', async () => {
    const page = await app.open('/app/campaigns/c1');
    await page.locator('[data-person]').first().waitFor();
    assert.match(await person(page, 'flynn@flynnsarcade.com'), /Viewed today \d\d:\d\d · Clicked today/);
    assert.match(await person(page, 'yori@encom.com'), /Not seen so far/);
    assert.match(await person(page, 'lora@encom.com'), /Cannot be known\. Apple Mail loads the images of every mail by itself/);
    assert.doesNotMatch(await person(page, 'info@grid.example'), /seen|known|Viewed/i, 'nothing was sent to them');
  });

  it('leaves those of whom it cannot be known out of the rates, and says so', async () => {
    const page = await app.open('/app/campaigns/c1');
    const figures = page.locator('[data-figures]');
    await figures.first().waitFor();
    assert.equal(await figures.count(), 2, 'a mail that was not sent has none');
    assert.equal(await textOf(figures.first()), 'Viewed by 2 of the 5 that can be known (40 %); 1 cannot be knownClicked by 1 of 6 (17 %)Who?');
  });

  it('lists the people behind each figure, each leading to their mail', async () => {
    const page = await app.open('/app/campaigns/c1');
    await page.getByRole('button', { name: 'Who? Mail of day 1' }).press('Enter');
    const behind = page.locator('[data-behind]');
    await behind.waitFor();
    const groups = await Promise.all((await behind.locator(':scope > div').all()).map(textOf));
    assert.deepEqual(groups.map((text) => text.replaceAll(/today \d\d:\d\d/g, 'today')), [
      'Viewed (2)Flynn todayTron today',
      'Clicked (1)Flynn today',
      'Not seen so far (3)Yori Clu Ram ',
      'Cannot be known (1)Lora Baines Apple Mail loads the images of every mail by itself, read or not.',
    ]);
    await assertFits(page, 'a campaign with people behind a figure');
    await behind.getByRole('link', { name: 'Lora Baines' }).click();
    await page.waitForURL('**/app/mails/msg4');
  });

  it('says so where the people behind a figure cannot be loaded, and tries again', async () => {
    app.server.faults.set('GET /api/campaigns/c1/mails/1/people', { status: 503, code: 'DATABASE_AWAY', message: 'The database is away.' });
    const page = await app.open('/app/campaigns/c1');
    await page.getByRole('button', { name: 'Who? Mail of day 1' }).click();
    await page.getByText('The database is away.').waitFor();
    app.server.faults.clear();
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.locator('[data-behind]').waitFor();
  });

  it('shows no rate where none can be known', async () => {
    const [campaign] = app.server.campaigns;
    assert.ok(campaign);
    campaign.mode = 'anonymous';
    campaign.steps = [
      { day: 1, subject: 'Counted', body: 'x', sent: 7, figures: { ...noFigures, cannotBeKnown: 7, views: 4, clicks: 1 } },
      { day: 2, subject: 'Links', body: 'x', sent: 7, figures: { ...noFigures, cannotBeKnown: 7, clicked: 1, clickable: 7, clicks: 1, clickRate: 1 / 7 } },
      { day: 3, subject: 'Replies', body: 'x', sent: 7, figures: { ...noFigures, cannotBeKnown: 7 } },
      { day: 4, subject: 'Few', body: 'x', sent: 4, figures: { ...noFigures, cannotBeKnown: 4, tooFewToCount: true } },
    ];
    const page = await app.open('/app/campaigns/c1');
    await page.locator('[data-figures]').first().waitFor();
    assert.deepEqual(await Promise.all((await page.locator('[data-figures]').all()).map(textOf)), [
      '4 views and 1 click, whose cannot be knownWho?',
      'Who viewed it cannot be known (7 people)Clicked by 1 of 7 (14 %)Who?',
      'Who viewed it cannot be known (7 people)Who?',
      'Who viewed it cannot be known (4 people)Too few people to stay anonymous: counted views and clicks are shown from 5 people onWho?',
    ]);
    await page.getByText('Views and clicks are counted without knowing whose they are').waitFor();
  });

  it('is current as soon as somebody views a mail', async () => {
    const page = await app.open('/app/campaigns/c1');
    await page.locator('[data-person]').first().waitFor();
    await until(() => app.server.readers > 0);
    Object.assign(app.server.campaigns[0]?.enrollments[2] ?? {}, { seen: seenAs('viewed'), viewedAt: new Date().toISOString() });
    app.server.push(line(600, 'view', 0, { subject: 'Arcade lease', person: flynn }, 'msg9'));
    await until(async () => /Viewed today/.test(await person(page, 'yori@encom.com')));
  });

  it('counts successes beside the bar, where there are any', async () => {
    Object.assign(app.server.campaigns[0]?.people ?? {}, { succeeded: 2 });
    const page = await app.open('/app/campaigns');
    await page.getByText('Success 2').waitFor();
    assert.equal(await page.locator('[data-success]').count(), 1);
  });

  it('names every choice of tracking with its sentence, and takes one by keyboard', async () => {
    const page = await app.open('/app/campaigns/new');
    const choices = page.getByRole('radiogroup', { name: 'Tracking' });
    await choices.waitFor();
    assert.deepEqual(await choices.getByRole('radio').evaluateAll((all: { labels: ArrayLike<{ innerText: string }> }[]) => all.map(({ labels }) => labels[0]?.innerText.split('\n')[0])), ['Full', 'Links only', 'Anonymous', 'Replies only']);
    assert.equal(await choices.getByRole('radio', { name: /^Full/ }).isChecked(), true);
    await choices.getByRole('radio', { name: /^Full/ }).press('ArrowDown');
    assert.equal(await choices.getByRole('radio', { name: /^Links only Clicks and replies, by person/ }).isChecked(), true);
  });

  describe('tips', () => {
    const text = (page: Page) => page.getByRole('textbox', { name: 'Text' });
    const told = (page: Page) => textOf(page.locator('[data-tips] [role=status]').first());

    it('come when somebody stops typing, without taking the focus, moving the text or talking at every key', async () => {
      const page = await app.open('/app/campaigns/new');
      assert.equal(await page.locator('[data-tip]').count(), 0, 'nothing is said of a mail without text');
      await text(page).fill('<p>Hello');
      await page.locator('[data-tip=no-image]').waitFor();
      assert.equal(await told(page), '2 tips for Mail 1');
      await page.clock.install();
      await text(page).press('End');
      const before_px = (await text(page).boundingBox())?.y;
      for (const word of [' {{first_name}}', '<img src="https://contoso.com/logo.png" ', 'width="90">']) {
        await page.keyboard.insertText(word);
        await page.clock.runFor(500);
        assert.equal(await told(page), '2 tips for Mail 1', `after “${word}”`);
      }
      await page.clock.runFor(1_000);
      await page.locator('[data-tip=no-image]').waitFor({ state: 'detached' });
      assert.equal(await told(page), '1 tip for Mail 1');
      assert.ok(await hasFocus(text(page)));
      assert.equal((await text(page).boundingBox())?.y, before_px);
      assert.equal(await text(page).inputValue(), '<p>Hello {{first_name}}<img src="https://contoso.com/logo.png" width="90">');
    });

    it('do what they advise by one press, and take it back by another', async () => {
      const page = await app.open('/app/campaigns/new');
      await text(page).fill('<p>Hello {{first_name}},</p>\n<p>see https://contoso.com/demo</p>');
      await page.getByRole('button', { name: 'Make the address a link' }).press('Enter');
      assert.equal(await text(page).inputValue(), '<p>Hello {{first_name}},</p>\n<p>see <a href="https://contoso.com/demo">https://contoso.com/demo</a></p>');
      await page.locator('[data-tip=no-link]').waitFor({ state: 'detached' });
      assert.equal(await told(page), '1 tip for Mail 1');
      await page.getByRole('button', { name: 'Take it back' }).press('Enter');
      assert.equal(await text(page).inputValue(), '<p>Hello {{first_name}},</p>\n<p>see https://contoso.com/demo</p>');
      await page.locator('[data-tip=no-link]').waitFor();
    });

    it('do not ask for a picture where the text can take none', async () => {
      const page = await app.open('/app/campaigns/new');
      await text(page).fill('See you on Thursday.');
      await page.locator('[data-tip=no-link]').waitFor();
      assert.equal(await page.locator('[data-tip=no-image]').count(), 0);
    });

    it('advise on nothing that is not tracked', async () => {
      const page = await app.open('/app/campaigns/new');
      await text(page).fill('<p>See you on Thursday.</p>');
      await page.locator('[data-tip=no-image]').waitFor();
      await page.getByRole('radio', { name: /^Replies only/ }).check();
      await page.locator('[data-tip]').first().waitFor({ state: 'detached' });
    });

    it('are no condition: the campaign is written and made without them', async () => {
      const page = await app.open('/app/campaigns/new');
      await page.route('**/assets/*.js', async (route) => {
        const response = await route.fetch();
        if ((await response.text()).includes('the surest sign of interest')) await route.abort();
        else await route.fulfill({ response });
      });
      await page.reload();
      await text(page).fill('See you on Thursday.');
      await page.getByRole('textbox', { name: 'Name' }).fill('Plain');
      await page.getByRole('textbox', { name: 'Subject' }).fill('Thursday');
      await page.getByRole('button', { name: 'Create campaign' }).click();
      await until(() => app.server.seen.some(({ method, path }) => method === 'POST' && path === '/api/campaigns'));
      assert.equal(await page.locator('[data-tip]').count(), 0);
    });
  });
});

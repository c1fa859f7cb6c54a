import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { me } from './fixture-data.js';
import { week } from './fixture-answers.js';
import { converterOf, FAILED, OFFER, waitingDocument } from './fixture-documents.js';
import { everyOpening } from './fixture-devices.js';
import { policyView } from './fixture-privacy.js';
import { noMailFigures, notSeen } from './fixture-mails.js';
import { manyMailboxes, rehearsalOf, unwatchedMailbox } from './fixture-watch.js';
import { assertAccessible, assertFits, useHarness } from './harness.js';

describe('the web app, page by page', () => {
  const app = useHarness();

  const administrator: typeof me = { ...me, rep: { ...me.rep, role: 'administrator' } };

  interface Scene {
    readonly name: string;
    readonly path: string;
    readonly arrange?: () => void;
    readonly act?: (page: Page) => Promise<void>;
    /** What must stand on the page. */
    readonly shows: string;
  }
  const scenes: Scene[] = [
    { name: 'Live Feed', path: '/app/feed', shows: 'Campaign ended for Flynn' },
    {
      name: 'Live Feed, evidence open',
      path: '/app/feed',
      act: async (page) => {
        for (const index of [0, 1, 3, 4, 6]) await page.locator('[data-control=details]').nth(index).click();
      },
      shows: 'An automatic answer never ends a campaign.',
    },
    { name: 'Live Feed, answers of every kind', path: '/app/feed', arrange: () => (app.server.lines = week()), shows: 'Is this a reply to' },
    {
      name: 'Live Feed, reasons of answers open',
      path: '/app/feed',
      arrange: () => (app.server.lines = week()),
      act: async (page) => {
        for (const id of [460, 450, 440, 90, 418]) await page.locator(`[data-line="${id}"] [data-control=details]`).click();
        await page.getByRole('button', { name: 'This was no reply' }).first().click();
      },
      shows: 'What would go on',
    },
    { name: 'mails that did not go', path: '/app/did-not-go', act: (page) => page.getByRole('button', { name: 'Why, for Flynn' }).click(), shows: 'This week: 4' },
    { name: 'mails that did not go, none', path: '/app/did-not-go', arrange: () => (app.server.held = { held: [], next: null, thisWeek: 0, total: 0 }), shows: 'Nothing had to be held back yet' },
    { name: 'mails that did not go, loading', path: '/app/did-not-go', arrange: () => app.server.faults.set('GET /api/held', 'hang'), shows: 'Mails that did not go' },
    { name: 'mails that did not go, failing', path: '/app/did-not-go', arrange: () => app.server.faults.set('GET /api/held', { status: 500 }), shows: 'Nothing was lost' },
    { name: 'replies watched', path: '/app/replies-watched', shows: 'are being watched' },
    { name: 'a rehearsal under way', path: '/app/replies-watched', arrange: () => (app.server.rehearsal = rehearsalOf('running', 0.5)), shows: '50 %' },
    { name: 'a rehearsal’s result', path: '/app/replies-watched', arrange: () => (app.server.rehearsal = rehearsalOf('done', 1)), shows: '214 replies' },
    {
      name: 'replies watched, of all mailboxes',
      path: '/app/replies-watched',
      arrange: () => {
        app.server.me = { ...me, rep: { ...me.rep, role: 'administrator' } };
        app.server.coverage = manyMailboxes();
      },
      act: (page) => page.getByRole('button', { name: 'Details of zoe@contoso.example' }).click(),
      shows: '2 of 43 mailboxes',
    },
    { name: 'replies watched, loading', path: '/app/replies-watched', arrange: () => app.server.faults.set('GET /api/coverage', 'hang'), shows: 'Replies watched' },
    { name: 'replies watched, failing', path: '/app/replies-watched', arrange: () => app.server.faults.set('GET /api/coverage', { status: 500 }), shows: 'Nothing was lost' },
    {
      name: 'a campaign whose mails wait',
      path: '/app/campaigns/c1',
      arrange: () => {
        app.server.me = { ...me, mailbox: me.mailbox && { ...me.mailbox, watchedSince: null } };
        app.server.coverage = [unwatchedMailbox()];
        app.server.queue = { held: { since: new Date().toISOString(), says: 'Five mails were refused within an hour.', activityId: '420' } };
      },
      shows: 'Five mails were refused',
    },
    { name: 'devices', path: '/app/devices', shows: 'Edge on Windows, inside Outlook' },
    {
      name: 'devices, renaming one, a test opened everywhere',
      path: '/app/devices',
      arrange: () => (app.server.own.tests = [{ id: 't1', to: 'rep@contoso.example', subject: '', sentAt: new Date().toISOString(), openings: everyOpening() }]),
      act: (page) => page.getByRole('button', { name: 'Rename Old phone' }).click(),
      shows: 'Nobody looked',
    },
    {
      name: 'devices, none',
      path: '/app/devices',
      arrange: () => {
        app.server.own.devices = [];
        app.server.own.addresses = { known: ['rep@contoso.example'], listed: [] };
      },
      shows: 'This browser is not one of your devices.',
    },
    {
      name: 'devices, loading',
      path: '/app/devices',
      arrange: () => {
        for (const part of ['devices', 'own-addresses', 'test-mails']) app.server.faults.set(`GET /api/${part}`, 'hang');
      },
      shows: 'Browsers you signed in on',
    },
    {
      name: 'devices, failing',
      path: '/app/devices',
      arrange: () => {
        for (const part of ['devices', 'own-addresses', 'test-mails']) app.server.faults.set(`GET /api/${part}`, { status: 500 });
      },
      shows: 'Nothing was lost',
    },
    { name: 'team rules', path: '/app/rules', shows: 'Days to wait' },
    { name: 'team rules, only to read', path: '/app/rules', arrange: () => (app.server.rules = app.server.rules && { ...app.server.rules, mayChange: false }), shows: 'Only team leads' },
    { name: 'team rules, loading', path: '/app/rules', arrange: () => app.server.faults.set('GET /api/team/rules', 'hang'), shows: 'Team rules' },
    { name: 'team rules, failing', path: '/app/rules', arrange: () => app.server.faults.set('GET /api/team/rules', { status: 500 }), shows: 'Nothing was lost' },
    { name: 'privacy, nothing chosen', path: '/app/privacy', arrange: () => (app.server.me = administrator), shows: 'Nobody has chosen yet' },
    {
      name: 'privacy, by country',
      path: '/app/privacy',
      arrange: () => {
        app.server.me = administrator;
        app.server.privacy.view = policyView('by-country');
      },
      shows: 'Country unknown, as with .com',
    },
    {
      name: 'privacy, only to read',
      path: '/app/privacy',
      arrange: () => (app.server.privacy.view = policyView('by-country', false)),
      shows: 'Only administrators change this.',
    },
    {
      name: 'privacy, one person',
      path: '/app/privacy',
      arrange: () => (app.server.me = administrator),
      act: async (page) => {
        await page.getByLabel('Address').fill('kevin.flynn@flynns-arcade-and-amusements.fr');
        await page.getByLabel('Address').press('Enter');
      },
      shows: 'Write down what they said',
    },
    { name: 'privacy, loading', path: '/app/privacy', arrange: () => app.server.faults.set('GET /api/privacy/policy', 'hang'), shows: 'One person' },
    { name: 'privacy, failing', path: '/app/privacy', arrange: () => app.server.faults.set('GET /api/privacy/policy', { status: 500 }), shows: 'Nothing was lost' },
    { name: 'the policy to be chosen', path: '/app/feed', arrange: () => (app.server.me = administrator), shows: 'Choose now' },
    { name: 'Live Feed, empty', path: '/app/feed', arrange: () => (app.server.lines = []), shows: 'Replies and views will appear here' },
    { name: 'Live Feed, loading', path: '/app/feed', arrange: () => app.server.faults.set('GET /api/feed', 'hang'), shows: 'Live Feed' },
    { name: 'Live Feed, failing', path: '/app/feed', arrange: () => app.server.faults.set('GET /api/feed', { status: 500 }), shows: 'Nothing was lost' },
    { name: 'no connector', path: '/app/feed', arrange: () => app.server.faults.set('GET /api/me', { status: 503, code: 'NOT_READY', message: 'The connector is not ready yet.' }), shows: 'The connector is not ready yet.' },
    { name: 'no mailbox', path: '/app/feed', arrange: () => (app.server.me = { ...me, mailbox: null }), shows: 'npx readback mailbox add rep@contoso.example' },
    { name: 'replies not watched', path: '/app/feed', arrange: () => (app.server.me = { ...me, mailbox: me.mailbox && { ...me.mailbox, watchedSince: null } }), shows: 'Replies are not being watched' },
    { name: 'account menu', path: '/app/feed', act: (page) => page.getByRole('button', { name: /account of Riley Park/ }).click(), shows: 'Sign out' },
    { name: 'mails', path: '/app/mails', shows: 'Arcade lease' },
    { name: 'mails, empty', path: '/app/mails', arrange: () => (app.server.mails = []), shows: 'Your tracked mails will stand here' },
    { name: 'mails, loading', path: '/app/mails', arrange: () => app.server.faults.set('GET /api/messages', 'hang'), shows: 'Mails' },
    { name: 'mails, failing', path: '/app/mails', arrange: () => app.server.faults.set('GET /api/messages', { status: 500 }), shows: 'Nothing was lost' },
    { name: 'a mail, all of it open', path: '/app/mails/msg1', act: openMail, shows: 'Gmail' },
    { name: 'a mail, loading', path: '/app/mails/msg1', arrange: () => app.server.faults.set('GET /api/messages/msg1', 'hang'), shows: 'Mail' },
    { name: 'a mail, failing', path: '/app/mails/msg1', arrange: () => app.server.faults.set('GET /api/messages/msg1', { status: 500 }), shows: 'Nothing was lost' },
    { name: 'a mail that is not there', path: '/app/mails/none', shows: 'There is no such mail' },
    {
      name: 'a mail nobody looked at, whose requests cannot be loaded',
      path: '/app/mails/msg1',
      arrange: () => {
        Object.assign(app.server.mail ?? {}, { timeline: [], links: [], figures: noMailFigures, seen: notSeen, repliedAt: null, campaign: null });
        app.server.faults.set('GET /api/messages/msg1/hits', { status: 500 });
      },
      act: (page) => page.getByRole('button', { name: 'Show', exact: true }).click(),
      shows: 'Try again',
    },
    { name: 'content', path: '/app/content', shows: 'Making pages… 40 %' },
    { name: 'content, empty', path: '/app/content', arrange: () => (app.server.documents.documents = []), shows: 'Your content library is empty' },
    { name: 'content, archived', path: '/app/content?archived=yes', shows: 'Last year’s prices' },
    { name: 'content, nothing found', path: '/app/content?q=nothing', shows: 'No document fits' },
    { name: 'content, loading', path: '/app/content', arrange: () => app.server.faults.set('GET /api/documents', 'hang'), shows: 'Content' },
    { name: 'content, failing', path: '/app/content', arrange: () => app.server.faults.set('GET /api/documents', { status: 500 }), shows: 'Nothing was lost' },
    { name: 'content, not on the plan', path: '/app/content', arrange: () => (app.server.me = { ...me, team: { ...me.team, plan: 'basic' } }), shows: 'belong to the Team plan' },
    {
      name: 'content, uploads and a converter that is missing',
      path: '/app/content',
      arrange: () => {
        app.server.documents.documents.unshift(waitingDocument());
        app.server.documents.converter = converterOf('missing', { mayInstall: true });
        app.server.documents.largest_bytes = 10;
      },
      act: async (page) => {
        await page.getByText('1 file waits for LibreOffice').waitFor();
        await page.locator('input[type=file]').setInputFiles([{ name: 'A very long name of a file that somebody scanned on the third floor.pdf', mimeType: 'application/pdf', buffer: Buffer.alloc(100) }]);
      },
      shows: 'It was not sent.',
    },
    {
      name: 'choosing a document for a mail',
      path: '/app/campaigns/new',
      act: async (page) => {
        await page.getByRole('button', { name: 'Content', exact: true }).click();
        await page.getByRole('radio', { name: /Arcade lease offer/ }).check();
      },
      shows: 'Add to email',
    },
    {
      name: 'a new campaign with documents',
      path: '/app/campaigns/new',
      act: (page) => page.getByRole('textbox', { name: 'Text' }).fill(`{{document:${OFFER}}} {{document:00000000-0000-4000-8000-000000000000}}`),
      shows: 'There is no such document in your library',
    },
    { name: 'more pages', path: '/app/rules', act: (page) => page.getByRole('button', { name: 'More, now: Team rules' }).click(), shows: 'Replies watched' },
    { name: 'campaigns', path: '/app/campaigns', shows: 'Autumn arcade leases' },
    { name: 'campaigns, empty', path: '/app/campaigns', arrange: () => (app.server.campaigns = []), shows: 'Your campaigns will stand here' },
    {
      name: 'a document, all readers open',
      path: `/app/content/${OFFER}`,
      act: async (page) => {
        await page.getByRole('switch', { name: 'Show machines and own visits' }).click();
        await page.locator('[data-visit=v5]').waitFor();
        for (const button of await page.getByRole('button', { name: 'Pages and times' }).all()) await button.click();
      },
      shows: 'In this order: 1–4, 7, 3, 7',
    },
    { name: 'a document, a link being made', path: `/app/content/${OFFER}`, act: (page) => page.getByRole('button', { name: 'Get a link' }).click(), shows: 'Whoever has the link' },
    {
      name: 'a document, a link made',
      path: `/app/content/${OFFER}`,
      act: async (page) => {
        await page.getByRole('button', { name: 'Get a link' }).click();
        await page.getByRole('button', { name: 'Make the link' }).click();
      },
      shows: 'Copy',
    },
    { name: 'a document, options of a link', path: `/app/content/${OFFER}`, act: (page) => page.getByRole('button', { name: /^Options of/ }).nth(2).click(), shows: 'Withdraw now' },
    { name: 'a document, name and tags', path: `/app/content/${OFFER}`, act: async (page) => { await page.getByRole('button', { name: 'More actions' }).click(); await page.getByRole('menuitem', { name: 'Rename and tag' }).click(); }, shows: 'Separated by commas' },
    { name: 'a document that cannot be known', path: `/app/content/${OFFER}`, arrange: () => Object.assign(app.server.documents, { visits: [], cannotBeKnown: 'Nobody can know: this mail is not tracked.' }), shows: 'It cannot be known' },
    { name: 'a document that failed', path: `/app/content/${FAILED}`, shows: 'It cannot be sent' },
    { name: 'a document, loading', path: `/app/content/${OFFER}`, arrange: () => app.server.faults.set(`GET /api/documents/${OFFER}`, 'hang'), shows: 'Document' },
    { name: 'a document, failing', path: `/app/content/${OFFER}`, arrange: () => app.server.faults.set(`GET /api/documents/${OFFER}`, { status: 500 }), shows: 'Nothing was lost' },
    { name: 'a mail with a document', path: '/app/mails/msg1', arrange: () => (app.server.documents.ofMail = ['s1']), shows: 'on page 7 now' },
    { name: 'campaigns, loading', path: '/app/campaigns', arrange: () => app.server.faults.set('GET /api/campaigns', 'hang'), shows: 'Campaigns' },
    {
      name: 'a campaign, every reason open',
      path: '/app/campaigns/c1',
      act: async (page) => {
        await page.locator('[data-person]').first().waitFor();
        const closed = page.getByRole('button', { name: /^Why, for/ });
        while ((await closed.count()) > 0) await closed.first().click();
        await page.getByText('Show text').first().click();
      },
      shows: 'replied from kevinf@flynnsarcade.com',
    },
    {
      name: 'a new campaign with tips',
      path: '/app/campaigns/new',
      act: (page) => page.getByRole('textbox', { name: 'Text' }).fill('<p>Have a look at https://contoso.com/demo</p>'),
      shows: 'Make the address a link',
    },
    { name: 'campaigns with successes', path: '/app/campaigns', arrange: () => Object.assign(app.server.campaigns[0]?.people ?? {}, { succeeded: 2 }), shows: 'Success 2' },
    { name: 'a campaign without people', path: '/app/campaigns/c2', shows: 'Names and addresses' },
    { name: 'a campaign that is not there', path: '/app/campaigns/none', shows: 'There is no such campaign' },
    { name: 'removing somebody', path: '/app/campaigns/c1', act: (page) => page.getByRole('button', { name: 'Remove Tron' }).click(), shows: 'Remove Tron from the campaign?' },
    { name: 'a new campaign with mistakes', path: '/app/campaigns/new', act: (page) => page.getByRole('button', { name: 'Create campaign' }).click(), shows: 'Write a subject.' },
    { name: 'a page that is not there', path: '/app/nowhere/at/all', shows: 'There is no such page' },
  ];

  /** Every reason and request. */
  async function openMail(page: Page): Promise<void> {
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    const why = page.getByRole('button', { name: 'Why?' });
    while ((await why.count()) > 0) await why.first().click();
  }

  for (const { name, path, arrange, act, shows } of scenes) {
    it(`${name}: accessible in light and dark, fits from 320 to 1280 px`, async () => {
      arrange?.();
      const page = await app.open(path);
      await act?.(page);
      await page.getByText(shows).filter({ visible: true }).first().waitFor();
      // The words may stand in the header already, while the page is on its way.
      await page.locator('h1').first().waitFor({ state: 'attached' });
      await assertAccessible(page, `${name}, light`);
      await page.emulateMedia({ colorScheme: 'dark' });
      await assertAccessible(page, `${name}, dark`);
      for (const width of [450, 320]) {
        await page.setViewportSize({ width, height: 780 });
        await assertFits(page, `${name} at ${width} px`);
      }
      await assertAccessible(page, `${name}, narrow`);
    });
  }

  it('leads to the sign-in when nobody is signed in, and back to the same page', async () => {
    app.server.faults.set('GET /api/me', { status: 401, code: 'NOT_SIGNED_IN', message: 'Sign in first.' });
    const page = await app.open('/app/campaigns/c1');
    await page.waitForURL('**/auth/sign-in**');
    assert.equal(new URL(page.url()).searchParams.get('return'), '/app/campaigns/c1');
  });

  it('signs out and goes where the connector says', async () => {
    const page = await app.open('/app/feed');
    await page.getByRole('button', { name: /account of Riley Park/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.waitForURL('**/signed-out');
    assert.ok(app.server.seen.some(({ method, path }) => method === 'POST' && path === '/auth/sign-out'));
  });

  it('signs out in every tab, which then show nothing of the rep’s', async () => {
    const page = await app.open('/app/feed');
    const other = await page.context().newPage();
    await other.goto(`${app.base}/app/feed`);
    await other.getByText('Campaign ended for Flynn').waitFor();
    await page.getByRole('button', { name: /account of Riley Park/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await other.getByRole('heading', { name: 'You are signed out' }).waitFor();
    assert.equal(await other.getByText('Flynn').count(), 0);
    await assertAccessible(other, 'signed out');
    await other.getByRole('link', { name: 'Sign in' }).click();
    await other.waitForURL('**/auth/sign-in**');
  });

  it('moves between pages without loading anew, with titles, focus and the way back', async () => {
    const page = await app.open('/app/feed');
    await page.evaluate('window.stayed = true');
    await page.getByRole('link', { name: 'Campaigns' }).click();
    await page.getByRole('link', { name: /Autumn arcade leases/ }).click();
    await page.getByRole('heading', { level: 1, name: 'Autumn arcade leases' }).waitFor();
    assert.equal(await page.title(), 'Autumn arcade leases · Readback');
    assert.equal(await page.evaluate('document.activeElement.tagName'), 'H1');
    await page.goBack();
    await page.goBack();
    await page.getByRole('heading', { level: 1, name: 'Live Feed' }).waitFor();
    assert.equal(new URL(page.url()).pathname, '/app/feed');
    assert.equal(await page.evaluate('window.stayed'), true);
  });

  it('goes on by itself once the mailbox is connected', async () => {
    app.server.me = { ...me, mailbox: null };
    const page = await app.open('/app/feed');
    await page.clock.install();
    await page.getByText('Your mailbox is not connected yet').waitFor();
    await page.reload();
    await page.getByText('Your mailbox is not connected yet').waitFor();
    app.server.me = me;
    await page.clock.fastForward(20_000);
    await page.getByText('Campaign ended for Flynn').waitFor();
  });
});

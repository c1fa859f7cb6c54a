import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { until } from '../until.js';
import { aMonday, inWords } from './fixture-answers.js';
import { openQuestion, replyFromAnotherAddress } from './fixture-data.js';
import { hasFocus, useHarness, textOf } from './harness.js';

describe('campaigns in a browser', () => {
  const app = useHarness();

  const personOf = (page: Page, address: string) => page.locator(`[data-person="${address}"]`);
  const posted = (path: string) => app.server.seen.filter((one) => one.method === 'POST' && one.path === path).map(({ body }) => body);

  it('says of each person where they are, and why', async () => {
    const page = await app.open('/app/campaigns/c1');
    assert.match(await textOf(personOf(page, 'tron@encom.com')), /In campaign · next mail tomorrow \d\d:\d\d/);
    assert.match(await textOf(personOf(page, 'flynn@flynnsarcade.com')), /Ended · replied from kevinf@flynnsarcade\.com/);
    assert.match(await textOf(personOf(page, 'lora@encom.com')), /Waiting for your answer/);
    assert.match(await textOf(personOf(page, 'ram@grid.example')), /Finished/);
    await page.getByRole('button', { name: 'Why, for Flynn' }).press('Enter');
    await personOf(page, 'flynn@flynnsarcade.com').getByText('which went to Flynn').waitFor();
    assert.match(await textOf(personOf(page, 'flynn@flynnsarcade.com')), /In-Reply-To <AM0PR05MB4321/);
  });

  it('is current as soon as the feed knows more', async () => {
    const page = await app.open('/app/campaigns/c1');
    await personOf(page, 'tron@encom.com').waitFor();
    await until(() => app.server.readers > 0);
    const [campaign] = app.server.campaigns;
    const tron = campaign?.enrollments[1];
    assert.ok(tron);
    Object.assign(tron, { state: 'finished', next: null });
    app.server.push(replyFromAnotherAddress(300, 0));
    await until(async () => (await textOf(personOf(page, 'tron@encom.com'))).includes('Finished'));
  });

  it('is current as soon as a question holds somebody', async () => {
    const page = await app.open('/app/campaigns/c1');
    await personOf(page, 'tron@encom.com').waitFor();
    await until(() => app.server.readers > 0);
    Object.assign(app.server.campaigns[0]?.enrollments[1] ?? {}, { state: 'waiting', next: null });
    app.server.push(openQuestion(300, 0));
    await until(async () => (await textOf(personOf(page, 'tron@encom.com'))).includes('Waiting for your answer'));
  });

  it('are counted anew in the list as soon as the feed knows more', async () => {
    const page = await app.open('/app/campaigns');
    await page.getByRole('link', { name: /Autumn arcade leases/ }).waitFor();
    await until(() => app.server.readers > 0);
    Object.assign(app.server.campaigns[0]?.people ?? {}, { replied: 77 });
    app.server.push(replyFromAnotherAddress(300, 0));
    await page.getByText('Replied 77').waitFor();
  });

  it('adds pasted people, tells what could not be read, and who was refused and why', async () => {
    app.server.refused = [
      { address: 'sam@contoso.example', code: 'OWN_ADDRESS', says: 'This address belongs to your own organisation.' },
      { address: 'lora@encom.example', code: 'INPUT_INVALID', says: 'The mails use {{first_name}}, and no name is given for this person.' },
    ];
    const page = await app.open('/app/campaigns/c2');
    const field = page.getByLabel('Names and addresses');
    await field.fill(
      [
        'Flynn, Kevin <kevin@flynn.example>; "Bradley, Alan" <alan@encom.example>, lora@encom.example',
        'Sam Flynn\tsam@contoso.example',
        'mailto:quorra@grid.example Quorra',
        'Nobody',
        'x@y',
        'LORA@encom.example',
        '',
      ].join('\n'),
    );
    await page.getByText('“Nobody” has no address').waitFor();
    await page.getByText('“x@y” is no mail address').waitFor();
    await page.getByText('“LORA@encom.example” stands here twice').waitFor();
    await page.getByRole('button', { name: 'Add 5 people' }).click();
    await page.getByText('sam@contoso.example: This address belongs to your own organisation.').waitFor();
    assert.deepEqual(posted('/api/campaigns/c2/enrollments'), [
      {
        people: [
          { name: 'Kevin Flynn', address: 'kevin@flynn.example' },
          { name: 'Alan Bradley', address: 'alan@encom.example' },
          { name: '', address: 'lora@encom.example' },
          { name: 'Sam Flynn', address: 'sam@contoso.example' },
          { name: 'Quorra', address: 'quorra@grid.example' },
        ],
      },
    ]);
    await personOf(page, 'quorra@grid.example').waitFor();
    assert.equal(await field.inputValue(), 'Nobody\nx@y\nlora@encom.example', 'what can be put right stays');
  });

  it('keeps the focus where people are added, and gives it back', async () => {
    const page = await app.open('/app/campaigns/c1');
    await page.getByRole('button', { name: 'Add people' }).press('Enter');
    const field = page.getByLabel('Names and addresses');
    await until(() => hasFocus(field));
    await field.fill('sam@encom.example');
    await page.getByRole('button', { name: 'Add 1 person' }).press('Enter');
    await until(() => hasFocus(page.getByRole('button', { name: 'Add people' })));
  });

  it('keeps what was pasted when adding fails', async () => {
    app.server.faults.set('POST /api/campaigns/c2/enrollments', { status: 409, code: 'MAILBOX_NOT_WATCHED', message: 'Replies to this mailbox are not being watched, so nobody can be added to its campaigns.' });
    const page = await app.open('/app/campaigns/c2');
    await page.getByLabel('Names and addresses').fill('flynn@flynnsarcade.com');
    await page.getByRole('button', { name: 'Add 1 person' }).click();
    await page.getByText('Replies to this mailbox are not being watched').waitFor();
    assert.equal(await page.getByLabel('Names and addresses').inputValue(), 'flynn@flynnsarcade.com');
  });

  it('removes somebody only after asking', async () => {
    const page = await app.open('/app/campaigns/c1');
    await page.getByRole('button', { name: 'Remove Tron' }).click();
    await page.getByRole('button', { name: 'Keep' }).click();
    await page.getByRole('alertdialog').waitFor({ state: 'detached' });
    await until(() => hasFocus(page.getByRole('button', { name: 'Remove Tron' })));
    assert.equal(app.server.seen.filter(({ method }) => method === 'DELETE').length, 0);
    await page.getByRole('button', { name: 'Remove Tron' }).click();
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await personOf(page, 'tron@encom.com').waitFor({ state: 'detached' });
    assert.ok(app.server.seen.some(({ method, path }) => method === 'DELETE' && path === '/api/campaigns/c1/enrollments/e2'));
  });

  it('asks before sending now with the name filled in', async () => {
    app.server.campaigns = app.server.campaigns.map((one) => ({ ...one, steps: one.steps.map((step) => ({ ...step, subject: 'Our offer for {{first_name}}' })) }));
    const page = await app.open('/app/campaigns/c1');
    await page.getByRole('button', { name: 'Send now, to Tron' }).click();
    await page.getByText('Send “Our offer for Tron” to Tron now?').waitFor();
  });

  it('sends the next mail now, after asking', async () => {
    const page = await app.open('/app/campaigns/c1');
    await page.getByRole('button', { name: 'Send now, to Tron' }).click();
    await page.getByText('Send “Re: Arcade lease” to Tron now?').waitFor();
    app.server.faults.set('POST /api/campaigns/c1/enrollments/e2/send-now', { status: 409, code: 'CONFLICT', message: 'No mail is waiting for this person.' });
    await page.getByRole('button', { name: 'Send now', exact: true }).click();
    await page.getByText('No mail is waiting for this person.').waitFor();
    app.server.faults.clear();
    await page.getByRole('button', { name: 'Send now', exact: true }).click();
    await page.getByRole('alertdialog').waitFor({ state: 'detached' });
    assert.equal(posted('/api/campaigns/c1/enrollments/e2/send-now').length, 2);
    await until(() => hasFocus(page.getByRole('button', { name: 'Send now, to Tron' })));
  });

  it('says before a mail is sent now that somebody is away, and until when', async () => {
    Object.assign(app.server.campaigns[0]?.enrollments[1] ?? {}, { paused: { until: aMonday().toISOString() } });
    const page = await app.open('/app/campaigns/c1');
    await page.getByRole('button', { name: 'Send now, to Tron' }).click();
    await page.getByText(`They are away: their campaign is paused until ${inWords(aMonday())}. It goes out at once all the same`).waitFor();
  });

  it('makes a campaign, keeping every word over a reload', async () => {
    const page = await app.open('/app/campaigns/new');
    await page.getByText('time of your mailbox: Europe/Berlin').waitFor();
    await page.getByRole('textbox', { name: 'Name' }).fill('Arcades 2027');
    await page.getByLabel('Mails leave at').selectOption('14');
    await page.getByRole('radio', { name: 'Anonymous Views and clicks are counted without knowing whose they are' }).check();
    await page.getByRole('checkbox', { name: 'A reply counts as a success' }).check();
    await page.getByRole('button', { name: 'Add a mail' }).click();
    const second = page.getByRole('group', { name: 'Mail 2' });
    assert.equal(await second.getByLabel('Day').inputValue(), '3');
    assert.ok(await hasFocus(second.getByLabel('Subject')), 'writing goes on in the new mail');
    await page.getByRole('group', { name: 'Mail 1' }).getByLabel('Subject').fill('Your arcade');
    await page.getByRole('group', { name: 'Mail 1' }).getByLabel('Text').fill('Hello ');
    await page.getByRole('group', { name: 'Mail 1' }).getByRole('button', { name: 'Insert {{first_name}}' }).click();
    await second.getByLabel('Subject').fill('Once more');
    await second.getByLabel('Text').fill('Only this');
    await page.reload();
    await until(async () => (await page.getByRole('textbox', { name: 'Name' }).inputValue()) === 'Arcades 2027');
    assert.equal(await page.getByRole('group', { name: 'Mail 1' }).getByLabel('Text').inputValue(), 'Hello {{first_name}}');
    await page.getByRole('button', { name: 'Create campaign' }).click();
    await page.getByRole('heading', { level: 1, name: 'Arcades 2027' }).waitFor();
    assert.equal(new URL(page.url()).pathname, '/app/campaigns/c3');
    assert.deepEqual(posted('/api/campaigns'), [
      {
        name: 'Arcades 2027',
        sendHour: 14,
        replyIsSuccess: true,
        mode: 'anonymous',
        steps: [
          { day: 1, subject: 'Your arcade', body: 'Hello {{first_name}}' },
          { day: 3, subject: 'Once more', body: 'Only this' },
        ],
      },
    ]);
    await page.goto(`${app.base}/app/campaigns/new`);
    assert.equal(await page.getByRole('textbox', { name: 'Name' }).inputValue(), '');
  });

  it('says at each field what is wrong, first before sending, then as the API says', async () => {
    const page = await app.open('/app/campaigns/new');
    await page.getByRole('button', { name: 'Create campaign' }).click();
    const name = page.getByRole('textbox', { name: 'Name' });
    await page.getByText('Give the campaign a name.').waitFor();
    assert.equal(await hasFocus(name), true);
    assert.equal(posted('/api/campaigns').length, 0);
    await name.fill('Twins');
    await page.getByText('Give the campaign a name.').waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Add a mail' }).click();
    for (const number of [1, 2]) {
      const mail = page.getByRole('group', { name: `Mail ${number}` });
      await mail.getByLabel('Subject').fill('Hi');
      await mail.getByLabel('Text').fill('Hello {{nickname}}');
      await mail.getByLabel('Day').fill('4');
    }
    await page.getByRole('button', { name: 'Create campaign' }).click();
    await page.getByText('Needs a later day than the mail before it (day 4).').waitFor();
    assert.equal(await page.getByText('{{nickname}} does not exist.').count(), 2);
    await page.getByRole('group', { name: 'Mail 2' }).getByLabel('Day').fill('5');
    for (const number of [1, 2]) await page.getByRole('group', { name: `Mail ${number}` }).getByLabel('Text').fill('Hello');
    app.server.faults.set('POST /api/campaigns', {
      status: 400,
      code: 'INPUT_INVALID',
      message: 'The input is not what this address expects.',
      problems: [{ path: 'body.steps.1.subject', message: 'This subject is taken.' }],
    });
    await page.getByRole('button', { name: 'Create campaign' }).click();
    const second = page.getByRole('group', { name: 'Mail 2' }).getByLabel('Subject');
    await page.getByRole('group', { name: 'Mail 2' }).getByText('This subject is taken.').waitFor();
    assert.equal(await second.getAttribute('aria-invalid'), 'true');
    assert.equal(await hasFocus(second), true);
    app.server.faults.set('POST /api/campaigns', { status: 401, code: 'NOT_SIGNED_IN', message: 'Sign in first.' });
    await second.fill('Another');
    await page.getByRole('button', { name: 'Create campaign' }).click();
    await page.getByText('Nothing was lost: sign in again in another tab').waitFor();
    assert.equal(await second.inputValue(), 'Another');
  });

  it('starts over only after asking', async () => {
    const page = await app.open('/app/campaigns/new');
    const name = page.getByRole('textbox', { name: 'Name' });
    await name.fill('Mistake');
    await page.getByRole('button', { name: 'Start over' }).click();
    await page.getByRole('button', { name: 'Keep' }).click();
    await page.getByRole('alertdialog').waitFor({ state: 'detached' });
    assert.equal(await name.inputValue(), 'Mistake');
    await page.getByRole('button', { name: 'Start over' }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: 'Start over' }).click();
    await until(async () => (await name.inputValue()) === '');
  });

  it('can be walked through by keyboard in the order it is read', async () => {
    const page = await app.open('/app/campaigns/c1');
    await personOf(page, 'tron@encom.com').waitFor();
    const reached: string[] = [];
    for (let step = 0; step < 21; step += 1) {
      await page.keyboard.press('Tab');
      reached.push(await page.evaluate<string>(`document.activeElement.getAttribute('aria-label') ?? document.activeElement.innerText.trim()`));
    }
    assert.deepEqual(reached.map((one) => one.replace(/since .*/, 'since')), [
      'Skip to the page',
      'Live Feed',
      'Mails',
      'Campaigns',
      'Content',
      'Did not go',
      'More',
      'Replies watched since',
      'RP, account of Riley Park',
      'Campaigns',
      'Who? Mail of day 1',
      'Show text',
      'Who? Mail of day 3',
      'Show text',
      'Show text',
      'Add people',
      'Why, for Flynn',
      'Send now, to Tron',
      'Why, for Tron',
      'Remove Tron',
      'Send now, to Yori',
    ]);
  });
});

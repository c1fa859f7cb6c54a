import assert from 'node:assert/strict';
import { until } from '../until.js';
import { everyOpening, someDevices } from './fixture-devices.js';
import { hasFocus, useHarness, textOf } from './harness.js';

describe('the web app’s page of devices', () => {
  const app = useHarness();

  const sent = (method: string, path: RegExp): unknown[] => app.server.seen.filter((one) => one.method === method && path.test(one.path)).map(({ body }) => body);

  it('is found in the menu, and lists the browsers with this one marked', async () => {
    const page = await app.open('/app/feed');
    await page.getByRole('button', { name: 'More' }).press('Enter');
    await page.getByRole('menuitem', { name: 'My devices' }).press('Enter');
    await page.locator('[data-device=d3]').waitFor();
    assert.match(await textOf(page.locator('[data-device=d1]')), /Chrome on Windows ?This browser ?Last used/);
    assert.doesNotMatch(await textOf(page.locator('[data-device=d2]')), /This browser/);
    assert.match(await textOf(page.getByRole('main')), /Signing out keeps them/);
  });

  it('renames a device in place, by keyboard, and gives the focus back', async () => {
    const page = await app.open('/app/devices');
    await page.getByRole('button', { name: 'Rename Old phone' }).press('Enter');
    const field = page.getByLabel('Name of the device');
    await until(() => hasFocus(field));
    await field.press('Escape');
    await until(() => hasFocus(page.getByRole('button', { name: 'Rename Old phone' })));
    assert.deepEqual(sent('PATCH', /./), []);
    await page.getByRole('button', { name: 'Rename Old phone' }).press('Enter');
    await page.getByLabel('Name of the device').fill('Kitchen tablet');
    await page.getByLabel('Name of the device').press('Enter');
    await page.getByRole('button', { name: 'Rename Kitchen tablet' }).waitFor();
    assert.deepEqual(sent('PATCH', /d3$/), [{ name: 'Kitchen tablet' }]);
  });

  it('keeps what was typed when renaming fails', async () => {
    app.server.faults.set('PATCH /api/devices/d3', { status: 404, code: 'NOT_FOUND', message: 'This device was removed already.' });
    const page = await app.open('/app/devices');
    await page.getByRole('button', { name: 'Rename Old phone' }).click();
    await page.getByLabel('Name of the device').fill('Kitchen tablet');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByText('This device was removed already.').waitFor();
    assert.equal(await page.getByLabel('Name of the device').inputValue(), 'Kitchen tablet');
  });

  it('asks before a device is removed', async () => {
    const page = await app.open('/app/devices');
    await page.getByRole('button', { name: 'Remove Old phone' }).click();
    await page.getByText('Mail opened there will count as a recipient’s view').waitFor();
    await page.getByRole('button', { name: 'Keep' }).click();
    assert.deepEqual(sent('DELETE', /./), []);
    await page.getByRole('button', { name: 'Remove Old phone' }).click();
    await page.getByRole('dialog').or(page.getByRole('alertdialog')).getByRole('button', { name: 'Remove' }).click();
    await page.locator('[data-device=d3]').waitFor({ state: 'detached' });
  });

  it('makes this browser a device again, and says so where it keeps no cookie', async () => {
    app.server.own.devices = someDevices().slice(1);
    app.server.own.keepsNone = true;
    const page = await app.open('/app/devices');
    await page.getByText('This browser is not one of your devices.').waitFor();
    await page.getByRole('button', { name: 'Make it one' }).click();
    await page.getByText('does not keep our cookie').waitFor();
    app.server.own.keepsNone = false;
    await page.getByRole('button', { name: 'Make it one' }).click();
    await page.locator('[data-device=d9]').waitFor();
    assert.equal(await page.getByRole('button', { name: 'Make it one' }).count(), 0);
  });

  it('adds and removes an address, and takes none that is none', async () => {
    const page = await app.open('/app/devices');
    const field = page.getByLabel('Add an address');
    await field.fill('riley at home');
    await field.press('Enter');
    await page.getByText('This is not an address.').waitFor();
    await field.fill('riley@home.example');
    await field.press('Enter');
    await page.getByRole('button', { name: 'Remove riley@home.example' }).waitFor();
    assert.equal(await field.inputValue(), '');
    await page.getByRole('button', { name: 'Remove riley@private.example' }).click();
    await page.getByRole('button', { name: 'Remove riley@private.example' }).waitFor({ state: 'detached' });
    assert.deepEqual(sent('PUT', /own-addresses/), [{ addresses: ['riley@private.example', 'riley@home.example'] }, { addresses: ['riley@home.example'] }]);
  });

  it('says what the API has against an address', async () => {
    app.server.faults.set('PUT /api/own-addresses', { status: 409, code: 'ADDRESS_OF_COLLEAGUE', message: 'sam@contoso.example is the address of a colleague’s mailbox.' });
    const page = await app.open('/app/devices');
    await page.getByLabel('Add an address').fill('sam@contoso.example');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('is the address of a colleague’s mailbox.').waitFor();
    assert.equal(await page.getByLabel('Add an address').inputValue(), 'sam@contoso.example');
  });

  it('sends a test, once even where it is asked for again after a failure, and shows each opening as it comes', async () => {
    const page = await app.open('/app/devices');
    app.server.faults.set('POST /api/test-mails', { status: 502, code: 'EXCHANGE_UNREACHABLE', message: 'Exchange Online does not answer. It will be tried again.' });
    await page.getByLabel('To', { exact: true }).selectOption('riley@private.example');
    await page.getByRole('button', { name: 'Send me a test' }).click();
    await page.getByText('Exchange Online does not answer.').waitFor();
    app.server.faults.clear();
    await page.getByRole('button', { name: 'Send me a test' }).click();
    await page.getByText('Sent to riley@private.example. Open it now').waitFor();
    const [first, second] = sent('POST', /test-mails/);
    assert.deepEqual(first, second, 'the same mail');
    app.server.own.tests = app.server.own.tests.map((test) => ({ ...test, openings: everyOpening() }));
    await page.locator('[data-opening=machine]').waitFor();
    const told = await Promise.all((await page.locator('[data-opening]').all()).map(textOf));
    assert.match(told[0] ?? '', /^Opened in Outlook on Windows .*Recognised\. From now on it is known by its network and program\./);
    assert.match(told[1] ?? '', /^Link followed in Chrome on Windows × 2 .*Recognised\. It is your device “Chrome on Windows”\./);
    assert.match(told[2] ?? '', /^Opened in Outlook on the web .*Not by itself\. .*Keep Readback’s pane open/);
    assert.match(told[3] ?? '', /^Opened in Gmail .*Not by itself\. Gmail loads images for everybody/);
    assert.match(told[4] ?? '', /A machine\. Nobody looked/);
  });

  it('says what keeps a test from being sent', async () => {
    app.server.faults.set('POST /api/test-mails', { status: 429, code: 'TOO_OFTEN', message: 'That was asked for too often. Wait a moment and try again.' });
    const page = await app.open('/app/devices');
    await page.getByRole('button', { name: 'Send me a test' }).click();
    await page.getByText('Wait a moment and try again.').waitFor();
  });
});

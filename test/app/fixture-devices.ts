/** The rep's own side as the API tells it: devices, addresses and tests, changed as the page asks. */
import {
  deviceNameSchema,
  deviceSchema,
  devicesSchema,
  newAddressesSchema,
  newTestSchema,
  ownAddressesSchema,
  testMailsSchema,
  type DeviceView,
  type Opening,
  type OwnAddresses,
  type TestMail,
} from '../../connector/tracking/own/api.js';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
const ago = (ms: number): string => new Date(Date.now() - ms).toISOString();

export function someDevices(): DeviceView[] {
  return [
    { id: 'd1', name: 'Chrome on Windows', here: true, since: ago(40 * DAY_MS), seenAt: ago(MINUTE_MS) },
    { id: 'd2', name: 'Edge on Windows, inside Outlook', here: false, since: ago(3 * DAY_MS), seenAt: ago(2 * DAY_MS) },
    { id: 'd3', name: 'Old phone', here: false, since: ago(300 * DAY_MS), seenAt: ago(90 * DAY_MS) },
  ];
}

export function everyOpening(): Opening[] {
  return [
    { at: ago(20_000), count: 1, kind: 'pixel', program: 'Outlook on Windows', recognised: 'reader', device: null },
    { at: ago(40_000), count: 2, kind: 'click', program: 'Chrome on Windows', recognised: 'device', device: 'Chrome on Windows' },
    { at: ago(50_000), count: 1, kind: 'pixel', program: 'Outlook on the web', recognised: 'proxy', device: null },
    { at: ago(55_000), count: 1, kind: 'pixel', program: 'Gmail', recognised: 'proxy', device: null },
    { at: ago(60_000), count: 1, kind: 'pixel', program: 'A browser', recognised: 'machine', device: null },
  ];
}

export class OwnFixture {
  devices: DeviceView[] = someDevices();
  addresses: OwnAddresses = { known: ['rep@contoso.example', 'riley@contoso.example'], listed: ['riley@private.example'] };
  tests: TestMail[] = [];
  /** The browser keeps no cookie. */
  keepsNone = false;

  /** What is answered; null: not of this part, 204: nothing. */
  answer(method: string, path: string, body: unknown): object | 204 | null {
    const [, , part, id] = path.split('/');
    if (part === 'devices' && id === undefined) return devicesSchema.parse({ devices: this.devices });
    if (part === 'devices') return this.change(method, id ?? '', body);
    if (part === 'device') return this.add();
    if (part === 'own-addresses') {
      if (method === 'PUT') this.addresses = { ...this.addresses, listed: newAddressesSchema.parse(body).addresses };
      return ownAddressesSchema.parse(this.addresses);
    }
    if (part !== 'test-mails') return null;
    if (method === 'POST') {
      const { id: asked = 'test', to = 'rep@contoso.example' } = newTestSchema.parse(body);
      if (!this.tests.some((test) => test.id === asked)) this.tests = [{ id: asked, to, subject: 'Is this device recognised?', sentAt: ago(0), openings: [] }, ...this.tests];
    }
    return testMailsSchema.parse({ tests: this.tests });
  }

  private change(method: string, id: string, body: unknown): object | 204 {
    if (method === 'DELETE') {
      this.devices = this.devices.filter((device) => device.id !== id);
      return 204;
    }
    const { name } = deviceNameSchema.parse(body);
    this.devices = this.devices.map((device) => (device.id === id ? { ...device, name } : device));
    return deviceSchema.parse(this.devices.find((device) => device.id === id));
  }

  private add(): object {
    const device = { id: 'd9', name: 'Chrome on Linux', here: true, since: ago(0), seenAt: null };
    if (!this.keepsNone) this.devices = [device, ...this.devices];
    return deviceSchema.parse(device);
  }
}

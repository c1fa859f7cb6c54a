/** Where requests and devices meet: signing in makes the browser a device, using it says that it is still there. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { DataSource } from 'typeorm';
import type { Clock } from '../../clock.js';
import type { Keys } from '../../config/index.js';
import type { Rep } from '../../identity/index.js';
import { nameOfAgent } from './agent-name.js';
import { deviceCookies, readDevice, type DeviceMark } from './device-cookie.js';
import { deviceFor, type Device } from './devices.js';

export interface Browsers {
  /** Makes the browser that asks a device of the rep, or renews it; sets both cookies. @param inOutlook it is our pane that asks */
  remember(rep: Pick<Rep, 'id'>, request: IncomingMessage, response: ServerResponse, inOutlook?: boolean): Promise<Device>;
  /** What the browser that asks says it is; null if nothing of ours came. */
  markOf(request: IncomingMessage): DeviceMark | null;
  /** Takes the cookies out of the browser that asks. */
  forget(response: ServerResponse): void;
}

export interface BrowsersOptions {
  readonly dataSource: DataSource;
  readonly keys: Keys;
  readonly clock: Clock;
  readonly publicUrl: string;
}

export function createBrowsers({ dataSource, keys, clock, publicUrl }: BrowsersOptions): Browsers {
  const cookies = deviceCookies(keys, publicUrl);
  const markOf = ({ headers }: IncomingMessage): DeviceMark | null => readDevice(keys, headers.cookie);
  return {
    remember: async (rep, request, response, inOutlook = false) => {
      const at = clock.now();
      const name = nameOfAgent(request.headers['user-agent'] ?? '', inOutlook);
      const device = await dataSource.transaction((tx) => deviceFor(tx, rep.id, markOf(request), name, at));
      if (!response.headersSent) cookies.set(response, { deviceId: device.id, repId: rep.id, at });
      return device;
    },
    markOf,
    forget: (response) => cookies.clear(response),
  };
}

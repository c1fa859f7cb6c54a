/** API addresses of the sender's own side. A rep sees and changes only what is theirs. */
import type { IncomingMessage } from 'node:http';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import type { Clock } from '../../clock.js';
import type { Keys } from '../../config/index.js';
import { route, type Route } from '../../http/index.js';
import type { Rep } from '../../identity/index.js';
import { onOwnMailbox, type Mailbox, type Mailboxes } from '../../mailbox/index.js';
import { resettle } from '../settle/resettle.js';
import { deviceNameSchema, deviceSchema, devicesSchema, lookingSchema, newAddressesSchema, newDeviceSchema, newTestSchema, ownAddressesSchema, testMailsSchema, type DeviceView, type OwnAddresses } from './api.js';
import type { Browsers } from './browsers.js';
import { listDevices, removeDevice, renameDevice, type Device } from './devices.js';
import type { Looking } from './looking.js';
import { aliasesOf, listedAddresses, setListedAddresses } from './own-addresses.js';
import { stampsSentTo } from './stamps-sent-to.js';
import { createTestMails } from './test-mails.js';

export interface OwnRoutesOptions {
  readonly dataSource: DataSource;
  readonly keys: Keys;
  readonly clock: Clock;
  readonly publicUrl: string;
  readonly browsers: Browsers;
  readonly looking: Pick<Looking, 'say'>;
  readonly addressHash: (request: IncomingMessage) => Buffer;
  readonly mailboxes: Pick<Mailboxes, 'isWatched' | 'draftOnce' | 'sendOnce'>;
  readonly mailboxOf: (rep: Rep) => Promise<Mailbox | null>;
}

const deviceParams = z.object({ id: z.uuid() });

export function ownRoutes(options: OwnRoutesOptions): Route[] {
  const { dataSource, clock, browsers, looking, addressHash } = options;
  const onMailbox = onOwnMailbox(options);
  const tests = createTestMails(options);
  return [
    route({
      method: 'post',
      path: '/device',
      summary: 'Make the browser that asks a device of the rep, or renew it',
      body: newDeviceSchema,
      output: deviceSchema,
      handle: async ({ rep, body, request, response }) => {
        const device = await browsers.remember(rep, request, response, body.client !== 'web-app');
        return viewOf(device, device.id);
      },
    }),
    route({
      method: 'get',
      path: '/devices',
      summary: 'The rep’s devices, this one first',
      output: devicesSchema,
      handle: async ({ rep, request }) => {
        const here = browsers.markOf(request)?.deviceId ?? null;
        const devices = await listDevices(dataSource.manager, rep.id, here);
        return { devices: devices.map((device) => viewOf(device, here)) };
      },
    }),
    route({
      method: 'patch',
      path: '/devices/{id}',
      summary: 'Rename a device',
      params: deviceParams,
      body: deviceNameSchema,
      output: deviceSchema,
      handle: async ({ rep, params, body, request }) =>
        viewOf(await renameDevice(dataSource.manager, rep.id, params.id, body.name), browsers.markOf(request)?.deviceId ?? null),
    }),
    route({
      method: 'delete',
      path: '/devices/{id}',
      summary: 'Remove a device: it is no longer recognised',
      params: deviceParams,
      handle: async ({ rep, params, request, response }) => {
        await removeDevice(dataSource.manager, rep.id, params.id);
        if (browsers.markOf(request)?.deviceId === params.id) browsers.forget(response);
        return undefined;
      },
    }),
    route({
      method: 'post',
      path: '/looking',
      summary: 'Which messages the rep is looking at now; kept in memory for ten minutes at most',
      body: lookingSchema,
      handle: async ({ rep, body, request }) => {
        const deviceId = browsers.markOf(request)?.deviceId ?? null;
        await looking.say({ repId: rep.id, deviceId, client: body.client, addressHash: addressHash(request), stamps: body.stamps });
        return undefined;
      },
    }),
    route({
      method: 'get',
      path: '/own-addresses',
      summary: 'Addresses that are the rep’s own',
      output: ownAddressesSchema,
      handle: ({ rep }) => onMailbox(rep, (tx, mailbox) => listedAddresses(tx, mailbox.id).then((listed) => ownView(mailbox, listed))),
    }),
    route({
      method: 'put',
      path: '/own-addresses',
      summary: 'List further addresses of the rep: mail to them is nobody else’s view',
      body: newAddressesSchema,
      output: ownAddressesSchema,
      handle: ({ rep, body }) =>
        onMailbox(rep, async (tx, mailbox) => {
          const changed = await setListedAddresses(tx, mailbox, body.addresses);
          await resettle(tx, await stampsSentTo(tx, mailbox.id, changed, clock.now()));
          return ownView(mailbox, await listedAddresses(tx, mailbox.id));
        }),
    }),
    route({
      method: 'get',
      path: '/test-mails',
      summary: 'Tests the rep sent in the last days, and what opened them',
      output: testMailsSchema,
      handle: ({ rep }) => onMailbox(rep, async (tx, mailbox) => ({ tests: await tests.list(tx, rep, mailbox) })),
    }),
    route({
      method: 'post',
      path: '/test-mails',
      summary: 'Send the rep a test',
      body: newTestSchema,
      output: testMailsSchema,
      handle: async ({ rep, body }) => {
        await tests.send(rep, body);
        return onMailbox(rep, async (tx, mailbox) => ({ tests: await tests.list(tx, rep, mailbox) }));
      },
    }),
  ];
}

function viewOf({ id, name, madeAt, seenAt }: Device, here: string | null): DeviceView {
  return { id, name, here: id === here, since: madeAt.toISOString(), seenAt: seenAt?.toISOString() ?? null };
}

function ownView(mailbox: Mailbox, listed: string[]): OwnAddresses {
  return { known: aliasesOf(mailbox), listed };
}
